import { type AggregateOptions, aggregate, callFunction, Expression, toNode } from "./expression.ts";
import type { CaseNode, EmbeddedQuery } from "./node.ts";

/** The number of rows at the end of a relation, of values that aren't null, or (without an argument) of rows. */
export function count(of?: unknown, options?: AggregateOptions): Expression<number> {
  return aggregate("count", of, options);
}
/** The total, or null where there is nothing to add. */
export function sum<Value, Input>(
  of: Expression<Value, Input>,
  options?: AggregateOptions,
): Expression<Value | null, Input | null> {
  return aggregate("sum", of, options);
}
/** The mean, or null where there is nothing to add. */
export function avg<Value, Input>(
  of: Expression<Value, Input>,
  options?: AggregateOptions,
): Expression<Value | null, Input | null> {
  return aggregate("avg", of, options);
}
export function min<Value, Input>(
  of: Expression<Value, Input>,
  options?: AggregateOptions,
): Expression<Value | null, Input | null> {
  return aggregate("min", of, options);
}
export function max<Value, Input>(
  of: Expression<Value, Input>,
  options?: AggregateOptions,
): Expression<Value | null, Input | null> {
  return aggregate("max", of, options);
}

/** All of the conditions hold. */
export function and(...conditions: Expression<boolean>[]): Expression<boolean> {
  return new Expression({ kind: "and", items: conditions.map(({ node }) => node) });
}
/** One of the conditions holds. */
export function or(...conditions: Expression<boolean>[]): Expression<boolean> {
  return new Expression({ kind: "or", items: conditions.map(({ node }) => node) });
}
/** An odd number of the conditions hold. */
export function xor(...conditions: Expression<boolean>[]): Expression<boolean> {
  return new Expression({ kind: "xor", items: conditions.map(({ node }) => node) });
}
/** Whether another query has rows: `Author.where((author) => exists(Book.where((book) => book.author.eq(author))))`. */
export function exists(query: EmbeddedQuery): Expression<boolean> {
  return new Expression({ kind: "exists", query });
}

/**
 * The first value whose condition holds: `caseWhen([book.price.lt(10), "cheap"], [book.price.lt(50), "usual"])`, with
 * `.otherwise("dear")` behind; null without it.
 */
export function caseWhen<Value>(
  ...branches: readonly (readonly [when: Expression<boolean>, then: Value | Expression<Value>])[]
): Case<Value> {
  return new Case({
    kind: "case",
    branches: branches.map(([when, then]) => ({ when: when.node, then: toNode(then) })),
    otherwise: undefined,
  });
}

/** What {@link caseWhen} makes. */
export class Case<Value> extends Expression<Value | null> {
  /** The value where no condition holds. */
  otherwise<Other>(value: Other | Expression<Other>): Expression<Value | Other> {
    return new Expression({ ...(this.node as CaseNode), otherwise: toNode(value) }); // caseWhen() made the node
  }
}

/** The condition does not hold, or is unknown because of a null. */
export function not(condition: Expression<boolean>): Expression<boolean> {
  return new Expression({ kind: "not", item: condition.node });
}

/** The first value that isn't null. */
export function coalesce<Value>(...values: (Value | Expression<Value>)[]): Expression<Value> {
  return callFunction("coalesce", ...values);
}
/** Texts one after the other; a null counts as an empty one. */
export function concat(...parts: (string | Expression<string | null>)[]): Expression<string> {
  return callFunction("concat", ...parts);
}
/** A constant, where an expression is needed. */
export function value<Value>(constant: Value): Expression<Value> {
  return new Expression({ kind: "value", value: constant });
}

/**
 * A piece of SQL. What stands between braces becomes a bound parameter, or the SQL of the expression that it is; it is
 * never pasted into the text. The result has the type that you name.
 *
 * @example
 * Book.where((book) => sql<boolean>`length(${book.title}) > ${minimum}`)
 */
export function sql<Value = unknown>(
  texts: TemplateStringsArray,
  ...items: readonly unknown[]
): Expression<Value> {
  return new Expression({ kind: "sql", texts: [...texts], items: items.map(toNode) });
}
