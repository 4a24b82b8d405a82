import {
  cdataRefusal,
  endTagRefusal,
  mixedJsonRefusal,
  type RefusedState,
  refusalIn,
  refusalInside,
  scriptRefusal,
  unquotedRefusal,
} from "./refusals.ts";

/*
 * Reads the constant texts of an html`…` as a browser's tokenizer would, and notes for each hole where it stands: in
 * text, in an attribute's value, at an attribute's place, or in a block of JSON. Where no value can be made safe (script,
 * style, comments, names) the hole is refused.
 *
 *   html`<a href="/${slug}/" title=${title}>${text}</a>`
 *                 └ attribute, 1 hole  └ attribute, 1 hole
 *                                           └ text
 *
 * A browser's tokenizer knows more states (https://html.spec.whatwg.org/multipage/parsing.html); those that are left out
 * here end in a refusal, never in a hole that is taken for harmless text.
 */

type State = RefusedState | "data" | "before attribute" | "before value" | "quoted value" | "element text";

/** A hole in text: between tags, or in an element that holds nothing but text. */
export interface TextHole {
  readonly kind: "text";
  readonly hole: number;
  /** Whether tags mean nothing here: in `<title>` and `<textarea>`. */
  readonly isPlain: boolean;
}

/** An attribute with holes in its value. */
export interface AttributeHoles {
  readonly kind: "attribute";
  readonly element: string;
  readonly name: string;
  /** The first hole, and how many there are. */
  readonly hole: number;
  readonly count: number;
  /** Where the attribute begins in the text in front of the first hole, the space before it included. */
  readonly start: number;
  /** Where its value begins there, behind the quote. */
  readonly valueStart: number;
  /** Where the value ends in the text behind the last hole: at the quote, or 0 where there are no quotes. */
  readonly valueEnd: number;
  readonly isQuoted: boolean;
}

/** A hole where an attribute could stand. */
export interface AttributesHole {
  readonly kind: "attributes";
  readonly element: string;
  readonly hole: number;
  /** Where the space before it begins in the text in front. */
  readonly start: number;
}

/** A hole that is the whole content of a `<script type="application/json">`. */
export interface JsonHole {
  readonly kind: "json";
  readonly hole: number;
}

export type Hole = TextHole | AttributeHoles | AttributesHole | JsonHole;

/** Why a template cannot be used. `hole` is the one at fault; without it the template does not end well. */
export interface Refusal {
  readonly hole: number | undefined;
  readonly reason: string;
}

// What stands in them is no markup: raw text, or text in which only entities count.
const textElements = new Set([
  "script",
  "style",
  "title",
  "textarea",
  "iframe",
  "noembed",
  "noframes",
  "plaintext",
  "xmp",
]);
const space = /[\t\n\f\r ]/;
const letter = /[a-z]/i;
// The empty type means a program, and so do unknown ones in old browsers: only what says JSON is data.
const jsonType = /^[\t\n\f\r ]*[a-z0-9.-]+\/(?:[a-z0-9.-]+\+)?json[\t\n\f\r ]*$/i;

/** Where each hole of a template stands, in order. */
export function findHoles(texts: readonly string[]): readonly Hole[] | Refusal {
  const scanner = new Scanner();
  try {
    for (const [index, text] of texts.entries()) {
      if (index > 0) scanner.hole(index - 1, text);
      scanner.read(text);
    }
    scanner.end();
  } catch (error) {
    if (error instanceof RefusedHole) return { hole: error.hole, reason: error.reason };
    throw error;
  }
  return scanner.holes;
}

/** Leaves the scanner at the first thing that cannot be used. */
class RefusedHole {
  readonly hole: number | undefined;
  readonly reason: string;

  constructor(hole: number | undefined, reason: string) {
    this.hole = hole;
    this.reason = reason;
  }
}

class Scanner {
  readonly holes: Hole[] = [];
  #state: State = "data";
  #isEndTag = false;
  #element = "";
  /** The element whose text is being read, and its text so far. */
  #inside = "";
  #content = "";
  #holesInside = 0;
  #isJson = false;
  #hasHoleForAttributes = false;
  /** The text of the comment or declaration so far. */
  #comment = "";
  // — The attribute that is being read —
  #name = "";
  #start = 0;
  #valueStart = 0;
  #quote = "";
  #value = "";
  #firstHole: number | undefined;
  #holeCount = 0;
  /** The first `type` of the tag: later ones do not count. */
  #type: string | undefined;

  read(text: string): void {
    for (let at = 0; at < text.length; at++) {
      if (this.#inside === "") this.#step(text[at]!, at);
      else at = this.#elementText(text, at);
    }
  }

  // — Constant text —

  #step(character: string, at: number): void {
    switch (this.#state) {
      case "data":
        if (character === "<") this.#state = "tag open";
        break;
      case "tag open":
        this.#tagOpen(character);
        break;
      case "end tag open":
        if (letter.test(character)) this.#beginTag(character, true);
        else this.#state = character === ">" ? "data" : "bogus comment";
        break;
      case "tag name":
        this.#tagName(character, at);
        break;
      case "before attribute":
        this.#beforeAttribute(character, at);
        break;
      case "attribute name":
        this.#attributeName(character, at);
        break;
      case "after attribute name":
        if (character === "=") this.#state = "before value";
        else if (!space.test(character)) this.#endOfName(character, at);
        break;
      case "before value":
        this.#beforeValue(character, at);
        break;
      case "quoted value":
        if (character === this.#quote) this.#endOfQuotedValue(at);
        else this.#value += character;
        break;
      case "unquoted value":
        this.#unquotedValue(character, at);
        break;
      case "after value":
        this.#afterAttribute(character, at);
        break;
      case "markup declaration":
        this.#markupDeclaration(character);
        break;
      case "comment":
        this.#comment = (this.#comment + character).slice(-4);
        if (/^\^\^-?>$|-->$|--!>$/.test(this.#comment)) this.#state = "data";
        break;
      case "bogus comment":
        if (character === ">") this.#state = "data";
        break;
    }
  }

  #tagOpen(character: string): void {
    if (letter.test(character)) this.#beginTag(character, false);
    else if (character === "/") this.#state = "end tag open";
    else if (character === "!") {
      this.#state = "markup declaration";
      this.#comment = "";
    } else if (character === "?") this.#state = "bogus comment";
    else if (character !== "<") this.#state = "data";
  }

  #beginTag(character: string, isEndTag: boolean): void {
    this.#state = "tag name";
    this.#isEndTag = isEndTag;
    this.#element = character.toLowerCase();
    this.#type = undefined;
    this.#hasHoleForAttributes = false;
  }

  #tagName(character: string, at: number): void {
    if (character === ">") this.#endOfTag();
    else if (space.test(character) || character === "/") {
      this.#state = "before attribute";
      this.#start = at;
    } else this.#element += character.toLowerCase();
  }

  #endOfTag(): void {
    this.#state = "data";
    if (this.#isEndTag || !textElements.has(this.#element)) return;
    this.#state = "element text";
    this.#inside = this.#element;
    this.#content = "";
    this.#holesInside = 0;
    this.#isJson =
      this.#element === "script" && !this.#hasHoleForAttributes && jsonType.test(this.#type ?? "");
  }

  #beforeAttribute(character: string, at: number): void {
    if (character === ">") this.#endOfTag();
    else if (character === "/") this.#start = at + 1;
    else if (!space.test(character)) this.#beginAttribute(character);
  }

  #beginAttribute(character: string): void {
    this.#state = "attribute name";
    this.#name = character.toLowerCase();
    this.#value = "";
    this.#quote = "";
    this.#firstHole = undefined;
    this.#holeCount = 0;
  }

  #attributeName(character: string, at: number): void {
    if (character === "=") this.#state = "before value";
    else if (space.test(character)) this.#state = "after attribute name";
    else if (character === "/" || character === ">") this.#endOfName(character, at);
    else this.#name += character.toLowerCase();
  }

  /** Behind an attribute without a value. */
  #endOfName(character: string, at: number): void {
    if (this.#name === "type") this.#type ??= "";
    this.#afterAttribute(character, at);
  }

  /** Behind an attribute that is whole. */
  #afterAttribute(character: string, at: number): void {
    this.#state = "before attribute";
    this.#start = at;
    this.#beforeAttribute(character, at);
  }

  #beforeValue(character: string, at: number): void {
    if (space.test(character)) return;
    if (character === '"' || character === "'") {
      this.#state = "quoted value";
      this.#quote = character;
      this.#valueStart = at + 1;
    } else if (character === ">") this.#endOfName(character, at);
    else {
      this.#state = "unquoted value";
      this.#valueStart = at;
      this.#value = character;
    }
  }

  #unquotedValue(character: string, at: number): void {
    if (space.test(character) || character === ">") {
      this.#endOfValue(at);
      this.#afterAttribute(character, at);
    } else this.#value += character;
  }

  #endOfQuotedValue(at: number): void {
    this.#endOfValue(at);
    this.#state = "after value";
  }

  #endOfValue(at: number): void {
    if (this.#name === "type") this.#type ??= this.#holeCount === 0 ? this.#value : "";
    if (this.#firstHole === undefined) return;
    this.holes.push({
      kind: "attribute",
      element: this.#element,
      name: this.#name,
      hole: this.#firstHole,
      count: this.#holeCount,
      start: this.#start,
      valueStart: this.#valueStart,
      valueEnd: at,
      isQuoted: this.#quote !== "",
    });
  }

  #markupDeclaration(character: string): void {
    this.#comment += character;
    if (this.#comment === "--") {
      this.#state = "comment";
      this.#comment = "^^"; // behind it ">" and "->" end a comment, too
    } else if (this.#comment === "[CDATA[") {
      throw new RefusedHole(undefined, cdataRefusal);
    } else if (character === ">") this.#state = "data";
    else if (!"--".startsWith(this.#comment) && !"[CDATA[".startsWith(this.#comment)) {
      this.#state = "bogus comment"; // such as <!doctype html>
    }
  }

  /** Reads on to the end tag; gives where that was reached. */
  #elementText(text: string, from: number): number {
    const inside = this.#inside;
    const rest = text.slice(from);
    const end = inside === "plaintext" ? -1 : rest.search(new RegExp(`</${inside}[\\t\\n\\f\\r />]`, "i"));
    this.#content += end === -1 ? rest : rest.slice(0, end);
    if (end === -1) return text.length;
    this.#checkContent();
    this.#element = inside;
    this.#isEndTag = true;
    this.#inside = "";
    this.#state = "tag name";
    return from + end + inside.length + 1;
  }

  #checkContent(): void {
    if (this.#inside === "script" && this.#content.includes("<!--") && /<script/i.test(this.#content)) {
      throw new RefusedHole(undefined, scriptRefusal);
    }
    if (this.#holesInside > 0 && this.#isJson && /\S/.test(this.#content)) {
      throw new RefusedHole(undefined, mixedJsonRefusal);
    }
  }

  // — Holes —

  /** @param next - The text behind the hole. */
  hole(hole: number, next: string): void {
    switch (this.#state) {
      case "data":
        this.holes.push({ kind: "text", hole, isPlain: false });
        break;
      case "element text":
        this.#holeInElementText(hole);
        break;
      case "before value":
        this.#unquotedHole(hole, next);
        break;
      case "quoted value":
        this.#checkAttribute(hole);
        this.#firstHole ??= hole;
        this.#holeCount++;
        break;
      case "before attribute":
        this.#holeForAttributes(hole, next);
        break;
      default:
        throw new RefusedHole(hole, refusalIn(this.#state, this.#name));
    }
  }

  #unquotedHole(hole: number, next: string): void {
    this.#checkAttribute(hole);
    this.#valueStart = 0;
    if (!/^(?:[\t\n\f\r >]|\/>)/.test(next)) throw new RefusedHole(hole, unquotedRefusal(this.#name));
    this.#firstHole = hole;
    this.#holeCount = 1;
    this.#endOfValue(0);
    this.#state = "after value";
  }

  #checkAttribute(hole: number): void {
    if (this.#isEndTag) throw new RefusedHole(hole, endTagRefusal);
    if (!/^[a-z_:@.#*[(][^"'<>]*$/.test(this.#name)) {
      throw new RefusedHole(
        hole,
        `"${this.#name}" is no name of an attribute. Is a quote missing, or one too many?`,
      );
    }
  }

  #holeForAttributes(hole: number, next: string): void {
    if (this.#isEndTag) throw new RefusedHole(hole, endTagRefusal);
    if (!/^(?:[\t\n\f\r >]|\/>)/.test(next)) throw new RefusedHole(hole, refusalIn("attribute name", ""));
    this.holes.push({ kind: "attributes", element: this.#element, hole, start: this.#start });
    this.#hasHoleForAttributes = true;
    this.#state = "after value";
  }

  #holeInElementText(hole: number): void {
    this.#holesInside++;
    const isPlain = this.#inside === "title" || this.#inside === "textarea";
    // In SVG these two are elements like any other, and a tag in them is one.
    if (isPlain && !/<[a-z!/?]/i.test(this.#content)) {
      this.holes.push({ kind: "text", hole, isPlain });
    } else if (this.#isJson) {
      if (this.#holesInside > 1 || /\S/.test(this.#content)) throw new RefusedHole(hole, mixedJsonRefusal);
      this.holes.push({ kind: "json", hole });
    } else throw new RefusedHole(hole, refusalInside(this.#inside));
  }

  end(): void {
    switch (this.#state) {
      case "data":
        return;
      case "element text":
        throw new RefusedHole(
          undefined,
          `it does not close <${this.#inside}>, which would swallow the page.`,
        );
      case "comment":
      case "bogus comment":
      case "markup declaration":
        throw new RefusedHole(undefined, "it ends inside of a comment, which would swallow the page.");
      default:
        throw new RefusedHole(
          undefined,
          `it ends inside of the tag <${this.#element}. Tags are written in one template.`,
        );
    }
  }
}
