import type { Decimal } from "decimal.js";
import type { Duration, Instant, PlainDate, PlainTime } from "../../dates/index.ts";
import type { DecimalInput } from "../fields/number-fields.ts";
import type { InstantInput } from "../fields/time-fields.ts";
import type { Expression } from "./expression.ts";

/*
 * What arithmetic takes and gives: what `typeOfArithmetic()` does with the values themselves. A null on one side makes
 * the result null.
 */

/** Numbers of every kind. */
export type Numeric = number | bigint | Decimal | null;
/** What can be counted up: numbers, and lengths of time. */
export type Summable = Numeric | Duration;
/** Moments, days and times of day, to which a length of time can be added. */
type Moment = Date | Instant | PlainDate | PlainTime;
/** What arithmetic has. */
export type Countable = Summable | Moment;

/** An expression of such values, whatever it may itself be compared with. */
// biome-ignore lint/suspicious/noExplicitAny: as it says
export type Of<Value> = Expression<Value, any>;
/** What numbers are multiplied, divided and so on by; decimals also by texts such as `"1.1"`. */
export type Factor = number | bigint | string | Decimal | Of<Numeric>;
/** What `times()` takes: a length of time is multiplied from either side. */
export type Multiplier = Factor | Duration | Of<Summable>;
/** What is added to, or taken from, a number or a moment. */
export type Addend = Factor | Duration | Moment | Of<Countable>;

/** A value that the database computes, which may be compared with what its fields take. */
export type Computed<Value> = Expression<Value, InputFor<Value>>;
/** What may be given for such a value: for decimals numbers and texts too. */
export type InputFor<Value> = [NonNullable<Value>] extends [Decimal]
  ? DecimalInput | NullIn<Value>
  : [NonNullable<Value>] extends [bigint]
    ? bigint | number | NullIn<Value>
    : [NonNullable<Value>] extends [Instant]
      ? InstantInput | NullIn<Value>
      : Value;
type NullIn<Value> = Extract<Value, null>;

/** `number` plus an `Expression<Decimal | null>` is `Decimal | null`. */
export type Sum<Value, Other> = Added<NonNullable<Value>, OperandValue<Other>> | NullOf<Value, Other>;
/** The same; a moment less a moment is a length of time. */
export type Difference<Value, Other> =
  | ([NonNullable<Value>] extends [Moment]
      ? OperandValue<Other> extends Duration
        ? Shifted<NonNullable<Value>>
        : Duration
      : Added<NonNullable<Value>, OperandValue<Other>>)
  | NullOf<Value, Other>;
/** `Decimal` times a number is `Decimal`; a length of time times a number is one. */
export type Product<Value, Other> =
  | (Duration extends NonNullable<Value> | OperandValue<Other>
      ? Duration
      : NumberOf<NonNullable<Value>, OperandValue<Other>>)
  | NullOf<Value, Other>;
/** The same; half of 3 is 1.5, of a bigint too. */
export type Quotient<Value, Other> =
  | ([NonNullable<Value>] extends [bigint] ? Product<number, Other> : Product<Value, Other>)
  | NullOf<Value, Other>;

type OperandValue<Other> = NonNullable<Other extends { readonly "~value"?: infer Value } ? Value : Other>;
type NullOf<Value, Other> =
  | NullIn<Value>
  | (Other extends { readonly "~value"?: infer Inner } ? NullIn<Inner> : never);
type Added<Value, Other> = [Value] extends [Moment]
  ? Shifted<Value>
  : [Value] extends [Duration]
    ? Other extends Moment
      ? Shifted<Other>
      : Duration
    : NumberOf<Value, Other>;
/** A day and a length of time give a moment. */
type Shifted<Value> = Value extends PlainDate ? Date : Value;
type NumberOf<Value, Other> = [Value] extends [Decimal]
  ? Decimal
  : [Other] extends [Decimal]
    ? Decimal
    : [Value, Other] extends [bigint, bigint]
      ? bigint
      : number;
