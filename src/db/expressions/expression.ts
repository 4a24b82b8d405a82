import { isPlainObject } from "../../core/index.ts";
import { describeValue, InvalidConditionError, InvalidQueryError } from "../errors.ts";
import type { ColumnDescriptor } from "../fields/column.ts";
import type { QueryOf } from "../query/query-of.ts";
import { stateKey } from "../query/query-state.ts";
import { typeOfColumn } from "../sql/functions/computed-type.ts";
import type {
  Addend,
  Computed,
  Countable,
  Difference,
  Factor,
  Multiplier,
  Numeric,
  Of,
  Product,
  Quotient,
  Sum,
  Summable,
} from "./arithmetic-types.ts";
import type { AggregateName, ArithmeticNode, EmbeddedQuery, Node } from "./node.ts";

/** What may stand on the other side of a comparison. */
// biome-ignore lint/suspicious/noExplicitAny: what the other side may itself be compared with doesn't matter
export type Operand<Value, Input = Value> = Input | Expression<Value | null, any>;

/**
 * A value that the database computes: a column, an aggregate, a condition. `Input` is what it may be compared with: of
 * decimals numbers and texts as well. Callbacks of queries get expressions and
 * return them; nothing runs before the query does.
 *
 * @example
 * Book.where((book) => book.price.lt(book.author.minimum).or(book.title.startsWith("A")))
 */
export class Expression<Value = unknown, Input = Value> {
  /** Never there: carries the type. */
  declare readonly "~value"?: Value;
  /** What the compiler reads. */
  readonly node: Node;

  constructor(node: Node) {
    this.node = node;
  }

  eq(other: Operand<Value, Input>): Expression<boolean> {
    return this.#compare("eq", other);
  }
  /** Differs from; a null differs from every value. */
  ne(other: Operand<Value, Input>): Expression<boolean> {
    return this.#compare("ne", other);
  }
  gt(other: Operand<Value, Input>): Expression<boolean> {
    return this.#compare("gt", other);
  }
  gte(other: Operand<Value, Input>): Expression<boolean> {
    return this.#compare("gte", other);
  }
  lt(other: Operand<Value, Input>): Expression<boolean> {
    return this.#compare("lt", other);
  }
  lte(other: Operand<Value, Input>): Expression<boolean> {
    return this.#compare("lte", other);
  }
  /** From `low` to `high`, both included. */
  between(low: Operand<Value, Input>, high: Operand<Value, Input>): Expression<boolean> {
    return this.#compare("between", low, high);
  }
  /** One of a list, or one of what another query gives. */
  in(values: readonly Operand<Value, Input>[] | QueryOf<Input | object | null>): Expression<boolean> {
    if (Array.isArray(values)) return this.#compare("in", ...values);
    checkQuery(values, "in() with no list");
    const node: Node = { kind: "query", query: values as QueryOf<unknown> };
    return new Expression({ kind: "compare", operator: "in", left: this.node, right: [node] });
  }
  isNull(): Expression<boolean> {
    return this.#compare("isNull", true);
  }
  isNotNull(): Expression<boolean> {
    return this.#compare("isNull", false);
  }

  /** Has it as a part. Of a part of a JSON value, `at<string>()`, its text has. */
  contains(this: Expression<string | null>, part: Operand<string>): Expression<boolean> {
    const { node } = this;
    const left: Node = node.kind === "jsonPath" ? { ...node, asText: true } : node;
    return new Expression({ kind: "compare", operator: "contains", left, right: [toNode(part)] });
  }
  startsWith(this: Expression<string | null>, part: Operand<string>): Expression<boolean> {
    return this.#compare("startsWith", part);
  }
  endsWith(this: Expression<string | null>, part: Operand<string>): Expression<boolean> {
    return this.#compare("endsWith", part);
  }
  /** Equal, whatever the case. */
  iexact(this: Expression<string | null>, text: Operand<string>): Expression<boolean> {
    return this.#compare("iexact", text);
  }
  icontains(this: Expression<string | null>, part: Operand<string>): Expression<boolean> {
    return this.#compare("icontains", part);
  }
  istartsWith(this: Expression<string | null>, part: Operand<string>): Expression<boolean> {
    return this.#compare("istartsWith", part);
  }
  iendsWith(this: Expression<string | null>, part: Operand<string>): Expression<boolean> {
    return this.#compare("iendsWith", part);
  }

  /** A regular expression, in the language of the database, matches a part of the text. */
  regex(this: Expression<string | null>, pattern: Operand<string>): Expression<boolean> {
    return this.#compare("regex", pattern);
  }
  iregex(this: Expression<string | null>, pattern: Operand<string>): Expression<boolean> {
    return this.#compare("iregex", pattern);
  }
  /** Of JSON: has all of the other's keys with their values, or its elements. */
  containsJson(other: unknown): Expression<boolean> {
    return this.#compare("contains", other);
  }
  /** Of JSON: the other way round. */
  containedBy(other: unknown): Expression<boolean> {
    return this.#compare("containedBy", other);
  }
  hasKey(key: string): Expression<boolean> {
    return this.#compare("hasKey", key);
  }
  hasKeys(keys: readonly string[]): Expression<boolean> {
    return this.#compare("hasKeys", keys);
  }
  hasAnyKeys(keys: readonly string[]): Expression<boolean> {
    return this.#compare("hasAnyKeys", keys);
  }
  /** An operator that the field's own kind has: see `withOperators()` of `defineField()`. */
  compare(operator: string, ...others: readonly unknown[]): Expression<boolean> {
    return this.#compare(operator, ...others);
  }

  and(...others: Expression<boolean>[]): Expression<boolean> {
    return new Expression({ kind: "and", items: [this.node, ...conditionNodes(others, "and()")] });
  }
  or(...others: Expression<boolean>[]): Expression<boolean> {
    return new Expression({ kind: "or", items: [this.node, ...conditionNodes(others, "or()")] });
  }
  /** Exactly one of the two; of several, an odd number of them. */
  xor(...others: Expression<boolean>[]): Expression<boolean> {
    return new Expression({ kind: "xor", items: [this.node, ...conditionNodes(others, "xor()")] });
  }
  not(): Expression<boolean> {
    return new Expression({ kind: "not", item: this.node });
  }

  /** The sum. A day and a length of time are a moment. */
  plus<Other extends Addend>(this: Of<Countable>, other: Other): Computed<Sum<Value, Other>> {
    return arithmetic("+", this, other);
  }
  /** The difference. Two moments, two days and two times of day are a length of time apart. */
  minus<Other extends Addend>(this: Of<Countable>, other: Other): Computed<Difference<Value, Other>> {
    return arithmetic("-", this, other);
  }
  times<Other extends Multiplier>(this: Of<Summable>, other: Other): Computed<Product<Value, Other>> {
    return arithmetic("*", this, other);
  }
  dividedBy<Other extends Factor>(this: Of<Summable>, other: Other): Computed<Quotient<Value, Other>> {
    return arithmetic("/", this, other);
  }
  modulo<Other extends Factor>(this: Of<Numeric>, other: Other): Computed<Product<Value, Other>> {
    return arithmetic("%", this, other);
  }

  power<Other extends Factor>(this: Of<Numeric>, other: Other): Computed<Product<Value, Other>> {
    return arithmetic("**", this, other);
  }
  bitAnd<Other extends Factor>(this: Of<Numeric>, other: Other): Computed<Product<Value, Other>> {
    return arithmetic("&", this, other);
  }
  bitOr<Other extends Factor>(this: Of<Numeric>, other: Other): Computed<Product<Value, Other>> {
    return arithmetic("|", this, other);
  }
  bitXor<Other extends Factor>(this: Of<Numeric>, other: Other): Computed<Product<Value, Other>> {
    return arithmetic("#", this, other);
  }
  shiftLeft<Other extends Factor>(this: Of<Numeric>, bits: Other): Computed<Product<Value, Other>> {
    return arithmetic("<<", this, bits);
  }
  shiftRight<Other extends Factor>(this: Of<Numeric>, bits: Other): Computed<Product<Value, Other>> {
    return arithmetic(">>", this, bits);
  }

  /** The part of a JSON value at a path of keys and positions (negative ones from the end), or null. */
  at<Part = unknown>(...path: readonly (string | number)[]): Expression<Part | null> {
    return this.#jsonPath(path, false);
  }
  /** The same as text: a string without its quotes. */
  textAt(...path: readonly (string | number)[]): Expression<string | null> {
    return this.#jsonPath(path, true);
  }
  /** The same value as another kind: `order.total.cast(integer())`. */
  cast<Result>(column: ColumnDescriptor & { readonly "~value"?: Result }): Expression<Result> {
    if (!isPlainObject(column) || column.kind !== "column")
      throw new InvalidQueryError(
        `cast() takes a kind of field, such as integer(), and was given ${describeValue(column)}.`,
      );
    return new Expression({ kind: "cast", item: this.node, type: typeOfColumn(column) });
  }
  lower(this: Expression<string | null>): Expression<Value> {
    return callFunction<Value>("lower", this);
  }
  upper(this: Expression<string | null>): Expression<Value> {
    return callFunction<Value>("upper", this);
  }
  /** The number of characters. */
  length(this: Expression<string | null>): Expression<number> {
    return callFunction<number>("length", this);
  }
  /** This value, or the next one where it is null. */
  orElse<Other>(other: Other | Expression<Other>): Expression<NonNullable<Value> | Other> {
    return callFunction("coalesce", this, other);
  }

  count(options?: AggregateOptions): Expression<number> {
    return aggregate("count", this, options);
  }
  sum(this: Of<Summable>, options?: AggregateOptions): Expression<Value | null, Input | null> {
    return aggregate("sum", this, options);
  }
  /** The mean; of decimals a decimal, of lengths of time one, else a number. */
  avg(this: Of<Summable>, options?: AggregateOptions): Computed<Quotient<Value, number> | null> {
    return aggregate("avg", this, options);
  }
  min(options?: AggregateOptions): Expression<Value | null, Input | null> {
    return aggregate("min", this, options);
  }
  max(options?: AggregateOptions): Expression<Value | null, Input | null> {
    return aggregate("max", this, options);
  }

  asc(options: { readonly nulls?: "first" | "last" } = {}): Expression<Value, Input> {
    return new Expression({
      kind: "order",
      item: this.node,
      descending: false,
      nulls: placeOfNulls(options),
    });
  }
  desc(options: { readonly nulls?: "first" | "last" } = {}): Expression<Value, Input> {
    return new Expression({ kind: "order", item: this.node, descending: true, nulls: placeOfNulls(options) });
  }

  #jsonPath(path: readonly (string | number)[], asText: boolean): Expression<never> {
    if (path.length === 0) throw new InvalidQueryError("at() needs a path: the names of keys, or positions.");
    return new Expression({
      kind: "jsonPath",
      item: this.node,
      path: { kind: "value", value: path },
      asText,
    });
  }
  #compare(operator: string, ...others: readonly unknown[]): Expression<boolean> {
    if (typeof operator !== "string" || !/^\w+$/.test(operator))
      throw new InvalidConditionError(
        `compare() takes the name of an operator, and was given ${describeValue(operator)}.`,
      );
    return new Expression({ kind: "compare", operator, left: this.node, right: others.map(toNode) });
  }
}

/** Becomes a part of the SQL, so nothing but these two words may pass. */
function placeOfNulls({ nulls }: { readonly nulls?: "first" | "last" }): "first" | "last" | undefined {
  if (nulls === undefined || nulls === "first" || nulls === "last") return nulls;
  throw new InvalidQueryError(
    `Nulls stand "first" or "last" in an order, and not at ${describeValue(nulls)}.`,
  );
}

export interface AggregateOptions {
  /** Equal values count once. */
  readonly distinct?: boolean;
  /** Only the rows for which this is true. */
  readonly where?: Expression<boolean>;
  /** What stands for null, which most totals over nothing are. */
  readonly default?: unknown;
  /** Of totals that depend on it. */
  readonly orderBy?: readonly Expression[];
}

/** The key under which the handle of a relation, which has no `node` of its own, keeps it. */
export const nodeKey: unique symbol = Symbol("quintet.db.node");

/** The node of an expression or of a relation's handle; any other value becomes a bound parameter. */
export function toNode(value: unknown): Node {
  if (value instanceof Expression) return value.node;
  if (typeof value === "object" && value !== null && nodeKey in value) return value[nodeKey] as Node; // set by modelRow()
  if (typeof value === "object" && value !== null && stateKey in value)
    return oneRow(value as unknown as EmbeddedQuery); // queries have the key
  return { kind: "value", value };
}

/**
 * The node of a condition.
 * @throws {@link InvalidConditionError} for anything else: what JSON can carry must never be taken for one, or whoever
 * sends `{ node: … }` would write SQL.
 */
export function conditionNode(condition: unknown, call: string): Node {
  if (condition instanceof Expression) return condition.node;
  throw new InvalidConditionError(
    `${call} takes conditions such as book.price.gt(3), and was given ${describeValue(condition)}.`,
  );
}

export function conditionNodes(conditions: readonly unknown[], call: string): Node[] {
  return conditions.map((condition) => conditionNode(condition, call));
}

/** @throws {@link InvalidQueryError} for what is no query. */
export function checkQuery(query: unknown, call: string): void {
  if (typeof query === "object" && query !== null && stateKey in query) return;
  throw new InvalidQueryError(`${call} takes a query, and was given ${describeValue(query)}.`);
}

/** A query that stands for a value gives one row. */
function oneRow(query: EmbeddedQuery): Node {
  const { limit, meta } = query[stateKey];
  if (limit === 1) return { kind: "query", query };
  throw new InvalidQueryError(
    `A query on ${meta.name} stands where one value belongs. Give it limit(1), or ask for one of its values with { in: query }.`,
  );
}

function arithmetic<Result>(
  operator: ArithmeticNode["operator"],
  left: Expression,
  right: unknown,
): Computed<Result> {
  return new Expression({ kind: "arithmetic", operator, left: left.node, right: toNode(right) });
}

function callFunction<Result, Input = Result>(
  name: string,
  ...args: readonly unknown[]
): Expression<Result, Input> {
  return new Expression({ kind: "call", name, args: args.map(toNode) });
}

export function aggregate<Result, Input = Result>(
  name: AggregateName,
  item: unknown,
  options: AggregateOptions = {},
  args: readonly unknown[] = [],
): Expression<Result, Input> {
  const given: unknown = options;
  if (!isPlainObject(given)) throw new InvalidQueryError(`${name}() takes its options as an object.`);
  return new Expression({
    kind: "aggregate",
    name,
    item: item === undefined ? undefined : toNode(item),
    distinct: options.distinct ?? false,
    filter: options.where === undefined ? undefined : conditionNode(options.where, `where of ${name}()`),
    fallback: options.default === undefined ? undefined : toNode(options.default),
    orderBy: options.orderBy?.map(toNode),
    args: args.length === 0 ? undefined : args.map(toNode),
  });
}
