import { Decimal } from "decimal.js";
import { formatNumber, type Locale } from "../../i18n/index.ts";
import { TemplateValueError } from "../errors.ts";
import { floatText } from "../runtime/float-number.ts";
import { toFloat, toInteger } from "../runtime/numbers.ts";
import { textOf } from "../runtime/text-of.ts";
import { SafeString } from "../safe-string.ts";
import { boundedWidth } from "./max-width.ts";
import { integerIn } from "./required-argument.ts";

// Longer numbers are left as they are: writing them out would take memory that a visitor could ask for (CVE-2024-24680).
const maxDigits = 200;

/**
 * A number with a fixed number of decimal places, rounded half up. A negative number of places drops them from whole
 * numbers. The suffix `g` groups thousands, `u` leaves out what the locale does.
 */
export function formatDecimalPlaces(value: unknown, argument: unknown, locale: Locale): string | SafeString {
  if (argument === "" || (argument instanceof SafeString && argument.text === ""))
    throw new TemplateValueError("floatformat needs a number of places, and got an empty text.");
  if (typeof value === "number" && Number.isInteger(argument)) {
    const fixed = roundedHalfUp(value, Number(argument));
    if (fixed !== undefined) return new SafeString(inLocale(fixed, Number(argument), locale));
  }
  const text = textOf(value);
  const number = parseNumber(text) ?? parseNumber(floatTextOf(value));
  if (number === undefined) return "";
  const { places, suffix } = parsePlaces(argument);
  if (places === undefined || number.digits > maxDigits || !number.decimal.isFinite()) return text;
  const { decimal } = number;
  const isWhole = decimal.isInteger();
  const size = boundedWidth(Math.abs(places));
  const fixed = isWhole && places <= 0 ? decimal.toFixed(0) : decimal.toFixed(size, Decimal.ROUND_HALF_UP);
  const written = /[1-9]/.test(fixed) ? fixed : fixed.replace("-", "");
  const options = { locale, forceGrouping: suffix.includes("g"), localize: !suffix.includes("u") };
  return new SafeString(
    formatNumber(written, { ...options, decimalPlaces: isWhole && places <= 0 ? 0 : size }),
  );
}

// So many digits are exact in a number.
const maxExactDigits = 15;

/** An ordinary number with its decimal places, without the detour by a decimal; `undefined` for others. */
function roundedHalfUp(value: number, places: number): string | undefined {
  if (places < 0 || places > maxExactDigits || !(Math.abs(value) < 1e15)) return undefined;
  const size = String(value < 0 ? -value : value);
  const point = size.indexOf(".");
  const wholeDigits = point === -1 ? size.length : point;
  if (wholeDigits + places > maxExactDigits || size.includes("e")) return undefined;
  const missing = places - (point === -1 ? 0 : size.length - point - 1);
  if (missing >= 0) return withZeros(value, point === -1 && places > 0 ? `${size}.` : size, missing);
  const end = point + 1 + places;
  const digits = Number(size.slice(0, point) + size.slice(point + 1, end)) + (size[end]! >= "5" ? 1 : 0);
  const written = String(digits).padStart(places + 1, "0");
  const sign = value < 0 && digits !== 0 ? "-" : "";
  if (places === 0) return sign + written;
  return `${sign}${written.slice(0, -places)}.${written.slice(-places)}`;
}

function withZeros(value: number, size: string, missing: number): string {
  const written = missing === 0 ? size : size + "0".repeat(missing);
  return value < 0 ? `-${written}` : written;
}

function inLocale(fixed: string, decimalPlaces: number, locale: Locale): string {
  if (locale.decimalSeparator === "." && !locale.usesThousandSeparator) return fixed;
  return formatNumber(fixed, { locale, decimalPlaces });
}

function parsePlaces(argument: unknown): { places: number | undefined; suffix: string } {
  if (typeof argument !== "string" && !(argument instanceof SafeString)) {
    const number = integerIn(argument, "floatformat");
    return { places: number === undefined ? undefined : Number(number), suffix: "" };
  }
  const [, digits, suffix = ""] = /^(.*?)(gu|ug|g|u)?$/s.exec(textOf(argument))!;
  const number = digits === "" && suffix !== "" ? -1 : toInteger(digits!);
  return { places: number === undefined ? undefined : Number(number), suffix };
}

function floatTextOf(value: unknown): string {
  const number = toFloat(value);
  return number === undefined ? "" : floatText(number);
}

/** A text as a decimal number, and how many digits writing it out would take. */
function parseNumber(given: string): { decimal: Decimal; digits: number } | undefined {
  const text = given.trim();
  if (/^[-+]?(inf|infinity|nan)$/i.test(text)) return { decimal: new Decimal(Number.NaN), digits: 0 };
  const match = /^[-+]?(\d*)(?:\.(\d*))?(?:e([-+]?\d+))?$/i.exec(text.replaceAll("_", ""));
  if (match === null) return undefined;
  const [, whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const digits = (whole + fraction).replace(/^0+/, "").length || 1;
  const places = Number(exponent) - fraction.length;
  if (digits + Math.abs(places) > maxDigits) return { decimal: new Decimal(0), digits: maxDigits + 1 };
  return {
    decimal: new Decimal(
      text
        .replaceAll("_", "")
        .replace(/^\+/, "")
        .replace(/\.(?=e|$)/i, ""),
    ),
    digits: digits + Math.abs(places),
  };
}
