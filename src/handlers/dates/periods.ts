import { type PlainDate, Temporal } from "../../dates/index.ts";

/** What an archive is cut into. */
export type Period = "year" | "month" | "week" | "day";

/** How weeks are counted: as ISO 8601 does, or from the first Sunday or Monday of the year (`%U` and `%W` of Python). */
export type WeekCount = "iso" | "sunday" | "monday";

/** The first day of the period that a day is in. */
export function startOf(period: Period, day: PlainDate, weeks: WeekCount): PlainDate {
  if (period === "year") return day.with({ month: 1, day: 1 });
  if (period === "month") return day.with({ day: 1 });
  if (period === "day") return day;
  return day.subtract({ days: weeks === "sunday" ? day.dayOfWeek % 7 : day.dayOfWeek - 1 });
}

/** The first day of the period behind the one that begins at `start`. */
export function startOfNext(period: Period, start: PlainDate): PlainDate {
  if (period === "year") return start.add({ years: 1 });
  if (period === "month") return start.add({ months: 1 });
  return start.add({ days: period === "week" ? 7 : 1 });
}

/** The numbers of an archive's address. */
export interface PeriodNumbers {
  readonly year: number;
  readonly month?: number;
  readonly week?: number;
  readonly day?: number;
}

// What databases store, and so what Django's archives have.
const lastYear = 9999;

/** The first day of a period by its numbers; `undefined` where there is no such day, or none behind the period. */
export function periodStart(
  period: Period,
  { year, month = 1, week = 1, day = 1 }: PeriodNumbers,
  weeks: WeekCount,
): PlainDate | undefined {
  if (!Number.isInteger(year) || year < 1 || year > lastYear) return undefined;
  const start = period === "week" ? weekStart(year, week, weeks) : dayOrNone(year, month, day);
  if (start === undefined || start.year < 1) return undefined;
  return startOfNext(period, start).year > lastYear ? undefined : start;
}

function dayOrNone(year: number, month: number, day: number): PlainDate | undefined {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: "reject" });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function weekStart(year: number, week: number, weeks: WeekCount): PlainDate | undefined {
  if (!Number.isInteger(week) || week < 0 || week > 53) return undefined;
  if (weeks === "iso") {
    const first = startOf("week", Temporal.PlainDate.from({ year, month: 1, day: 4 }), "iso");
    const start = first.add({ days: 7 * (week - 1) });
    return start.weekOfYear === week && start.yearOfWeek === year ? start : undefined;
  }
  const newYear = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  const first = startOf("week", newYear.add({ days: 6 }), weeks); // the first Sunday, or Monday, of the year
  return first.add({ days: 7 * (week - 1) });
}
