import {
  formatMoment,
  formatNumber,
  getFormat,
  isDecimal,
  type Moment,
  momentOf,
  numberFormat,
  timeBetween,
} from "../../i18n/index.ts";
import { type Filter, filter } from "../library.ts";
import type { RenderEnvironment } from "../runtime/environment.ts";
import { FloatNumber } from "../runtime/float-number.ts";
import { toInteger } from "../runtime/numbers.ts";
import { textOf } from "../runtime/text-of.ts";
import { isTruthy } from "../runtime/truth.ts";
import { SafeString } from "../safe-string.ts";
import { presentMoment } from "./dates.ts";
import { formatDecimalPlaces } from "./float-format.ts";

/** `1st`, `2nd`, `13th`. */
function ordinal(value: unknown): unknown {
  const number = toInteger(value);
  if (number === undefined) return value;
  if (number < 0) return String(number);
  const lastTwo = Number(BigInt(number) % 100n);
  const isTeen = lastTwo >= 11 && lastTwo <= 13;
  const suffix = isTeen ? "th" : (["th", "st", "nd", "rd"][lastTwo % 10] ?? "th");
  return new SafeString(`${number}${suffix}`);
}

/**
 * `1234567` becomes `1,234,567`, with the separators of the locale unless the argument is false. Of a text that is no
 * number, the digits at its start.
 */
function withCommas(value: unknown, isLocalized: unknown, { locale }: RenderEnvironment): string {
  const isFraction = (typeof value === "number" && !Number.isInteger(value)) || value instanceof Number;
  const number = isFraction || isDecimal(value) ? value : toInteger(value);
  if (number !== undefined && (isLocalized === undefined || isTruthy(isLocalized))) {
    return formatNumber(number, { locale, forceGrouping: true });
  }
  return textOf(value).replace(/^-?\p{Nd}+/u, (digits) => numberFormat(digits, commas));
}

const commas = { decimalSeparator: ".", thousandSeparator: ",", grouping: 3 };

const largeNumbers = [
  [6, "million"],
  [9, "billion"],
  [12, "trillion"],
  [15, "quadrillion"],
  [18, "quintillion"],
  [21, "sextillion"],
  [24, "septillion"],
  [27, "octillion"],
  [30, "nonillion"],
  [33, "decillion"],
  [100, "googol"],
] as const;

/** `1200000` becomes `1.2 million`. */
function inWords(value: unknown, { locale }: RenderEnvironment): unknown {
  const number = toInteger(value);
  if (number === undefined) return value;
  const size = BigInt(number) < 0n ? -BigInt(number) : BigInt(number);
  if (size < 1_000_000n) return number;
  const found = largeNumbers.find(([exponent]) => size < 10n ** BigInt(exponent + 3));
  if (found === undefined) return number;
  const [exponent, word] = found;
  const shown = new FloatNumber(Number(number) / 10 ** exponent);
  return `${formatDecimalPlaces(shown, 1, locale)} ${word}`;
}

const smallNumbers = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/** 1 to 9 in words, as the Associated Press writes them. */
function inLetters(value: unknown): unknown {
  const number = toInteger(value);
  return number === undefined ? value : (smallNumbers[Number(number) - 1] ?? number);
}

const nearDays = new Map([
  [-1, "yesterday"],
  [0, "today"],
  [1, "tomorrow"],
]);

/** `yesterday`, `today` and `tomorrow`; the date for other days. */
function namedDay(value: unknown, format: unknown, environment: RenderEnvironment): unknown {
  const moment = momentOf(value, environment);
  if (moment === undefined || moment.kind === "time") return value;
  const timeZone = moment.zoned?.timeZoneId ?? environment.timeZone;
  const today = momentOf(environment.now(), { timeZone })!;
  const days = today.date.until(moment.date, { largestUnit: "day" }).days;
  const given = format === undefined || format === null ? "DATE_FORMAT" : textOf(format);
  return (
    nearDays.get(days) ?? formatMoment(moment, String(getFormat(given, environment.locale)), environment)
  );
}

/** `a minute ago`, `3 hours from now`, `2 weeks, 1 day ago`. */
function fromNow(value: unknown, environment: RenderEnvironment): unknown {
  const moment = momentOf(value, { ...environment, keepZones: true });
  if (moment === undefined || moment.kind === "time") return value;
  if (moment.kind === "date") throw new TypeError("naturaltime needs a date with a time.");
  const now = presentMoment(environment);
  const milliseconds = millisecondsBetween(moment, now);
  const isPast = milliseconds > 0;
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  if (seconds === 0) return "now";
  const direction = isPast ? "ago" : "from now";
  if (seconds >= 86_400)
    return `${isPast ? timeBetween(moment, now) : timeBetween(now, moment)} ${direction}`;
  return `${rounded(seconds)} ${direction}`;
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

/** With a space that doesn't break: `3 hours`. */
function rounded(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? "a second" : `${seconds}\u00a0seconds`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes === 1 ? "a minute" : `${minutes}\u00a0minutes`;
  const hours = Math.floor(minutes / 60);
  return hours === 1 ? "an hour" : `${hours}\u00a0hours`;
}

/** Django's humanize library, in English. */
export const humanizeFilters: Readonly<Record<string, Filter>> = {
  apnumber: filter({ isSafe: true, apply: inLetters }),
  intcomma: filter({ argument: "optional", isSafe: true, apply: withCommas }),
  intword: filter({ apply: (value, _, environment) => inWords(value, environment) }),
  naturalday: filter({ argument: "optional", apply: namedDay }),
  naturaltime: filter({ apply: (value, _, environment) => fromNow(value, environment) }),
  ordinal: filter({ isSafe: true, apply: ordinal }),
};
