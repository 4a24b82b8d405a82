import type { Decimal } from "decimal.js";
import type { Duration, Instant, PlainDate, PlainTime } from "../../dates/index.ts";
import type { ModelKey, RowOrKey } from "../models/row-types.ts";
import type { QueryOf } from "./query-of.ts";

/** Operators for any value. */
export interface ValueOperators<Value> {
  readonly eq?: Value | null;
  /** Differs from; a null differs from every value. */
  readonly ne?: Value | null;
  readonly in?: readonly Value[] | QueryOf<Value | object | null>;
  readonly isNull?: boolean;
}
/** Operators for values that have an order. */
export interface OrderedOperators<Value> extends ValueOperators<Value> {
  readonly gt?: Value;
  readonly gte?: Value;
  readonly lt?: Value;
  readonly lte?: Value;
  /** From the first to the second, both included. */
  readonly between?: readonly [Value, Value];
}
/** Operators for texts; those that begin with `i` ignore the case. */
export interface TextOperators<Value> extends OrderedOperators<Value> {
  readonly contains?: string;
  readonly startsWith?: string;
  readonly endsWith?: string;
  readonly iexact?: string;
  readonly icontains?: string;
  readonly istartsWith?: string;
  readonly iendsWith?: string;
  /** A regular expression, in the language of the database, matches a part of the text. */
  readonly regex?: string;
  readonly iregex?: string;
}
/** Operators for JSON. */
export interface JsonOperators<Value> extends ValueOperators<Value> {
  /** Has all of these keys with their values, or these elements. */
  readonly contains?: unknown;
  /** The other way round. */
  readonly containedBy?: unknown;
  readonly hasKey?: string;
  readonly hasKeys?: readonly string[];
  readonly hasAnyKeys?: readonly string[];
}

/** A part of a date or time: a number, or operators on it. */
type Part = number | OrderedOperators<number>;
/** Parts of days. */
export interface DateParts {
  readonly year?: Part;
  /** The year that the week belongs to. */
  readonly isoYear?: Part;
  readonly quarter?: Part;
  readonly month?: Part;
  /** The week of the ISO calendar. */
  readonly week?: Part;
  /** From 1, Sunday, to 7, Saturday. */
  readonly weekDay?: Part;
  /** From 1, Monday, to 7, Sunday. */
  readonly isoWeekDay?: Part;
  readonly day?: Part;
}
/** Parts of times of day. */
export interface TimeParts {
  readonly hour?: Part;
  readonly minute?: Part;
  readonly second?: Part;
}
/** Operators for days, and their parts: `{ year: 2024 }`. */
export interface DateOperators<Value> extends OrderedOperators<Value>, DateParts {}
/** Operators for times of day, and their parts. */
export interface TimeOperators<Value> extends OrderedOperators<Value>, TimeParts {}
/** Operators for moments, and their parts. */
export interface MomentOperators<Value> extends OrderedOperators<Value>, DateParts, TimeParts {
  readonly date?: PlainDate | OrderedOperators<PlainDate>;
  readonly time?: PlainTime | OrderedOperators<PlainTime>;
}

/** What can be said about values of a kind: one of them, or operators. */
export type ConditionFor<Value, Input> = [Value] extends [string]
  ? Input | TextOperators<Input>
  : [Value] extends [number | bigint | Decimal | Duration]
    ? Input | OrderedOperators<Input>
    : [Value] extends [Date | Instant]
      ? Input | MomentOperators<Input>
      : [Value] extends [PlainDate]
        ? Input | DateOperators<Input>
        : [Value] extends [PlainTime]
          ? Input | TimeOperators<Input>
          : [Value] extends [boolean | Uint8Array]
            ? Input | ValueOperators<Input>
            : Bare<Input> | JsonOperators<Input>;
/** A value that can't be taken for operators. A plain object would be: `{ eq: { theme: "dark" } }` says that it is a value. */
type Bare<Value> = Value extends readonly unknown[] ? Value : Value extends object ? Instance<Value> : Value;
/** What has methods is no plain object. */
type Instance<Value> = {
  [Name in keyof Value]: Value[Name] extends (...args: never) => unknown ? Value : never;
}[keyof Value];

/** What can be said about a relation itself. */
export interface RelationOperators<Target> {
  readonly eq?: RowOrKey<Target> | null;
  readonly ne?: RowOrKey<Target> | null;
  /** Rows, keys, or a query. Rows of a query aren't compared with those of the model: in a circle of models that goes deep. */
  readonly in?: readonly RowOrKey<Target>[] | QueryOf<ModelKey<Target> | object | null>;
  /** Whether there is no row at the other side. */
  readonly isNull?: boolean;
}
