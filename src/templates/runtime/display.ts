import { Decimal } from "decimal.js";
import { formatMoment } from "../dates/format-date.ts";
import { momentOf } from "../dates/moment.ts";
import { defaultFormats } from "../dates/named-formats.ts";
import { groupThousands } from "../filters/group-thousands.ts";
import { escapeHtml, isHtmlObject, SafeString, toHtml } from "../safe-string.ts";
import type { RenderEnvironment } from "./environment.ts";
import type { RenderState } from "./render-state.ts";
import { textOf } from "./text-of.ts";
import { isThenable, suspension } from "./thenable.ts";
import { isDecimal, numberOf } from "./truth.ts";

/*
 * What `{{ … }}` writes. The two entries are called for every value of every page; texts and numbers, nearly all of
 * them, are answered in the first lines.
 */

/** A value as it stands in a page with autoescape on. A promise only in the asynchronous version. */
export function escaped(state: RenderState, value: unknown): string | PromiseLike<string> {
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number" && value > -1000 && value < 1000 && Number.isInteger(value))
    return `${value}`;
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
  write: (text: string) => string,
): string | PromiseLike<string> {
  if (isHtmlObject(value)) {
    const html = value[toHtml]();
    if (!isThenable(html)) return String(html);
    if (!state.isAsync) throw suspension;
    return html.then(String);
  }
  return write(localizedText(value, state.plain));
}

/** A value as text, dates and numbers in the format of the locale. */
function localizedText(value: unknown, environment: RenderEnvironment): string {
  const moment = momentOf(value, environment);
  if (moment !== undefined) return formatMoment(moment, defaultFormats[moment.kind], environment.timeZone);
  const text = numberInFull(value) ?? textOf(value);
  return environment.locale.usesThousandSeparator && isNumber(value) ? groupThousands(text) : text;
}

function isNumber(value: unknown): boolean {
  return typeof value !== "boolean" && numberOf(value) !== undefined;
}

/** Fractions and decimals without exponents; `undefined` for what prints as it is. */
export function numberInFull(value: unknown): string | undefined {
  if (!(typeof value === "number" || value instanceof Number || isDecimal(value))) return undefined;
  const text = textOf(value);
  return /e/i.test(text) ? new Decimal(text).toFixed() : text;
}
