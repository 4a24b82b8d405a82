import type { Decimal } from "decimal.js";
import { InvalidModelError } from "../errors.ts";
import { readChoices, type WrittenChoices } from "./choices.ts";
import {
  type Choice,
  type Column,
  type ColumnFor,
  type ColumnOptions,
  describeColumn,
  type NoOptions,
  type PerDatabase,
} from "./column.ts";

export interface IdOptions {
  readonly column?: string;
  /** No negative numbers. On MariaDB and MySQL the key is unsigned, and so are the columns that refer to it. */
  readonly positive?: boolean;
  /** The column's type, where it isn't the usual one: `{ mysql: "mediumint" }`. */
  readonly columnType?: PerDatabase;
  /** A comment in the database. */
  readonly comment?: string;
}

/** The usual primary key: an integer that the database counts up. Models that declare no key have one called `id`. */
export function id(options: IdOptions = {}): Column<number, false, true, true> {
  return describeColumn("auto", options, { primaryKey: true, editable: false });
}

/** A primary key of 16 bits that the database counts up, to 32,767. */
export function smallId(options: IdOptions = {}): Column<number, false, true, true> {
  return describeColumn("smallAuto", options, { primaryKey: true, editable: false });
}

export interface BigIdOptions extends IdOptions {
  /** What rows hold: `"number"` (the default; exact up to 2^53) or `"bigint"`. */
  readonly as?: "number" | "bigint";
}

/** A primary key of 64 bits that the database counts up. */
export function bigId<const Options extends BigIdOptions = NoOptions>(
  options?: Options,
): Column<BigIntegerValue<Options>, false, true, true, bigint | number> {
  const { as, ...rest } = options ?? {};
  const key = { primaryKey: true, editable: false, asBigint: as === "bigint" };
  return describeColumn("bigAuto", rest, key);
}

export interface IntegerOptions extends ColumnOptions<number> {
  /** No negative numbers; the database checks it too. */
  readonly positive?: boolean;
  /** The only values allowed: `[1, 2]`, `{ 1: "Addition", 2: "Change" }`, in groups, or given by a function. */
  readonly choices?: WrittenChoices<number>;
}

/** One of the choices, where they are listed with their values as `choicesOf()` does; else any number. */
type IntegerValue<Options> = Options extends {
  readonly choices: readonly Choice<infer Value extends number>[];
}
  ? Value
  : number;

function describeInteger<Options extends IntegerOptions>(
  type: "integer" | "smallInteger",
  options: Options | undefined,
) {
  const { choices, ...rest } = options ?? {};
  const listed = choices === undefined ? {} : { choices: readChoices(choices, Number) };
  return describeColumn<ColumnFor<IntegerValue<Options>, Options>>(type, rest, listed);
}

/** A whole number of 32 bits. */
export function integer<const Options extends IntegerOptions = NoOptions>(
  options?: Options,
): ColumnFor<IntegerValue<Options>, Options> {
  return describeInteger("integer", options);
}

/** A whole number of 16 bits. */
export function smallInteger<const Options extends IntegerOptions = NoOptions>(
  options?: Options,
): ColumnFor<IntegerValue<Options>, Options> {
  return describeInteger("smallInteger", options);
}

export interface BigIntegerOptions extends ColumnOptions<bigint | number> {
  /** What rows hold: `"number"` (the default; exact up to 2^53) or `"bigint"`. */
  readonly as?: "number" | "bigint";
  readonly positive?: boolean;
}
type BigIntegerValue<Options> = Options extends { readonly as: "bigint" } ? bigint : number;

/** A whole number of 64 bits. */
export function bigInteger<const Options extends BigIntegerOptions = NoOptions>(
  options?: Options,
): ColumnFor<BigIntegerValue<Options>, Options, bigint | number> {
  const { as, ...rest } = options ?? {};
  return describeColumn("bigInteger", rest, { asBigint: as === "bigint" });
}

/** A number with a binary fraction. */
export function float<const Options extends ColumnOptions<number> = NoOptions>(
  options?: Options,
): ColumnFor<number, Options> {
  return describeColumn("float", options);
}

/** What may be given for a decimal. */
export type DecimalInput = Decimal | number | string;

/** Digits in all, and those after the point: both, or neither for as many as there are (not on MariaDB and MySQL). */
export type Precision =
  | { readonly digits: number; readonly places: number }
  | { readonly digits?: never; readonly places?: never };
export type DecimalOptions = ColumnOptions<DecimalInput> & Precision;

/**
 * An exact decimal number, read as a `Decimal` of decimal.js. SQLite, which has no decimals, is exact for 15 digits.
 *
 * @example
 * price: decimal({ digits: 8, places: 2 }),
 */
export function decimal<const Options extends DecimalOptions = NoOptions>(
  options?: Options,
): ColumnFor<Decimal, Options, DecimalInput> {
  const { digits, places } = (options ?? {}) as Partial<Record<"digits" | "places", number>>;
  if ((digits === undefined) !== (places === undefined))
    throw new InvalidModelError("decimal() takes digits and places together, or neither of them.");
  return describeColumn("decimal", options);
}

/** True or false. */
export function boolean<const Options extends ColumnOptions<boolean> = NoOptions>(
  options?: Options,
): ColumnFor<boolean, Options> {
  return describeColumn("boolean", options);
}
