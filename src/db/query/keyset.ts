import type { StoredRow } from "../backends/backend.ts";
import { InvalidQueryError, UnsupportedQueryError } from "../errors.ts";
import type { Node } from "../expressions/node.ts";
import type { Dialect } from "../sql/dialect.ts";
import { checkOptions } from "./check-arguments.ts";
import { databaseOf, loadIncludes, refuseLoneLock } from "./fetch.ts";
import { type CursorPlace, readCursor, writeCursor } from "./keyset-cursor.ts";
import { type OrderKeyItem, type TotalOrder, totalOrder } from "./keyset-order.ts";
import { isGrouped } from "./order-questions.ts";
import { planOf } from "./plan.ts";
import { reversed } from "./query-order.ts";
import type { QueryState } from "./query-state.ts";
import { shapeOfNode } from "./shape.ts";
import { checkedCount, refuseCombined, refuseLimited, withLimit } from "./state-changes.ts";

/** A page of a query's rows, and the cursors that lead to the ones beside it. */
export interface KeysetPage<Row> {
  readonly rows: readonly Row[];
  /** What `after` takes for the next page; null where this is the last one. */
  readonly next: string | null;
  /** What `before` takes for the page before; null where this is the first one. */
  readonly previous: string | null;
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
}

export interface KeysetOptions {
  /** How many rows a page has, at most. */
  readonly size: number;
  /** The `next` of an earlier page. */
  readonly after?: string | null | undefined;
  /** The `previous` of an earlier page. */
  readonly before?: string | null | undefined;
}

/*
 * A page begins behind a row instead of after a number of rows: the condition says "behind that place in the order", which
 * an index answers at once however far down the page is, and rows that come or go meanwhile move nothing.
 *
 * One row more than wanted tells whether there are further ones. The pages before are read in the opposite order.
 */
export async function keysetPageOf(state: QueryState, options: KeysetOptions): Promise<KeysetPage<unknown>> {
  checkOptions(options, "keysetPage");
  refuseUnpaged(state);
  const { size, after = null, before = null } = options;
  if (checkedCount("keysetPage", size) < 1)
    throw new InvalidQueryError(`keysetPage() on ${state.meta.name} takes a size from 1 up, not ${size}.`);
  if (after !== null && before !== null)
    throw new InvalidQueryError(
      `keysetPage() on ${state.meta.name} goes on after a cursor or back before one: leave out "after" or "before".`,
    );
  const database = databaseOf(state);
  const total = totalOrder(state, database.dialect);
  const mark = orderMark(state, total);
  const cursor = after ?? before;
  const start = cursor === null ? undefined : readCursor(cursor, total.items, mark, state.meta.name);

  const goesBack = before !== null;
  const { rows, places } = await readRows(state, total, { start, goesBack, size });
  const hasMore = rows.length > size;
  if (hasMore) rows.length = size;
  const [first, last] = goesBack ? [rows.length - 1, 0] : [0, rows.length - 1];
  const cursorTo = (position: number): string => {
    // From a page that has become empty the way back includes the row that it began behind.
    const place = places[position] ?? { values: start!.values, inclusive: !start!.inclusive };
    return writeCursor(place, total.items, mark);
  };
  const hasNext = goesBack || hasMore;
  const hasPrevious = goesBack ? hasMore : after !== null;
  return {
    rows: goesBack ? rows.reverse() : rows,
    next: hasNext ? cursorTo(last) : null,
    previous: hasPrevious ? cursorTo(first) : null,
    hasNext,
    hasPrevious,
  };
}

/** What a page is asked for: behind which place, in which direction, how many rows. */
interface Asked {
  readonly start: CursorPlace | undefined;
  readonly goesBack: boolean;
  readonly size: number;
}

/** The rows in the direction that was asked for, one more than wanted where there are so many, and their places. */
async function readRows(state: QueryState, { order, items }: TotalOrder, { start, goesBack, size }: Asked) {
  const database = databaseOf(state);
  refuseLoneLock(state, database);
  const inOrder = { ...state, order, readsOrder: true };
  const directed = goesBack ? reversed(inOrder) : inOrder;
  const directedItems = goesBack ? items.map(opposite) : items;
  const begun = start === undefined ? directed : beginningAt(directed, directedItems, start);
  const asked = withLimit(begun, size + 1);
  const { plan, params } = planOf(asked, "list", database);
  if (plan.isEmpty) return { rows: [], places: [] };
  const found = await database.run(plan.statement, params);
  const rows: unknown[] = plan.hydrate(found, database, state.fetchMode);
  await loadIncludes(rows as object[], asked, database);
  const readers = readersOf(items, plan.orderPositions, database.dialect);
  const places = found.map((row): CursorPlace => {
    return { values: readers.map((read) => read(row)), inclusive: false };
  });
  return { rows, places };
}

function opposite(item: OrderKeyItem): OrderKeyItem {
  return { ...item, descending: !item.descending, nulls: item.nulls === "first" ? "last" : "first" };
}

function readersOf(
  items: readonly OrderKeyItem[],
  positions: readonly number[],
  dialect: Dialect,
): ((row: StoredRow) => unknown)[] {
  return items.map(({ type }, index) => {
    const position = positions[index]!; // a position for each key
    const decode = type === undefined ? undefined : dialect.decoder(type);
    return (row) => {
      const stored = row[position] ?? null;
      if (stored === null) return null;
      // Other columns may have asked for whole numbers of any size, which all whole numbers then come as.
      const value = typeof stored === "bigint" && type?.asBigint !== true ? Number(stored) : stored;
      return decode === undefined ? value : decode(value);
    };
  });
}

/** The query with the condition that its rows stand behind a place. */
function beginningAt(state: QueryState, items: readonly OrderKeyItem[], place: CursorPlace): QueryState {
  const node = behind(items, place, 0);
  if (node === undefined) return { ...state, isEmpty: true };
  const depth = state.order!.depth; // a total order was just given
  const params = [...state.params];
  const shape = `${state.shape}|where${shapeOfNode(node, params, depth)}`;
  const step = { kind: "where", negated: false, written: { node }, call: "keysetPage", depth } as const;
  return { ...state, steps: [...state.steps, step], shape, params };
}

/**
 * Behind a place, by the keys from one on: `a > 1 OR (a = 1 AND (b > 2 OR (b = 2 AND …)))`. With the first key alone in
 * front, `a >= 1 AND (…)`, where that says something: databases look it up in an index, which they can't do with an OR.
 * `undefined` where no row can be behind it.
 */
function behind(items: readonly OrderKeyItem[], place: CursorPlace, from: number): Node | undefined {
  const item = items[from]!;
  const value = place.values[from]!;
  const isLast = from === items.length - 1;
  const greater = behindKey(item, value);
  const rest = isLast ? undefined : behind(items, place, from + 1);
  const equal =
    value === null ? compare(item, "isNull", { kind: "value", value: true }) : compared(item, "eq", value);
  const tied = isLast ? (place.inclusive ? equal : undefined) : rest && all([equal, rest]);
  const node = greater === undefined || tied === undefined ? (greater ?? tied) : any([greater, tied]);
  if (node === undefined || from > 0 || item.nullable || isLast || value === null) return node;
  return all([compared(item, item.descending ? "lte" : "gte", value), node]);
}

/** Behind a value, by one key alone. */
function behindKey(item: OrderKeyItem, value: unknown): Node | undefined {
  const { descending, nulls, nullable } = item;
  const isNull = (expected: boolean) => compare(item, "isNull", { kind: "value", value: expected });
  if (value === null) return nulls === "first" ? isNull(false) : undefined;
  const greater = compared(item, descending ? "lt" : "gt", value);
  return nullable && nulls === "last" ? any([greater, isNull(true)]) : greater;
}

function compared(item: OrderKeyItem, operator: string, value: unknown): Node {
  return compare(item, operator, { kind: "value", value, type: item.type });
}

function compare({ node }: OrderKeyItem, operator: string, right: Node): Node {
  return { kind: "compare", operator, left: node, right: [right] };
}

const all = (items: readonly Node[]): Node => ({ kind: "and", items });
const any = (items: readonly Node[]): Node => ({ kind: "or", items });

/** What tells this order from another, the values in its expressions included. */
function orderMark({ meta }: QueryState, { order }: TotalOrder): string {
  return `${meta.name} ${order.shape} ${order.params.map(String).join()}`;
}

/** Pages are of single rows, each of which has a place of its own. */
function refuseUnpaged(state: QueryState): void {
  refuseCombined(state, "keysetPage");
  refuseLimited(state, "keysetPage");
  const { meta, result, distinct } = state;
  if (typeof distinct === "object")
    throw new UnsupportedQueryError(`keysetPage() on ${meta.name} can't follow distinct() with fields.`);
  if (result === undefined) return;
  if (distinct || isGrouped(state))
    throw new UnsupportedQueryError(
      `keysetPage() on ${meta.name} reads single rows, and this query gives ${distinct ? "each combination of values once" : "groups of them"}. Use page() instead.`,
    );
}
