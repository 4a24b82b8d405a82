import { localize } from "../../i18n/index.ts";
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
  if (typeof value === "number" && isPlainInteger(state, value)) return `${value}`;
  if (value instanceof SafeString) return value.text;
  return displayed(state, value, escapeHtml);
}

/** A value as it stands in a page with autoescape off. */
export function unescaped(state: RenderState, value: unknown): string | PromiseLike<string> {
  if (typeof value === "string") return value;
  if (typeof value === "number" && isPlainInteger(state, value)) return `${value}`;
  if (value instanceof SafeString) return value.text;
  return displayed(state, value, (text) => text);
}

function displayed(
  state: RenderState,
  value: unknown,
  write: (text: string) => string,
): string | PromiseLike<string> {
  if (isHtmlObject(value)) {
    const html = value[toHtml]();
    if (!isThenable(html)) return String(html);
    if (!state.isAsync) throw suspension;
    return html.then(String);
  }
  return write(textOf(localize(value, state.plain)));
}

/** Whether a number stands in every page as it does here: whole, and too small for separators. */
function isPlainInteger({ separatorLimit }: RenderState, value: number): boolean {
  return value > -separatorLimit && value < separatorLimit && Number.isInteger(value);
}
