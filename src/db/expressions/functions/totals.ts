import type { Decimal } from "decimal.js";
import type { Duration } from "../../../dates/index.ts";
import { checkOptions } from "../../query/check-arguments.ts";
import type { TotalName } from "../../sql/functions/all-functions.ts";
import { conditionNode, Expression, type Operand, toNode } from "../expression.ts";
import type { AggregateNode, Node } from "../node.ts";
import type { Argument } from "./call.ts";
import type { Real, RealInput } from "./math.ts";

/** What every total can be told. */
export interface TotalOptions<Input = unknown> {
  /** Only the rows for which this is true. */
  readonly where?: Expression<boolean> | undefined;
  /** What the total is instead of null, where there is nothing to add up. */
  readonly default?: Operand<Input> | undefined;
}
/** Totals that can leave repetitions out. */
export interface DistinctOptions<Input = unknown> extends TotalOptions<Input> {
  /** Equal values count once. */
  readonly distinct?: boolean | undefined;
}
/** Totals whose result depends on the order of the rows. */
export interface OrderedOptions<Input = unknown> extends DistinctOptions<Input> {
  // biome-ignore lint/suspicious/noExplicitAny: anything may be ordered by
  readonly orderBy?: Expression<any, any> | readonly Expression<any, any>[] | undefined;
}

/** A total's value: null too, unless the options have a default. */
type TotalOf<Value, Options> = Options extends { readonly default: NonNullable<unknown> }
  ? NonNullable<Value>
  : NonNullable<Value> | null;

type Numeric = number | bigint | Decimal | null;
/** A mean: of durations a duration, of decimals a decimal, of every other number a `number`. */
type Mean<Value> = Value extends Duration ? Duration : Real<Value>;
type MeanInput<Value> = Value extends Duration ? Duration : RealInput<Value>;

/**
 * The number of rows at the end of a relation, of values that aren't null, or (without an argument) of rows.
 *
 * @example
 * Author.annotate((author) => ({ drafts: count(author.books, { where: author.books.status.eq("draft") }) }))
 */
export function count(of?: unknown, options?: Omit<DistinctOptions, "default">): Expression<number> {
  return total("count", of, options);
}

/** The total of numbers or durations, or null where there is nothing to add. */
export function sum<Value extends Numeric | Duration, Input, Options extends DistinctOptions<Input>>(
  of: Expression<Value, Input>,
  options?: Options & DistinctOptions<Input>,
): Expression<TotalOf<Value, Options>, Input | null> {
  return total("sum", of, options);
}

/** The mean of numbers or durations, or null where there is nothing to add. */
export function avg<
  Value extends Numeric | Duration,
  Input,
  Options extends DistinctOptions<MeanInput<NonNullable<Value>>>,
>(
  of: Expression<Value, Input>,
  options?: Options & DistinctOptions<MeanInput<NonNullable<Value>>>,
): Expression<TotalOf<Mean<Value>, Options>, MeanInput<NonNullable<Value>> | null> {
  return total("avg", of, options);
}

/** The smallest value, or null where there is none. */
export function min<Value, Input, Options extends TotalOptions<Input>>(
  of: Expression<Value, Input>,
  options?: Options & TotalOptions<Input>,
): Expression<TotalOf<Value, Options>, Input | null> {
  return total("min", of, options);
}

/** The largest value, or null where there is none. */
export function max<Value, Input, Options extends TotalOptions<Input>>(
  of: Expression<Value, Input>,
  options?: Options & TotalOptions<Input>,
): Expression<TotalOf<Value, Options>, Input | null> {
  return total("max", of, options);
}

/** Totals that can also be estimated. */
export interface SpreadOptions<Input = unknown> extends TotalOptions<Input> {
  /** The rows are a sample of more: divided by their number less one; null where there is only one. */
  readonly sample?: boolean | undefined;
}

/** The standard deviation, or null where there is nothing to add. */
export function stddev<
  Value extends Numeric,
  Input,
  Options extends SpreadOptions<RealInput<NonNullable<Value>>>,
>(
  of: Expression<Value, Input>,
  options?: Options & SpreadOptions<RealInput<NonNullable<Value>>>,
): Expression<TotalOf<Real<Value>, Options>, RealInput<NonNullable<Value>> | null> {
  return total(options?.sample === true ? "stddevSample" : "stddev", of, options);
}

/** The variance, or null where there is nothing to add. */
export function variance<
  Value extends Numeric,
  Input,
  Options extends SpreadOptions<RealInput<NonNullable<Value>>>,
>(
  of: Expression<Value, Input>,
  options?: Options & SpreadOptions<RealInput<NonNullable<Value>>>,
): Expression<TotalOf<Real<Value>, Options>, RealInput<NonNullable<Value>> | null> {
  return total(options?.sample === true ? "varianceSample" : "variance", of, options);
}

/** Any one of the values that aren't null, where it doesn't matter which; null where there is none. */
export function anyValue<Value, Input, Options extends TotalOptions<Input>>(
  of: Expression<Value, Input>,
  options?: Options & TotalOptions<Input>,
): Expression<TotalOf<Value, Options>, Input | null> {
  return total("anyValue", of, options);
}

/**
 * Texts put together with a separator, without nulls; null where there is none. On PostgreSQL, with `distinct` only the
 * text itself can be ordered by.
 *
 * @example
 * Author.annotate((author) => ({ titles: stringAgg(author.books.title, ", ", { orderBy: author.books.title }) }))
 */
export function stringAgg<Options extends OrderedOptions<string>>(
  of: Expression<string | null>,
  separator: Argument<string>,
  options?: Options & OrderedOptions<string>,
): Expression<TotalOf<string, Options>, string | null> {
  return total("stringAgg", of, options, [toNode(separator)]);
}

/** The bits that all of the whole numbers have, or null where there is none. */
export function bitAnd<Value extends number | bigint | null, Input, Options extends DistinctOptions<Input>>(
  of: Expression<Value, Input>,
  options?: Options & DistinctOptions<Input>,
): Expression<TotalOf<Value, Options>, Input | null> {
  return total("bitAnd", of, options);
}
/** The bits that one of the whole numbers has, or null where there is none. */
export function bitOr<Value extends number | bigint | null, Input, Options extends DistinctOptions<Input>>(
  of: Expression<Value, Input>,
  options?: Options & DistinctOptions<Input>,
): Expression<TotalOf<Value, Options>, Input | null> {
  return total("bitOr", of, options);
}
/** The bits that an odd number of the whole numbers has, or null where there is none. */
export function bitXor<Value extends number | bigint | null, Input, Options extends DistinctOptions<Input>>(
  of: Expression<Value, Input>,
  options?: Options & DistinctOptions<Input>,
): Expression<TotalOf<Value, Options>, Input | null> {
  return total("bitXor", of, options);
}

/** What all of the options have in common; their types were checked where they were given. */
type AnyOptions = Omit<OrderedOptions, "default"> & { readonly default?: unknown };

/** A total by its name. */
export function total<Result, Input>(
  name: TotalName | (string & {}), // an app's own too
  item: unknown,
  options: AnyOptions = {},
  args?: readonly Node[],
): Expression<Result, Input> {
  checkOptions(options, name);
  const { distinct = false, where, orderBy, default: fallback } = options;
  const node: AggregateNode = {
    kind: "aggregate",
    name,
    item: item === undefined ? undefined : toNode(item),
    distinct,
    filter: where === undefined ? undefined : conditionNode(where, `where of ${name}()`),
    ...(orderBy === undefined ? {} : { orderBy: [orderBy].flat().map(toNode) }),
    ...(fallback === undefined || fallback === null ? {} : { fallback: toNode(fallback) }),
    ...(args === undefined ? {} : { args }),
  };
  return new Expression(node);
}
