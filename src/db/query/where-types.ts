import type { Decimal } from "decimal.js";
import type { Expression } from "../expressions/expression.ts";
import type { Column } from "../fields/column.ts";
import type { FieldsOf, InstanceOf, KeyOf, OrNull } from "../models/row-types.ts";
import type { QueryOf } from "./query-of.ts";

/** Operators for any value. */
export interface ValueOperators<Value> {
  readonly eq?: Value | null;
  /** Differs from; a null differs from every value. */
  readonly ne?: Value | null;
  readonly in?: readonly Value[] | QueryOf<unknown>;
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
}
/** The operators that values of a kind have. */
type OperatorsFor<Value, Input> = [Value] extends [string]
  ? TextOperators<Input>
  : [Value] extends [number | bigint | Date | Decimal | { readonly [Symbol.toStringTag]: string }]
    ? OrderedOperators<Input>
    : ValueOperators<Input>;

/** What can be said about a relation itself. */
export interface RelationOperators<Key> {
  readonly eq?: Key | null;
  readonly ne?: Key | null;
  readonly in?: readonly Key[] | QueryOf<unknown>;
  /** Whether there is no row at the other side. */
  readonly isNull?: boolean;
}

/** What may stand for a field in a condition. JSON values need an operator: `{ eq: … }`. */
type Condition<Field> = Field extends { readonly target: () => infer Target }
  ? RelationCondition<InstanceOf<Target>, FieldsOf<Target>>
  : // biome-ignore lint/suspicious/noExplicitAny: the flags of the column don't matter here
    Field extends Column<infer Value, infer Nullable, any, any, infer Input>
    ? OrNull<Input, Nullable> | OperatorsFor<Value, Input>
    : never;
type RelationCondition<Row, Fields> =
  | Row
  | KeyOf<Row>
  | null
  | RelationOperators<Row | KeyOf<Row>>
  | Where<Fields>;

/**
 * A condition as data: fields with a value or operators, relations with a condition on the row that they lead to. All of
 * it must hold; `or`, `and` and `not` combine further conditions.
 */
export type Where<Fields> = { readonly [Name in keyof Fields]?: Condition<Fields[Name]> } & Combined<Fields>;
interface Combined<Fields> {
  readonly or?: readonly Where<Fields>[];
  readonly and?: readonly Where<Fields>[];
  readonly not?: Where<Fields>;
}

/** The handle that callbacks get: `book.author.name` is an expression, typed one step at a time. */
export type Path<Fields> = { readonly [Name in keyof Fields]: PathStep<Fields[Name]> };
type PathStep<Field> = Field extends { readonly target: () => infer Target }
  ? RelationPath<InstanceOf<Target>> & Path<FieldsOf<Target>>
  : // biome-ignore lint/suspicious/noExplicitAny: the other parameters of the column don't matter here
    Field extends Column<infer Value, infer Nullable, any, any, infer Input>
    ? Expression<OrNull<Value, Nullable>, OrNull<Input, Nullable>>
    : never;
/** What can be said about a relation itself, beside its fields. */
export interface RelationPath<Row> {
  eq(other: Row | KeyOf<Row>): Expression<boolean>;
  ne(other: Row | KeyOf<Row>): Expression<boolean>;
  isNull(): Expression<boolean>;
  isNotNull(): Expression<boolean>;
}

/** A condition as data, or as a callback that makes an expression. */
export type ConditionOf<Fields> = Where<Fields> | ((row: Path<Fields>) => Expression<boolean>);

/** What orderBy() takes: a field, `-` in front for descending, a path with dots, or a callback. */
export type OrderKey<Fields> =
  | FieldName<Fields>
  | `-${FieldName<Fields>}`
  | `${FieldName<Fields>}.${string}`
  | `-${FieldName<Fields>}.${string}`
  | ((row: Path<Fields>) => Expression);
type FieldName<Fields> = keyof Fields & string;
