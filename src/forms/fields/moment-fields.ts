import {
  type Instant,
  type PlainDate,
  type PlainTime,
  parseDate,
  parseDateTime,
  parseTime,
  Temporal,
} from "../../dates/index.ts";
import { Field, type FieldOptions } from "../field.ts";
import { inputWidget } from "../widgets/input.ts";
import { parsedMoment } from "./parsed-moment.ts";

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
    parse: (entered: unknown) => parsedMoment(entered, parseDay, "Enter a valid date."),
  };
  return new Field<PlainDate>(kind, options ?? {}) as Field<OrNull<Options, PlainDate>>;
}

/** As Django's forms, of all the ways to write a day only the one that has hyphens. */
function parseDay(text: string): PlainDate | undefined {
  return /^\d{4}-\d{1,2}-\d{1,2}$/.test(text) ? parseDate(text) : undefined;
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
    parse: (entered: unknown) => parsedMoment(entered, parseClock, "Enter a valid time."),
  };
  return new Field<PlainTime>(kind, options ?? {}) as Field<OrNull<Options, PlainTime>>;
}

/** With colons, likewise. */
function parseClock(text: string): PlainTime | undefined {
  return /^\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d{1,6})?)?$/.test(text) ? parseTime(text) : undefined;
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
      const parse = (text: string) => parseMoment(text, timeZone);
      const cleaned = parsedMoment(entered, parse, "Enter a valid date/time.");
      if (given.as === "instant" || "problems" in cleaned) return cleaned;
      return { value: new Date(cleaned.value.epochMilliseconds) };
    },
  };
  // Which of the two a value is, `as` says.
  const field: unknown = new Field<Date | Instant>(kind, given as FieldOptions<Date | Instant>);
  return field as Field<OrNull<Options, MomentOf<Options>>>;
}

/** A moment that says its own offset, as programs send it, is meant as it says. */
function parseMoment(text: string, timeZone: string): Instant | undefined {
  const parsed = parseDateTime(text);
  if (parsed === undefined || parsed instanceof Temporal.ZonedDateTime) return parsed?.toInstant();
  return parsed.toZonedDateTime(timeZone).toInstant();
}

function showMoment(value: Date | Instant, timeZone: string): string {
  const milliseconds = value instanceof Date ? value.getTime() : value.epochMilliseconds;
  const moment = Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(timeZone);
  return moment.toPlainDateTime().toString();
}
