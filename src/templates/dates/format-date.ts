import { TemplateValueError } from "../errors.ts";
import type { Moment } from "./moment.ts";
import { apMonths, months, weekdays } from "./names.ts";
import type { ZonedDateTime } from "./temporal.ts";
import { zoneAbbreviation } from "./zone-abbreviation.ts";

/*
 * Django's date formats (PHP's, with additions): one letter for each part. A letter behind a backslash stands for
 * itself, also where the backslash is itself behind one, as in Django.
 */
const letters = /(?<!\\)([aAbcdDeEfFgGhHiIjlLmMnNoOPrsStTUuwWyYzZ])/;
const timeLetters = new Set("aAefgGhHiOPsTuZ");

/**
 * Writes a moment in one of Django's formats, such as `"N j, Y"`.
 *
 * @param timeZone - Where a moment without a zone is thought to be, for the letters that tell the zone.
 * @throws {@link TemplateValueError} for a letter of the time in the format of a plain date.
 */
export function formatMoment(moment: Moment, format: string, timeZone: string): string {
  const part = (letter: string): string => {
    if (moment.kind === "date" && timeLetters.has(letter)) {
      throw new TemplateValueError(
        `The format "${format}" asks for the time ("${letter}") of ${moment.date}, which is a date without time.`,
      );
    }
    if (moment.kind === "time" && !timeLetters.has(letter) && letter !== "c") {
      throw new TemplateValueError(
        `The format "${format}" asks for the date ("${letter}") of ${moment.time}, which is a time without date.`,
      );
    }
    return parts[letter]!(moment, timeZone);
  };
  const pieces = format.split(letters); // text and letters by turns
  return pieces
    .map((piece, index) => (index % 2 === 1 ? part(piece) : piece.replaceAll(/\\(.)/g, "$1")))
    .join("");
}

type Part = (moment: Moment, timeZone: string) => string;

const two = (number: number): string => String(number).padStart(2, "0");
const hour12 = ({ time }: Moment): number => time.hour % 12 || 12;

/** One function for each letter. */
const parts: Readonly<Record<string, Part>> = {
  a: ({ time }) => (time.hour > 11 ? "p.m." : "a.m."),
  A: ({ time }) => (time.hour > 11 ? "PM" : "AM"),
  b: ({ date }) => months[date.month - 1]!.slice(0, 3).toLowerCase(),
  c: isoText,
  d: ({ date }) => two(date.day),
  D: ({ date }) => weekdays[date.dayOfWeek - 1]!.slice(0, 3),
  e: (moment, timeZone) => {
    const zoned = moment.zoned && zonedOf(moment, timeZone);
    return zoned === undefined ? "" : zoneAbbreviation(zoned);
  },
  E: ({ date }) => months[date.month - 1]!,
  f: shortTime,
  F: ({ date }) => months[date.month - 1]!,
  g: (moment) => String(hour12(moment)),
  G: ({ time }) => String(time.hour),
  h: (moment) => two(hour12(moment)),
  H: ({ time }) => two(time.hour),
  i: ({ time }) => two(time.minute),
  I: (moment, timeZone) => {
    const zoned = zonedOf(moment, timeZone);
    if (zoned === undefined) return "";
    return isSummerTime(zoned) ? "1" : "0";
  },
  j: ({ date }) => String(date.day),
  l: ({ date }) => weekdays[date.dayOfWeek - 1]!,
  L: ({ date }) => (date.inLeapYear ? "True" : "False"),
  m: ({ date }) => two(date.month),
  M: ({ date }) => months[date.month - 1]!.slice(0, 3),
  n: ({ date }) => String(date.month),
  N: ({ date }) => apMonths[date.month - 1]!,
  o: ({ date }) => String(date.yearOfWeek),
  O: (moment, timeZone) => offsetText(zonedOf(moment, timeZone), ""),
  P: (moment) => {
    const { hour, minute } = moment.time;
    if (minute === 0 && hour === 0) return "midnight";
    if (minute === 0 && hour === 12) return "noon";
    return `${shortTime(moment)} ${hour > 11 ? "p.m." : "a.m."}`;
  },
  r: (moment, timeZone) => {
    const { date, time } = moment;
    const offset = offsetText(moment.zoned ?? zonedOf(moment, timeZone), "") || "-0000";
    const day = `${weekdays[date.dayOfWeek - 1]!.slice(0, 3)}, ${two(date.day)} ${months[date.month - 1]!.slice(0, 3)}`;
    const clock = `${two(time.hour)}:${two(time.minute)}:${two(time.second)}`;
    return `${day} ${String(date.year).padStart(4, "0")} ${clock} ${offset}`;
  },
  s: ({ time }) => two(time.second),
  S: ({ date }) => ordinalSuffix(date.day),
  t: ({ date }) => String(date.daysInMonth),
  T: (moment, timeZone) => {
    const zoned = zonedOf(moment, timeZone);
    return zoned === undefined ? "" : zoneAbbreviation(zoned);
  },
  u: ({ time }) => String(time.millisecond * 1000 + time.microsecond).padStart(6, "0"),
  U: (moment, timeZone) => {
    const zoned = moment.zoned ?? moment.date.toZonedDateTime({ timeZone, plainTime: moment.time });
    return String(Math.floor(zoned.epochMilliseconds / 1000));
  },
  w: ({ date }) => String(date.dayOfWeek % 7),
  W: ({ date }) => String(date.weekOfYear),
  y: ({ date }) => two(date.year % 100),
  Y: ({ date }) => String(date.year).padStart(4, "0"),
  z: ({ date }) => String(date.dayOfYear),
  Z: (moment, timeZone) => {
    const zoned = zonedOf(moment, timeZone);
    return zoned === undefined ? "" : String(zoned.offsetNanoseconds / 1e9);
  },
};

/**
 * The moment in its zone, or in `timeZone` where it names none. `undefined` for a plain time, and, as in Django, for a
 * local time that the zone has twice or never, when clocks change.
 */
function zonedOf({ kind, zoned, date, time }: Moment, timeZone: string): ZonedDateTime | undefined {
  if (kind === "time") return undefined;
  const naive = date.toPlainDateTime(time);
  const zone = zoned?.timeZoneId ?? timeZone;
  const earlier = naive.toZonedDateTime(zone, { disambiguation: "earlier" });
  const later = naive.toZonedDateTime(zone, { disambiguation: "later" });
  return earlier.equals(later) ? earlier : undefined;
}

function shortTime(moment: Moment): string {
  const { minute } = moment.time;
  return minute === 0 ? String(hour12(moment)) : `${hour12(moment)}:${two(minute)}`;
}

function ordinalSuffix(day: number): string {
  if (day >= 11 && day <= 13) return "th";
  return ["th", "st", "nd", "rd"][day % 10] ?? "th";
}

/** `+02:00`, with another separator or none. */
function offsetText(zoned: ZonedDateTime | undefined, separator: string): string {
  if (zoned === undefined) return "";
  const seconds = Math.abs(zoned.offsetNanoseconds / 1e9);
  const sign = zoned.offsetNanoseconds < 0 ? "-" : "+";
  return `${sign}${two(Math.floor(seconds / 3600))}${separator}${two(Math.floor(seconds / 60) % 60)}`;
}

function isoText({ kind, date, time, zoned }: Moment): string {
  const day = `${String(date.year).padStart(4, "0")}-${two(date.month)}-${two(date.day)}`;
  if (kind === "date") return day;
  const microsecond = time.millisecond * 1000 + time.microsecond;
  const fraction = microsecond === 0 ? "" : `.${String(microsecond).padStart(6, "0")}`;
  const clock = `${two(time.hour)}:${two(time.minute)}:${two(time.second)}${fraction}`;
  return kind === "time" ? clock : `${day}T${clock}${offsetText(zoned, ":")}`;
}

/** Whether the clock stands ahead of the smallest offset that the zone has in this year. */
function isSummerTime(zoned: ZonedDateTime): boolean {
  const offsets = [1, 4, 7, 10].map((month) => zoned.with({ month, day: 1 }).offsetNanoseconds);
  return zoned.offsetNanoseconds > Math.min(...offsets);
}
