/** The parts of moments, days and times of day that can be asked for, as numbers. */
export const datePartUnits = [
  "year",
  "isoYear",
  "quarter",
  "month",
  "week",
  "weekDay",
  "isoWeekDay",
  "day",
  "hour",
  "minute",
  "second",
] as const;
/** The day of a moment, or its time of day. */
export const momentHalves = ["date", "time"] as const;

/** Units that a date or moment can be asked for: `{ createdAt: { year: 2024 } }`. */
export const dateParts = [...datePartUnits, ...momentHalves] as const;
export type DatePart = (typeof dateParts)[number];

const datePartSet: ReadonlySet<string> = new Set(dateParts);
export function isDatePart(name: string): name is DatePart {
  return datePartSet.has(name);
}
