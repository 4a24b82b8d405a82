import { cssReferences } from "./css-references.ts";
import type { Reference } from "./reference.ts";

/*
 * Finds the addresses in a picture of SVG by the tokens of XML:
 *
 *   href="a.png"  xlink:href="b.svg#c"            of all elements but <a>, which leads to a page
 *   fill="url(d.svg#e)"  style="mask: url(f.svg)"  in any attribute
 *   <style>@import "g.css"</style>                as in a style sheet
 *   <?xml-stylesheet href="h.css"?>
 *
 * One walk from the first character to the last; no token is read twice.
 */

// Most pictures have none of these: they are looked at no further.
const hint = /\bhref\b|\burl\(|@import/i;

/** The addresses in a picture, in their order. */
export function svgReferences(svg: string): Reference[] {
  return hint.test(svg) ? new SvgScanner(svg).scan() : [];
}

const attribute = /[\s]*([^\s=<>/"']+)(?:\s*=\s*("[^"]*"|'[^']*'))?/y;
const tagName = /[^\s<>/]+/y;

class SvgScanner {
  readonly #svg: string;
  readonly #found: Reference[] = [];
  #position = 0;

  constructor(svg: string) {
    this.#svg = svg;
  }

  scan(): Reference[] {
    for (;;) {
      const start = this.#svg.indexOf("<", this.#position);
      if (start === -1) return this.#found;
      this.#position = start;
      if (this.#begins("<!--")) this.#skipTo("-->");
      else if (this.#begins("<![CDATA[")) this.#skipTo("]]>");
      else if (this.#begins("<!")) this.#declaration();
      else if (this.#begins("<?xml-stylesheet")) this.#attributes("<?xml-stylesheet".length, "");
      else if (this.#begins("<?")) this.#skipTo("?>");
      else if (this.#begins("</")) this.#skipTo(">");
      else this.#element();
    }
  }

  #begins(text: string): boolean {
    return this.#svg.startsWith(text, this.#position);
  }

  #skipTo(end: string): void {
    const found = this.#svg.indexOf(end, this.#position);
    this.#position = found === -1 ? this.#svg.length : found + end.length;
  }

  /** `<!DOCTYPE svg … [ … ]>`: what stands between the brackets has `>` of its own. */
  #declaration(): void {
    const end = this.#svg.indexOf(">", this.#position);
    const bracket = this.#svg.indexOf("[", this.#position);
    this.#skipTo(bracket !== -1 && bracket < end ? "]>" : ">");
  }

  #element(): void {
    tagName.lastIndex = this.#position + 1;
    const [name = ""] = tagName.exec(this.#svg) ?? [];
    const local = name.slice(name.indexOf(":") + 1);
    this.#attributes(1 + name.length, local);
    const isOpen = this.#svg[this.#position - 2] !== "/";
    if (isOpen && (local === "style" || local === "script")) this.#content(name, local === "style");
  }

  /** Reads attributes up to the end of the tag, from `skipped` characters behind its beginning. */
  #attributes(skipped: number, element: string): void {
    attribute.lastIndex = this.#position + skipped;
    for (let match = attribute.exec(this.#svg); match !== null; match = attribute.exec(this.#svg)) {
      this.#position = attribute.lastIndex;
      const [, name = "", quoted] = match;
      if (quoted !== undefined)
        this.#value(name, quoted.slice(1, -1), this.#position - quoted.length + 1, element);
    }
    this.#skipTo(">");
  }

  #value(name: string, value: string, start: number, element: string): void {
    if (name === "href" || name === "xlink:href") {
      if (element !== "a") this.#add(start, start + value.length, unescaped(value));
      return;
    }
    // Quotes that are written as entities end no string of CSS that is read as it stands: such a value is left alone.
    if (/url\(/i.test(value) && !value.includes("&")) this.#style(value, start);
  }

  #content(name: string, isStyle: boolean): void {
    const start = this.#position;
    const end = this.#svg.indexOf(`</${name}`, start);
    this.#position = end === -1 ? this.#svg.length : end;
    if (isStyle) this.#style(this.#svg.slice(start, this.#position), start);
  }

  #style(css: string, offset: number): void {
    for (const { start, end, target } of cssReferences(css)) this.#add(offset + start, offset + end, target);
  }

  #add(start: number, end: number, target: string): void {
    this.#found.push({ start, end, target, kind: "file", syntax: "xml" });
  }
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(value: string): string {
  return value.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return entities[String(name)] ?? whole;
      const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
      return code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
    },
  );
}
