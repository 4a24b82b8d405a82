import { daysInMonth, timeOfDay, weeksInYear } from "./calendar.ts";
import { type PlainDate, type PlainTime, Temporal } from "./temporal.ts";

/*
 * Days and times as ISO 8601 writes them, in ASCII digits: `2026-03-01` and `20260301`, `2026-W09-7` and `2026W097`,
 * `14:30:05.25` and `143005,25`. As Python's fromisoformat() reads them, which lets any one character stand between day
 * and time, and a space before the offset.
 */

/** A day, a time and how far the clock is ahead of UTC, where the text says so. */
export interface IsoMoment {
  readonly date: PlainDate;
  readonly time: PlainTime;
  readonly offsetNanoseconds: number | undefined;
}

const datePattern = /^(\d{4})(?:-(\d\d)-(\d\d)|(\d\d)(\d\d)|-W(\d\d)(?:-(\d))?|W(\d\d)(\d)?)$/;

/** `undefined` for what has another form, and for a day that there isn't. */
export function isoDate(text: string): PlainDate | undefined {
  const found = datePattern.exec(text);
  if (found === null) return undefined;
  const [, year, ...parts] = found;
  const [month, day, plainMonth, plainDay, week, weekday, plainWeek, plainWeekday] = parts;
  if (week !== undefined || plainWeek !== undefined)
    return dayOfWeek(Number(year), Number(week ?? plainWeek), Number(weekday ?? plainWeekday ?? 1));
  return calendarDay(Number(year), Number(month ?? plainMonth), Number(day ?? plainDay));
}

function calendarDay(year: number, month: number, day: number): PlainDate | undefined {
  const isDay = year > 0 && month > 0 && month < 13 && day > 0 && day <= daysInMonth(year, month);
  return isDay ? new Temporal.PlainDate(year, month, day) : undefined;
}

/** The n-th day, from Monday, of a week. The week of January 4 is a year's first. */
function dayOfWeek(year: number, week: number, weekday: number): PlainDate | undefined {
  if (year < 1 || week < 1 || week > weeksInYear(year) || weekday < 1 || weekday > 7) return undefined;
  const inFirstWeek = new Temporal.PlainDate(year, 1, 4);
  const days = (week - 1) * 7 + weekday - inFirstWeek.dayOfWeek;
  const date = inFirstWeek.add({ days });
  return date.year > 0 && date.year < 10_000 ? date : undefined;
}

const clock = String.raw`\d\d(?::\d\d(?::\d\d(?:[.,]\d+)?)?|\d\d(?:\d\d(?:[.,]\d+)?)?)?`;
const timePattern = new RegExp(`^T?(${clock})(?:\\s?(Z|[+-]${clock}))?$`);

/** An offset behind the time is left out: without a day it says nothing. */
export function isoTime(text: string): PlainTime | undefined {
  const [, written, offset] = timePattern.exec(text) ?? [];
  if (written === undefined) return undefined;
  return offset !== undefined && offsetOf(offset) === undefined ? undefined : timeOf(written);
}

function timeOf(written: string): PlainTime | undefined {
  const { hour, minute, second, fraction } = clockParts(written);
  return hour > 23 || minute > 59 || second > 59 ? undefined : timeOfDay(hour, minute, second, fraction);
}

interface ClockParts {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly fraction: string;
}

function clockParts(written: string): ClockParts {
  const [whole = "", fraction = ""] = written.split(/[.,]/);
  const [hour = 0, minute = 0, second = 0] = (whole.match(/\d\d/g) ?? []).map(Number);
  return { hour, minute, second, fraction };
}

/** Nanoseconds ahead of UTC; `undefined` for a day and more. */
function offsetOf(written: string): number | undefined {
  if (written === "Z") return 0;
  const { hour, minute, second, fraction } = clockParts(written.slice(1));
  const seconds = (hour * 60 + minute) * 60 + second;
  if (seconds >= 86_400) return undefined;
  const microseconds = seconds * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
  return microseconds * (written.startsWith("-") ? -1_000 : 1_000);
}

// The short forms of a week stand first: in 2026-W09-1430 the time is half past two, rather than the day the first.
const dates = [
  String.raw`\d{4}-\d\d-\d\d`,
  String.raw`\d{8}`,
  String.raw`\d{4}-?W\d\d`,
  String.raw`\d{4}-W\d\d-\d`,
  String.raw`\d{4}W\d{3}`,
];
const momentPatterns = dates.map(
  (date) => new RegExp(`^(${date})(?:.(${clock})(?:\\s?(Z|[+-]${clock}))?)?$`, "su"),
);

/** Midnight where the text has no time. */
export function isoMoment(text: string): IsoMoment | undefined {
  for (const pattern of momentPatterns) {
    const [, day, written = "00", offset] = pattern.exec(text) ?? [];
    if (day === undefined) continue;
    const date = isoDate(day);
    const time = timeOf(written);
    const offsetNanoseconds = offset === undefined ? undefined : offsetOf(offset);
    const isWhole =
      date !== undefined &&
      time !== undefined &&
      (offsetNanoseconds === undefined) === (offset === undefined);
    if (isWhole) return { date, time, offsetNanoseconds };
  }
  return undefined;
}
