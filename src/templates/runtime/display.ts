import { localize } from "../../i18n/index.ts";
import { escapeHtml, isHtmlObject, SafeString, toHtml } from "../safe-string.ts";
import type { RenderState } from "./render-state.ts";
import { textOf } from "./text-of.ts";
import { isThenable, mustWait, settled, suspension } from "./thenable.ts";

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

/** What `{{ … }}` writes in the synchronous version. The value may have to be awaited, or may not be there. */
export function print(state: RenderState, value: unknown): string {
  return typeof value === "string" ? escapeHtml(value) : printOther(state, value);
}

function printOther(state: RenderState, value: unknown): string {
  if (typeof value === "number" && isPlainNumber(state, value)) return `${value}`;
  return value === undefined ? "" : (escaped(state, settled(value)) as string); // a promise only if asynchronous
}

/** The same with autoescape off. */
export function printPlain(state: RenderState, value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined ? "" : (unescaped(state, settled(value)) as string); // a promise only if asynchronous
}

/** How the asynchronous version waits: see settle.ts. */
type Ready = (state: RenderState, value: PromiseLike<unknown> | AsyncIterable<unknown>) => Promise<unknown>;

/** The same in the asynchronous version: a promise only where there is something to wait for. */
export function printSoon(state: RenderState, value: unknown, ready: Ready): string | PromiseLike<string> {
  if (typeof value === "string") return escapeHtml(value);
  if (mustWait(value)) return ready(state, value).then((found) => escaped(state, orNothing(found)));
  return value === undefined ? "" : escaped(state, value);
}

/** The same with autoescape off. */
export function printPlainSoon(
  state: RenderState,
  value: unknown,
  ready: Ready,
): string | PromiseLike<string> {
  if (typeof value === "string") return value;
  if (mustWait(value)) return ready(state, value).then((found) => unescaped(state, orNothing(found)));
  return value === undefined ? "" : unescaped(state, value);
}

function orNothing(value: unknown): unknown {
  return value === undefined ? "" : value;
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
