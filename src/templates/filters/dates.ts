import {
  DateFormatError,
  formatMoment,
  getFormat,
  isTimeFormat,
  type Moment,
  momentOf,
  timeBetween,
  ZonelessMomentError,
} from "../../i18n/index.ts";
import { TemplateValueError } from "../errors.ts";
import { type Filter, filter } from "../library.ts";
import { describedValue } from "../runtime/described-value.ts";
import type { RenderEnvironment } from "../runtime/environment.ts";
import { textOf } from "../runtime/text-of.ts";
import { isTruthy } from "../runtime/truth.ts";

// "c" writes a plain time, too, "I" nothing for it, and "r" and "U" of one are errors.
const needsDate = /(?<!\\)[bdDEFjlLmMnNotSwWyYz]/;

/** The format that a filter was given, or the locale's. Whether the page localizes values makes no difference here. */
function formatInFull(format: unknown, fallback: string, { locale }: RenderEnvironment): string {
  const given = format === undefined || format === null || textOf(format) === "" ? fallback : textOf(format);
  return String(getFormat(given, locale));
}

function dateText(value: unknown, format: unknown, environment: RenderEnvironment): string {
  const moment = momentOf(value, environment);
  if (moment === undefined) return "";
  const inFull = formatInFull(format, "DATE_FORMAT", environment);
  if (moment.kind === "time" && needsDate.test(inFull)) return "";
  return formatMoment(moment, inFull, environment);
}

function timeText(value: unknown, format: unknown, environment: RenderEnvironment): string {
  const moment = momentOf(value, environment);
  const inFull = formatInFull(format, "TIME_FORMAT", environment);
  if (moment === undefined || !isTimeFormat(inFull)) return "";
  try {
    return formatMoment(moment, inFull, environment);
  } catch (error) {
    if (error instanceof DateFormatError) return ""; // a date has no time
    throw error;
  }
}

/** Now, for a comparison with a moment: in the current zone, or as the clock on its wall where the moment names no zone. */
export function presentMoment({ now, timeZone }: RenderEnvironment, moment: Moment): Moment {
  const present = momentOf(now(), { timeZone })!; // a Date is a moment, and so is what its clock shows
  return moment.zoned === undefined ? momentOf(present.zoned?.toPlainDateTime(), { timeZone })! : present;
}

/** The time between a moment and another one, by default now; in the order that `arrange` gives. */
function requiredDate(value: unknown, environment: RenderEnvironment): Moment {
  const moment = momentOf(value, environment);
  if (moment !== undefined && moment.kind !== "time") return moment;
  throw new TemplateValueError(`timesince and timeuntil need dates, and got ${describedValue(value)}.`);
}

function between(
  value: unknown,
  other: unknown,
  environment: RenderEnvironment,
  arrange: (value: Moment, other: Moment) => [Moment, Moment],
): string {
  if (!isTruthy(value)) return "";
  const moment = requiredDate(value, environment);
  const reference = isTruthy(other) ? requiredDate(other, environment) : presentMoment(environment, moment);
  try {
    return timeBetween(...arrange(moment, reference), environment);
  } catch (error) {
    if (error instanceof ZonelessMomentError) return "";
    throw error;
  }
}

export const dateFilters: Readonly<Record<string, Filter>> = {
  date: filter({
    argument: "optional",
    apply: dateText,
  }),
  time: filter({
    argument: "optional",
    apply: timeText,
  }),
  timesince: filter({
    argument: "optional",
    apply: (value, other, environment) => between(value, other, environment, (moment, now) => [moment, now]),
  }),
  timeuntil: filter({
    argument: "optional",
    apply: (value, other, environment) => between(value, other, environment, (moment, now) => [now, moment]),
  }),
};
