import { DoesNotExistError, InvalidQueryError, UnknownFieldError } from "../errors.ts";
import { isWholeKey, keyIdentity } from "../models/keys.ts";
import { metaOfRow, primaryKeyOf, RowState } from "../models/row-state.ts";
import { checkList, checkOptions } from "./check-arguments.ts";
import { countRows, hasRows } from "./execute.ts";
import { fetchRows } from "./fetch.ts";
import { orderOf, reversed } from "./query-order.ts";
import type { QueryState } from "./query-state.ts";
import { rowsWithKeys } from "./rows-with-keys.ts";
import { checkedCount, mergedState, refuseLimited, withLimit, withOffset } from "./state-changes.ts";

/** The first or last row by some fields. */
export async function extremeOf(
  state: QueryState,
  written: readonly unknown[],
  call: "earliest" | "latest",
): Promise<object> {
  refuseLimited(state, call);
  const fields = written.length > 0 ? written : state.meta.latestBy;
  if (fields.length === 0) {
    throw new InvalidQueryError(
      `${call}() on ${state.meta.name} needs the fields to go by: ${call}("createdAt"), or latestBy in the options of the model.`,
    );
  }
  const order = { ...state, order: orderOf(state, fields, call) };
  const [row] = await fetchRows(withLimit(call === "latest" ? reversed(order) : order, 1));
  if (row === undefined) throw new DoesNotExistError(state.meta.name, ` for ${call}()`);
  return row;
}

/** Rows by key, or by a unique field. */
export async function rowsByKey(
  state: QueryState,
  keys: readonly unknown[] | undefined,
  name: string | undefined,
): Promise<Map<unknown, object>> {
  const { meta } = state;
  refuseLimited(state, "inBulk");
  if (keys !== undefined) checkList(keys, "inBulk");
  if (state.result !== undefined)
    throw new InvalidQueryError(`inBulk() on ${meta.name} can't follow select(): it gives instances.`);
  const field = name === undefined ? undefined : meta.fields.get(name);
  if (name !== undefined && field === undefined)
    throw new UnknownFieldError(meta, name, `inBulk(…, "${name}")`);
  const isUnique =
    field === undefined ||
    field.unique ||
    meta.keyFields.includes(field) ||
    meta.uniqueTogether.some((fields) => fields.length === 1 && fields[0] === field);
  if (!isUnique)
    throw new InvalidQueryError(`inBulk() on ${meta.name} needs a unique field, and ${field} is none.`);
  const wanted = field === undefined ? meta.keyFields : [field];
  const database = state.database;
  const asked =
    keys === undefined
      ? state
      : mergedState("and", state, {
          ...rowsWithKeys(meta, wanted, keys, undefined, "inBulk"),
          database,
          order: state.order,
          distinct: state.distinct,
        });
  const keyOf = (row: object) =>
    field === undefined ? primaryKeyOf(row) : (row as Record<string, unknown>)[field.attribute];
  return new Map((await fetchRows(asked)).map((row) => [keyOf(row), row]));
}

/** Whether a stored row is among those of a query. */
export async function containsRow(state: QueryState, row: unknown): Promise<boolean> {
  if (!RowState.isRow(row) || metaOfRow(row).root !== state.meta.root || RowState.group(row) === undefined)
    throw new InvalidQueryError(`contains() on ${state.meta.name} takes a stored row of that model.`);
  if (state.result !== undefined)
    throw new InvalidQueryError(
      `contains() on ${state.meta.name} can't follow select(): it looks for an instance.`,
    );
  const key = primaryKeyOf(row);
  if (!isWholeKey(key)) return false;
  if (state.limit !== undefined || state.offset !== undefined || state.combined !== undefined) {
    const rows = await fetchRows(state);
    return rows.some((other) => keyIdentity(primaryKeyOf(other)) === keyIdentity(key));
  }
  const own = rowsWithKeys(state.meta, state.meta.keyFields, [key], undefined, "contains");
  return hasRows(mergedState("and", state, { ...own, distinct: state.distinct }));
}

/** One page of a query's rows. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Counting from 1. */
  readonly number: number;
  readonly size: number;
  /** How many rows there are on all pages. */
  readonly total: number;
  readonly pages: number;
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
}

/** Which page is read. */
export interface PageOptions {
  /** Counting from 1. */
  readonly number: number;
  readonly size: number;
  /** So few rows are no page of their own: they stand at the end of the one before. None by default. */
  readonly orphans?: number;
}

export async function pageOf(state: QueryState, options: PageOptions): Promise<Page<object>> {
  checkOptions(options, "page");
  const { number, size, orphans = 0 } = options;
  if (checkedCount("page", number) < 1 || checkedCount("page", size) < 1)
    throw new InvalidQueryError(`page() takes a number and a size from 1 up, not ${number} and ${size}.`);
  if (checkedCount("page", orphans) >= size)
    throw new InvalidQueryError(
      `page() with ${orphans} orphans and a size of ${size}: as many rows as fill a page are one. Give it fewer orphans.`,
    );
  const total = await countRows(state);
  const pages = Math.max(1, Math.ceil((total - orphans) / size));
  const count = number < pages ? size : number === pages ? size + orphans : 0;
  const rows = await fetchRows(withLimit(withOffset(state, (number - 1) * size), count));
  return { rows, number, size, total, pages, hasNext: number < pages, hasPrevious: number > 1 };
}
