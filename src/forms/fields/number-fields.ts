import { Decimal } from "decimal.js";
import { Field, type FieldOptions } from "../field.ts";
import { type Cleaned, type FieldProblem, problem, refused } from "../problem.ts";
import { inputWidget } from "../widgets/input.ts";

export interface NumberFieldOptions<Value> extends FieldOptions<Value> {
  readonly min?: number;
  readonly max?: number;
}

type OrNull<Options, Value> = Options extends { readonly optional: true } ? Value | null : Value;

/** A whole number. Empty is `null`. */
export function integerField<const Options extends NumberFieldOptions<number> = object>(
  options?: Options,
): Field<OrNull<Options, number>> {
  const given: NumberFieldOptions<number> = options ?? {};
  const kind = {
    widget: inputWidget("number", { step: 1 }),
    empty: null as never, // only reached where the field is optional, and then null is of its type
    attributes: { min: given.min, max: given.max },
    tidy: (entered: string) => entered.trim().replace(/\.0*$/, ""),
    show: String,
    parse: (entered: unknown) => parseInteger(entered, given),
  };
  return new Field<number>(kind, given) as Field<OrNull<Options, number>>;
}

function parseInteger(entered: unknown, options: NumberFieldOptions<number>): Cleaned<number> {
  const isWhole = typeof entered === "string" && /^[+-]?[0-9]+$/.test(entered);
  const value = Number(entered);
  if (!isWhole || !Number.isSafeInteger(value)) return refused("invalid", "Enter a whole number.");
  return limited(value, options);
}

/** A number, perhaps with a fraction. Empty is `null`. */
export function floatField<const Options extends NumberFieldOptions<number> = object>(
  options?: Options,
): Field<OrNull<Options, number>> {
  const given: NumberFieldOptions<number> = options ?? {};
  const kind = {
    widget: inputWidget("number", { step: "any" }),
    empty: null as never, // as above
    attributes: { min: given.min, max: given.max },
    tidy: (entered: string) => entered.trim(),
    show: String,
    parse: (entered: unknown) => parseFloatText(entered, given),
  };
  return new Field<number>(kind, given) as Field<OrNull<Options, number>>;
}

const numberPattern = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i;

function parseFloatText(entered: unknown, options: NumberFieldOptions<number>): Cleaned<number> {
  const isNumber = typeof entered === "string" && numberPattern.test(entered);
  const value = Number(entered);
  if (!isNumber || !Number.isFinite(value)) return refused("invalid", "Enter a number.");
  return limited(value, options);
}

export interface DecimalFieldOptions extends NumberFieldOptions<Decimal> {
  /** Digits in all. */
  readonly digits?: number;
  /** Digits after the point. */
  readonly places?: number;
}

/** An exact decimal number. Empty is `null`. */
export function decimalField<const Options extends DecimalFieldOptions = object>(
  options?: Options,
): Field<OrNull<Options, Decimal>> {
  const given: DecimalFieldOptions = options ?? {};
  const { min, max, places } = given;
  const step = places === undefined ? "any" : new Decimal(10).pow(-places).toFixed();
  const kind = {
    widget: inputWidget("number", { step }),
    empty: null as never, // as above
    attributes: { min, max },
    tidy: (entered: string) => entered.trim(),
    show: (value: Decimal) => (places === undefined ? value.toFixed() : value.toFixed(places)),
    parse: (entered: unknown) => parseDecimal(entered, given),
  };
  return new Field<Decimal>(kind, given) as Field<OrNull<Options, Decimal>>;
}

function parseDecimal(entered: unknown, options: DecimalFieldOptions): Cleaned<Decimal> {
  if (typeof entered !== "string" || !numberPattern.test(entered))
    return refused("invalid", "Enter a number.");
  const value = new Decimal(entered);
  const { min, max } = options;
  const problems = limitProblems(value.toNumber(), { min, max });
  const digits = digitProblem(entered, options);
  if (digits !== undefined) problems.push(digits);
  return problems.length > 0 ? { problems } : { value };
}

/** The limits of Django's `DecimalValidator`: they count the digits that were written, closing zeros included. */
function digitProblem(entered: string, { digits, places }: DecimalFieldOptions): FieldProblem | undefined {
  const written = writtenDigits(entered);
  if (digits !== undefined && written.all > digits) {
    const message = `Ensure that there are no more than ${count(digits, "digit")} in total.`;
    return problem("max_digits", message, { max: digits });
  }
  if (places !== undefined && written.places > places) {
    const message = `Ensure that there are no more than ${count(places, "decimal place")}.`;
    return problem("max_decimal_places", message, { max: places });
  }
  if (digits !== undefined && places !== undefined && written.all - written.places > digits - places) {
    const message = `Ensure that there are no more than ${count(digits - places, "digit")} before the decimal point.`;
    return problem("max_whole_digits", message, { max: digits - places });
  }
  return undefined;
}

/** As Python's `Decimal.as_tuple()`: the digits without leading zeros, and how many of them stand behind the point. */
function writtenDigits(entered: string): { all: number; places: number } {
  const [mantissa = "", exponentText = "0"] = entered.toLowerCase().replace(/^[+-]/, "").split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = (whole + fraction).replace(/^0+(?=.)/, "");
  const exponent = Number(exponentText) - fraction.length;
  if (exponent >= 0) return { all: digits === "0" ? 1 : digits.length + exponent, places: 0 };
  const places = -exponent;
  return { all: Math.max(digits.length, places), places };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function limited(value: number, options: { min?: number; max?: number }): Cleaned<number> {
  const problems = limitProblems(value, options);
  return problems.length > 0 ? { problems } : { value };
}

function limitProblems(
  value: number,
  { min, max }: { min?: number | undefined; max?: number | undefined },
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (max !== undefined && value > max) {
    problems.push(problem("max_value", `Ensure this value is less than or equal to ${max}.`, { limit: max }));
  }
  if (min !== undefined && value < min) {
    problems.push(
      problem("min_value", `Ensure this value is greater than or equal to ${min}.`, { limit: min }),
    );
  }
  return problems;
}
