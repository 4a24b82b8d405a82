import type { AcceptingType } from "../../fields/accept-value.ts";
import { type ColumnDescriptor, type ColumnType, statedColumnType } from "../../fields/column.ts";
import type { FunctionSpec, ResultType } from "./function-spec.ts";

/*
 * What kind of value a function gives. Values that no column holds have no digits and no length; only what an argument
 * says about itself is kept, where the function gives the same kind of value.
 */

/** In which of its two forms a value is read, of the kinds that have two. */
export type ReadAs = Partial<Pick<AcceptingType, "asBigint" | "asInstant">>;

/** A kind of value that no field has. */
export function computed(
  type: ColumnType,
  { asBigint = false, asInstant = false }: ReadAs = {},
): AcceptingType {
  return {
    type,
    places: undefined,
    digits: undefined,
    maxLength: undefined,
    asBigint,
    asInstant,
    custom: undefined,
    columnType: undefined,
    relation: undefined,
    toString: () => `A computed ${type}`,
  };
}

/** The kind of value that a column of that description would hold. */
export function typeOfColumn(column: ColumnDescriptor): AcceptingType {
  const { type, places, digits, maxLength, custom } = column;
  return {
    ...computed(type, column),
    places,
    digits,
    maxLength,
    custom,
    columnType: statedColumnType(column),
    toString: () => `A computed ${custom?.name ?? type}`,
  };
}

/** What a call gives. */
export function resultOf(
  { result }: Pick<FunctionSpec, "result">,
  types: readonly (AcceptingType | undefined)[],
  options: Parameters<Exclude<ResultType, ColumnType>>[1] = {},
): AcceptingType | undefined {
  return typeof result === "function" ? result(types, options) : computed(result);
}

type Types = readonly (AcceptingType | undefined)[];

/** The kind of the first argument whose kind is known. */
export function sameAsArguments(types: Types): AcceptingType | undefined {
  return types.find((type) => type !== undefined);
}

/** Of mathematics: a decimal if one of the arguments is one, else a number with a fraction. */
export function decimalOrFloat(types: Types): AcceptingType {
  return computed(types.some((type) => type?.type === "decimal") ? "decimal" : "float");
}

const wholeNumbers: ReadonlySet<ColumnType> = new Set([
  "smallAuto",
  "auto",
  "bigAuto",
  "integer",
  "smallInteger",
  "bigInteger",
]);

export function isWholeNumber(type: AcceptingType | undefined): boolean {
  return type !== undefined && wholeNumbers.has(type.type);
}
