/*
 * Moments as SQLite and MySQL keep them, and PostgreSQL tells them: text in UTC, with microseconds only where there are
 * some. Bulk writes spend much of their time here: digits that are written to a buffer take a third of what
 * `toISOString()` and cutting its text apart does, and moments that are written together are often of one day, whose
 * digits are kept.
 */

/** `2026-03-01T10:00:00.120Z` gives `"2026-03-01 10:00:00.120000"`. */
export function textOfDate(date: Date): string {
  const rest = writeMoment(date);
  if (rest < 0) return textOfUnusualDate(date);
  return text.toString("latin1", 0, rest === 0 ? withoutFraction : withFraction);
}

/** `"2026-03-01 10:00:00.120000+00"`, as PostgreSQL reads it; `undefined` for years that don't have four digits. */
export function textOfDateInUtc(date: Date): string | undefined {
  return writeMoment(date) < 0 ? undefined : text.toString("latin1");
}

/** Writes all digits. Gives the milliseconds behind the second; -1, and writes nothing, for years of another length. */
function writeMoment(date: Date): number {
  const time = date.getTime();
  const day = Math.floor(time / dayMs);
  if (day !== writtenDay && !writeDay(date, day)) return -1;
  const milliseconds = time - day * dayMs;
  const seconds = Math.floor(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  writeTwo(11, hours);
  writeTwo(14, minutes - hours * 60);
  writeTwo(17, seconds - minutes * 60);
  const rest = milliseconds - seconds * 1000;
  const hundreds = Math.floor(rest / 100);
  text[20] = zero + hundreds;
  writeTwo(21, rest - hundreds * 100);
  return rest;
}

/**
 * The other way: milliseconds since 1970 of `2026-03-01 10:00:00.12`, as far as `end`. Digits beyond thousandths are left
 * out. `NaN` where the text has another form. `Date.parse()` takes several times as long, and rows are many.
 */
export function timeOfText(text: string, end: number): number {
  if (end < withoutFraction || end > withFraction) return Number.NaN;
  if (text.charCodeAt(4) !== dash || text.charCodeAt(13) !== colon) return Number.NaN;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  if (!(month >= 1 && month <= 12)) return Number.NaN;
  const days = daysSince1970(year, month, twoDigits(text, 8));
  const minutes = twoDigits(text, 11) * 60 + twoDigits(text, 14);
  let milliseconds = (minutes * 60 + twoDigits(text, 17)) * 1000;
  for (let position = 20, weight = 100; position < end && weight >= 1; position++, weight /= 10)
    milliseconds += (text.charCodeAt(position) - zero) * weight;
  return days * dayMs + milliseconds;
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero;
}

/**
 * Days of the Gregorian calendar, as in Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms" (days_from_civil):
 * years begin in March, so that the leap day is their last, and repeat after 400 of them.
 */
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

const dayMs = 86_400_000;
const zero = 48;
const dash = 45;
const colon = 58;

/** The last moment that was written, by bytes: all of them are ASCII. */
const text = Buffer.from("2026-03-01 10:00:00.120000+00");
const withoutFraction = 19;
const withFraction = 26;
/** Which day its first ten digits are; counted from 1970. */
let writtenDay = Number.NaN;

/** Writes the date. Gives false, and writes nothing, where the year doesn't have four digits. */
function writeDay(date: Date, day: number): boolean {
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) return false; // nor where the date is invalid
  const century = Math.floor(year / 100);
  writeTwo(0, century);
  writeTwo(2, year - century * 100);
  writeTwo(5, date.getUTCMonth() + 1);
  writeTwo(8, date.getUTCDate());
  writtenDay = day;
  return true;
}

function writeTwo(at: number, number: number): void {
  const tens = Math.floor(number / 10);
  text[at] = zero + tens;
  text[at + 1] = zero + number - tens * 10;
}

function textOfUnusualDate(date: Date): string {
  const [day = "", time = ""] = date.toISOString().split("T");
  return `${day} ${time.slice(0, 8)}${time.slice(8, 12) === ".000" ? "" : `${time.slice(8, 12)}000`}`;
}
