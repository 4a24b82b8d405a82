import { WrongValueError } from "../errors.ts";
import type { AcceptingType } from "../fields/accept-value.ts";
import { primaryKeyOf, RowState } from "../models/row-state.ts";
import type { Dialect, Encoder } from "./dialect.ts";
import { computed, isWholeNumber } from "./functions/computed-type.ts";

/** How a value is sent that something is compared with. */
export interface ComparedValue {
  readonly type: AcceptingType;
  readonly encode: Encoder;
}

const least = -(2n ** 63n);
const greatest = 2n ** 63n - 1n;

/**
 * What a column of whole numbers is compared with may be any number: one with a fraction, or one that is too large for
 * the column, which then equals none of its values. `undefined` for columns of another kind.
 * @param value - One that the query has; others of the same shape are of the same kind.
 */
export function comparedNumber(
  dialect: Dialect,
  type: AcceptingType | undefined,
  value: unknown,
): ComparedValue | undefined {
  if (!isWholeNumber(type)) return undefined;
  const isFraction = typeof value === "number" && !Number.isInteger(value);
  const encode: Encoder = (given) => {
    if (given === Number.POSITIVE_INFINITY || given === Number.NEGATIVE_INFINITY)
      return dialect.name === "mysql" ? Math.sign(given) * Number.MAX_VALUE : given; // MySQL reads it as 0
    if (typeof given === "number" && !Number.isNaN(given))
      return Number.isInteger(given) && Math.abs(given) > Number.MAX_SAFE_INTEGER
        ? within(BigInt(given), dialect)
        : given;
    if (typeof given === "bigint") return within(given, dialect);
    if (type!.relation !== undefined && RowState.isRow(given)) return encode(primaryKeyOf(given));
    throw new WrongValueError(type!, "a number", given);
  };
  return { type: computed(isFraction ? "float" : "bigInteger"), encode };
}

/** Databases count in 64 bits; what lies beyond them is greater or less than every value all the same. */
function within(value: bigint, { name }: Dialect): bigint | number {
  if (value >= least && value <= greatest) return value;
  if (name === "postgres") return value > 0n ? greatest : least;
  return Number(value) * 2; // farther away than rounding could bring it back
}
