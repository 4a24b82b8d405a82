import type { Reference } from "./reference.ts";

/*
 * Finds the addresses in a style sheet by its tokens (CSS Syntax, 4.3), so that texts and comments are never taken for
 * some:
 *
 *   url(a.png) url("a.png")        everywhere, except in @namespace, where it is a mere name
 *   "a.css" behind @import          the first string behind the keyword
 *   image-set("a.png" 1x)          strings directly in it
 *   /*# sourceMappingURL=a.map * /  in a comment
 *
 * One walk from the first character to the last; no token is read twice.
 */

/** The addresses in a style sheet, in their order. */
export function cssReferences(css: string): Reference[] {
  return new CssScanner(css).scan();
}

const nameCharacter = /[\w\u0080-\uffff\\-]/;
const sourceMapComment = /^\/\*[#@]\s*sourceMappingURL=([^\s'"*]+)\s*\*\/$/;

class CssScanner {
  readonly #css: string;
  readonly #found: Reference[] = [];
  /** The functions and brackets that are open, by name. */
  readonly #open: string[] = [];
  /** The `@` rule whose beginning is being read. */
  #rule = "";
  #position = 0;

  constructor(css: string) {
    this.#css = css;
  }

  scan(): Reference[] {
    const css = this.#css;
    while (this.#position < css.length) {
      const character = css[this.#position]!;
      if (character === "/" && css[this.#position + 1] === "*") this.#comment();
      else if (character === '"' || character === "'") this.#string(character);
      else if (character === "@") this.#atKeyword();
      else if (nameCharacter.test(character)) this.#name();
      else this.#delimiter(character);
    }
    return this.#found;
  }

  #comment(): void {
    const start = this.#position;
    const close = this.#css.indexOf("*/", start + 2);
    this.#position = close === -1 ? this.#css.length : close + 2;
    const comment = this.#css.slice(start, this.#position);
    const target = sourceMapComment.exec(comment)?.[1];
    if (target === undefined) return;
    const from = start + comment.indexOf("=") + 1;
    this.#found.push({ start: from, end: from + target.length, target, kind: "source-map" });
  }

  #string(quote: string): void {
    const start = this.#position + 1;
    let end = start;
    // An escaped character, a line break included, belongs to the string; a bare line break ends it as a mistake.
    while (end < this.#css.length && this.#css[end] !== quote && this.#css[end] !== "\n")
      end += this.#css[end] === "\\" ? 2 : 1;
    end = Math.min(end, this.#css.length);
    this.#position = end + 1;
    if (!this.#expectsAddress()) return;
    this.#add(start, end);
  }

  /** Whether a string at this place is an address. */
  #expectsAddress(): boolean {
    const inside = this.#open.at(-1);
    if (inside === "url" || inside === "src") return this.#rule !== "namespace";
    if (inside === "image-set" || inside === "-webkit-image-set") return true;
    return this.#rule === "import" && inside === undefined;
  }

  #add(start: number, end: number): void {
    if (this.#rule === "import") this.#rule = "import, address read";
    this.#found.push({ start, end, target: unescaped(this.#css.slice(start, end)), kind: "file" });
  }

  #atKeyword(): void {
    this.#position++;
    this.#rule = this.#readName();
  }

  #name(): void {
    const name = this.#readName();
    if (this.#css[this.#position] !== "(") return;
    this.#position++;
    if (name === "url" && this.#bareUrl()) return;
    this.#open.push(name);
  }

  /** Reads on behind `url(` unless a string follows. */
  #bareUrl(): boolean {
    let start = this.#position;
    while (/\s/.test(this.#css[start] ?? "")) start++;
    if (this.#css[start] === '"' || this.#css[start] === "'") return false;
    let close = start;
    while (close < this.#css.length && this.#css[close] !== ")") close += this.#css[close] === "\\" ? 2 : 1;
    close = Math.min(close, this.#css.length);
    let end = close;
    while (end > start && /\s/.test(this.#css[end - 1]!)) end--;
    this.#position = close + 1;
    if (this.#rule !== "namespace") this.#add(start, end);
    return true;
  }

  /** The name that begins here, in lower case. */
  #readName(): string {
    const start = this.#position;
    let end = start;
    while (end < this.#css.length && nameCharacter.test(this.#css[end]!))
      end += this.#css[end] === "\\" ? 2 : 1;
    this.#position = Math.max(end, start);
    return unescaped(this.#css.slice(start, end)).toLowerCase();
  }

  #delimiter(character: string): void {
    this.#position++;
    if (character === "(") this.#open.push("(");
    else if (character === ")") this.#open.pop();
    else if (character === ";" || character === "{" || character === "}") {
      this.#rule = "";
      this.#open.length = 0; // what was left open ends with its declaration
    }
  }
}

/** Undoes escapes: `\20 ` is a space, `\"` a quote, `\` in front of a line break nothing. */
function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(?:([0-9a-f]{1,6})\s?|\r\n|[\s\S])/gi, (escaped, digits?: string) => {
    if (digits !== undefined) {
      const code = Number.parseInt(digits, 16);
      return code === 0 || code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
    }
    return /^\\[\r\n\f]/.test(escaped) ? "" : escaped.slice(1);
  });
}
