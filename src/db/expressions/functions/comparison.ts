import { InvalidQueryError } from "../../errors.ts";
import { Expression } from "../expression.ts";
import { type Argument, call, type InputOf, typedNode, type ValueOf } from "./call.ts";

/** Null where every one of the values may be null. */
type NullIfAll<Values extends readonly unknown[]> = Values extends readonly [infer First, ...infer Rest]
  ? null extends ValueOf<First>
    ? NullIfAll<Rest>
    : never
  : null;
/** One of the values, as long as there is one. */
type Chosen<Values extends readonly unknown[]> = NonNullable<ValueOf<Values[number]>>;

/**
 * The first value that isn't null, or null. Takes two or more.
 *
 * @example
 * Author.select((author) => ({ name: coalesce(author.nickname, author.name, "nobody") }))
 */
export function coalesce<Values extends readonly unknown[]>(
  ...values: Values
): Expression<Chosen<Values> | NullIfAll<Values>, InputOf<Values[number]>> {
  return call("coalesce", atLeastTwo("coalesce", values));
}

/** The largest value. If one is null: null, but on PostgreSQL the largest of the others. */
export function greatest<Values extends readonly unknown[]>(
  ...values: Values
): Expression<ValueOf<Values[number]>, InputOf<Values[number]>> {
  return call("greatest", atLeastTwo("greatest", values));
}

/** The smallest value. If one is null: null, but on PostgreSQL the smallest of the others. */
export function least<Values extends readonly unknown[]>(
  ...values: Values
): Expression<ValueOf<Values[number]>, InputOf<Values[number]>> {
  return call("least", atLeastTwo("least", values));
}

/** The value, or null where it equals another one. */
export function nullIf<Value, Input>(
  value: Expression<Value, Input>,
  other: Argument<Input>,
): Expression<Value | null, Input | null> {
  return call("nullIf", [value, other]);
}

/** The values as a JSON list. You say which type it has when it is read: days, for instance, come as texts. */
export function jsonArray<Value = unknown>(...values: readonly unknown[]): Expression<Value[]> {
  return new Expression({ kind: "call", name: "jsonArray", args: values.map(typedNode) });
}

/**
 * The values under names, as a JSON object. You say which type it has when it is read.
 *
 * @example
 * Book.select((book) => ({ card: jsonObject<Card>({ title: book.title, by: book.author.name }) }))
 */
export function jsonObject<Shape extends object = Record<string, unknown>>(
  values: Readonly<Record<string, unknown>>,
): Expression<Shape> {
  const args = Object.entries(values).flatMap(([name, value]) => [typedNode(name), typedNode(value)]);
  return new Expression({ kind: "call", name: "jsonObject", args });
}

function atLeastTwo(name: string, values: readonly unknown[]): readonly unknown[] {
  if (values.length < 2)
    throw new InvalidQueryError(`${name}() takes two values or more, and was given ${values.length}.`);
  return values;
}
