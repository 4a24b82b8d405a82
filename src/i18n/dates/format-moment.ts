import { mailDate, type ZonedDateTime } from "../../dates/index.ts";
import { DateFormatError } from "../errors.ts";
import type { Locale } from "../locale.ts";
import { titleCase } from "../title-case.ts";
import type { Moment } from "./moment.ts";
import { isSummerTime, zoneAbbreviation } from "./zone-abbreviation.ts";

/*
 * Django's date formats (PHP's, with additions): one letter for each part. A letter behind a backslash stands for
 * itself, also where the backslash is itself behind one, as in Django.
 */
const letter = /(?<!\\)([aAbcdDeEfFgGhHiIjlLmMnNoOPrsStTUuwWyYzZ])/;
const timeLetters = new Set("aAefgGhHiOPsTuZ");
/** Of a time they write what there is: itself, and no summer time. A format of the time has no place for them. */
const alsoOfTime = new Set("cI");

/** In which words a moment is written. */
export interface MomentContext {
  readonly locale: Locale;
  /** Where a moment without a zone is thought to be, for the letters that tell the zone. */
  readonly defaultTimeZone: string;
}

/**
 * Writes a moment in one of Django's formats, such as `"N j, Y"`.
 * @throws {@link DateFormatError} for a letter of the time in the format of a plain date, and the other way round.
 */
export function formatMoment(moment: Moment, format: string, context: MomentContext): string {
  const { texts, writers, timeLetter, dateLetter } = readFormat(format);
  if (moment.kind === "date" && timeLetter !== undefined) throw noTimeError(moment, timeLetter, format);
  if (moment.kind === "time" && dateLetter !== undefined) throw noDateError(moment, dateLetter, format);
  let written = texts[0]!;
  for (let index = 0; index < writers.length; index++) {
    written += writers[index]!(moment, context) + texts[index + 1]!;
  }
  return written;
}

/** Whether a format asks for nothing but the time. */
export function isTimeFormat(format: string): boolean {
  return readFormat(format).isOfTime;
}

/** A format, read once. */
interface ReadFormat {
  /** What stands in front of the letters, between them and behind. */
  readonly texts: readonly string[];
  readonly writers: readonly Part[];
  /** The first letter for which a date without time has nothing. */
  readonly timeLetter: string | undefined;
  /** The first letter for which a time without date has nothing. */
  readonly dateLetter: string | undefined;
  /** Whether all letters are those of the time. */
  readonly isOfTime: boolean;
}

// Formats stand in templates and locales. One that a template takes from a variable must not stay for ever.
const maxFormats = 500;
const formats = new Map<string, ReadFormat>();

function readFormat(format: string): ReadFormat {
  const known = formats.get(format);
  if (known !== undefined) return known;
  const pieces = format.split(letter); // text and letters by turns
  const letters = pieces.filter((_, index) => index % 2 === 1);
  const read = {
    texts: pieces.filter((_, index) => index % 2 === 0).map((text) => text.replaceAll(/\\(.)/g, "$1")),
    writers: letters.map((each) => parts[each]!),
    timeLetter: letters.find((each) => timeLetters.has(each)),
    dateLetter: letters.find((each) => !timeLetters.has(each) && !alsoOfTime.has(each)),
    isOfTime: letters.every((each) => timeLetters.has(each)),
  };
  if (formats.size >= maxFormats) formats.clear();
  formats.set(format, read);
  return read;
}

function noTimeError({ date }: Moment, letter: string, format: string): DateFormatError {
  return new DateFormatError(
    `The format "${format}" asks for the time ("${letter}") of ${date}, which is a date without time.`,
  );
}

function noDateError({ time }: Moment, letter: string, format: string): DateFormatError {
  return new DateFormatError(
    `The format "${format}" asks for the date ("${letter}") of ${time}, which is a time without date.`,
  );
}

type Part = (moment: Moment, context: MomentContext) => string;

const two = (number: number): string => String(number).padStart(2, "0");
const hour12 = ({ fields }: Moment): number => fields.hour % 12 || 12;

const titled = new WeakMap<Locale, readonly string[]>();

/** The short months with capital letters, in languages that write them small, too. */
function titledMonths(locale: Locale): readonly string[] {
  const months = titled.get(locale) ?? locale.shortMonths.map(titleCase);
  titled.set(locale, months);
  return months;
}

/** One function for each letter. */
const parts: Readonly<Record<string, Part>> = {
  a: ({ fields }, { locale }) => (fields.hour > 11 ? locale.clock.pm : locale.clock.am),
  A: ({ fields }, { locale }) => (fields.hour > 11 ? locale.clock.PM : locale.clock.AM),
  b: ({ fields }, { locale }) => locale.shortMonths[fields.month - 1]!,
  c: isoText,
  d: ({ fields }) => two(fields.day),
  D: ({ fields }, { locale }) => locale.shortWeekdays[fields.dayOfWeek - 1]!,
  e: (moment, { defaultTimeZone }) => {
    const zoned = moment.zoned && zonedOf(moment, defaultTimeZone);
    return zoned === undefined ? "" : zoneAbbreviation(zoned);
  },
  E: ({ fields }, { locale }) => locale.alternativeMonths[fields.month - 1]!,
  f: shortTime,
  F: ({ fields }, { locale }) => locale.months[fields.month - 1]!,
  g: (moment) => String(hour12(moment)),
  G: ({ fields }) => String(fields.hour),
  h: (moment) => two(hour12(moment)),
  H: ({ fields }) => two(fields.hour),
  i: ({ fields }) => two(fields.minute),
  I: (moment, { defaultTimeZone }) => {
    const zoned = moment.kind === "datetime" ? zonedOf(moment, defaultTimeZone) : undefined;
    if (zoned === undefined) return "";
    return isSummerTime(zoned) ? "1" : "0";
  },
  j: ({ fields }) => String(fields.day),
  l: ({ fields }, { locale }) => locale.weekdays[fields.dayOfWeek - 1]!,
  L: ({ date }) => (date.inLeapYear ? "True" : "False"),
  m: ({ fields }) => two(fields.month),
  M: ({ fields }, { locale }) => titledMonths(locale)[fields.month - 1]!,
  n: ({ fields }) => String(fields.month),
  N: ({ fields }, { locale }) => locale.apMonths[fields.month - 1]!,
  o: ({ date }) => String(date.yearOfWeek),
  O: (moment, { defaultTimeZone }) =>
    (zonedOf(moment, defaultTimeZone)?.offset ?? "").replace(":", "").replace(/:.*/, ""),
  P: (moment, { locale: { clock } }) => {
    const { hour, minute } = moment.fields;
    if (minute === 0 && hour === 0) return clock.midnight;
    if (minute === 0 && hour === 12) return clock.noon;
    return `${shortTime(moment)} ${hour > 11 ? clock.pm : clock.am}`;
  },
  r: (moment, { defaultTimeZone }) => mailDate(moment.zoned ?? localMoment(moment, defaultTimeZone)),
  s: ({ fields }) => two(fields.second),
  S: ({ fields }) => ordinalSuffix(fields.day),
  t: ({ date }) => String(date.daysInMonth),
  T: (moment, { defaultTimeZone }) => {
    const zoned = zonedOf(moment, defaultTimeZone);
    return zoned === undefined ? "" : zoneAbbreviation(zoned);
  },
  u: ({ fields }) => String(fields.microsecond).padStart(6, "0"),
  U: (moment, { defaultTimeZone }) => {
    const zoned =
      moment.zoned ?? moment.date.toZonedDateTime({ timeZone: defaultTimeZone, plainTime: moment.time });
    return String(Math.floor(zoned.epochMilliseconds / 1000));
  },
  w: ({ fields }) => String(fields.dayOfWeek % 7),
  W: ({ date }) => String(date.weekOfYear),
  y: ({ fields }) => two(fields.year % 100),
  Y: ({ fields }) => String(fields.year).padStart(4, "0"),
  z: ({ date }) => String(date.dayOfYear),
  Z: (moment, { defaultTimeZone }) => {
    const zoned = zonedOf(moment, defaultTimeZone);
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

/** A moment without zone in a zone. A local time that there is twice or never has the offset from before the clocks changed. */
function localMoment(moment: Moment, timeZone: string): ZonedDateTime {
  const naive = moment.date.toPlainDateTime(moment.time);
  const before = naive.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  return zonedOf(moment, timeZone) ?? naive.toZonedDateTime(before.offset);
}

function shortTime(moment: Moment): string {
  const { minute } = moment.fields;
  return minute === 0 ? String(hour12(moment)) : `${hour12(moment)}:${two(minute)}`;
}

function ordinalSuffix(day: number): string {
  if (day >= 11 && day <= 13) return "th";
  return ["th", "st", "nd", "rd"][day % 10] ?? "th";
}

function isoText({ kind, fields, zoned }: Moment): string {
  const day = `${String(fields.year).padStart(4, "0")}-${two(fields.month)}-${two(fields.day)}`;
  if (kind === "date") return day;
  const fraction = fields.microsecond === 0 ? "" : `.${String(fields.microsecond).padStart(6, "0")}`;
  const clock = `${two(fields.hour)}:${two(fields.minute)}:${two(fields.second)}${fraction}`;
  return kind === "time" ? clock : `${day}T${clock}${zoned?.offset ?? ""}`;
}
