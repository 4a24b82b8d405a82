import { type DecimalLike, type DecimalParts, decimalParts, inFull, isDecimal } from "./decimal.ts";

/** A number in an object, such as one of a class that extends `Number`. */
interface NumberObject {
  toFixed(places?: number): string;
  valueOf(): number;
}

/** What can be written as a number: of a text, the digits in it. */
export type Numeric = number | bigint | NumberObject | DecimalLike | string;

/** How a number is written. */
export interface NumberFormat {
  readonly decimalSeparator: string;
  readonly thousandSeparator: string;
  /** Digits in a group, as in `LocaleFormats`; 0 for no groups. */
  readonly grouping: number | readonly number[];
  /** How many there are; what is beyond is cut off, not rounded. By default as many as the number has. */
  readonly decimalPlaces?: number | undefined;
}

// A longer number is written with an exponent: in full it would take memory that a visitor could ask for (CVE-2019-6975).
const maxDigits = 200;
// Python writes smaller fractions with an exponent, and Django such ones exactly. Cutting them off leaves no sign: "0.00".
const smallestInFull = 1e-4;

/**
 * Writes a number with separators.
 *
 * @example
 * numberFormat(-1234567.891, { decimalSeparator: ",", thousandSeparator: ".", grouping: 3, decimalPlaces: 2 });
 * // "-1.234.567,89"
 */
export function numberFormat(value: Numeric, format: NumberFormat): string {
  const number = written(value);
  if (typeof number === "string") return withSeparators(number, format);
  const { decimalPlaces } = format;
  if (decimalPlaces !== undefined && vanishes(number, decimalPlaces)) return withSeparators("0", format);
  if (number.digits.length + Math.abs(number.exponent) <= maxDigits) {
    return withSeparators(inFull(number), format);
  }
  const { coefficient, exponent } = scientific(number);
  return `${withSeparators(coefficient, format)}e${exponent}`;
}

/** A number as text; as parts where its digits may be many or far from the point. */
function written(value: Numeric): string | DecimalParts {
  if (typeof value === "string") return value;
  if (typeof value === "bigint" || Number.isInteger(value))
    return BigInt(value as number | bigint).toString();
  const text = String(value);
  if (isDecimal(value)) return decimalParts(text) ?? text;
  if (Number.isNaN(Number(value))) return "nan";
  const size = Math.abs(Number(value));
  if (size === Number.POSITIVE_INFINITY) return Number(value) < 0 ? "-inf" : "inf";
  const isExact = text.includes("e") || (size !== 0 && size < smallestInFull);
  return (isExact ? decimalParts(text) : undefined) ?? text;
}

/** Whether nothing of a number is seen within so many places (at least one, as in Django). */
function vanishes({ digits, exponent }: DecimalParts, decimalPlaces: number): boolean {
  return digits === "0" || digits.length + exponent <= -Math.max(decimalPlaces, 1);
}

/** `1.5` and `+300`, for 15 with the exponent 299. */
function scientific({ isNegative, digits, exponent }: DecimalParts): {
  coefficient: string;
  exponent: string;
} {
  const sign = isNegative ? "-" : "";
  const power = exponent + digits.length - 1;
  return {
    coefficient: sign + (digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`),
    exponent: power < 0 ? String(power) : `+${power}`,
  };
}

function withSeparators(number: string, format: NumberFormat): string {
  const { decimalSeparator, decimalPlaces } = format;
  const sign = number.startsWith("-") ? "-" : "";
  const [whole, fraction = ""] = number.slice(sign.length).split(".", 2) as [string, string?];
  const shown =
    decimalPlaces === undefined ? fraction : fraction.slice(0, decimalPlaces).padEnd(decimalPlaces, "0");
  return sign + grouped(whole, format) + (shown === "" ? "" : decimalSeparator + shown);
}

function grouped(digits: string, { thousandSeparator, grouping }: NumberFormat): string {
  const sizes = typeof grouping === "number" ? [grouping] : grouping;
  const groups: string[] = []; // from the right
  let end = digits.length;
  let size = 0;
  for (let index = 0; ; index++) {
    size = sizes[index] || size; // 0, and the end of the list: as before
    if (size === 0 || end <= size) break;
    groups.push(digits.slice(end - size, end));
    end -= size;
  }
  groups.push(digits.slice(0, end));
  return groups.reverse().join(thousandSeparator);
}
