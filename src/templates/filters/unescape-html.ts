// The entities that text on the web really uses in addresses. The others stay as they are written.
const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
};

/** Text for HTML as plain text again: entities become the characters that they stand for. */
export function unescapeHtml(html: string): string {
  return html.replaceAll(
    /&(?:#(\d+);?|#x([0-9a-f]+);?|(amp|lt|gt|quot|nbsp);?|(apos);)/gi,
    (whole, decimal, hex, name, strict) => {
      if (decimal !== undefined) return fromCodePoint(Number(decimal));
      if (hex !== undefined) return fromCodePoint(Number.parseInt(hex, 16));
      return named[(name ?? strict) as string] ?? whole;
    },
  );
}

function fromCodePoint(code: number): string {
  return code === 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)
    ? "\ufffd"
    : String.fromCodePoint(code);
}
