/** A language that a browser asks for, and how much it is wanted: from 0 to 1. `"*"` is any. */
export interface WantedLanguage {
  readonly language: string;
  readonly quality: number;
}

// Some ten times what browsers send; what is longer comes from somebody who wants to keep the server busy.
const maxHeaderLength = 500;
const range =
  /([a-z]{1,8}(?:-[a-z0-9]{1,8})*|\*)(?:\s*;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?(?:\s*,\s*|$)/y;

/**
 * Reads the header `Accept-Language`, what is wanted most first. A header that is not written as it must be gives nothing;
 * of one that is too long, the end is left out.
 *
 * @example
 * parseAcceptLanguage("de-AT, en;q=0.5"); // [{ language: "de-at", quality: 1 }, { language: "en", quality: 0.5 }]
 */
export function parseAcceptLanguage(header: string): WantedLanguage[] {
  const lastComma = header.lastIndexOf(",", maxHeaderLength - 1);
  if (header.length > maxHeaderLength && lastComma <= 0) return [];
  const text = (header.length > maxHeaderLength ? header.slice(0, lastComma) : header).toLowerCase();
  const wanted: WantedLanguage[] = [];
  range.lastIndex = 0;
  for (let end = 0; end < text.length; end = range.lastIndex) {
    const match = range.exec(text);
    if (match === null) return [];
    const [, language, quality] = match;
    wanted.push({ language: language!, quality: quality === undefined ? 1 : Number(quality) });
  }
  return wanted.sort((a, b) => b.quality - a.quality);
}
