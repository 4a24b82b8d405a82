import { TemplateValueError } from "../errors.ts";
import { type Filter, filter, textFilter } from "../library.ts";
import { describedValue } from "../runtime/described-value.ts";
import { listOf } from "../runtime/iterate.ts";
import { textOf } from "../runtime/text-of.ts";
import { escapeHtml, SafeString } from "../safe-string.ts";
import { conditionalEscape } from "./conditional-escape.ts";
import { jsonScript } from "./json-script.ts";
import { settleAll } from "./settle-all.ts";
import { stripTags } from "./strip-tags.ts";
import { unorderedList } from "./unordered-list.ts";

/** `\r\n` and `\r` become `\n`. */
export function normalizeNewlines(text: string): string {
  return text.replaceAll(/\r\n|\r/g, "\n");
}

/** Paragraphs where lines are empty, `<br>` at the other breaks. */
export function linebreaks(text: string, escapes: boolean): string {
  return normalizeNewlines(text)
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${(escapes ? escapeHtml(paragraph) : paragraph).replaceAll("\n", "<br>")}</p>`)
    .join("\n\n");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const unsafeInScripts = /[\\'"><&=;`\u2028\u2029\0-\x1f-]/g;

/** A text for a string literal in a script. */
export function escapeJs(text: string): string {
  return text.replaceAll(
    unsafeInScripts,
    (character) => `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
}

function itemsOf(value: unknown): readonly unknown[] {
  const list = listOf(value);
  if (list === undefined)
    throw new TemplateValueError(
      `escapeseq, safeseq and unordered_list need a list, and got ${describedValue(value)}.`,
    );
  return list;
}

export const htmlFilters: Readonly<Record<string, Filter>> = {
  escape: textFilter({
    isSafe: true,
    apply: (text, _, __, isSafeText) => new SafeString(isSafeText ? text : escapeHtml(text)),
  }),
  escapejs: textFilter({ apply: (text) => new SafeString(escapeJs(text)) }),
  escapeseq: filter({
    isSafe: true,
    apply: (value) =>
      settleAll(itemsOf(value), (items) => items.map((item) => new SafeString(conditionalEscape(item)))),
  }),
  force_escape: textFilter({ isSafe: true, apply: (text) => new SafeString(escapeHtml(text)) }),
  json_script: filter({
    argument: "optional",
    isSafe: true,
    apply: (value, id) => new SafeString(jsonScript(value, id)),
  }),
  linebreaks: textFilter({
    isSafe: true,
    apply: (text, _, { autoescape }, isSafeText) =>
      new SafeString(linebreaks(text, autoescape && !isSafeText)),
  }),
  linebreaksbr: textFilter({
    isSafe: true,
    apply(text, _, { autoescape }, isSafeText) {
      const lines = normalizeNewlines(text);
      return new SafeString((autoescape && !isSafeText ? escapeHtml(lines) : lines).replaceAll("\n", "<br>"));
    },
  }),
  safe: textFilter({ isSafe: true, apply: (text) => new SafeString(text) }),
  safeseq: filter({
    isSafe: true,
    apply: (value) => settleAll(itemsOf(value), (items) => items.map((item) => new SafeString(textOf(item)))),
  }),
  striptags: textFilter({ isSafe: true, apply: (text) => stripTags(text) }),
  unordered_list: filter({
    isSafe: true,
    apply: (value, _, { autoescape }) =>
      settleAll(itemsOf(value), (items) => new SafeString(unorderedList(items, autoescape))),
  }),
};
