import { type Duration, isoDurationText } from "../../dates/index.ts";
import { isDecimal } from "../../i18n/index.ts";
import { TemplateValueError } from "../errors.ts";
import { describedValue } from "../runtime/described-value.ts";
import { isDictionary } from "../runtime/intrinsics.ts";
import { checkNesting } from "../runtime/nesting.ts";
import { numberText, textOf } from "../runtime/text-of.ts";
import { isTruthy, tagOf } from "../runtime/truth.ts";
import { SafeString } from "../safe-string.ts";
import { conditionalEscape } from "./conditional-escape.ts";

/** A `<script type="application/json">` element that holds a value, safe against what the value contains. */
export function jsonScript(value: unknown, id: unknown): string {
  const json = djangoJson(value).replaceAll(
    /[<>&]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const hasId = isTruthy(id);
  return `<script${hasId ? ` id="${conditionalEscape(id)}"` : ""} type="application/json">${json}</script>`;
}

/** JSON with Python's spaces, and everything outside of ASCII escaped. `above` are the objects around. */
function djangoJson(value: unknown, above: readonly object[] = []): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? numberText(value) : specialNumber(value);
  if (typeof value === "bigint" || value instanceof Number) return String(value);
  if (typeof value === "object") return objectJson(value, above);
  return quoted(textOf(value));
}

function specialNumber(value: number): string {
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

function objectJson(value: object, above: readonly object[]): string {
  if (value instanceof SafeString) return quoted(value.text);
  if (isDecimal(value)) return quoted(String(value));
  if (value instanceof Date) return dateJson(value);
  if (tagOf(value) === "Temporal.Duration") return quoted(isoDurationText(value as Duration));
  if (String(tagOf(value)).startsWith("Temporal.")) return quoted(temporalJson(String(value)));
  if (above.includes(value))
    throw new TemplateValueError("A value stands in itself, and has no end as JSON.");
  checkNesting(above.length);
  return containerJson(value, [...above, value]);
}

function containerJson(value: object, inside: readonly object[]): string {
  if (Array.isArray(value)) return `[${value.map((item) => djangoJson(item, inside)).join(", ")}]`;
  if (value instanceof Map)
    return entriesJson(
      [...value].map(([key, item]) => [textOf(key), item]),
      inside,
    );
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === "function") return djangoJson(toJSON.call(value), inside);
  if (isDictionary(value)) return entriesJson(Object.entries(value), inside);
  // Writing out whatever stands in an object would show a row's password with its name.
  throw new TypeError(
    `${describedValue(value)} is an object of a class without toJSON(): put what the page needs into { … }.`,
  );
}

function dateJson(date: Date): string {
  return Number.isNaN(date.getTime()) ? "null" : quoted(date.toISOString().replace(".000Z", "Z"));
}

/** Milliseconds, and `Z` for UTC. */
function temporalJson(text: string): string {
  return text
    .replace(/\[.*/, "")
    .replace(/\.(\d+)/, (_, digits: string) => `.${digits.padEnd(3, "0").slice(0, 3)}`)
    .replace("+00:00", "Z");
}

function entriesJson(entries: readonly (readonly [string, unknown])[], above: readonly object[]): string {
  return `{${entries.map(([key, item]) => `${quoted(key)}: ${djangoJson(item, above)}`).join(", ")}}`;
}

function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\x7f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
