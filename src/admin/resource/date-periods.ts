import { Temporal } from "../../db/index.ts";

/** A stretch of time up to now that dates are filtered by. */
export type DatePeriod = "today" | "7days" | "month" | "year";

/** The periods as a filter offers them. */
export const datePeriods: readonly { readonly value: DatePeriod; readonly label: string }[] = [
  { value: "today", label: "Today" },
  { value: "7days", label: "Past 7 days" },
  { value: "month", label: "This month" },
  { value: "year", label: "This year" },
];

/** The first moment, or the first day, of a period. Days begin at midnight UTC. */
export function periodStart(period: DatePeriod, type: "date" | "datetime", now: Date): unknown {
  const start = startDay(period, now);
  if (type === "datetime") return start;
  return Temporal.PlainDate.from(start.toISOString().slice(0, 10));
}

function startDay(period: DatePeriod, now: Date): Date {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  switch (period) {
    case "today":
      return new Date(Date.UTC(year, month, day));
    case "7days":
      return new Date(Date.UTC(year, month, day - 7));
    case "month":
      return new Date(Date.UTC(year, month, 1));
    case "year":
      return new Date(Date.UTC(year, 0, 1));
  }
}
