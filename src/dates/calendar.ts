import { type PlainTime, Temporal } from "./temporal.ts";

/** @param month - From 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  return new Temporal.PlainYearMonth(year, month).daysInMonth;
}

/** 52 or 53: December 28 is always in the last week. */
export function weeksInYear(year: number): number {
  return new Temporal.PlainDate(year, 12, 28).weekOfYear!; // the ISO calendar has weeks
}

/** @param fraction - Digits behind the second; those beyond the microsecond are left out. */
export function timeOfDay(hour: number, minute: number, second: number, fraction: string): PlainTime {
  const microsecond = Number(fraction.slice(0, 6).padEnd(6, "0"));
  return new Temporal.PlainTime(hour, minute, second, Math.floor(microsecond / 1000), microsecond % 1000);
}
