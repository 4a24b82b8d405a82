// U+00A0 to U+00FF in order: with the four below, the entities that HTML also knows without their semicolon.
const latin =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro " +
  "para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil " +
  "Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave " +
  "Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml " +
  "igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute " +
  "thorn yuml";

/** Entities that may stand without a semicolon. */
const loose = new Map<string, string>([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["AMP", "&"],
  ["LT", "<"],
  ["GT", ">"],
  ["QUOT", '"'],
  ["COPY", "\u00a9"],
  ["REG", "\u00ae"],
  ...latin.split(" ").map((name, index): [string, string] => [name, String.fromCharCode(0xa0 + index)]),
]);

// Of the two thousand others those that people write; the rest stay as they are written.
const strict = new Map<string, string>([
  ["apos", "'"],
  ["bull", "\u2022"],
  ["dagger", "\u2020"],
  ["euro", "\u20ac"],
  ["hellip", "\u2026"],
  ["larr", "\u2190"],
  ["ldquo", "\u201c"],
  ["lsquo", "\u2018"],
  ["mdash", "\u2014"],
  ["minus", "\u2212"],
  ["ndash", "\u2013"],
  ["rarr", "\u2192"],
  ["rdquo", "\u201d"],
  ["rsquo", "\u2019"],
  ["sbquo", "\u201a"],
  ["trade", "\u2122"],
]);

const longestLoose = Math.max(...[...loose.keys()].map((name) => name.length));

/** Text for HTML as plain text again: entities become the characters that they stand for. */
export function unescapeHtml(html: string): string {
  return html.replaceAll(
    /&(?:#(\d+);?|#[xX]([0-9a-fA-F]+);?|([a-zA-Z][a-zA-Z0-9]*)(;?))/g,
    (whole, decimal, hex, name, end) => {
      if (decimal !== undefined) return fromCodePoint(Number(decimal));
      if (hex !== undefined) return fromCodePoint(Number.parseInt(hex, 16));
      return named(name, end) ?? whole;
    },
  );
}

function named(name: string, end: string): string | undefined {
  const known = end === ";" ? (strict.get(name) ?? loose.get(name)) : undefined;
  if (known !== undefined) return known;
  for (let length = Math.min(longestLoose, name.length); length > 1; length--) {
    const character = loose.get(name.slice(0, length));
    if (character !== undefined) return character + name.slice(length) + end;
  }
  return undefined;
}

function fromCodePoint(code: number): string {
  return code === 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)
    ? "\ufffd"
    : String.fromCodePoint(code);
}
