import type { DatePart } from "../../expressions/date-parts.ts";
import type { DateKind, DateTruncUnit } from "../../sql/functions/date-units.ts";
import { offsetAt, offsetOfLocal, zoneOffsets } from "../../sql/functions/zone-offsets.ts";

/*
 * Parts of moments, and moments cut down, in any time zone. Moments are texts in UTC, as Django's SQLite backend stores
 * them; fractions of a second are texts too, so that microseconds stay exact. In between a time is seconds since 1970,
 * as clocks in the zone show it.
 */

/** A time on the clocks of a zone. */
interface LocalTime {
  readonly seconds: number;
  /** `".250000"`, or nothing. */
  readonly fraction: string;
}

const daySeconds = 86_400;
const momentForm = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?)?Z?$/;
const timeForm = /^(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?$/;

/** Null for null, and for what isn't a moment, a day or a time of day. */
function localTime(stored: unknown, zone: string): LocalTime | null {
  if (typeof stored !== "string") return null;
  const moment = momentForm.exec(stored);
  if (moment === null) return timeOfDay(stored);
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = ""] = moment;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day)); // unlike Date.UTC(), also the years 0 to 99
  const utc = date.getTime() / 1000 + Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return { seconds: utc + offsetAt(zoneOffsets(zone), utc), fraction };
}

function timeOfDay(stored: string): LocalTime | null {
  const time = timeForm.exec(stored);
  if (time === null) return null;
  const [, hour, minute, second = "0", fraction = ""] = time;
  return { seconds: Number(hour) * 3600 + Number(minute) * 60 + Number(second), fraction };
}

/** `QUINTET_PART(unit, value, zone)`: Sunday is 1 as `weekDay`, and 7 as `isoWeekDay`. */
export function datePart(
  unit: Exclude<DatePart, "date" | "time">,
  stored: unknown,
  zone: string,
): number | null {
  const local = localTime(stored, zone);
  if (local === null) return null;
  const date = new Date(local.seconds * 1000);
  switch (unit) {
    case "year":
      return date.getUTCFullYear();
    case "isoYear":
      return isoThursday(date).getUTCFullYear();
    case "quarter":
      return Math.floor(date.getUTCMonth() / 3) + 1;
    case "month":
      return date.getUTCMonth() + 1;
    case "week": {
      const thursday = isoThursday(date);
      const newYear = new Date(thursday);
      newYear.setUTCMonth(0, 1);
      return Math.floor((thursday.getTime() - newYear.getTime()) / (7 * daySeconds * 1000)) + 1;
    }
    case "weekDay":
      return date.getUTCDay() + 1;
    case "isoWeekDay":
      return isoWeekDay(date);
    case "day":
      return date.getUTCDate();
    case "hour":
      return date.getUTCHours();
    case "minute":
      return date.getUTCMinutes();
    case "second":
      return date.getUTCSeconds();
  }
}

/** Monday is 1. */
function isoWeekDay(date: Date): number {
  return date.getUTCDay() || 7;
}

/** A week belongs to the year in which its Thursday is. */
function isoThursday(date: Date): Date {
  const thursday = new Date(date);
  thursday.setUTCDate(date.getUTCDate() + 4 - isoWeekDay(date));
  return thursday;
}

/** `QUINTET_TRUNC(unit, kind, value, zone)`: a text of the kind; of a moment its day for `date`, its time for `time`. */
export function dateTrunc(unit: DateTruncUnit, kind: DateKind, stored: unknown, zone: string): string | null {
  const local = localTime(stored, zone);
  if (local === null) return null;
  if (unit === "date") return isoText(local.seconds).slice(0, 10);
  if (unit === "time") return isoText(local.seconds).slice(11) + local.fraction;
  const start = startOf(unit, local.seconds);
  if (kind === "time") return isoText(start).slice(11);
  if (kind === "date") return isoText(start).slice(0, 10);
  return isoText(start - offsetOfLocal(zoneOffsets(zone), start));
}

function startOf(unit: Exclude<DateTruncUnit, "date" | "time">, seconds: number): number {
  const unitSeconds = { day: daySeconds, hour: 3600, minute: 60, second: 1 };
  if (unit === "day" || unit === "hour" || unit === "minute" || unit === "second")
    return Math.floor(seconds / unitSeconds[unit]) * unitSeconds[unit];
  const date = new Date(Math.floor(seconds / daySeconds) * daySeconds * 1000);
  if (unit === "week") date.setUTCDate(date.getUTCDate() + 1 - isoWeekDay(date));
  else {
    const month = date.getUTCMonth();
    date.setUTCMonth(unit === "year" ? 0 : unit === "quarter" ? month - (month % 3) : month, 1);
  }
  return date.getTime() / 1000;
}

/** `2026-03-01 10:00:00` */
function isoText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}
