import { english } from "../english.ts";
import { titleCase } from "../title-case.ts";
import type { Moment } from "./moment.ts";

/*
 * The formats in which forms show and read dates are those of C's strftime(), with English words, as Python has them:
 * "%d.%m.%Y". A sign that means nothing here stays as it is.
 */
const two = (number: number): string => String(number).padStart(2, "0");
const year = ({ fields }: Moment): string => String(fields.year).padStart(4, "0");

const parts: Readonly<Record<string, (moment: Moment) => string>> = {
  a: ({ fields }) => english.shortWeekdays[fields.dayOfWeek - 1]!,
  A: ({ fields }) => english.weekdays[fields.dayOfWeek - 1]!,
  b: ({ fields }) => titleCase(english.shortMonths[fields.month - 1]!),
  B: ({ fields }) => english.months[fields.month - 1]!,
  d: ({ fields }) => two(fields.day),
  f: ({ fields }) => String(fields.microsecond).padStart(6, "0"),
  H: ({ fields }) => two(fields.hour),
  I: ({ fields }) => two(fields.hour % 12 || 12),
  j: ({ date }) => String(date.dayOfYear).padStart(3, "0"),
  m: ({ fields }) => two(fields.month),
  M: ({ fields }) => two(fields.minute),
  p: ({ fields }) => (fields.hour > 11 ? english.clock.PM : english.clock.AM),
  S: ({ fields }) => two(fields.second),
  w: ({ fields }) => String(fields.dayOfWeek % 7),
  y: ({ fields }) => two(fields.year % 100),
  Y: year,
  F: (moment) => `${year(moment)}-${two(moment.fields.month)}-${two(moment.fields.day)}`,
  R: ({ fields }) => `${two(fields.hour)}:${two(fields.minute)}`,
  T: ({ fields }) => `${two(fields.hour)}:${two(fields.minute)}:${two(fields.second)}`,
  "%": () => "%",
};

/** Writes a moment in a format of input. */
export function strftime(moment: Moment, format: string): string {
  return format.replaceAll(/%(.)/gsu, (sign, letter: string) =>
    Object.hasOwn(parts, letter) ? parts[letter]!(moment) : sign,
  );
}
