import { pythonSpace } from "../runtime/python-space.ts";

const foreignLetters = new RegExp(`[^\\p{L}\\p{N}_${pythonSpace}-]`, "gu");
const foreignAscii = new RegExp(`[^\\w${pythonSpace}-]`, "g");
const gaps = new RegExp(`[-${pythonSpace}]+`, "g");

/**
 * Lower-case ASCII letters, digits, underscores and single hyphens: what is left of a text for a URL.
 *
 * @example
 * slugify("Crème Brûlée!") // "creme-brulee"
 */
export function slugify(text: string, options: { allowUnicode?: boolean } = {}): string {
  const kept = options.allowUnicode
    ? text.normalize("NFKC").toLowerCase().replaceAll(foreignLetters, "")
    : text
        .normalize("NFKD")
        .replaceAll(/[^\0-\x7f]/g, "")
        .toLowerCase()
        .replaceAll(foreignAscii, "");
  return withoutDashesAround(kept.replaceAll(gaps, "-"));
}

/** Not by an expression such as `/[-_]+$/`, which takes the square of a long row of dashes in the middle. */
function withoutDashesAround(text: string): string {
  const isDash = (at: number): boolean => text[at] === "-" || text[at] === "_";
  let start = 0;
  let end = text.length;
  while (start < end && isDash(start)) start++;
  while (end > start && isDash(end - 1)) end--;
  return text.slice(start, end);
}
