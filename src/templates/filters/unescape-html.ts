import { entityNames, looseEntityNames } from "./entity-names.ts";

// Numbers 128 to 159 mean what they did in Windows' code page 1252, where that has a character.
const windows = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

let known: ReadonlyMap<string, string> | undefined;
let loose: ReadonlySet<string> | undefined;

/** The character that a name stands for. */
function characterOf(name: string): string | undefined {
  known ??= new Map(
    entityNames.split(/,\n?/).map((entry): [string, string] => {
      const [key = "", codes = ""] = entry.trim().split(" ");
      return [key, String.fromCodePoint(...codes.split("+").map((code) => Number.parseInt(code, 16)))];
    }),
  );
  return known.get(name);
}

/** Text for HTML as plain text again: entities become the characters that they stand for. */
export function unescapeHtml(html: string): string {
  if (!html.includes("&")) return html;
  return html.replaceAll(
    /&(?:#([0-9]+);?|#[xX]([0-9a-fA-F]+);?|([^\t\n\f <&#;]{1,32})(;?))/g,
    (whole, decimal, hex, name, end) => {
      if (decimal !== undefined) return fromNumber(Number(decimal));
      if (hex !== undefined) return fromNumber(Number.parseInt(hex, 16));
      return named(name, end) ?? whole;
    },
  );
}

/** By a whole name, or by the longest one in front that needs no semicolon: `&notit;` is `¬it;`. */
function named(name: string, end: string): string | undefined {
  const whole = end === ";" ? characterOf(name) : undefined;
  if (whole !== undefined) return whole;
  loose ??= new Set(looseEntityNames.trim().split(/,\n?/));
  for (let length = name.length; length > 1; length--) {
    const beginning = name.slice(0, length);
    if (loose.has(beginning)) return characterOf(beginning)! + name.slice(length) + end;
  }
  return undefined;
}

function fromNumber(code: number): string {
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return "\ufffd";
  if (code >= 0x80 && code <= 0x9f) return windows[code - 0x80]!;
  return isNoCharacter(code) ? "" : String.fromCodePoint(code);
}

/** Control characters, and those that Unicode keeps for nothing. */
function isNoCharacter(code: number): boolean {
  if (code < 0x20) return !(code === 9 || code === 10 || code === 12 || code === 13);
  return code === 0x7f || (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe;
}
