// Words, in which quoted parts may hold spaces: Django's smart_split_re.
const word = /(?:[^\s'"]*(?:(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*')[^\s'"]*)+)|\S+/g;

const wordWithoutQuotes = /\S+/g;

/** Splits at spaces, but not inside quotes: `a "b c" d:"e f"` gives `a`, `"b c"`, `d:"e f"`. */
export function smartSplit(text: string): string[] {
  const hasQuotes = text.includes('"') || text.includes("'");
  return text.match(hasQuotes ? word : wordWithoutQuotes) ?? [];
}

/**
 * The words of a tag. Differs from {@link smartSplit} in keeping `_("a b")`, a text to be translated, together.
 */
export function splitContents(contents: string): string[] {
  const words: string[] = [];
  let open: { end: string; parts: string[] } | undefined;
  for (const bit of smartSplit(contents)) {
    if (open !== undefined) {
      open.parts.push(bit);
      if (bit.endsWith(open.end)) {
        words.push(open.parts.join(" "));
        open = undefined;
      }
    } else if ((bit.startsWith('_("') || bit.startsWith("_('")) && !bit.endsWith(`${bit[2]})`)) {
      open = { end: `${bit[2]})`, parts: [bit] };
    } else {
      words.push(bit);
    }
  }
  if (open !== undefined) words.push(...open.parts);
  return words;
}

/** The text inside a quoted literal, or `undefined` where it isn't one. */
export function unquote(literal: string): string | undefined {
  const quote = literal[0];
  if ((quote !== '"' && quote !== "'") || literal.length < 2 || !literal.endsWith(quote)) return undefined;
  return literal.slice(1, -1).replaceAll(`\\${quote}`, quote).replaceAll("\\\\", "\\");
}
