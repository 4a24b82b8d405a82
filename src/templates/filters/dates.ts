import {
  DateFormatError,
  formatMoment,
  getFormat,
  isTimeFormat,
  type Moment,
  momentOf,
  timeBetween,
} from "../../i18n/index.ts";
import { type Filter, filter } from "../library.ts";
import type { RenderEnvironment } from "../runtime/environment.ts";
import { textOf } from "../runtime/text-of.ts";
import { isTruthy } from "../runtime/truth.ts";

// "c" writes a plain time, too, and "r" and "U" of one are errors.
const needsDate = /(?<!\\)[bdDEFIjlLmMnNotSwWyYz]/;

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

/** Now, in the current zone even where values stay in their own: that is where a time without a zone is compared. */
export function presentMoment({ now, timeZone }: RenderEnvironment): Moment {
  return momentOf(now(), { timeZone })!; // a Date is a moment
}

/** The time between a moment and another one, by default now; in the order that `arrange` gives. */
function between(
  value: unknown,
  other: unknown,
  environment: RenderEnvironment,
  arrange: (value: Moment, other: Moment) => [Moment, Moment],
): string {
  if (!isTruthy(value)) return "";
  const moment = momentOf(value, environment);
  const reference = isTruthy(other) ? momentOf(other, environment) : presentMoment(environment);
  if (moment === undefined || reference === undefined || moment.kind === "time") return "";
  // An instant and a local time without zone have no distance.
  const isMixed =
    isTruthy(other) &&
    moment.kind === "datetime" &&
    reference.kind === "datetime" &&
    !moment.zoned !== !reference.zoned;
  return isMixed ? "" : timeBetween(...arrange(moment, reference), environment);
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
