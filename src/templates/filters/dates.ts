import { formatMoment } from "../dates/format-date.ts";
import { type Moment, momentOf } from "../dates/moment.ts";
import { namedFormat } from "../dates/named-formats.ts";
import { timeBetween } from "../dates/time-between.ts";
import { TemplateValueError } from "../errors.ts";
import { type Filter, filter } from "../library.ts";
import type { RenderEnvironment } from "../runtime/environment.ts";
import { textOf } from "../runtime/text-of.ts";
import { isTruthy } from "../runtime/truth.ts";

// "c" writes a plain time, too, and "r" and "U" of one are errors.
const needsDate = /(?<!\\)[bdDEFIjlLmMnNotSwWyYz]/;
const isNoTime = /(?<!\\)[bcdDEFIjlLmMnNorStUwWyYz]/;

function formatted(
  value: unknown,
  format: unknown,
  fallback: string,
  environment: RenderEnvironment,
): string {
  const moment = momentOf(value, environment);
  if (moment === undefined) return "";
  const given = format === undefined || format === null || textOf(format) === "" ? fallback : textOf(format);
  const inFull = namedFormat(given);
  if (moment.kind === "time" && needsDate.test(inFull)) return "";
  return formatMoment(moment, inFull, environment.timeZone);
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
  const reference = isTruthy(other) ? momentOf(other, environment) : momentOf(environment.now(), environment);
  if (moment === undefined || reference === undefined || moment.kind === "time") return "";
  // An instant and a local time without zone have no distance.
  const isMixed =
    isTruthy(other) &&
    moment.kind === "datetime" &&
    reference.kind === "datetime" &&
    !moment.zoned !== !reference.zoned;
  return isMixed ? "" : timeBetween(...arrange(moment, reference));
}

export const dateFilters: Readonly<Record<string, Filter>> = {
  date: filter({
    argument: "optional",
    apply: (value, format, environment) => formatted(value, format, "DATE_FORMAT", environment),
  }),
  time: filter({
    argument: "optional",
    apply(value, format, environment) {
      if (format !== undefined && isNoTime.test(namedFormat(textOf(format)))) return "";
      try {
        return formatted(value, format, "TIME_FORMAT", environment);
      } catch (error) {
        if (error instanceof TemplateValueError) return ""; // a date has no time
        throw error;
      }
    },
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
