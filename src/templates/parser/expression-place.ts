import type { Position } from "../source.ts";

/** Where an expression stands, for messages: found only when one is written. */
export class ExpressionPlace {
  readonly #tag: Position;
  readonly #text: string;

  /** @param tag - The tag in which the expression stands. */
  constructor(tag: Position, text: string) {
    this.#tag = tag;
    this.#text = text;
  }

  /** Where a part of the expression stands. Where the same text stands twice in a tag, the first is meant. */
  at(from: number, to: number): Position {
    const { source, start, end } = this.#tag;
    const offset = wordIn(source.text.slice(start, end), this.#text);
    if (offset === -1) return this.#tag; // written together by its tag
    return { source, start: start + offset + from, end: start + offset + Math.max(to, from + 1) };
  }

  get whole(): Position {
    return this.at(0, this.#text.length);
  }
}

/** Where a word begins in a tag; within another word only where it stands nowhere by itself. */
function wordIn(tag: string, word: string): number {
  for (let at = tag.indexOf(word); at !== -1; at = tag.indexOf(word, at + 1)) {
    if (/[\s={%]/.test(tag[at - 1] ?? " ") && /[\s=|}%]/.test(tag[at + word.length] ?? " ")) return at;
  }
  return tag.indexOf(word);
}
