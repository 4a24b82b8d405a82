import { localize } from "../../i18n/index.ts";
import { escapeHtml, isHtmlObject, SafeString, toHtml } from "../safe-string.ts";
import type { RenderState } from "./render-state.ts";
import { textOf } from "./text-of.ts";
import { isThenable, settled, suspension } from "./thenable.ts";

/*
 * What `{{ … }}` writes. The entries are called for every value of every page; texts and numbers, nearly all of them,
 * are answered in the first lines.
 */

/** A value as it stands in a page with autoescape on. A promise only in the asynchronous version. */
export function escaped(state: RenderState, value: unknown): string | PromiseLike<string> {
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number" && isPlainNumber(state, value)) return `${value}`;
  if (value instanceof SafeString) return value.text;
  return displayed(state, value, escapeHtml);
}

/** A value as it stands in a page with autoescape off. */
export function unescaped(state: RenderState, value: unknown): string | PromiseLike<string> {
  if (typeof value === "string") return value;
  if (typeof value === "number" && isPlainNumber(state, value)) return `${value}`;
  if (value instanceof SafeString) return value.text;
  return displayed(state, value, (text) => text);
}

/** The same in the synchronous version, for a value that may have to be awaited or isn't there. */
export function shown(state: RenderState, value: unknown): string {
  if (typeof value === "number" && isPlainNumber(state, value)) return `${value}`;
  return value === undefined ? "" : (escaped(state, settled(value)) as string); // a promise only if asynchronous
}

/** The same with autoescape off. */
export function shownPlain(state: RenderState, value: unknown): string {
  return value === undefined ? "" : (unescaped(state, settled(value)) as string); // a promise only if asynchronous
}

/** Whether a number stands in the page as JavaScript writes it. */
function isPlainNumber({ integerLimit, fractionLimit }: RenderState, value: number): boolean {
  const size = value < 0 ? -value : value;
  if (Number.isInteger(value)) return size < integerLimit;
  return size < fractionLimit && size >= 1e-4; // smaller ones have an exponent in JavaScript
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
