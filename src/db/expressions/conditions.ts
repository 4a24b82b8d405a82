import { InvalidQueryError } from "../errors.ts";
import { checkQuery, conditionNode, conditionNodes, Expression, toNode } from "./expression.ts";
import type { CaseNode, EmbeddedQuery } from "./node.ts";

/** All of the conditions hold. */
export function and(...conditions: Expression<boolean>[]): Expression<boolean> {
  return new Expression({ kind: "and", items: conditionNodes(conditions, "and()") });
}
/** One of the conditions holds. */
export function or(...conditions: Expression<boolean>[]): Expression<boolean> {
  return new Expression({ kind: "or", items: conditionNodes(conditions, "or()") });
}
/** An odd number of the conditions hold. */
export function xor(...conditions: Expression<boolean>[]): Expression<boolean> {
  return new Expression({ kind: "xor", items: conditionNodes(conditions, "xor()") });
}
/** Whether another query has rows: `Author.where((author) => exists(Book.where((book) => book.author.eq(author))))`. */
export function exists(query: EmbeddedQuery): Expression<boolean> {
  checkQuery(query, "exists()");
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
    branches: branches.map((branch) => {
      if (!Array.isArray(branch)) throw new InvalidQueryError("caseWhen() takes pairs, [condition, value].");
      return { when: conditionNode(branch[0], "caseWhen()"), value: toNode(branch[1]) };
    }),
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
  return new Expression({ kind: "not", item: conditionNode(condition, "not()") });
}

/** A constant, where an expression is needed. */
export function value<Value>(constant: Value): Expression<Value> {
  return new Expression({ kind: "value", value: constant });
}

/**
 * A piece of SQL. What stands between braces becomes a bound parameter, or the SQL of the expression that it is; it is
 * never pasted into the text. The result has the type that you name. The items of a list: {@link sqlList}.
 *
 * @example
 * Book.where((book) => sql<boolean>`length(${book.title}) > ${minimum}`)
 */
export function sql<Value = unknown>(
  texts: TemplateStringsArray,
  ...items: readonly unknown[]
): Expression<Value> {
  if (!Array.isArray(texts) || !Object.hasOwn(texts, "raw"))
    throw new InvalidQueryError("sql is written in front of a text in backticks, sql`…`, and not called.");
  return new Expression({ kind: "sql", texts: [...texts], items: items.map(toNode) });
}

/**
 * The items of a list with commas between, for sql`…`: `sql\`id IN (${sqlList(ids)})\``. Each is bound, or is the piece of
 * SQL or the expression that it is. A list that stands there by itself is one value, JSON: a visitor who sends one in place
 * of a text changes no statement.
 * @throws {@link InvalidQueryError} for an empty list, which SQL has no form for.
 */
export function sqlList(items: readonly unknown[]): Expression {
  if (!Array.isArray(items) || items.length === 0)
    throw new InvalidQueryError(
      "sqlList() takes a list with an item at least. Where there is none, don't ask.",
    );
  const texts = ["", ...items.slice(1).map(() => ", "), ""];
  return new Expression({ kind: "sql", texts, items: items.map(toNode) });
}

/**
 * Values side by side, compared from the first one on: `tuple(book.author, book.id).in([[1, 2], [1, 3]])`. A key of
 * several columns is one.
 */
export function tuple(...items: readonly unknown[]): Expression<readonly unknown[]> {
  return new Expression({ kind: "tuple", items: items.map(toNode) });
}
