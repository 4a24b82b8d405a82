import { TemplateValueError } from "../errors.ts";
import { type Filter, filter } from "../library.ts";
import { describedValue } from "../runtime/described-value.ts";
import { toInteger } from "../runtime/numbers.ts";
import { textOf } from "../runtime/text-of.ts";
import { SafeString } from "../safe-string.ts";
import { fileSize } from "./file-size.ts";
import { formatDecimalPlaces } from "./float-format.ts";
import { formatPrintf } from "./printf.ts";
import { integerIn } from "./required-argument.ts";

/** Whole numbers are added, texts and lists joined; anything else gives nothing. */
function added(value: unknown, argument: unknown): unknown {
  const left = toInteger(value);
  const right = toInteger(argument);
  if (left !== undefined && right !== undefined) return sum(left, right);
  const isText = (part: unknown): boolean => typeof part === "string" || part instanceof SafeString;
  if (isText(value) && isText(argument)) {
    const text = textOf(value) + textOf(argument);
    return value instanceof SafeString && argument instanceof SafeString ? new SafeString(text) : text;
  }
  if (Array.isArray(value) && Array.isArray(argument)) return [...value, ...argument];
  if (isFloat(value) && isFloat(argument)) return Number(value) + Number(argument); // one of them is no number
  return addedTimes(value, argument) ?? addedTimes(argument, value) ?? "";
}

function sum(left: number | bigint, right: number | bigint): number | bigint {
  const total = Number(left) + Number(right);
  return Number.isSafeInteger(total) ? total : BigInt(left) + BigInt(right);
}

function isFloat(value: unknown): boolean {
  return typeof value === "number" || typeof value === "bigint" || value instanceof Number;
}

/** A duration is added to a date, or to another duration. */
function addedTimes(value: unknown, argument: unknown): unknown {
  const { add } = (value ?? {}) as { add?: unknown };
  const isDuration =
    String((argument as { [Symbol.toStringTag]?: unknown } | null)?.[Symbol.toStringTag]) ===
    "Temporal.Duration";
  return typeof add === "function" && isDuration ? add.call(value, argument) : undefined;
}

function digitOf(value: unknown, argument: unknown): unknown {
  const place = integerIn(argument, "get_digit");
  if (place === undefined) return value;
  const number = integerIn(value, "get_digit");
  if (number === undefined) return value;
  if (place < 1) return number;
  const digit = String(number).at(-Number(place));
  if (digit === undefined) return 0;
  if (digit === "-") throw new TemplateValueError(`get_digit finds no digit at place ${place} of ${number}.`);
  return Number(digit);
}

export const numberFilters: Readonly<Record<string, Filter>> = {
  add: filter({ argument: "required", apply: added }),
  divisibleby: filter({
    argument: "required",
    apply(value, argument) {
      const number = toInteger(value);
      const divisor = toInteger(argument);
      if (number === undefined || divisor === undefined) {
        throw new TemplateValueError(
          `divisibleby needs whole numbers, and got ${describedValue(value)} and ${describedValue(argument)}.`,
        );
      }
      if (Number(divisor) === 0) throw new TemplateValueError("divisibleby:0 divides by zero.");
      return BigInt(number) % BigInt(divisor) === 0n;
    },
  }),
  filesizeformat: filter({
    isSafe: true,
    apply: (value, _, environment) => fileSize(toInteger(value), environment),
  }),
  floatformat: filter({
    argument: "optional",
    isSafe: true,
    apply: (value, argument, { locale }) =>
      formatDecimalPlaces(value, argument === undefined ? -1 : argument, locale),
  }),
  get_digit: filter({ argument: "required", apply: digitOf }),
  stringformat: filter({
    argument: "required",
    apply(value, argument) {
      const text = formatPrintf(textOf(argument), value) ?? "";
      // The format may hold more than the place of the value.
      const isSafe = argument instanceof SafeString || !/[<>&"']/.test(textOf(argument));
      return value instanceof SafeString && isSafe ? new SafeString(text) : text;
    },
  }),
};
