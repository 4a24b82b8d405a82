import type { PlainDate, PlainTime } from "../../dates/index.ts";

/** What a calendar and a clock show. */
export interface ClockFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 1 is Monday. */
  readonly dayOfWeek: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Of the second: 0 to 999,999. */
  readonly microsecond: number;
}

const millisecondsOfDay = 86_400_000;

/**
 * What clocks show so many milliseconds after midnight of January 1, 1970, local time. By arithmetic: Temporal would make
 * several objects for each date on a page.
 */
export function fieldsOf(localMilliseconds: number, extraMicroseconds: number): ClockFields {
  const days = Math.floor(localMilliseconds / millisecondsOfDay);
  const rest = localMilliseconds - days * millisecondsOfDay;
  return {
    ...dateOfDay(days),
    dayOfWeek: ((((days + 3) % 7) + 7) % 7) + 1, // the day 0 was a Thursday
    hour: Math.floor(rest / 3_600_000),
    minute: Math.floor(rest / 60_000) % 60,
    second: Math.floor(rest / 1000) % 60,
    microsecond: (rest % 1000) * 1000 + extraMicroseconds,
  };
}

/**
 * The date of a day that is counted from January 1, 1970. Years are counted from March on, so that the leap day is the
 * last one, in eras of 400 years, after which the calendar repeats.
 */
function dateOfDay(days: number): Pick<ClockFields, "year" | "month" | "day"> {
  const sinceMarch = days + 719_468; // from March 1 of the year 0
  const era = Math.floor(sinceMarch / 146_097);
  const dayOfEra = sinceMarch - era * 146_097;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

/** The same of a day and a time. */
export function fieldsOfPlain(date: PlainDate, time: PlainTime): ClockFields {
  return {
    year: date.year,
    month: date.month,
    day: date.day,
    dayOfWeek: date.dayOfWeek,
    hour: time.hour,
    minute: time.minute,
    second: time.second,
    microsecond: time.millisecond * 1000 + time.microsecond,
  };
}
