import { daysInMonth, timeOfDay } from "./calendar.ts";
import { asciiDigits } from "./decimal-digits.ts";
import { NoSuchMomentError } from "./errors.ts";
import { isoDate, isoMoment, isoTime } from "./iso-moment.ts";
import {
  type PlainDate,
  type PlainDateTime,
  type PlainTime,
  Temporal,
  type ZonedDateTime,
} from "./temporal.ts";

/*
 * Days and times as people and programs write them, whatever the language: ISO 8601 in all of its forms, and beside it the
 * looser ones that Django reads, `2026-3-1 9:05`. Digits may be those of any script in the looser ones.
 */

const day = String.raw`(\d{4})-(\d{1,2})-(\d{1,2})`;
const clock = String.raw`(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d{0,6})?)?`;
const offset = String.raw`\s*(?:(Z)|([+-])(\d\d)(?::?(\d\d))?)?`;
// A line break at the end goes along, as it does in Django.
const datePattern = new RegExp(`^${day}\\n?$`);
const timePattern = new RegExp(`^${clock}\\n?$`);
const dateTimePattern = new RegExp(`^${day}[T ]${clock}${offset}\\n?$`);

/**
 * Reads a day: `2026-03-01`, `2026-3-1`, `20260301`, and `2026-W09-7` for a day of a week.
 *
 * @returns `undefined` for a text of another form.
 * @throws {@link NoSuchMomentError} for a day that there isn't, such as `2026-02-30`.
 */
export function parseDate(text: string): PlainDate | undefined {
  const exact = isoDate(text);
  if (exact !== undefined) return exact;
  const found = datePattern.exec(asciiDigits(text));
  return found === null ? undefined : dateOf(text, "a date", numbers(found));
}

/**
 * Reads a time of day: `9:05`, `14:30:05.25`, `143005`. An offset from UTC, `14:30+01:00`, is left out.
 *
 * @returns `undefined` for a text of another form.
 * @throws {@link NoSuchMomentError} for a time that no clock shows, such as `25:00`.
 */
export function parseTime(text: string): PlainTime | undefined {
  const exact = isoTime(text);
  if (exact !== undefined) return exact;
  const found = timePattern.exec(asciiDigits(text));
  return found === null ? undefined : timeOf(text, "a time", found.slice(1));
}

/**
 * Reads a day and a time: `2026-03-01 14:30`, `2026-03-01T14:30:05.25Z`, `2026-03-01 14:30 +0100`. A day alone is its
 * midnight. With an offset it is an instant, in a zone of that offset; without, a time on the wall of some place, which
 * `.toZonedDateTime("Europe/Berlin")` says.
 *
 * @returns `undefined` for a text of another form.
 * @throws {@link NoSuchMomentError} for a day or a time that there isn't.
 */
export function parseDateTime(text: string): PlainDateTime | ZonedDateTime | undefined {
  const exact = isoMoment(text);
  if (exact !== undefined) return atOffset(exact.date.toPlainDateTime(exact.time), exact.offsetNanoseconds);
  const found = dateTimePattern.exec(asciiDigits(text));
  if (found === null) return undefined;
  const kind = "a date and a time";
  const local = dateOf(text, kind, numbers(found)).toPlainDateTime(timeOf(text, kind, found.slice(4)));
  const [utc, sign, hours, minutes = "0"] = found.slice(8);
  if (utc !== undefined) return atOffset(local, 0);
  return sign === undefined ? local : atOffset(local, offsetOf(text, sign, Number(hours), Number(minutes)));
}

function numbers([, ...digits]: readonly string[]): number[] {
  return digits.map(Number);
}

function dateOf(
  text: string,
  kind: string,
  [year = 0, month = 0, dayOfMonth = 0]: readonly number[],
): PlainDate {
  const fail = (problem: string): never => {
    throw new NoSuchMomentError(text, kind, problem);
  };
  if (year === 0) fail("years are counted from 1");
  if (month < 1 || month > 12) fail("months are counted from 1 to 12");
  const days = daysInMonth(year, month);
  if (dayOfMonth < 1 || dayOfMonth > days) fail(`that month has the days 1 to ${days}`);
  return new Temporal.PlainDate(year, month, dayOfMonth);
}

function timeOf(
  text: string,
  kind: string,
  [hours, minutes, seconds = "0", fraction = ""]: readonly (string | undefined)[],
): PlainTime {
  const limits = [
    ["hours", Number(hours), 23],
    ["minutes", Number(minutes), 59],
    ["seconds", Number(seconds), 59],
  ] as const;
  for (const [unit, count, most] of limits)
    if (count > most) throw new NoSuchMomentError(text, kind, `${unit} are counted from 0 to ${most}`);
  return timeOfDay(Number(hours), Number(minutes), Number(seconds), fraction);
}

function offsetOf(text: string, sign: string, hours: number, minutes: number): number {
  const total = hours * 60 + minutes;
  if (total >= 24 * 60)
    throw new NoSuchMomentError(text, "a date and a time", "offsets are of less than a day");
  return total * (sign === "-" ? -60e9 : 60e9);
}

function atOffset(local: PlainDateTime, nanoseconds: number | undefined): PlainDateTime | ZonedDateTime {
  if (nanoseconds === undefined) return local;
  const minutes = nanoseconds / 60e9;
  if (minutes === 0) return local.toZonedDateTime("UTC");
  if (Number.isInteger(minutes)) return local.toZonedDateTime(offsetZone(minutes));
  // Zones are of whole minutes: what remains of a finer offset is the instant.
  return local.toZonedDateTime("UTC").subtract({ nanoseconds });
}

function offsetZone(minutes: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
