import type { Translator } from "../../i18n/index.ts";
import { pythonSpace, splitWords } from "../runtime/python-space.ts";

/*
 * An ellipsis is what stands behind a text that was cut, or a phrase with a place for the text: "%(truncated_text)s…".
 */

const place = "%(truncated_text)s";

/** The ellipsis of a language: in Brazil a space stands in front of the text. */
export function ellipsisIn(translator: Translator): string {
  return translator.translate(`${place}…`, "String to return when truncating text");
}

/** How many characters of a text of `limit` are left beside its ellipsis. Combining marks don't count. */
export function roomBeside(ellipsis: string, limit: number): number {
  const length = [...withEllipsis("", ellipsis)].filter((character) => !/\p{M}/u.test(character)).length;
  return Math.max(0, limit - length);
}

/** Puts an ellipsis behind a text that was cut, unless it ends in one. */
export function withEllipsis(text: string, ellipsis: string): string {
  if (ellipsis.includes(place)) return ellipsis.replaceAll(place, () => text);
  return text.endsWith(ellipsis) ? text : text + ellipsis;
}

/** Cuts a text to `limit` characters, the ellipsis among them. Combining marks don't count. */
export function truncateCharacters(text: string, limit: number, ellipsis: string): string {
  if (limit <= 0) return "";
  const normal = text.normalize("NFC");
  const room = roomBeside(ellipsis, limit);
  let count = 0;
  let end: number | undefined;
  let at = 0;
  for (const character of normal) {
    if (!/\p{M}/u.test(character)) {
      count++;
      if (end === undefined && count > room) end = at;
      if (count > limit) return withEllipsis(normal.slice(0, end ?? 0), ellipsis);
    }
    at += character.length;
  }
  return normal;
}

// White space other than single spaces between words.
const irregularSpace = new RegExp(`(?! )[${pythonSpace}]| {2}|^ | $`);

/** Cuts a text to `limit` words. Line breaks become spaces. */
export function truncateWords(text: string, limit: number, ellipsis: string): string {
  if (limit <= 0) return "";
  if (irregularSpace.test(text)) return truncateWords(splitWords(text).join(" "), limit, ellipsis);
  let end = text.indexOf(" ");
  for (let count = 1; count < limit && end !== -1; count++) end = text.indexOf(" ", end + 1);
  return end === -1 ? text : withEllipsis(text.slice(0, end), ellipsis);
}
