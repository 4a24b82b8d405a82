import type { AggregateName, ArithmeticNode, Node, Operator, QueryNode } from "./node.ts";

/** What may stand on the other side of a comparison. */
// biome-ignore lint/suspicious/noExplicitAny: what the other side may itself be compared with doesn't matter
export type Operand<Value, Input = Value> = Input | Expression<Value | null, any>;
/** Numbers that arithmetic takes beside expressions; decimals also take texts such as `"1.1"`. */
type Arithmetic = number | bigint | string | object;

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
  in(values: readonly Operand<Value, Input>[] | QueryNode["query"]): Expression<boolean> {
    if (Array.isArray(values)) return this.#compare("in", ...values);
    const node: QueryNode = { kind: "query", query: values as QueryNode["query"] };
    return new Expression({ kind: "compare", operator: "in", left: this.node, right: [node] });
  }
  isNull(): Expression<boolean> {
    return this.#compare("isNull", true);
  }
  isNotNull(): Expression<boolean> {
    return this.#compare("isNull", false);
  }

  contains(this: Expression<string | null>, part: Operand<string>): Expression<boolean> {
    return this.#compare("contains", part);
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

  and(...others: Expression<boolean>[]): Expression<boolean> {
    return new Expression({ kind: "and", items: [this.node, ...others.map(({ node }) => node)] });
  }
  or(...others: Expression<boolean>[]): Expression<boolean> {
    return new Expression({ kind: "or", items: [this.node, ...others.map(({ node }) => node)] });
  }
  not(): Expression<boolean> {
    return new Expression({ kind: "not", item: this.node });
  }

  plus(other: Arithmetic | Expression): Expression<Value, Input> {
    return this.#arithmetic("+", other);
  }
  minus(other: Arithmetic | Expression): Expression<Value, Input> {
    return this.#arithmetic("-", other);
  }
  times(other: Arithmetic | Expression): Expression<Value, Input> {
    return this.#arithmetic("*", other);
  }
  dividedBy(other: Arithmetic | Expression): Expression<Value, Input> {
    return this.#arithmetic("/", other);
  }
  modulo(other: Arithmetic | Expression): Expression<Value, Input> {
    return this.#arithmetic("%", other);
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
  sum(options?: AggregateOptions): Expression<Value | null, Input | null> {
    return aggregate("sum", this, options);
  }
  /** The mean; of decimals a decimal, else a number. */
  avg(options?: AggregateOptions): Expression<Value | null, Input | null> {
    return aggregate("avg", this, options);
  }
  min(options?: AggregateOptions): Expression<Value | null, Input | null> {
    return aggregate("min", this, options);
  }
  max(options?: AggregateOptions): Expression<Value | null, Input | null> {
    return aggregate("max", this, options);
  }

  asc(options: { readonly nulls?: "first" | "last" } = {}): Expression<Value, Input> {
    return new Expression({ kind: "order", item: this.node, descending: false, nulls: options.nulls });
  }
  desc(options: { readonly nulls?: "first" | "last" } = {}): Expression<Value, Input> {
    return new Expression({ kind: "order", item: this.node, descending: true, nulls: options.nulls });
  }

  #compare(operator: Operator, ...others: readonly unknown[]): Expression<boolean> {
    return new Expression({ kind: "compare", operator, left: this.node, right: others.map(toNode) });
  }
  #arithmetic(operator: ArithmeticNode["operator"], other: unknown): Expression<Value, Input> {
    return new Expression({ kind: "arithmetic", operator, left: this.node, right: toNode(other) });
  }
}

export interface AggregateOptions {
  /** Equal values count once. */
  readonly distinct?: boolean;
  /** Only the rows for which this is true. */
  readonly where?: Expression<boolean>;
}

/** The key under which the handle of a relation, which has no `node` of its own, keeps it. */
export const nodeKey: unique symbol = Symbol("quintet.db.node");

/** The node of an expression or of a relation's handle; any other value becomes a bound parameter. */
export function toNode(value: unknown): Node {
  if (value instanceof Expression) return value.node;
  if (typeof value === "object" && value !== null && nodeKey in value) return value[nodeKey] as Node; // set by modelRow()
  return { kind: "value", value };
}

export function callFunction<Result, Input = Result>(
  name: string,
  ...args: readonly unknown[]
): Expression<Result, Input> {
  return new Expression({ kind: "call", name, args: args.map(toNode) });
}

export function aggregate<Result, Input = Result>(
  name: AggregateName,
  item: unknown,
  options: AggregateOptions = {},
): Expression<Result, Input> {
  return new Expression({
    kind: "aggregate",
    name,
    item: item === undefined ? undefined : toNode(item),
    distinct: options.distinct ?? false,
    filter: options.where?.node,
  });
}
