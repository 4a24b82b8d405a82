import type { Position } from "../source.ts";

const wordCharacter = /[\p{L}\p{N}_]/u;

/** A piece of a tag. */
export class Part {
  readonly position: Position;
  /** Whether the piece was found as it is written, so that pieces of it can be found, too. */
  readonly #isExact: boolean;

  constructor(position: Position, isExact: boolean) {
    this.position = position;
    this.#isExact = isExact;
  }

  /** The same with so many characters in front that don't stand in the template. */
  startingBefore(length: number): Part {
    const { source, start, end } = this.position;
    return this.#isExact ? new Part({ source, start: start - length, end }, true) : this;
  }

  /** A piece of this one. */
  from(start: number, length: number): Part {
    if (!this.#isExact) return this;
    const { source, start: own } = this.position;
    return new Part({ source, start: own + start, end: own + start + length }, true);
  }
}

/**
 * Finds where the parts of a tag stand in it. The parser keeps their texts, not their places; a checker that stops at
 * each of them once, in any order, finds each at the first place that is not taken yet.
 */
export class Places {
  readonly whole: Position;
  readonly #text: string;
  readonly #taken: { start: number; end: number }[] = [];

  constructor(whole: Position) {
    this.whole = whole;
    this.#text = whole.source.text.slice(whole.start, whole.end);
  }

  /** A part that stands in the tag; the whole tag where it is not found as it is written. Each is taken once. */
  take(text: string): Part {
    const at = this.#search(text);
    if (at === undefined) return new Part(this.whole, false);
    this.#taken.push({ start: at, end: at + text.length });
    return this.#part(at, text.length);
  }

  /** The part that {@link take} would take next. */
  find(text: string): Part {
    const at = this.#search(text);
    return at === undefined ? new Part(this.whole, false) : this.#part(at, text.length);
  }

  #part(start: number, length: number): Part {
    const from = this.whole.start + start;
    return new Part({ source: this.whole.source, start: from, end: from + length }, true);
  }

  #search(text: string): number | undefined {
    if (text === "") return undefined;
    for (let at = this.#text.indexOf(text, 2); at !== -1; at = this.#text.indexOf(text, at + 1)) {
      const end = at + text.length;
      if (!this.#isPartOfWord(at, end) && !this.#isTaken(at, end)) return at;
    }
    return undefined;
  }

  #isPartOfWord(start: number, end: number): boolean {
    const first = this.#text[start]!;
    const last = this.#text[end - 1]!;
    const before = this.#text[start - 1] ?? "";
    const behind = this.#text[end] ?? "";
    return (
      (wordCharacter.test(first) && (wordCharacter.test(before) || before === ".")) ||
      (wordCharacter.test(last) && wordCharacter.test(behind))
    );
  }

  #isTaken(start: number, end: number): boolean {
    return this.#taken.some((taken) => start < taken.end && end > taken.start);
  }
}
