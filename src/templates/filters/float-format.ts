import { Decimal } from "decimal.js";
import { floatText } from "../runtime/float-number.ts";
import { toFloat, toInteger } from "../runtime/numbers.ts";
import { textOf } from "../runtime/text-of.ts";
import { SafeString } from "../safe-string.ts";
import { groupThousands } from "./group-thousands.ts";

// Longer numbers are left as they are: writing them out would take memory that a visitor could ask for (CVE-2024-24680).
const maxDigits = 200;

/**
 * A number with a fixed number of decimal places, rounded half up. A negative number of places drops them from whole
 * numbers. The suffix `g` groups thousands, `u` leaves out what the locale does.
 */
export function formatDecimalPlaces(
  value: unknown,
  argument: unknown,
  groupsAlways: boolean,
): string | SafeString {
  const { places, isGrouped = groupsAlways } = parsePlaces(argument);
  const text = textOf(value);
  const number = parseNumber(text) ?? parseNumber(floatTextOf(value));
  if (number === undefined) return "";
  if (places === undefined || number.digits > maxDigits || !number.decimal.isFinite()) return text;
  const { decimal } = number;
  const isWhole = decimal.isInteger();
  const size = Math.abs(places);
  const fixed = isWhole && places <= 0 ? decimal.toFixed(0) : decimal.toFixed(size, Decimal.ROUND_HALF_UP);
  const written = /[1-9]/.test(fixed) ? fixed : fixed.replace("-", "");
  return new SafeString(isGrouped ? groupThousands(written) : written);
}

function parsePlaces(argument: unknown): { places: number | undefined; isGrouped?: boolean } {
  if (typeof argument !== "string" && !(argument instanceof SafeString)) {
    const number = toInteger(argument);
    return { places: number === undefined ? undefined : Number(number) };
  }
  const [, digits, suffix] = /^(.*?)(gu|ug|g|u)?$/s.exec(textOf(argument))!;
  const number = digits === "" && suffix !== undefined ? -1 : toInteger(digits!);
  // "u" alone or with "g" means: not as the locale would group.
  const places = number === undefined ? undefined : Number(number);
  return suffix === undefined ? { places } : { places, isGrouped: suffix === "g" };
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
