import type { Duration, Instant, PlainDate, PlainTime } from "../../dates/index.ts";
import type { Expression } from "../expressions/expression.ts";
import { type ColumnFor, type ColumnOptions, describeColumn, type NoOptions } from "./column.ts";

export interface MomentOptions<Value> extends Omit<ColumnOptions<Value>, "default"> {
  /** `"now"`: the moment at which the row is made. */
  readonly default?: Value | "now" | (() => Value);
  /** The moment at which the row was last saved. */
  readonly autoNow?: boolean;
}

/** What decides here; the rest of the options goes into the description as it is. */
type WrittenMoment = Pick<MomentOptions<unknown>, "autoNow"> & {
  readonly default?: unknown;
  readonly asInstant?: boolean;
};

/** Times that the framework sets are not offered by forms, as in Django. */
function describeMoment<Result>(
  type: "datetime" | "date" | "time",
  options: WrittenMoment | undefined,
): Result {
  const set = options?.autoNow === true || options?.default === "now";
  return describeColumn<Result>(type, set ? { editable: false } : {}, options);
}

/** Of a moment whose rows hold a `Date`. */
export interface DateOptions extends MomentOptions<Date> {
  readonly as?: "date";
}
/** Of a moment whose rows hold a `Temporal.Instant`. */
export interface InstantOptions extends Omit<MomentOptions<Instant>, "default" | "dbDefault"> {
  readonly as: "instant";
  readonly default?: InstantInput | "now" | (() => InstantInput);
  readonly dbDefault?: InstantInput | Expression;
}
export type DatetimeOptions = DateOptions | InstantOptions;
/** What may be given for an instant. */
export type InstantInput = Instant | Date;

type DatetimeValue<Options> = Options extends { readonly as: "instant" } ? Instant : Date;
type DatetimeInput<Options> = Options extends { readonly as: "instant" } ? InstantInput : Date;

/**
 * A moment, stored in UTC with microseconds, as Django does. Rows hold a `Date`, which counts milliseconds, or with
 * `as: "instant"` a `Temporal.Instant`, which keeps the microseconds.
 */
export function datetime<const Options extends DatetimeOptions = NoOptions>(
  options?: Options,
): ColumnFor<DatetimeValue<Options>, Options, DatetimeInput<Options>> {
  const { as, ...rest }: DatetimeOptions = options ?? {};
  return describeMoment("datetime", { ...rest, asInstant: as === "instant" });
}

/** A day of the calendar, read as a `Temporal.PlainDate`. */
export function date<const Options extends MomentOptions<PlainDate> = NoOptions>(
  options?: Options,
): ColumnFor<PlainDate, Options> {
  return describeMoment("date", options);
}

/** A time of day, read as a `Temporal.PlainTime`. */
export function time<const Options extends MomentOptions<PlainTime> = NoOptions>(
  options?: Options,
): ColumnFor<PlainTime, Options> {
  return describeMoment("time", options);
}

/** A length of time, read as a `Temporal.Duration` of hours and smaller. Stored in microseconds. */
export function duration<const Options extends ColumnOptions<Duration> = NoOptions>(
  options?: Options,
): ColumnFor<Duration, Options> {
  return describeColumn("duration", options);
}
