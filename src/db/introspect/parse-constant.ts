import { Temporal } from "../../dates/index.ts";
import type { ConditionState } from "../schema/condition-state.ts";

/* Constants as databases write them, and what fields of a kind make of them. */

/** A constant of a condition. */
export type Constant = Extract<ConditionState, { value: unknown }>["value"];

/** A number as JavaScript has it, where it is the same there; its digits where it isn't. */
export function numberOf(digits: string): number | string {
  const number = Number(digits);
  return String(number) === digits ? number : digits;
}

/** A constant of a database as a field of that kind writes it. */
export function constantOf(value: Constant, type: string | undefined): Constant {
  if (type === "boolean" && (value === 0 || value === 1)) return value === 1;
  if (type === "boolean" && typeof value === "string" && /^(t(rue)?|f(alse)?|[01])$/.test(value))
    return /^[t1]/.test(value);
  if (typeof value !== "string") return type === "string" || type === "text" ? String(value) : value;
  if (type === "datetime") return isoMoment(value) ?? value;
  if (type === "uuid" && /^[0-9a-f]{32}$/i.test(value))
    return value.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  const isWhole = type === "integer" || type === "smallInteger" || type === "float";
  if (isWhole && value.trim() !== "" && Number.isFinite(Number(value))) return Number(value);
  if (type === "decimal" && /^-?\d+$/.test(value) && Number.isSafeInteger(Number(value)))
    return Number(value);
  if (type === "json") return jsonOf(value);
  return value;
}

function jsonOf(text: string): Constant {
  try {
    return JSON.parse(text) as Constant;
  } catch {
    return text;
  }
}

/** `"2024-05-06 07:08:09.01+00"` gives `"2024-05-06T07:08:09.010Z"`. */
function isoMoment(text: string): string | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d(?::?\d\d)?)?$/.exec(text);
  if (parts === null) return undefined;
  const [, day, time, fraction = "", zone = "Z"] = parts;
  const offset = zone === "Z" ? "Z" : zone.length === 3 ? `${zone}:00` : zone;
  const date = new Date(`${day}T${time}${offset}`);
  if (Number.isNaN(date.getTime())) return undefined;
  const digits = fraction.padEnd(6, "0");
  const shown = digits.endsWith("000") ? digits.slice(0, 3) : digits;
  return date.toISOString().replace(".000Z", `.${shown}Z`);
}

/** Whether a field of that kind writes such a constant. What isn't known to it stays SQL. */
export function isConstantOf(value: Constant, type: string | undefined): boolean {
  if (value === null) return true;
  const isNumber = typeof value === "number";
  switch (type) {
    case "boolean":
      return typeof value === "boolean";
    case "integer":
    case "smallInteger":
    case "float":
      return isNumber;
    case "bigInteger":
    case "decimal":
      return isNumber || /^-?\d+(\.\d+)?$/.test(String(value));
    case "datetime":
      return /^\d{4}-.*Z$/.test(String(value)); // as constantOf() has it
    case "date":
    case "time":
      return isPlain(type, String(value));
    case "uuid":
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(value));
    default:
      return true;
  }
}

/** `2024-05-06`, and not `0000-00-00` or `2024-5-6`. */
function isPlain(type: "date" | "time", text: string): boolean {
  try {
    (type === "date" ? Temporal.PlainDate : Temporal.PlainTime).from(text);
    return true;
  } catch {
    return false;
  }
}
