import { describeValue, InvalidQueryError } from "../../errors.ts";
import type { RelationPath } from "../../query/where-types.ts";
import type { FunctionName } from "../../sql/functions/all-functions.ts";
import { Expression, toNode } from "../expression.ts";
import type { AggregateNode, CallNode, Node, WindowFrame } from "../node.ts";

/** What rows are grouped and ordered by: an expression, or a relation. */
// biome-ignore lint/suspicious/noExplicitAny: of any kind of value, and of any model
export type WindowKey = Expression<any, any> | RelationPath<any>;

/** From where to where, counted from the current row: negative numbers stand before it, 0 for itself, null for all. */
export type FrameBounds = readonly [from: number | null, to: number | null];
/** The rows of a window that count: so many rows, rows with values so far away, or so many groups of equal rows. */
export type Frame = (
  | { readonly rows: FrameBounds }
  | { readonly range: FrameBounds }
  | { readonly groups: FrameBounds }
) & {
  /** Rows that don't count; not on MariaDB. */
  readonly exclude?: "current row" | "group" | "ties" | "no others";
};

/** The rows around each row. */
export interface Window {
  /** Rows with equal values are a window of their own. */
  readonly partitionBy?: WindowKey | readonly WindowKey[];
  /** Their order in it: `row.price`, `row.price.desc()`. */
  readonly orderBy?: WindowKey | readonly WindowKey[];
  /** Without one: all rows, or with an order, those up to the current one and its equals. */
  readonly frame?: Frame;
}

/** A function over the rows around each row. It is worth something with a window only: `rank().over({ … })`. */
export class WindowFunction<Value, Input = Value> {
  readonly #call: CallNode;

  constructor(call: CallNode) {
    this.#call = call;
  }

  /**
   * For each row, over a window of rows around it.
   *
   * @example
   * Book.annotate((book) => ({ rank: rank().over({ partitionBy: book.author, orderBy: book.price.desc() }) }))
   * @throws {@link InvalidQueryError} for a frame that ends before it begins.
   */
  over(window: Window = {}): Expression<Value, Input> {
    return inWindow(this.#call, window);
  }
}

/**
 * A total over a window: `over(sum(book.price), { orderBy: book.id })` adds up so far. It stays on every row, and no
 * rows are put together.
 * @throws {@link InvalidQueryError} for what isn't a total, and for a frame that ends before it begins.
 */
export function over<Value, Input>(
  total: Expression<Value, Input>,
  window: Window = {},
): Expression<Value, Input> {
  const node = total instanceof Expression ? total.node : undefined;
  if (node?.kind !== "aggregate")
    throw new InvalidQueryError("over() takes a total, such as sum(…), or a function such as rank().");
  return inWindow(node, window);
}

function inWindow<Value, Input>(item: AggregateNode | CallNode, window: Window): Expression<Value, Input> {
  const { partitionBy = [], orderBy = [], frame } = window;
  return new Expression({
    kind: "window",
    item,
    partitionBy: [partitionBy].flat().map((key) => keyNode(key, "partitionBy")),
    orderBy: [orderBy].flat().map((key) => keyNode(key, "orderBy")),
    frame: frame === undefined ? undefined : frameNode(frame),
  });
}

/** A plain value would be the same for every row: a name that was meant as a field, as a rule. */
function keyNode(key: unknown, option: string): Node {
  const node = toNode(key);
  if (node.kind !== "value") return node;
  throw new InvalidQueryError(
    `${option} of a window takes fields and expressions, such as row.price.desc(), and was given ${JSON.stringify(key)}.`,
  );
}

function frameNode(frame: Frame): WindowFrame {
  const given: Partial<Record<WindowFrame["unit"], FrameBounds>> = frame;
  const unit = (["rows", "range", "groups"] as const).find((name) => name in given);
  const bounds = unit === undefined ? undefined : given[unit];
  if (unit === undefined || !Array.isArray(bounds) || bounds.length !== 2 || !bounds.every(isBound))
    throw new InvalidQueryError(
      "A frame is written { rows: [from, to] }, or with range or groups: whole numbers, or null for all.",
    );
  const [from, to] = bounds as FrameBounds;
  if (from !== null && to !== null && from > to)
    throw new InvalidQueryError(
      `A frame can't end before it begins, and this one goes from ${from} to ${to}.`,
    );
  return { unit, from, to, exclude: checkedExclusion(frame.exclude) };
}

/** Becomes a part of the SQL, so nothing but these words may pass. */
function checkedExclusion(exclude: Frame["exclude"]): Frame["exclude"] {
  if (exclude === undefined || exclusions.includes(exclude)) return exclude;
  throw new InvalidQueryError(
    `A frame excludes ${exclusions.map((name) => `"${name}"`).join(", ")}, and not ${JSON.stringify(exclude)}.`,
  );
}

const exclusions: readonly unknown[] = ["current row", "group", "ties", "no others"];

function isBound(bound: unknown): boolean {
  return bound === null || Number.isSafeInteger(bound);
}

function ranking<Value, Input = Value>(
  name: FunctionName,
  ...args: readonly unknown[]
): WindowFunction<Value, Input> {
  return new WindowFunction({ kind: "call", name, args: args.map(toNode) });
}

/** 1, 2, 3 … */
export function rowNumber(): WindowFunction<number> {
  return ranking("rowNumber");
}
/** The place; equal rows share one, and leave as many out behind them: 1, 2, 2, 4. */
export function rank(): WindowFunction<number> {
  return ranking("rank");
}
/** The place; equal rows share one, and none is left out: 1, 2, 2, 3. */
export function denseRank(): WindowFunction<number> {
  return ranking("denseRank");
}
/** The place as a share, from 0 for the first to 1 for the last. */
export function percentRank(): WindowFunction<number> {
  return ranking("percentRank");
}
/** The share of rows that are not behind this one, up to 1 for the last. */
export function cumeDist(): WindowFunction<number> {
  return ranking("cumeDist");
}
/** The number, from 1, of the one of so many equally large parts in which the row is. */
export function ntile(parts: number): WindowFunction<number> {
  return ranking("ntile", positive(parts, "ntile", "number of parts"));
}

/** Which neighbour of a row is meant. */
export interface NeighbourOptions<Input> {
  /** How many rows away; 1 where nothing is said. */
  readonly distance?: number;
  /** What stands where there is no such row. */
  readonly default?: Input | Expression<Input>;
}

/** The value of an earlier row, or null where there is none. */
export function lag<Value, Input>(
  of: Expression<Value, Input>,
  options: NeighbourOptions<Input> = {},
): WindowFunction<Value | null, Input | null> {
  return neighbour("lag", of, options);
}
/** The value of a later row, or null where there is none. */
export function lead<Value, Input>(
  of: Expression<Value, Input>,
  options: NeighbourOptions<Input> = {},
): WindowFunction<Value | null, Input | null> {
  return neighbour("lead", of, options);
}
/** The value of the first row of the frame. */
export function firstValue<Value, Input>(of: Expression<Value, Input>): WindowFunction<Value, Input> {
  return ranking("firstValue", of);
}
/** The value of the last row of the frame. With an order and no frame, that is the current row or one equal to it. */
export function lastValue<Value, Input>(of: Expression<Value, Input>): WindowFunction<Value, Input> {
  return ranking("lastValue", of);
}
/** The value of the row with that number, from 1, of the frame, or null where there are not so many. */
export function nthValue<Value, Input>(
  of: Expression<Value, Input>,
  number: number,
): WindowFunction<Value | null, Input | null> {
  return ranking("nthValue", of, positive(number, "nthValue", "number of a row"));
}

function neighbour<Value, Input>(
  name: "lag" | "lead",
  of: Expression<unknown, Input>,
  { distance = 1, default: fallback }: NeighbourOptions<Input>,
): WindowFunction<Value, Input | null> {
  const args = [of, positive(distance, name, "distance")];
  return ranking(name, ...args, ...(fallback === undefined ? [] : [fallback]));
}

function positive(given: number, name: string, what: string): number {
  if (Number.isSafeInteger(given) && given >= 1) return given;
  throw new InvalidQueryError(
    `${name}() takes a ${what} of 1 or more, and was given ${describeValue(given)}.`,
  );
}
