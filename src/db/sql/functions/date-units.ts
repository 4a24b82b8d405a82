import { InvalidQueryError } from "../../errors.ts";
import { type DatePart, datePartUnits, momentHalves } from "../../expressions/date-parts.ts";
import type { FunctionOptions } from "../../expressions/node.ts";
import type { AcceptingType } from "../../fields/accept-value.ts";
import { checkZone } from "./zone-offsets.ts";

/** What moments, days and times of day can be cut down to. */
export const dateTruncUnits = [
  "year",
  "quarter",
  "month",
  "week",
  "day",
  "hour",
  "minute",
  "second",
] as const;
export type DateTruncUnit = (typeof dateTruncUnits)[number] | (typeof momentHalves)[number];

/** What kind of value dates are taken from. What isn't known is taken for a moment. */
export type DateKind = "datetime" | "date" | "time" | "duration";

/** A call about dates, checked. */
export interface DateCall<Unit extends string> {
  readonly unit: Unit;
  readonly kind: DateKind;
  /** Of moments only; `"UTC"` where none was said. */
  readonly zone: string;
}

const timeUnits: ReadonlySet<string> = new Set(["hour", "minute", "second"]);

/** @throws {@link InvalidQueryError} if such a value has no such part. */
export function checkPart(type: AcceptingType | undefined, options: FunctionOptions): DateCall<DatePart> {
  const checked = check("part", type, options, [...datePartUnits, ...momentHalves]);
  const { unit, kind } = checked;
  const isPartOfDuration = unit === "day" || timeUnits.has(unit);
  if (kind === "duration" && !isPartOfDuration) throw noUnit("part", unit, type!);
  return checked as DateCall<DatePart>;
}

/** @throws {@link InvalidQueryError} if such a value can't be cut down to that. */
export function checkTrunc(
  type: AcceptingType | undefined,
  options: FunctionOptions,
): DateCall<DateTruncUnit> {
  const checked = check("trunc", type, options, [...dateTruncUnits, ...momentHalves]);
  if (checked.kind === "duration") throw noUnit("trunc", checked.unit, type!);
  return checked as DateCall<DateTruncUnit>;
}

function check(
  name: string,
  type: AcceptingType | undefined,
  { unit, zone }: FunctionOptions,
  units: readonly string[],
): DateCall<string> {
  const kind = type?.type ?? "datetime";
  if (kind !== "datetime" && kind !== "date" && kind !== "time" && kind !== "duration")
    throw new InvalidQueryError(`${name}() takes a moment, a day or a time of day, and ${type} is none.`);
  if (typeof unit !== "string" || !units.includes(unit))
    throw new InvalidQueryError(`${name}() knows no "${String(unit)}". It knows ${units.join(", ")}.`);
  if (kind === "date" && (timeUnits.has(unit) || unit === "time")) throw noUnit(name, unit, type!);
  if (kind === "time" && !timeUnits.has(unit) && unit !== "time") throw noUnit(name, unit, type!);
  if (zone !== undefined && kind !== "datetime")
    throw new InvalidQueryError(`${name}() takes a time zone only for moments, and ${type} is none.`);
  return { unit, kind, zone: zone === undefined ? "UTC" : checkZone(String(zone)) };
}

function noUnit(name: string, unit: string, type: AcceptingType): InvalidQueryError {
  return new InvalidQueryError(`${type} has no ${unit}, which ${name}("${unit}") asks for.`);
}
