import { Decimal } from "decimal.js";
import { type Instant, Temporal } from "../../dates/index.ts";
import type { FieldValidator } from "./column.ts";

/*
 * Checks of values, for the `validators` of a field: `integer({ validators: [maxValue(10)] })`. A message of one's own
 * stands in place of the usual one.
 */

type Comparable = number | bigint | string | Decimal | Date | Instant;

/** Not below a limit. */
export function minValue(
  limit: Comparable,
  message = `Not below ${shown(limit)}.`,
): FieldValidator<Comparable> {
  return problemWhere((value: Comparable) => compare(value, limit) < 0, "min-value", message);
}
/** Not above a limit. */
export function maxValue(
  limit: Comparable,
  message = `Not above ${shown(limit)}.`,
): FieldValidator<Comparable> {
  return problemWhere((value: Comparable) => compare(value, limit) > 0, "max-value", message);
}
/** A multiple of a step, counted from `offset`. */
export function stepSize(step: number, offset = 0, message?: string): FieldValidator<Comparable> {
  const isOff = (value: Comparable) => !new Decimal(String(value)).minus(offset).modulo(step).isZero();
  return problemWhere(
    isOff,
    "step-size",
    message ?? `In steps of ${step}${offset === 0 ? "" : ` from ${offset}`}.`,
  );
}
/** So many characters at least. */
export function minLength(limit: number, message?: string): FieldValidator<string> {
  return problemWhere(
    (value: string) => [...value].length < limit,
    "min-length",
    message ?? `At least ${limit} characters.`,
  );
}
/** A text that the expression finds something in; with `^` and `$` the whole text must fit. */
export function pattern(
  expression: RegExp,
  { message = "This does not fit the pattern.", code = "pattern" } = {},
): FieldValidator<string> {
  // A fresh one each time: an expression with the flag g would go on where it stopped.
  return problemWhere((value: string) => !new RegExp(expression).test(value), code, message);
}

function problemWhere<Value>(
  isWrong: (value: Value) => boolean,
  code: string,
  message: string,
): FieldValidator<Value> {
  return (value) => (isWrong(value) ? { code, message } : undefined);
}

/** Below 0 where `one` is less; decimals and big integers are compared exactly. */
function compare(one: Comparable, other: Comparable): number {
  if (one instanceof Temporal.Instant || other instanceof Temporal.Instant)
    return Temporal.Instant.compare(instantOf(one), instantOf(other));
  if (one instanceof Date || other instanceof Date) return Number(one) - Number(other);
  return new Decimal(String(one)).comparedTo(String(other));
}

function instantOf(moment: Comparable): Instant {
  return Temporal.Instant.from(shown(moment));
}

function shown(limit: Comparable): string {
  return limit instanceof Date ? limit.toISOString() : String(limit);
}
