import { resolveDatabase } from "../connections/current-database.ts";
import type { Database } from "../connections/database.ts";
import { InvalidQueryError } from "../errors.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { primaryKeyOf, RowState } from "../models/row-state.ts";
import { planOf } from "./plan.ts";
import { type Include, type QueryState, stateKey } from "./query-state.ts";
import { rowsWithKeys } from "./rows-with-keys.ts";

/** Asks a query, and loads what it includes. */
export async function fetchRows(state: QueryState): Promise<object[]> {
  const database = databaseOf(state);
  const { plan, params } = planOf(state, "list", database);
  const rows = plan.hydrate(await database.run(plan.statement, params), database);
  await loadIncludes(rows, state, database);
  return rows;
}

/** The database that a query is for: the one that it names, else the current one. */
export function databaseOf(state: QueryState): Database {
  return resolveDatabase(state.database, `A query on ${state.meta.name}`);
}

/** Loads what a query includes beyond its own statement: relations to many rows, below those to one row as well. */
export async function loadIncludes(
  rows: readonly object[],
  state: QueryState,
  database: Database,
): Promise<void> {
  if (state.includes.length === 0 || state.selection !== undefined || rows.length === 0) return;
  for (const include of state.includes) {
    if (include.relation.toMany) {
      await loadRelated(rows, include, database);
      continue;
    }
    const inner = include.query[stateKey];
    refuseConditions(include);
    if (inner.includes.length === 0) continue;
    const joined = rows.map((row) => RowState.related(row, include.relation.name)).filter(RowState.isRow);
    await loadIncludes(joined, inner, database);
  }
}

/** Loads one relation for all rows with one statement (or a few, for very many rows), and gives each its part. */
export async function loadRelated(
  rows: readonly object[],
  include: Include,
  database: Database,
): Promise<void> {
  const { relation } = include;
  const state = { ...include.query[stateKey], database };
  if (relation.toMany) return loadMany(rows, relation, state);
  const isForward = relation.field !== undefined;
  const near = isForward ? relation.field!.attribute : relation.model.primaryKey.attribute;
  const far = isForward ? relation.target.primaryKey : relation.inverse!.field!;
  const keyOf = (row: object) => (row as Record<string, unknown>)[near] ?? null;
  const found = new Map<unknown, object>();
  for (const keys of portions(new Set(rows.map(keyOf)))) {
    const asked = { ...rowsWithKeys(far, keys, database, "include"), includes: state.includes };
    for (const row of await fetchRows(asked)) found.set((row as Record<string, unknown>)[far.attribute], row);
  }
  for (const row of rows) RowState.setRelated(row, relation.name, found.get(keyOf(row)) ?? null);
}

async function loadMany(rows: readonly object[], relation: RelationInfo, state: QueryState): Promise<void> {
  if (state.limit !== undefined || state.offset !== undefined || state.selection !== undefined) {
    throw new InvalidQueryError(
      `include({ ${relation.name}: … }) loads all related rows of each row: limit(), offset() and select() can't be used there.`,
    );
  }
  const byKey = new Map<unknown, object[]>();
  const owners = new Map(rows.map((row) => [primaryKeyOf(row), row]));
  const back = relation.inverse?.field;
  for (const keys of portions(owners.keys())) {
    const { rows: found, keys: linked } = await fetchLinked({ ...state, link: { relation, keys } });
    for (const [position, row] of found.entries()) {
      const key = back === undefined ? linked[position] : (row as Record<string, unknown>)[back.attribute];
      if (back !== undefined) RowState.setRelated(row, back.name, owners.get(key));
      const list = byKey.get(key);
      if (list === undefined) byKey.set(key, [row]);
      else list.push(row);
    }
  }
  for (const row of rows) RowState.setRelated(row, relation.name, byKey.get(primaryKeyOf(row)) ?? []);
}

/** The rows of a query with a link; of a many-to-many relation with the key that each row is for. */
async function fetchLinked(state: QueryState): Promise<{ rows: object[]; keys: unknown[] }> {
  const database = databaseOf(state);
  const { plan, params } = planOf(state, "list", database);
  const found = await database.run(plan.statement, params);
  const rows = plan.hydrate(found, database);
  await loadIncludes(rows, state, database);
  const position = plan.linkPosition;
  if (position === undefined) return { rows, keys: [] };
  const decode = database.dialect.decoder(state.link!.relation.model.primaryKey); // only called with a link
  return { rows, keys: found.map((row) => (decode === undefined ? row[position] : decode(row[position]!))) };
}

// Far below what any database binds in one statement; rows beyond it are asked for by further statements.
const portionSize = 8192;

function* portions(keys: Iterable<unknown>): Generator<unknown[]> {
  const list = [...keys].filter((key) => key !== null && key !== undefined);
  for (let start = 0; start < list.length; start += portionSize) yield list.slice(start, start + portionSize);
}

function refuseConditions({ relation, query }: Include): void {
  const { steps, limit, offset, order } = query[stateKey];
  if (steps.length === 0 && limit === undefined && offset === undefined && order === undefined) return;
  throw new InvalidQueryError(
    `include({ ${relation.name}: … }) leads to one row, which is loaded whatever it is: only include() can be used in its callback.`,
  );
}
