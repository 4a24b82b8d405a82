import { type PlainDateTime, Temporal } from "../../dates/index.ts";
import { ZonelessMomentError } from "../errors.ts";
import { pluralPhrase } from "../phrase.ts";
import { type Translator, untranslated } from "../translator.ts";
import type { Moment } from "./moment.ts";

const units = ["year", "month", "week", "day", "hour", "minute"] as const;
const secondsOfUnit = [604_800, 86_400, 3_600, 60] as const; // from weeks on

// February has 28 days here even in leap years, as in Django: years and months are counted alike in all years.
const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

export interface TimeBetweenOptions {
  /** In whose language it is told: by default in English. */
  readonly translator?: Translator;
  /** How many units are told at most, of those that follow each other: 2 by default. */
  readonly depth?: number;
  /** The context of the words, for languages in which they differ within a sentence. */
  readonly context?: string;
}

const english = untranslated("en");

/**
 * The time from one moment to a later one in words: `"1 year, 2 months"`. `"0 minutes"` where the second is not later.
 * @throws {@link ZonelessMomentError} where only one of them has a time zone.
 */
export function timeBetween(from: Moment, to: Moment, options: TimeBetweenOptions = {}): string {
  const { translator = english, depth = 2, context } = options;
  // With a space that doesn't break: `2 hours`.
  const inWords = (count: number, unit: string): string => {
    const message = { singular: `%(num)d ${unit}`, plural: `%(num)d ${unit}s`, ...(context && { context }) };
    return pluralPhrase(translator, message, count, { num: count }).replaceAll(" ", "\u00a0");
  };
  requireZones(from, to);
  const start = inMilliseconds(from.date.toPlainDateTime(from.time));
  const zone = from.zoned?.timeZoneId;
  const end = inMilliseconds(
    zone !== undefined && to.zoned !== undefined
      ? to.zoned.withTimeZone(zone).toPlainDateTime()
      : to.date.toPlainDateTime(to.time),
  );
  if (secondsBetween(start, end) < 1) return inWords(0, "minute");

  let months = (end.year - start.year) * 12 + (end.month - start.month);
  const startsLaterInMonth =
    start.day > end.day ||
    (start.day === end.day && Temporal.PlainTime.compare(start.toPlainTime(), end.toPlainTime()) > 0);
  if (startsLaterInMonth) months--;
  const pivot = months === 0 ? start : plusMonths(start, months);
  let rest = secondsBetween(pivot, end);
  const counts = [Math.floor(months / 12), months % 12];
  for (const seconds of secondsOfUnit) {
    const count = Math.floor(rest / seconds);
    counts.push(count);
    rest -= count * seconds;
  }

  const first = counts.findIndex((count) => count !== 0);
  if (first === -1) return inWords(0, "minute");
  const words: string[] = [];
  for (let index = first; index < units.length && words.length < depth && counts[index] !== 0; index++) {
    words.push(inWords(counts[index]!, units[index]!));
  }
  return words.join(translator.translate(", "));
}

function requireZones(from: Moment, to: Moment): void {
  if ((from.zoned === undefined) === (to.zoned === undefined)) return;
  const [withZone, without] = from.zoned === undefined ? [to, from] : [from, to];
  throw new ZonelessMomentError(String(withZone.zoned), String(without.date.toPlainDateTime(without.time)));
}

/** Without what is finer: the clock of JavaScript, which one of the two usually comes from, counts milliseconds. */
function inMilliseconds(time: LocalTime): LocalTime {
  return time.with({ microsecond: 0, nanosecond: 0 });
}

type LocalTime = PlainDateTime;

function secondsBetween(start: LocalTime, end: LocalTime): number {
  return Math.floor(start.until(end, { largestUnit: "second" }).total("seconds"));
}

function plusMonths(start: LocalTime, months: number): LocalTime {
  const month = start.month + (months % 12);
  const year = start.year + Math.floor(months / 12) + (month > 12 ? 1 : 0);
  const inYear = month > 12 ? month - 12 : month;
  return start.with({
    year,
    month: inYear,
    day: Math.min(daysOfMonth[inYear - 1]!, start.day),
    millisecond: 0,
    microsecond: 0,
    nanosecond: 0,
  });
}
