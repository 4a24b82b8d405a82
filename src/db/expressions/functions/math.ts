import type { Decimal } from "decimal.js";
import { InvalidQueryError } from "../../errors.ts";
import type { DecimalInput } from "../../fields/number-fields.ts";
import type { Expression } from "../expression.ts";
import { call } from "./call.ts";

/*
 * Functions of numbers; angles are in radians. Of null they give null. What isn't defined (the root of -1) is an error
 * on PostgreSQL, and null on the other databases.
 */

type Numeric = number | bigint | Decimal | null;
/** A real number: of decimals a decimal, of every other number a `number`. */
export type Real<Value> = Value extends null ? null : Value extends Decimal ? Decimal : number;
/** What a real number may be compared with. */
export type RealInput<Value> = Value extends null ? null : Value extends Decimal ? DecimalInput : number;
type RealOf<Value> = Expression<Real<Value>, RealInput<Value>>;
type NumberArgument = DecimalInput | Expression<Numeric, never>;

/** Without its sign. */
export function abs<Value extends Numeric, Input>(of: Expression<Value, Input>): Expression<Value, Input> {
  return call("abs", [of]);
}
/** The smallest whole number that isn't smaller. */
export function ceil<Value extends Numeric, Input>(of: Expression<Value, Input>): Expression<Value, Input> {
  return call("ceil", [of]);
}
/** The largest whole number that isn't larger. */
export function floor<Value extends Numeric, Input>(of: Expression<Value, Input>): Expression<Value, Input> {
  return call("floor", [of]);
}
/** -1, 0 or 1. */
export function sign<Value extends Numeric, Input>(of: Expression<Value, Input>): Expression<Value, Input> {
  return call("sign", [of]);
}
/**
 * Rounded to so many places after the point; -2 rounds to hundreds. Halves go away from zero; on MariaDB those of
 * floating numbers go to the even neighbour.
 */
export function round<Value extends Numeric, Input>(
  of: Expression<Value, Input>,
  places: number | Expression<number | null> = 0,
): Expression<Value, Input> {
  if (typeof places !== "number") return call("round", [of, places]);
  if (!Number.isInteger(places) || Math.abs(places) > 300)
    throw new InvalidQueryError(`round() takes a whole number of places, and was given ${places}.`);
  return call("round", [of], { places });
}

/** The square root. */
export function sqrt<Value extends Numeric, Input>(of: Expression<Value, Input>): RealOf<Value> {
  return call("sqrt", [of]);
}
/** e to the power of it. */
export function exp<Value extends Numeric, Input>(of: Expression<Value, Input>): RealOf<Value> {
  return call("exp", [of]);
}
/** The natural logarithm. */
export function ln<Value extends Numeric, Input>(of: Expression<Value, Input>): RealOf<Value> {
  return call("ln", [of]);
}
/** The logarithm to a base: `log(2, row.size)`. */
export function log<Value extends Numeric, Input>(
  base: NumberArgument,
  of: Expression<Value, Input>,
): RealOf<Value> {
  return call("log", [base, of]);
}
/** What remains of a division; it has the sign of the number that is divided. */
export function mod<Value extends Numeric, Input>(
  of: Expression<Value, Input>,
  divisor: NumberArgument,
): RealOf<Value> {
  return call("mod", [of, divisor]);
}
/** A power. */
export function power<Value extends Numeric, Input>(
  of: Expression<Value, Input>,
  exponent: NumberArgument,
): RealOf<Value> {
  return call("power", [of, exponent]);
}

/** The sine. */
export function sin<Value extends Numeric, Input>(angle: Expression<Value, Input>): RealOf<Value> {
  return call("sin", [angle]);
}
/** The cosine. */
export function cos<Value extends Numeric, Input>(angle: Expression<Value, Input>): RealOf<Value> {
  return call("cos", [angle]);
}
/** The tangent. */
export function tan<Value extends Numeric, Input>(angle: Expression<Value, Input>): RealOf<Value> {
  return call("tan", [angle]);
}
/** The cotangent. */
export function cot<Value extends Numeric, Input>(angle: Expression<Value, Input>): RealOf<Value> {
  return call("cot", [angle]);
}
/** The angle of a sine, from -π/2 to π/2. */
export function asin<Value extends Numeric, Input>(of: Expression<Value, Input>): RealOf<Value> {
  return call("asin", [of]);
}
/** The angle of a cosine, from 0 to π. */
export function acos<Value extends Numeric, Input>(of: Expression<Value, Input>): RealOf<Value> {
  return call("acos", [of]);
}
/** The angle of a tangent, from -π/2 to π/2. */
export function atan<Value extends Numeric, Input>(of: Expression<Value, Input>): RealOf<Value> {
  return call("atan", [of]);
}
/** The angle of the point (x, y), from -π to π. */
export function atan2<Value extends Numeric, Input>(
  y: Expression<Value, Input>,
  x: NumberArgument,
): RealOf<Value> {
  return call("atan2", [y, x]);
}
/** An angle in degrees. */
export function degrees<Value extends Numeric, Input>(radians: Expression<Value, Input>): RealOf<Value> {
  return call("degrees", [radians]);
}
/** An angle of so many degrees. */
export function radians<Value extends Numeric, Input>(degrees: Expression<Value, Input>): RealOf<Value> {
  return call("radians", [degrees]);
}
/** π */
export function pi(): Expression<number> {
  return call("pi", []);
}
/** A random number from 0 up to, and without, 1: another one for each row. Not for secrets. */
export function random(): Expression<number> {
  return call("random", []);
}
