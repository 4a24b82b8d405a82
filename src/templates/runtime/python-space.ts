/*
 * White space as Python's str.split(), str.strip() and \s know it. JavaScript's lacks the separators U+001C to U+001F and
 * U+0085, and has U+FEFF.
 */

/** For a class of characters in a regular expression. */
export const pythonSpace = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;

const run = new RegExp(`[${pythonSpace}]+`);
const ends = new RegExp(`^[${pythonSpace}]+|[${pythonSpace}]+$`, "g");

/** The words of a text, as `str.split()` gives them. */
export function splitWords(text: string): string[] {
  return text.split(run).filter((word) => word !== "");
}

/** A text without the white space around it. */
export function stripSpace(text: string): string {
  return isVisible(text.charCodeAt(0)) && isVisible(text.charCodeAt(text.length - 1))
    ? text
    : text.replaceAll(ends, "");
}

/** Whether a character of ASCII is surely no space; of others that is not asked here. */
function isVisible(charCode: number): boolean {
  return charCode > 0x20 && charCode < 0x7f;
}
