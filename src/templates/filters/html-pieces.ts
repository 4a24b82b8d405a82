import { pythonSpace } from "../runtime/python-space.ts";

/*
 * HTML as Python's HTMLParser takes it apart (that of Python 3.11), on which `striptags` and the `…_html` filters of Django
 * stand. It is no parser for a browser's HTML: a tag is what looks like one, and what does not end is text or nothing.
 * Every search that fails is remembered, so that hostile text takes linear time.
 */

/** A piece of HTML in the order of the source. */
export interface HtmlPiece {
  /**
   * `empty` is a tag that closes itself, `reference` an entity, where those are told apart, and `literal` text in which
   * entities mean nothing.
   */
  readonly kind: "text" | "literal" | "start" | "end" | "empty" | "reference";
  /** As it is written; of a reference without what follows its name. */
  readonly source: string;
  /** Of a tag, in lower case. */
  readonly tag: string;
}

export interface PieceOptions {
  /** Whether entities are pieces of their own, instead of being part of the text. */
  readonly tellsReferences: boolean;
  /** Whether the text is known to end here. Otherwise what could go on is left out. */
  readonly isWhole: boolean;
}

const space = new RegExp(`[${pythonSpace}]`);
const tagName = /[a-zA-Z][^\t\n\r\f />\0]*/y;
const endTag = new RegExp(`</[${pythonSpace}]*([a-zA-Z][-.a-zA-Z0-9:_]*)[${pythonSpace}]*>`, "y");
const commentEnd = new RegExp(`--[${pythonSpace}]*>`, "g");
const sectionEnd = new RegExp(`][${pythonSpace}]*][${pythonSpace}]*>`, "g");
const officeSectionEnd = new RegExp(`][${pythonSpace}]*>`, "g");
const numeric = /&#(?:[0-9]+|[xX][0-9a-fA-F]+)(?=[^0-9a-fA-F])/y;
const named = /&([a-zA-Z][-.a-zA-Z0-9]*)(?=[^a-zA-Z0-9])/y;

export function* htmlPieces(html: string, options: PieceOptions): Generator<HtmlPiece> {
  yield* new PieceReader(html, options).pieces();
}

class PieceReader {
  readonly #html: string;
  readonly #tellsReferences: boolean;
  readonly #isWhole: boolean;
  /** Whether what does not end may no longer be waited for. */
  #isClosing = false;
  /** The element whose content is no markup. */
  #rawElement: string | undefined;
  /** What was searched for in vain. */
  readonly #absent = new Set<string>();

  constructor(html: string, { tellsReferences, isWhole }: PieceOptions) {
    this.#html = html;
    this.#tellsReferences = tellsReferences;
    this.#isWhole = isWhole;
  }

  *pieces(): Generator<HtmlPiece> {
    let at = yield* this.#readOn(0);
    if (!this.#isWhole) return;
    this.#isClosing = true;
    at = yield* this.#readOn(at);
    if (at < this.#html.length && this.#rawElement === undefined) yield this.#text(at, this.#html.length);
  }

  /** Reads as far as it can, and gives how far that was. */
  *#readOn(start: number): Generator<HtmlPiece, number> {
    const end = this.#html.length;
    let at = start;
    while (at < end) {
      const next = this.#nextMarkup(at);
      if (next === undefined) return at;
      if (at < next) yield this.#text(at, next);
      at = next;
      if (at === end) break;
      const found = this.#html[at] === "<" ? this.#markup(at) : this.#reference(at);
      if (found === undefined) return at;
      if (found.piece !== undefined) yield found.piece;
      at = found.end;
      if (found.isOver === true) return at;
    }
    return at;
  }

  /** Where something begins that is no text; `undefined` where that can't be known yet. */
  #nextMarkup(from: number): number | undefined {
    const html = this.#html;
    if (this.#rawElement !== undefined) {
      const closing = new RegExp(`</[${pythonSpace}]*${this.#rawElement}[${pythonSpace}]*>`, "ig");
      closing.lastIndex = from;
      return closing.exec(html)?.index;
    }
    if (this.#tellsReferences) {
      const interesting = /[&<]/g;
      interesting.lastIndex = from;
      return interesting.exec(html)?.index ?? html.length;
    }
    const tag = this.#find("<", from);
    if (tag !== -1) return tag;
    // Near the end an entity could be cut in half.
    const ampersand = html.lastIndexOf("&");
    const mayGoOn = ampersand >= Math.max(from, html.length - 34) && !hasEntityEnd(html.slice(ampersand));
    return mayGoOn ? undefined : html.length;
  }

  #text(from: number, to: number): HtmlPiece {
    const kind = this.#rawElement === undefined ? "text" : "literal";
    return { kind, source: this.#html.slice(from, to), tag: "" };
  }

  /** Something that looked like markup, and is none. */
  #literal(from: number, to: number): Found {
    return { piece: { kind: "literal", source: this.#html.slice(from, to), tag: "" }, end: to };
  }

  #find(wanted: string, from: number): number {
    if (this.#absent.has(wanted)) return -1;
    const found = this.#html.indexOf(wanted, from);
    if (found === -1) this.#absent.add(wanted);
    return found;
  }

  // — Tags, comments, declarations —

  #markup(at: number): Found | undefined {
    const html = this.#html;
    const next = html[at + 1];
    if (next === undefined) return undefined;
    const found = this.#wholeMarkup(at, next);
    if (found !== undefined || !this.#isClosing) return found;
    const end = this.#endOfBroken(at);
    return { piece: this.#text(at, end), end };
  }

  /** Markup that ends; `undefined` for what doesn't. */
  #wholeMarkup(at: number, next: string): Found | undefined {
    if (/[a-zA-Z]/.test(next)) return this.#startTag(at);
    if (next === "/") return this.#endTag(at);
    if (next === "!" || next === "?") return this.#declaration(at);
    return this.#literal(at, at + 1);
  }

  /** How much of what does not end is text. */
  #endOfBroken(at: number): number {
    const close = this.#find(">", at + 1);
    if (close !== -1) return close + 1;
    const open = this.#find("<", at + 1);
    return open === -1 ? at + 1 : open;
  }

  #startTag(at: number): Found | undefined {
    const html = this.#html;
    const [name] = matchAt(tagName, html, at + 1)!; // a letter stands there
    const tag = name.toLowerCase();
    const { end: stop, isEmpty } = this.#endOfAttributes(at + 1 + name.length);
    const next = html[stop];
    if (next === undefined || /[a-zA-Z=]/.test(next)) return undefined;
    if (next !== ">" && next !== "/") return this.#literal(at, stop);
    const end = stop + (next === "/" ? 2 : 1);
    if (!isEmpty && (tag === "script" || tag === "style")) this.#rawElement = tag;
    return { piece: { kind: isEmpty ? "empty" : "start", source: html.slice(at, end), tag }, end };
  }

  /** Where a tag's attributes end, and whether a slash stands before its `>`. */
  #endOfAttributes(from: number): { end: number; isEmpty: boolean } {
    const html = this.#html;
    let at = from;
    while (isSpace(html[at]) || html[at] === "/") at++;
    if (html[at] === ">" && html[at - 1] === "/") return { end: at, isEmpty: true };
    while (
      at < html.length &&
      mayStandBeforeAttribute(html[at - 1]!) &&
      html[at] !== ">" &&
      html[at] !== "/"
    ) {
      at = this.#endOfAttribute(at);
      while (isSpace(html[at]) || (html[at] === "/" && html[at + 1] !== ">")) at++;
    }
    return { end: at, isEmpty: html[at] === "/" };
  }

  /** Where an attribute ends; of one whose value is not closed, where its name does. */
  #endOfAttribute(from: number): number {
    const html = this.#html;
    let name = from + 1;
    while (name < html.length && !isSpace(html[name]) && !/[/=>]/.test(html[name]!)) name++;
    const equals = this.#skipSpace(name);
    if (html[equals] !== "=") return name;
    let sign = equals;
    while (html[sign] === "=") sign++;
    const value = this.#skipSpace(sign);
    const quote = html[value];
    if (quote !== '"' && quote !== "'") return this.#endOfBareValue(value);
    const close = this.#find(quote, value + 1);
    if (close !== -1) return this.#skipSpace(close + 1);
    if (value > sign) return value;
    return sign - equals > 1 ? this.#endOfBareValue(sign - 1) : name;
  }

  #endOfBareValue(from: number): number {
    let end = from;
    while (end < this.#html.length && this.#html[end] !== ">" && !isSpace(this.#html[end])) end++;
    return this.#skipSpace(end);
  }

  #skipSpace(from: number): number {
    let at = from;
    while (isSpace(this.#html[at])) at++;
    return at;
  }

  #endTag(at: number): Found | undefined {
    const html = this.#html;
    const close = this.#find(">", at + 1);
    if (close === -1) return undefined;
    const whole = matchAt(endTag, html, at);
    const tag = whole === null ? undefined : whole[1]!.toLowerCase();
    if (this.#rawElement !== undefined && tag !== this.#rawElement) return this.#literal(at, close + 1);
    this.#rawElement = undefined;
    if (tag !== undefined) return { piece: { kind: "end", source: "", tag }, end: close + 1 };
    const name = matchAt(tagName, html, at + 2)?.[0];
    if (name === undefined) return { end: close + 1 };
    return {
      piece: { kind: "end", source: "", tag: name.toLowerCase() },
      end: html.indexOf(">", at + 2 + name.length) + 1,
    };
  }

  #declaration(at: number): Found | undefined {
    const html = this.#html;
    if (html.startsWith("<!--", at)) return this.#until(commentEnd, at + 4);
    const section = /<!\[([a-zA-Z][-_.a-zA-Z0-9]*)?/y;
    const keyword = matchAt(section, html, at)?.[1]?.toLowerCase() ?? "";
    if (/^(?:temp|cdata|ignore|include|rcdata)$/.test(keyword)) return this.#until(sectionEnd, at + 3);
    if (/^(?:if|else|endif)$/.test(keyword)) return this.#until(officeSectionEnd, at + 3);
    return this.#until(/>/g, at + 2);
  }

  /** Leaves out everything to an end. */
  #until(closing: RegExp, from: number): Found | undefined {
    if (this.#absent.has(closing.source)) return undefined;
    closing.lastIndex = from;
    const match = closing.exec(this.#html);
    if (match !== null) return { end: closing.lastIndex };
    this.#absent.add(closing.source);
    return undefined;
  }

  // — Entities —

  #reference(at: number): Found | undefined {
    const html = this.#html;
    const match = matchAt(numeric, html, at) ?? matchAt(named, html, at);
    if (match !== null) {
      const [source] = match;
      const end = at + source.length;
      return { piece: { kind: "reference", source, tag: "" }, end: html[end] === ";" ? end + 1 : end };
    }
    if (html.startsWith("&#", at)) {
      // What is no number is text, and the rest is waited for.
      if (this.#find(";", at) === -1) return undefined;
      return { ...this.#literal(at, at + 2), isOver: true };
    }
    if (/[a-zA-Z]/.test(html[at + 1] ?? "")) {
      const isLost = this.#isClosing && at + 2 === html.length;
      return isLost ? { end: at + 1, isOver: true } : undefined;
    }
    return at + 1 < html.length ? this.#literal(at, at + 1) : undefined;
  }
}

/** Something that was read, and where it ends. */
interface Found {
  readonly piece?: HtmlPiece;
  readonly end: number;
  /** Whether reading stops behind it. */
  readonly isOver?: boolean;
}

function matchAt(pattern: RegExp, html: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(html);
}

function mayStandBeforeAttribute(character: string): boolean {
  return /["'/]/.test(character) || isSpace(character);
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && space.test(character);
}

function hasEntityEnd(text: string): boolean {
  return text.includes(";") || space.test(text);
}
