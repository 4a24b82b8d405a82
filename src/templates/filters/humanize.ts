import {
  formatMoment,
  formatNumber,
  getFormat,
  isDecimal,
  momentOf,
  numberFormat,
  pluralPhrase,
} from "../../i18n/index.ts";
import { type Filter, filter } from "../library.ts";
import type { RenderEnvironment } from "../runtime/environment.ts";
import { FloatNumber } from "../runtime/float-number.ts";
import { toInteger } from "../runtime/numbers.ts";
import { textOf } from "../runtime/text-of.ts";
import { isTruthy } from "../runtime/truth.ts";
import { SafeString } from "../safe-string.ts";
import { formatDecimalPlaces } from "./float-format.ts";
import { naturalTime } from "./natural-time.ts";

const ordinalSuffixes = ["th", "st", "nd", "rd", "th", "th", "th", "th", "th", "th"];

/** `1st`, `2nd`, `13th`. Translations may hold HTML. */
function ordinal(value: unknown, { translator }: RenderEnvironment): unknown {
  const number = toInteger(value);
  if (number === undefined) return value;
  if (number < 0) return String(number);
  const lastTwo = Number(BigInt(number) % 100n);
  const isTeen = lastTwo >= 11 && lastTwo <= 13;
  const last = lastTwo % 10;
  const [message, context] = isTeen
    ? ["{}th", "ordinal 11, 12, 13"]
    : [`{}${ordinalSuffixes[last]}`, `ordinal ${last}`];
  return new SafeString(translator.translate(message, context).replace("{}", () => String(number)));
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
function inWords(value: unknown, { locale, translator }: RenderEnvironment): unknown {
  const number = toInteger(value);
  if (number === undefined) return value;
  const size = BigInt(number) < 0n ? -BigInt(number) : BigInt(number);
  if (size < 1_000_000n) return number;
  const found = largeNumbers.find(([exponent]) => size < 10n ** BigInt(exponent + 3));
  if (found === undefined) return number;
  const [exponent, word] = found;
  const shown = Number(`${number}e-${exponent}`); // nearer than a division, which rounds twice
  const message = { singular: `%(value)s ${word}`, plural: `%(value)s ${word}` };
  return pluralPhrase(translator, message, roundedAwayFromOne(shown), {
    value: formatDecimalPlaces(new FloatNumber(shown), 1, locale),
  });
}

/** The number that decides about the plural form: "1.2 million" takes the one of 2. */
function roundedAwayFromOne(value: number): number {
  const beyond = value - 1;
  return Math.abs((beyond < 0 ? Math.floor(beyond) : Math.ceil(beyond)) + 1);
}

const smallNumbers = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/** 1 to 9 in words, as the Associated Press writes them. */
function inLetters(value: unknown, { translator }: RenderEnvironment): unknown {
  const number = toInteger(value);
  if (number === undefined) return value;
  const word = smallNumbers[Number(number) - 1];
  return word === undefined ? number : translator.translate(word);
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
  const { locale, translator, timeZone } = environment;
  const today = momentOf(environment.now(), { timeZone: moment.zoned?.timeZoneId ?? timeZone })!;
  const day = nearDays.get(today.date.until(moment.date, { largestUnit: "day" }).days);
  if (day !== undefined) return translator.translate(day);
  const given = format === undefined || format === null ? "DATE_FORMAT" : textOf(format);
  return formatMoment(moment, String(getFormat(given, locale)), environment);
}

/** Django's humanize library. */
export const humanizeFilters: Readonly<Record<string, Filter>> = {
  apnumber: filter({ isSafe: true, apply: (value, _, environment) => inLetters(value, environment) }),
  intcomma: filter({ argument: "optional", isSafe: true, apply: withCommas }),
  intword: filter({ apply: (value, _, environment) => inWords(value, environment) }),
  naturalday: filter({ argument: "optional", apply: namedDay }),
  naturaltime: filter({ apply: (value, _, environment) => naturalTime(value, environment) }),
  ordinal: filter({ isSafe: true, apply: (value, _, environment) => ordinal(value, environment) }),
};
