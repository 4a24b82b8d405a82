import { Decimal } from "decimal.js";
import { isRow, primaryKeyOf, Temporal } from "quintet/db";

/* Answers of both sides as the same JSON. */

/** A value of Quintet as django_side.py writes it. */
export function plain(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (Decimal.isDecimal(value)) return { decimal: decimalText(value) };
  if (value instanceof Date) return { moment: value.toISOString() };
  if (value instanceof Temporal.PlainDate || value instanceof Temporal.PlainTime)
    return { time: value.toString() };
  if (value instanceof Temporal.Duration)
    return { microseconds: Number(value.total({ unit: "microseconds" })) };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("base64") };
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object") return value;
  if (isRow(value)) return { key: primaryKeyOf(value) };
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}

function decimalText(decimal: Decimal): string {
  return decimal.isZero() ? "0" : decimal.toFixed();
}

/**
 * Answers that differ by no more than the databases' own digits are the same: floating numbers to 12 digits, decimals
 * to 15. Rows without an order are sorted.
 */
export function comparable(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : Number(value.toPrecision(12));
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== "object" || value === null) return value;
  const [[name, part] = ["", undefined], ...more] = Object.entries(value);
  if (name === "decimal" && more.length === 0 && typeof part === "string")
    return { decimal: decimalText(new Decimal(part).toSignificantDigits(15)) };
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, comparable(each)]));
}

export function sorted(rows: readonly unknown[]): unknown[] {
  return rows.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}
