import type { Duration, Instant, PlainDate, PlainTime } from "../../../dates/index.ts";
import type { InstantInput } from "../../fields/time-fields.ts";
import type { DateTruncUnit } from "../../sql/functions/date-units.ts";
import { checkZone } from "../../sql/functions/zone-offsets.ts";
import type { DatePart } from "../date-parts.ts";
import type { Expression } from "../expression.ts";
import { call, type KeepNull } from "./call.ts";

type Moment = Date | Instant | PlainDate | PlainTime | Duration | null;
type TimeUnit = "hour" | "minute" | "second";

/** An expression of that kind of value. */
// biome-ignore lint/suspicious/noExplicitAny: what it may be compared with doesn't matter
type MomentOf<Value> = Expression<Value, any>;

/** What can be asked of a kind of value: of a moment everything, of a day nothing about its time. */
export type PartUnit<Value> = Value extends Date | Instant
  ? DatePart
  : Value extends PlainDate
    ? Exclude<DatePart, TimeUnit | "time">
    : Value extends PlainTime
      ? TimeUnit | "time"
      : "day" | TimeUnit;
/** What a kind of value can be cut down to. */
export type TruncUnit<Value> = Extract<DateTruncUnit, PartUnit<Value>>;

/** A zone, where one of the kinds of value is a moment. */
type ZoneOf<Value> = [Extract<Value, Date | Instant>] extends [never] ? never : string;
/** In which time zone clocks are read. Only moments (`Date`, `Temporal.Instant`) have one. */
export interface ZoneOptions<Value> {
  /** `"Europe/Berlin"`, `"+05:30"`; UTC where none is given. */
  readonly zone?: ZoneOf<Value>;
}

/** The kind of value that a unit has. */
type ValueOfUnit<Unit, Other> = Unit extends "date" ? PlainDate : Unit extends "time" ? PlainTime : Other;

/**
 * A part of a moment, a day or a time of day. `week` is that of ISO 8601 (1 to 53) and belongs to `isoYear`; `weekDay`
 * is 1 on Sunday, `isoWeekDay` is 1 on Monday. Parts of durations need PostgreSQL.
 *
 * @example
 * Order.where((order) => part(order.createdAt, "hour", { zone: "Europe/Berlin" }).gte(18))
 * @throws {@link InvalidQueryError} for a zone that isn't one.
 */
export function part<Value extends Moment, Unit extends PartUnit<NonNullable<Value>>>(
  of: MomentOf<Value>,
  unit: Unit,
  options: ZoneOptions<NonNullable<Value>> = {},
): Expression<KeepNull<Value, ValueOfUnit<Unit, number>>> {
  return call("part", [of], { unit, zone: checked(options.zone) });
}

/**
 * The beginning of the year, the month, the hour … in which a moment, a day or a time of day is: a value of the same
 * kind, and of `"date"` and `"time"` the day and the time of day. Weeks begin on Monday.
 *
 * @example
 * Order.select((order) => ({ month: trunc(order.createdAt, "month", { zone: "Europe/Berlin" }), orders: count() }))
 * @throws {@link InvalidQueryError} for a zone that isn't one.
 */
export function trunc<Value extends Moment, Unit extends TruncUnit<NonNullable<Value>>>(
  of: MomentOf<Value>,
  unit: Unit,
  options: ZoneOptions<NonNullable<Value>> = {},
): Expression<KeepNull<Value, ValueOfUnit<Unit, NonNullable<Value>>>> {
  return call("trunc", [of], { unit, zone: checked(options.zone) });
}

/** What kind of moment is meant: the same as of `datetime()`. */
export interface NowOptions {
  readonly as?: "date" | "instant";
}
type NowValue<Options> = Options extends { readonly as: "instant" } ? Instant : Date;
type NowInput<Options> = Options extends { readonly as: "instant" } ? InstantInput : Date;

/** The moment at which the database runs the statement: a `Date`, or with `as: "instant"` a `Temporal.Instant`. */
export function now<const Options extends NowOptions = object>(
  options?: Options,
): Expression<NowValue<Options>, NowInput<Options>> {
  return call("now", [], options?.as === "instant" ? { as: "instant" } : undefined);
}

function checked(zone: string | undefined): string | undefined {
  return zone === undefined ? undefined : checkZone(zone);
}
