import { momentOf } from "../../i18n/index.ts";

const dateMembers = ["year", "month", "day", "dayOfWeek", "dayOfYear"] as const;
const timeMembers = ["hour", "minute", "second", "millisecond", "microsecond"] as const;

/** `{{ post.createdAt.year }}`: what a template may ask of a `Date` or a `Temporal.Instant`, in the current zone. */
export function instantMembers(value: object, name: string, timeZone: string): number | undefined {
  const moment = momentOf(value, { timeZone });
  if (moment === undefined) return undefined;
  const inDate = dateMembers.find((member) => member === name);
  if (inDate !== undefined) return moment.date[inDate];
  const inTime = timeMembers.find((member) => member === name);
  return inTime === undefined ? undefined : moment.time[inTime];
}
