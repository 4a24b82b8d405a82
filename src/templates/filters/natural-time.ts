import { type Moment, momentOf, phrase, pluralPhrase, timeBetween } from "../../i18n/index.ts";
import { TemplateValueError } from "../errors.ts";
import type { RenderEnvironment } from "../runtime/environment.ts";
import { presentMoment } from "./dates.ts";

/** How far a moment is from now, as people say it: `a minute ago`, `3 hours from now`, `2 weeks, 1 day ago`. */
export function naturalTime(value: unknown, environment: RenderEnvironment): unknown {
  const moment = momentOf(value, { ...environment, keepZones: true });
  if (moment === undefined || moment.kind === "time") return value;
  if (moment.kind === "date") throw new TemplateValueError("naturaltime needs a date with a time.");
  const { translator } = environment;
  const now = presentMoment(environment, moment);
  const milliseconds = millisecondsBetween(moment, now);
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  if (seconds === 0) return translator.translate("now");
  const isPast = milliseconds > 0;
  const direction = isPast ? "ago" : "from now";
  if (seconds >= 86_400) {
    const context = isPast ? "naturaltime-past" : "naturaltime-future";
    const [from, to] = isPast ? [moment, now] : [now, moment];
    const delta = timeBetween(from, to, { translator, context });
    return phrase(translator, `%(delta)s ${direction}`, { delta });
  }
  const { count, one, unit } = largestUnit(seconds);
  const message = { singular: `${one} ${direction}`, plural: `%(count)s\u00a0${unit} ${direction}` };
  return pluralPhrase(translator, message, count, { count });
}

function millisecondsBetween(from: Moment, to: Moment): number {
  if (from.zoned !== undefined && to.zoned !== undefined) {
    return to.zoned.epochMilliseconds - from.zoned.epochMilliseconds;
  }
  const [start, end] = [from, to].map(({ date, time }) =>
    date.toZonedDateTime({ timeZone: "UTC", plainTime: time }),
  );
  return end!.epochMilliseconds - start!.epochMilliseconds;
}

/** Less than a day, in the largest unit of which there is one. */
function largestUnit(seconds: number): { count: number; one: string; unit: string } {
  if (seconds < 60) return { count: seconds, one: "a second", unit: "seconds" };
  if (seconds < 3_600) return { count: Math.floor(seconds / 60), one: "a minute", unit: "minutes" };
  return { count: Math.floor(seconds / 3_600), one: "an hour", unit: "hours" };
}
