import { type Duration, durationParts } from "../../dates/index.ts";
import { SafeString } from "../safe-string.ts";
import { floatText } from "./float-number.ts";
import { checkNesting } from "./nesting.ts";

/*
 * Values as text, as Python's str() would give it: what filters that work on text see, and what `{{ … }}` prints where
 * no format of dates or numbers applies. `true` is "True", `null` is "None", lists and objects show their contents.
 */

/** A value as text. `undefined` is the empty text. */
export function textOf(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return numberText(value);
    case "boolean":
      return value ? "True" : "False";
    case "bigint":
      return value.toString();
    case "undefined":
      return "";
    case "symbol":
      return value.description ?? "";
    case "function":
      return value.name;
    case "object":
      return value === null ? "None" : objectText(value);
  }
}

/** A whole number with all its digits, a fraction as Python prints it. */
export function numberText(value: number): string {
  if (!Number.isInteger(value)) return floatText(value);
  return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
}

function objectText(value: object): string {
  if (value instanceof SafeString) return value.text;
  if (value instanceof Date) return dateText(value);
  if (isCollection(value)) return reprOf(value, []);
  if (value instanceof Error) return value.message;
  if (hasOwnText(value)) return String(value);
  return temporalText(value) ?? reprOf(value, []);
}

/** Whether an object shows its contents; a list whose class says how it looks as text does not. */
function isCollection(value: object): boolean {
  if (Array.isArray(value)) return value.toString === Array.prototype.toString;
  return value instanceof Map || value instanceof Set;
}

/** Whether an object's class says how it looks as text. */
export function hasOwnText(value: object): boolean {
  const method = (value as { toString?: unknown }).toString;
  return typeof method === "function" && method !== Object.prototype.toString && !isTemporal(value);
}

/** Whether a value is a date, a time or a duration of Temporal, native or not. */
export function isTemporal(value: object): boolean {
  return String((value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag]).startsWith("Temporal.");
}

/** `2026-03-01 12:30:00+00:00`, an instant as Python prints it. */
function dateText(value: Date): string {
  if (Number.isNaN(value.getTime())) return "Invalid Date";
  const iso = value.toISOString();
  const fraction = iso.slice(19, 23) === ".000" ? "" : `${iso.slice(19, 23)}000`;
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${fraction}+00:00`;
}

function temporalText(value: object): string | undefined {
  if (!isTemporal(value)) return undefined;
  const text = String(value);
  switch ((value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag]) {
    case "Temporal.PlainDateTime":
      return text.replace("T", " ").replace(/\.(\d+)/, (_, digits) => `.${digits.padEnd(6, "0")}`);
    case "Temporal.Instant":
      return text
        .replace("T", " ")
        .replace("Z", "+00:00")
        .replace(/\.(\d+)/, (_, digits) => `.${digits.padEnd(6, "0")}`);
    case "Temporal.ZonedDateTime":
      return text
        .replace("T", " ")
        .replace(/\[.*/, "")
        .replace(/\.(\d+)/, (_, digits) => `.${digits.padEnd(6, "0")}`);
    case "Temporal.Duration":
      return durationText(value as Duration);
    default:
      return text;
  }
}

/** `1 day, 2:03:04`, as Python prints a timedelta. Years and months, which it doesn't know, are shown as ISO 8601 does. */
function durationText(value: Duration): string {
  if (value.years !== 0 || value.months !== 0) return String(value);
  const { days, hours, minutes, seconds, microseconds } = durationParts(value);
  const two = (number: number) => String(number).padStart(2, "0");
  const fraction = microseconds === 0 ? "" : `.${String(microseconds).padStart(6, "0")}`;
  const clock = `${hours}:${two(minutes)}:${two(seconds)}${fraction}`;
  return days === 0 ? clock : `${days} day${Math.abs(days) === 1 ? "" : "s"}, ${clock}`;
}

/** A value as Python's repr() shows it: what lists and dictionaries show of their contents. */
export function representationOf(value: unknown): string {
  return reprOf(value, []);
}

/** Cycles end in `...`. */
function reprOf(value: unknown, above: readonly object[]): string {
  if (typeof value === "string") return quoted(value);
  if (value instanceof SafeString) return quoted(value.text);
  if (typeof value !== "object" || value === null) return textOf(value);
  if (above.includes(value)) return Array.isArray(value) ? "[...]" : "{...}";
  checkNesting(above.length);
  const inside = [...above, value];
  if (Array.isArray(value) && isCollection(value))
    return `[${value.map((item) => reprOf(item, inside)).join(", ")}]`;
  if (value instanceof Set) {
    return value.size === 0 ? "set()" : `{${[...value].map((item) => reprOf(item, inside)).join(", ")}}`;
  }
  if (value instanceof Map) return reprOfEntries([...value], inside);
  if (hasOwnText(value) || isTemporal(value) || value instanceof Date) return objectText(value);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    return `${prototype.constructor?.name ?? "Object"} object`;
  return reprOfEntries(Object.entries(value), inside);
}

function reprOfEntries(entries: readonly (readonly [unknown, unknown])[], above: readonly object[]): string {
  return `{${entries.map(([key, item]) => `${reprOf(key, above)}: ${reprOf(item, above)}`).join(", ")}}`;
}

/** Every value as Python's repr() shows it. */
export function reprText(value: unknown): string {
  return reprOf(value, []);
}

/** A text in quotes: what does not print is written by its number. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll(needsEscape, (character) =>
    character === "'" || character === '"'
      ? character === quote
        ? `\\${quote}`
        : character
      : (escapes[character] ?? byNumber(character.codePointAt(0)!)),
  );
  return `${quote}${escaped}${quote}`;
}

const needsEscape = /[\\'"]|(?! )[\p{C}\p{Z}]/gu;
const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A character of a text by its number, such as `\u2028`. */
export function byNumber(code: number): string {
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
}
