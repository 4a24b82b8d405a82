import { RouteRegexError } from "./errors.ts";

/*
 * Turns a regular expression into the texts that it may stand for, with gaps for its groups: what a URL is made of.
 * A translation of Django's `django.utils.regex_helper.normalize`, whose choices decide which URL comes out:
 *
 *   repeated parts      as often as they must be: none for `?` and `*`
 *   optional groups     two texts, without and with the group
 *   classes, \w, \d     one character stands for all: the first of the class, "x", "0"
 *   look-around         left out (the finished URL is matched against the whole expression anyway)
 *   a | b               can't be turned into texts: one empty text
 */

/** One text that an expression may stand for: literal pieces and gaps in turn. */
export interface ReverseTemplate {
  readonly pieces: readonly (string | Gap)[];
  /** The parameters that are asked for, in order; unnamed groups are "_0", "_1", …. */
  readonly parameters: readonly string[];
}

/** Where a parameter's value stands. */
export interface Gap {
  readonly gap: string;
}

type Item =
  | string
  | { readonly kind: "group"; readonly name: string; readonly isBackReference: boolean }
  | { readonly kind: "sequence"; readonly items: readonly Item[] }
  | { readonly kind: "optional"; readonly item: Item };

/** A character of the expression; an escape is replaced by what stands for its class. */
interface Character {
  readonly text: string;
  readonly isEscaped: boolean;
}

const escapeMeanings: Readonly<Record<string, string | undefined>> = {
  A: "",
  b: "",
  B: "",
  Z: "",
  d: "0",
  D: "x",
  s: " ",
  S: "x",
  w: "x",
  W: "!",
};

/** The texts that an expression in Python's syntax may stand for. */
export function reverseTemplates(source: string): ReverseTemplate[] {
  const items = new Normalizer(source).read();
  if (items === undefined) return [{ pieces: [""], parameters: [] }];
  return expand({ kind: "sequence", items });
}

function* characters(source: string): Generator<Character, undefined> {
  const all = [...source];
  for (let index = 0; index < all.length; index++) {
    if (all[index] !== "\\") {
      yield { text: all[index]!, isEscaped: false };
      continue;
    }
    const letter = all[++index];
    if (letter === undefined) return;
    const meaning = letter in escapeMeanings ? escapeMeanings[letter]! : letter;
    if (meaning !== "") yield { text: meaning, isEscaped: true };
  }
}

class Normalizer {
  readonly #source: string;
  readonly #characters: readonly Character[];
  #position = 0;
  #unnamed = 0;
  #items: Item[] = [];
  /** Where the open non-capturing groups began. */
  readonly #open: number[] = [];

  constructor(source: string) {
    this.#source = source;
    this.#characters = [...characters(source)];
  }

  /** `undefined` for an expression with alternatives. */
  read(): readonly Item[] | undefined {
    while (this.#position < this.#characters.length) {
      const { text, isEscaped } = this.#next();
      if (isEscaped) this.#items.push(text);
      else if (text === "|") return undefined;
      else if (text === "$") break;
      else this.#readSymbol(text);
    }
    return this.#items;
  }

  #readSymbol(text: string): void {
    if (text === "^") return;
    if (text === ")") this.#closeGroup();
    else if (text === "[") this.#readClass();
    else if (text === "(") this.#readGroup();
    else if (text === "*" || text === "?" || text === "+" || text === "{") this.#repeat(text);
    else this.#items.push(text);
  }

  #next(): Character {
    return this.#characters[this.#position++] ?? { text: "", isEscaped: false };
  }

  #closeGroup(): void {
    const start = this.#open.pop() ?? 0;
    const inner: Item = { kind: "sequence", items: this.#items.slice(start) };
    this.#items = [...this.#items.slice(0, start), inner];
  }

  /** The first character stands for the class. */
  #readClass(): void {
    this.#items.push(this.#next().text);
    this.#skipClass();
  }

  /** To behind the bracket that closes a class of which one character was read: a bracket there is text. */
  #skipClass(): void {
    while (this.#position < this.#characters.length) {
      const { text, isEscaped } = this.#next();
      if (text === "]" && !isEscaped) return;
    }
  }

  #readGroup(): void {
    const first = this.#next();
    if (first.text !== "?" || first.isEscaped) {
      this.#items.push(group(`_${this.#unnamed++}`));
      this.#skipGroup(first);
      return;
    }
    const kind = this.#next();
    if (kind.text === ":") this.#open.push(this.#items.length);
    else if (kind.text === "!" || kind.text === "=") this.#skipGroup(kind);
    else if (kind.text === "<" || kind.text === "P") this.#readNamedGroup(kind);
    else throw new RouteRegexError(this.#source, `a URL can't be made of the group (?${kind.text}.`);
  }

  /** `(?P<name>…)`, `(?<name>…)`, `(?P=name)`, or one of the look-behinds `(?<=…)` and `(?<!…)`. */
  #readNamedGroup(kind: Character): void {
    const mark = kind.text === "P" ? this.#next() : kind;
    const ahead = this.#characters[this.#position]?.text;
    if (kind.text === "<" && (ahead === "=" || ahead === "!")) {
      this.#skipGroup(mark);
      return;
    }
    const end = mark.text === "=" ? ")" : ">";
    let name = "";
    for (let next = this.#next(); next.text !== end && next.text !== ""; next = this.#next())
      name += next.text;
    this.#items.push(group(name, end === ")"));
    if (end === ">") this.#skipGroup({ text: ">", isEscaped: false });
  }

  /** To behind the parenthesis that closes the current group. */
  #skipGroup(first: Character): void {
    let depth = first.text === "(" && !first.isEscaped ? 1 : 0;
    if (first.text === ")" && !first.isEscaped) return;
    if (first.text === "[" && !first.isEscaped) this.#skipWholeClass();
    while (this.#position < this.#characters.length) {
      const { text, isEscaped } = this.#next();
      if (isEscaped) continue;
      if (text === "[") this.#skipWholeClass();
      if (text === "(") depth++;
      if (text !== ")") continue;
      if (depth === 0) return;
      depth--;
    }
  }

  /** A parenthesis in a class is text. */
  #skipWholeClass(): void {
    if (this.#next().text === "^") this.#next();
    this.#skipClass();
  }

  /** Applies a quantifier to the item before it. */
  #repeat(symbol: string): void {
    const count = this.#readQuantifier(symbol);
    const last = this.#items.pop();
    if (last === undefined) return;
    if (count === 0) {
      if (holdsGroup(last)) this.#items.push({ kind: "optional", item: last });
      return;
    }
    for (let index = 0; index < count; index++) this.#items.push(last);
  }

  /** The least number of repetitions. */
  #readQuantifier(symbol: string): number {
    let least = symbol === "+" ? 1 : 0;
    if (symbol === "{") {
      let limits = "";
      for (let next = this.#next(); next.text !== "}" && next.text !== ""; next = this.#next())
        limits += next.text;
      least = Number(limits.split(",")[0]);
    }
    if (this.#characters[this.#position]?.text === "?") this.#position++;
    return least;
  }
}

function group(name: string, isBackReference = false): Item {
  return { kind: "group", name, isBackReference };
}

function holdsGroup(item: Item): boolean {
  if (typeof item === "string" || item.kind === "optional") return false;
  return item.kind === "group" || item.items.some(holdsGroup);
}

function expand(item: Item): ReverseTemplate[] {
  if (typeof item === "string") return [{ pieces: [item], parameters: [] }];
  if (item.kind === "group") {
    return [{ pieces: [{ gap: item.name }], parameters: item.isBackReference ? [] : [item.name] }];
  }
  if (item.kind === "optional") return [{ pieces: [], parameters: [] }, ...expand(item.item)];
  let templates: ReverseTemplate[] = [{ pieces: [], parameters: [] }];
  for (const part of item.items) {
    const expanded = expand(part);
    templates = templates.flatMap((template) => expanded.map((next) => joinTemplates(template, next)));
  }
  return templates;
}

function joinTemplates(first: ReverseTemplate, second: ReverseTemplate): ReverseTemplate {
  return {
    pieces: [...first.pieces, ...second.pieces],
    parameters: [...first.parameters, ...second.parameters],
  };
}
