import type { Duration, Instant } from "../../../dates/index.ts";
import type { StoredValue } from "../../fields/column.ts";
import { textOfDateInUtc, timeOfText } from "../moment-text.ts";
import { durationOfParts, microsecondsBeyond, microsecondsOf } from "../sqlite/sqlite-values.ts";

/*
 * Values as PostgreSQL writes them under the settings that every connection has: times in UTC, ISO dates, intervals as
 * `1 day 02:03:04.5`.
 */

/** `2026-03-01 10:00:00.12+00` as a moment. Microseconds beyond thousandths are left out. */
export function dateOfText(text: string): Date {
  const end = text.length - utc.length;
  const time = text.endsWith(utc) ? timeOfText(text, end) : Number.NaN;
  if (!Number.isNaN(time)) return new Date(time);
  return unusualDate(text);
}

/** Dates before the year 100 and after 9999, before Christ, and `infinity`, which no Date can hold. */
function unusualDate(text: string): Date {
  const [, year, rest, era] =
    /^(\d+)-(\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)[+-]\d\d(?::\d\d)*( BC)?$/.exec(text) ?? [];
  if (year === undefined || rest === undefined)
    return new Date(text.includes("infinity") ? Number.NaN : text);
  const signed = era === undefined ? Number(year) : 1 - Number(year);
  const sign = signed < 0 ? "-" : "+";
  return new Date(`${sign}${String(Math.abs(signed)).padStart(6, "0")}-${rest.replace(" ", "T")}Z`);
}

const utc = "+00";

/** A moment as text; years beyond four digits the way PostgreSQL reads them. */
function textOfDate(date: Date): string {
  const year = date.getUTCFullYear();
  const usual = year === 0 ? undefined : textOfDateInUtc(date); // before 1 there is 1 BC
  if (usual !== undefined) return usual;
  const iso = date.toISOString();
  const rest = iso.slice(iso.indexOf("-", 1)).replace("Z", "+00");
  return year > 9999 ? `${year}${rest}` : `${String(1 - year).padStart(4, "0")}${rest} BC`;
}

/** The same, with microseconds of those that have them. */
export function textOfMoment(moment: Date | Instant): string {
  if (moment instanceof Date) return textOfDate(moment);
  const text = textOfDate(new Date(moment.epochMilliseconds)); // always has three places, or six
  const rest = microsecondsBeyond(moment);
  return rest === 0
    ? text
    : text.replace(/\.\d+/, (fraction) => fraction.slice(0, 4) + String(rest).padStart(3, "0"));
}

/** `1 year 2 mons -3 days +04:05:06.789` as a length of time, in hours and smaller units; a month counts 30 days. */
export function durationOf(text: string): Duration {
  let wholeSeconds = 0;
  let microseconds = 0;
  for (const [, count, unit] of text.matchAll(/([+-]?\d+) (year|mon|day)s?/g))
    wholeSeconds += Number(count) * daySeconds * unitDays[unit as keyof typeof unitDays];
  const [, sign, hours, minutes, seconds] = /([+-]?)(\d+):(\d+):(\d+(?:\.\d+)?)/.exec(text) ?? [];
  if (hours !== undefined) {
    const factor = sign === "-" ? -1 : 1;
    wholeSeconds += factor * (Number(hours) * 60 + Number(minutes)) * 60;
    microseconds = factor * Math.round(Number(seconds) * 1e6);
  }
  const isMixed = Math.sign(wholeSeconds) * Math.sign(microseconds) < 0;
  // Apart, because of long times a number would hold no microseconds any more.
  const borrowed = isMixed ? Math.sign(wholeSeconds) * 60 : 0;
  return durationOfParts(wholeSeconds - borrowed, microseconds + borrowed * 1e6);
}

const daySeconds = 86_400;
const unitDays = { year: 365, mon: 30, day: 1 };

/** As an interval is written that has no months: `93784000001 microseconds`. */
export function textOfDuration(duration: Duration): string {
  return `${microsecondsOf(duration)} microseconds`;
}

/** The array of every `step`-th value, beginning with the one at `first`: `{"a","b",NULL,3}`. */
export function textOfArray(values: readonly StoredValue[], first: number, step: number): string {
  let text = "";
  for (let position = first; position < values.length; position += step)
    text += `${position === first ? "{" : ","}${arrayItem(values[position]!)}`; // within the values
  return text === "" ? "{}" : `${text}}`;
}

function arrayItem(value: StoredValue): string {
  if (typeof value === "string")
    return /["\\]/.test(value) ? `"${value.replaceAll(/["\\]/g, "\\$&")}"` : `"${value}"`;
  if (value === null) return "NULL";
  return value instanceof Uint8Array ? `"\\\\x${Buffer.from(value).toString("hex")}"` : String(value);
}
