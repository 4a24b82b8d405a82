import { english } from "../english.ts";
import type { Moment } from "./moment.ts";
import { titleCase } from "./title-case.ts";

/*
 * The formats in which forms show and read dates are those of C's strftime(), with English words, as Python has them:
 * "%d.%m.%Y". A sign that means nothing here stays as it is.
 */
const two = (number: number): string => String(number).padStart(2, "0");
const year = ({ date }: Moment): string => String(date.year).padStart(4, "0");

const parts: Readonly<Record<string, (moment: Moment) => string>> = {
  a: ({ date }) => english.shortWeekdays[date.dayOfWeek - 1]!,
  A: ({ date }) => english.weekdays[date.dayOfWeek - 1]!,
  b: ({ date }) => titleCase(english.shortMonths[date.month - 1]!),
  B: ({ date }) => english.months[date.month - 1]!,
  d: ({ date }) => two(date.day),
  f: ({ time }) => String(time.millisecond * 1000 + time.microsecond).padStart(6, "0"),
  H: ({ time }) => two(time.hour),
  I: ({ time }) => two(time.hour % 12 || 12),
  j: ({ date }) => String(date.dayOfYear).padStart(3, "0"),
  m: ({ date }) => two(date.month),
  M: ({ time }) => two(time.minute),
  p: ({ time }) => (time.hour > 11 ? english.clock.PM : english.clock.AM),
  S: ({ time }) => two(time.second),
  w: ({ date }) => String(date.dayOfWeek % 7),
  y: ({ date }) => two(date.year % 100),
  Y: year,
  F: (moment) => `${year(moment)}-${two(moment.date.month)}-${two(moment.date.day)}`,
  R: ({ time }) => `${two(time.hour)}:${two(time.minute)}`,
  T: ({ time }) => `${two(time.hour)}:${two(time.minute)}:${two(time.second)}`,
  "%": () => "%",
};

/** Writes a moment in a format of input. */
export function strftime(moment: Moment, format: string): string {
  return format.replaceAll(/%(.)/gsu, (sign, letter: string) =>
    Object.hasOwn(parts, letter) ? parts[letter]!(moment) : sign,
  );
}
