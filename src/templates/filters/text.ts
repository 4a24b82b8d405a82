import { type Translator, titleCase } from "../../i18n/index.ts";
import { type Filter, filter, textFilter } from "../library.ts";
import { splitWords } from "../runtime/python-space.ts";
import { escapeHtml, SafeString } from "../safe-string.ts";
import { boundedWidth } from "./max-width.ts";
import { integerIn, requiredInteger, requiredText } from "./required-argument.ts";
import { slugify } from "./slugify.ts";
import { ellipsisIn, truncateCharacters, truncateWords } from "./truncate.ts";
import { truncateHtmlCharacters, truncateHtmlWords } from "./truncate-html.ts";
import { wrapText } from "./wrap-text.ts";

/** Spaces so that `text` becomes `width` wide: before it and behind it. */
function padded(text: string, width: number, side: "left" | "right" | "both"): string {
  const missing = Math.max(0, boundedWidth(width) - [...text].length);
  // Of an odd number Python puts the larger half in front if the width is odd, too.
  const left = Math.floor(missing / 2) + (missing & width & 1);
  const before = side === "left" ? missing : side === "right" ? 0 : left;
  return " ".repeat(before) + text + " ".repeat(missing - before);
}

/** Python's str.title(), then Django's corrections for apostrophes and digits. */
function titled(text: string): string {
  return titleCase(text)
    .replaceAll(/([a-z])'([A-Z])/g, (match) => match.toLowerCase())
    .replaceAll(/\d([A-Z])/g, (match) => match.toLowerCase());
}

export function capitalized(text: string): string {
  const first = text.codePointAt(0);
  if (first === undefined) return text;
  if (first < 128) return first < 97 || first > 122 ? text : String.fromCharCode(first - 32) + text.slice(1);
  const letter = String.fromCodePoint(first);
  return letter.toUpperCase() + text.slice(letter.length);
}

function numbered(text: string, escapes: boolean): SafeString {
  const lines = text.split("\n");
  const width = String(lines.length).length;
  const written = lines.map(
    (line, index) => `${String(index + 1).padStart(width, "0")}. ${escapes ? escapeHtml(line) : line}`,
  );
  return new SafeString(written.join("\n"));
}

const telephoneKeys = ["", "", "abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"];

function asTelephoneKeys(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[a-z]/g, (letter) => String(telephoneKeys.findIndex((keys) => keys.includes(letter))));
}

/** A filter that cuts a text to a length; a length that is no number cuts nothing. */
function truncating(
  cut: (text: string, limit: number, ellipsis: string) => string,
  ellipsis: (translator: Translator) => string,
): Filter {
  return textFilter({
    argument: "required",
    isSafe: true,
    apply(text, argument, { translator }) {
      const limit = integerIn(argument, "a filter that cuts");
      return limit === undefined ? text : cut(text, Number(limit), ellipsis(translator));
    },
  });
}

const behindWords = (): string => " …";

export const textFilters: Readonly<Record<string, Filter>> = {
  addslashes: textFilter({
    isSafe: true,
    apply: (text) => text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("'", "\\'"),
  }),
  capfirst: textFilter({ isSafe: true, apply: capitalized }),
  center: textFilter({
    argument: "required",
    isSafe: true,
    apply: (text, width) => padded(text, requiredInteger(width, "center"), "both"),
  }),
  cut: textFilter({
    argument: "required",
    apply(text, argument, _environment, isSafeText) {
      const unwanted = requiredText(argument, "cut");
      const result = unwanted === "" ? text : text.replaceAll(unwanted, "");
      return isSafeText && unwanted !== ";" ? new SafeString(result) : result; // without ";" entities fall apart
    },
  }),
  linenumbers: textFilter({
    isSafe: true,
    apply: (text, _, { autoescape }, isSafeText) => numbered(text, autoescape && !isSafeText),
  }),
  ljust: textFilter({
    argument: "required",
    isSafe: true,
    apply: (text, width) => padded(text, requiredInteger(width, "ljust"), "right"),
  }),
  lower: textFilter({ isSafe: true, apply: (text) => text.toLowerCase() }),
  make_list: textFilter({ apply: (text) => [...text] }),
  phone2numeric: filter({
    isSafe: true,
    apply: (value) => asTelephoneKeys(requiredText(value, "phone2numeric")),
  }),
  rjust: textFilter({
    argument: "required",
    isSafe: true,
    apply: (text, width) => padded(text, requiredInteger(width, "rjust"), "left"),
  }),
  slugify: textFilter({ isSafe: true, apply: (text) => slugify(text) }),
  title: textFilter({ isSafe: true, apply: titled }),
  truncatechars: truncating(truncateCharacters, ellipsisIn),
  truncatechars_html: truncating(truncateHtmlCharacters, ellipsisIn),
  truncatewords_html: truncating(truncateHtmlWords, behindWords),
  truncatewords: truncating(truncateWords, behindWords),
  upper: textFilter({ apply: (text) => text.toUpperCase() }),
  wordcount: textFilter({ apply: (text) => splitWords(text).length }),
  wordwrap: textFilter({
    argument: "required",
    isSafe: true,
    apply: (text, width) => wrapText(text, requiredInteger(width, "wordwrap")),
  }),
};
