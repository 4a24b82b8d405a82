import { floatText } from "../runtime/float-number.ts";
import { isDictionary } from "../runtime/intrinsics.ts";
import { toInteger } from "../runtime/numbers.ts";
import { byNumber, reprText, textOf } from "../runtime/text-of.ts";
import { numberOf } from "../runtime/truth.ts";
import { SafeString } from "../safe-string.ts";
import { boundedWidth } from "./max-width.ts";

interface Style {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
}

/**
 * Writes one value by one of Python's `%` formats, given without the `%`: `05.2f`, `s`, `x`. `undefined` where the
 * format is wrong or doesn't fit the value.
 */
export function formatPrintf(format: string, value: unknown): string | undefined {
  const match = /^([#0\- +]*)(\d*)(?:\.(\d*))?[hlL]?([a-zA-Z%])([\s\S]*)$/.exec(format);
  if (match === null) return undefined;
  const [, flags = "", width, precision, type, rest] = match;
  const style = {
    flags,
    width: boundedWidth(Number(width)),
    precision: precision === undefined ? undefined : boundedWidth(Number(precision)),
  };
  const tail = plainText(rest!);
  const text = tail === undefined ? undefined : converted(type!, value, style);
  return text === undefined ? undefined : text + tail;
}

/** What stands behind the format: `%%` is a percent sign, another format has no value. */
function plainText(text: string): string | undefined {
  return /%(?!%)/.test(text.replaceAll("%%", "")) ? undefined : text.replaceAll("%%", "%");
}

function converted(type: string, value: unknown, style: Style): string | undefined {
  switch (type) {
    case "s":
      return padText(textOf(value), style);
    case "r":
      return padText(reprText(value), style);
    case "a":
      return padText(
        reprText(value).replaceAll(/[^\0-\x7f]/gu, (letter) => byNumber(letter.codePointAt(0)!)),
        style,
      );
    case "d":
    case "i":
    case "u":
      return wholeNumber(value, style, 10);
    case "o":
      return wholeNumber(value, style, 8);
    case "x":
      return wholeNumber(value, style, 16);
    case "X":
      return wholeNumber(value, style, 16)?.toUpperCase();
    case "f":
    case "F":
    case "e":
    case "E":
    case "g":
    case "G":
      return floatNumber(type, value, style);
    case "c":
      return character(value, style);
    case "%":
      // It takes no value, which Python forgives where the value could be looked up by names.
      return Array.isArray(value) || value instanceof Map || isDictionary(value) ? "%" : undefined;
    default:
      return undefined;
  }
}

/** A text of at most `precision` characters and at least `width`. */
function padText(text: string, { flags, width, precision }: Style): string {
  const characters = [...text].slice(0, precision);
  const shown = characters.join("");
  const space = " ".repeat(Math.max(0, width - characters.length));
  return flags.includes("-") ? shown + space : space + shown;
}

function padNumber(digits: string, isNegative: boolean, style: Style, prefix = ""): string {
  const { flags, width } = style;
  const sign = (isNegative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "") + prefix;
  if (flags.includes("-")) return (sign + digits).padEnd(width);
  if (flags.includes("0")) return sign + digits.padStart(width - sign.length, "0");
  return (sign + digits).padStart(width);
}

function wholeNumber(value: unknown, style: Style, base: number): string | undefined {
  const isWhole = typeof value === "bigint" || typeof value === "boolean" || Number.isInteger(value);
  if (numberOf(value) === undefined || (base !== 10 && !isWhole)) return undefined;
  const number = toInteger(value);
  if (number === undefined) return undefined;
  const size = number < 0 ? -BigInt(number) : BigInt(number);
  const text = size.toString(base).padStart(style.precision ?? 0, "0");
  const prefix = style.flags.includes("#") ? ({ 8: "0o", 16: "0x" }[base] ?? "") : "";
  return padNumber(text, number < 0, style, prefix);
}

function floatNumber(type: string, value: unknown, style: Style): string | undefined {
  const number = numberOf(value);
  if (number === undefined) return undefined;
  const isNegative = number < 0 || Object.is(number, -0);
  if (!Number.isFinite(number)) {
    return padNumber(floatText(Math.abs(number)), isNegative, {
      ...style,
      flags: style.flags.replace("0", ""),
    });
  }
  const precision = style.precision ?? 6;
  const size = Math.abs(number);
  const lower = type.toLowerCase();
  const digits =
    lower === "f"
      ? fixed(size, precision)
      : lower === "e"
        ? exponential(size, precision)
        : general(size, precision, style);
  return padNumber(type === lower ? digits : digits.toUpperCase(), isNegative, style);
}

function fixed(size: number, precision: number): string {
  return size < 1e21
    ? size.toFixed(Math.min(precision, 100))
    : `${BigInt(size)}${precision > 0 ? `.${"0".repeat(precision)}` : ""}`;
}

function exponential(size: number, precision: number): string {
  const [digits, exponent] = size.toExponential(Math.min(precision, 100)).split("e") as [string, string];
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

function general(size: number, precision: number, { flags }: Style): string {
  const places = precision || 1;
  const exponent = size === 0 ? 0 : Number(size.toExponential(places - 1).split("e")[1]);
  const isShort = exponent >= -4 && exponent < places;
  const text = isShort ? fixed(size, places - 1 - exponent) : exponential(size, places - 1);
  if (flags.includes("#") || !text.includes(".")) return text;
  return text.replace(/\.?0+(?=e|$)/, "");
}

function character(value: unknown, style: Style): string | undefined {
  const isWhole = typeof value === "bigint" || typeof value === "boolean" || Number.isInteger(value);
  if (isWhole) {
    const code = Number(value);
    return padText(String.fromCodePoint(code), style); // a RangeError where there is no such character
  }
  const text = typeof value === "string" || value instanceof SafeString ? textOf(value) : "";
  return [...text].length === 1 ? padText(text, style) : undefined;
}
