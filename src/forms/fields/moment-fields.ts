import { type Instant, type PlainDate, type PlainTime, Temporal } from "../../db/index.ts";
import { Field, type FieldOptions } from "../field.ts";
import { type Cleaned, refused } from "../problem.ts";
import { inputWidget } from "../widgets/input.ts";

type OrNull<Options, Value> = Options extends { readonly optional: true } ? Value | null : Value;

/** A day, as browsers send it: `2026-03-01`. Empty is `null`. */
export function dateField<const Options extends FieldOptions<PlainDate> = object>(
  options?: Options,
): Field<OrNull<Options, PlainDate>> {
  const kind = {
    widget: inputWidget("date"),
    empty: null as never, // only reached where the field is optional, and then null is of its type
    tidy: (entered: string) => entered.trim(),
    show: (value: PlainDate) => value.toString(),
    parse: (entered: unknown) => parseDate(entered),
  };
  return new Field<PlainDate>(kind, options ?? {}) as Field<OrNull<Options, PlainDate>>;
}

function parseDate(entered: unknown): Cleaned<PlainDate> {
  const found = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(String(entered));
  const parts = found?.slice(1).map(Number);
  const value = parts && attempt(() => plainDate(parts));
  return value === undefined ? refused("invalid", "Enter a valid date.") : { value };
}

function plainDate([year, month, day]: readonly number[]): PlainDate {
  return Temporal.PlainDate.from({ year: year!, month: month!, day: day! }, { overflow: "reject" });
}

/** A time of day: `14:30` or `14:30:05`. Empty is `null`. */
export function timeField<const Options extends FieldOptions<PlainTime> = object>(
  options?: Options,
): Field<OrNull<Options, PlainTime>> {
  const kind = {
    widget: inputWidget("time"),
    empty: null as never, // as above
    tidy: (entered: string) => entered.trim(),
    show: (value: PlainTime) => value.toString(),
    parse: (entered: unknown) => parseTime(entered),
  };
  return new Field<PlainTime>(kind, options ?? {}) as Field<OrNull<Options, PlainTime>>;
}

const timePattern = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,6}))?)?$/;

function parseTime(entered: unknown): Cleaned<PlainTime> {
  const found = timePattern.exec(String(entered));
  const value = found === null ? undefined : attempt(() => plainTime(found));
  return value === undefined ? refused("invalid", "Enter a valid time.") : { value };
}

function plainTime([, hour, minute, second = "0", fraction = ""]: readonly (
  | string
  | undefined
)[]): PlainTime {
  const micro = fraction.padEnd(6, "0");
  const fields = {
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    millisecond: Number(micro.slice(0, 3)),
    microsecond: Number(micro.slice(3)),
  };
  return Temporal.PlainTime.from(fields, { overflow: "reject" });
}

export interface DatetimeFieldOptions extends FieldOptions<Date> {
  readonly as?: "date";
  /** The zone that the visitor's clock stands in: `"Europe/Berlin"`. UTC by default. */
  readonly timeZone?: string;
}

/** Of a field that gives a `Temporal.Instant`, which has microseconds, rather than a `Date`. */
export interface InstantFieldOptions extends FieldOptions<Instant>, Pick<DatetimeFieldOptions, "timeZone"> {
  readonly as: "instant";
}

type MomentOf<Options> = Options extends { readonly as: "instant" } ? Instant : Date;

/**
 * A moment, entered as day and time in a time zone: `2026-03-01T14:30`. Empty is `null`. Browsers show milliseconds:
 * where what is shown stays as it is, an instant keeps its microseconds.
 */
export function datetimeField<const Options extends DatetimeFieldOptions | InstantFieldOptions = object>(
  options?: Options,
): Field<OrNull<Options, MomentOf<Options>>> {
  const given: DatetimeFieldOptions | InstantFieldOptions = options ?? {};
  const timeZone = given.timeZone ?? "UTC";
  const kind = {
    widget: inputWidget("datetime-local", { step: 1 }),
    empty: null as never, // as above
    tidy: (entered: string) => entered.trim(),
    show: (value: Date | Instant) => showMoment(value, timeZone),
    shortens: true,
    parse: (entered: unknown) => {
      const cleaned = parseMoment(entered, timeZone);
      if (given.as === "instant" || "problems" in cleaned) return cleaned;
      return { value: new Date(cleaned.value.epochMilliseconds) };
    },
  };
  // Which of the two a value is, `as` says.
  const field: unknown = new Field<Date | Instant>(kind, given as FieldOptions<Date | Instant>);
  return field as Field<OrNull<Options, MomentOf<Options>>>;
}

const offsetPattern = /^(.*[T ].*?)(Z|[+-]\d\d:?\d\d)$/i;

function parseMoment(entered: unknown, timeZone: string): Cleaned<Instant> {
  // A moment that says its own offset, as programs send it, is meant as it says.
  const [, local = String(entered), offset] = offsetPattern.exec(String(entered)) ?? [];
  const zone = offset === undefined ? timeZone : offset.toUpperCase() === "Z" ? "UTC" : offset;
  const [day, time = "00:00", ...more] = local.split(/T| +/);
  const date = parseDate(day);
  const found = timePattern.exec(time);
  const value =
    "value" in date && found !== null && more.length === 0
      ? attempt(() => momentOf(date.value, plainTime(found), zone))
      : undefined;
  return value === undefined ? refused("invalid", "Enter a valid date/time.") : { value };
}

function momentOf(day: PlainDate, time: PlainTime, timeZone: string): Instant {
  return day.toPlainDateTime(time).toZonedDateTime(timeZone).toInstant();
}

function showMoment(value: Date | Instant, timeZone: string): string {
  const milliseconds = value instanceof Date ? value.getTime() : value.epochMilliseconds;
  const moment = Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(timeZone);
  return moment.toPlainDateTime().toString();
}

/** What `work` gives; `undefined` for a day or time that there isn't, which Temporal refuses with a RangeError. */
function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
