import { formatMoment } from "../dates/format-date.ts";
import { momentOf } from "../dates/moment.ts";
import { defaultFormats } from "../dates/named-formats.ts";
import { escapeHtml, isHtmlObject, SafeString, toHtml } from "../safe-string.ts";
import type { RenderState } from "./render-state.ts";
import { textOf } from "./text-of.ts";
import { isThenable, suspension } from "./thenable.ts";

/*
 * What `{{ … }}` writes. The two entries are called for every value of every page; texts and numbers, nearly all of
 * them, are answered in the first lines.
 */

/** A value as it stands in a page with autoescape on. A promise only in the asynchronous version. */
export function escaped(state: RenderState, value: unknown): string | PromiseLike<string> {
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number" && Number.isSafeInteger(value)) return `${value}`;
  if (value instanceof SafeString) return value.text;
  return displayed(state, value, escapeHtml);
}

/** A value as it stands in a page with autoescape off. */
export function unescaped(state: RenderState, value: unknown): string | PromiseLike<string> {
  if (typeof value === "string") return value;
  if (value instanceof SafeString) return value.text;
  return displayed(state, value, (text) => text);
}

function displayed(
  state: RenderState,
  value: unknown,
  escape: (text: string) => string,
): string | PromiseLike<string> {
  if (isHtmlObject(value)) {
    const html = value[toHtml]();
    if (!isThenable(html)) return String(html);
    if (!state.isAsync) throw suspension;
    return html.then(String);
  }
  return escape(localizedText(value, state.timeZone));
}

/** A value as text, dates in the format of the locale. */
export function localizedText(value: unknown, timeZone: string): string {
  const moment = momentOf(value, timeZone);
  if (moment === undefined) return textOf(value);
  return formatMoment(moment, defaultFormats[moment.kind], timeZone);
}
