import type { StoredRow } from "../backends/backend.ts";
import { resolveDatabase } from "../connections/current-database.ts";
import type { Database } from "../connections/database.ts";
import { InvalidQueryError } from "../errors.ts";
import type { FieldInfo } from "../models/field-info.ts";
import { isWholeKey, keyIdentity } from "../models/keys.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { metaOfRow, RowState } from "../models/row-state.ts";
import { isJoined } from "./joined-include.ts";
import { planOf } from "./plan.ts";
import { type Include, type QueryState, stateKey } from "./query-state.ts";
import { rowsWithKeys } from "./rows-with-keys.ts";

/** Asks a query, and loads what it includes. */
export async function fetchRows(state: QueryState): Promise<object[]> {
  const database = databaseOf(state);
  refuseLoneLock(state, database);
  const { plan, params } = planOf(state, "list", database);
  if (plan.isEmpty) return [];
  const rows = plan.hydrate(await database.run(plan.statement, params), database, state.fetchMode);
  if (state.includes.length > 0) await loadIncludes(rows, state, database);
  return rows;
}

/**
 * A lock ends with its transaction, which a statement that stands alone is itself: nothing would be locked.
 * @throws {@link InvalidQueryError}
 */
export function refuseLoneLock({ lock, meta }: QueryState, database: Database): void {
  if (lock === undefined || database.transaction !== undefined) return;
  throw new InvalidQueryError(
    `lock() on ${meta.name} locks rows until the transaction ends, and none is open. Ask inside transaction(async () => { … }).`,
  );
}

/** The database that a query is for: the one that it names, else the current one. */
export function databaseOf(state: QueryState): Database {
  return resolveDatabase(state.database, labelOf(state.meta));
}

const labels = new WeakMap<ModelMeta, string>();

/** How messages call a query; made once, because every query is asked for its database. */
function labelOf(meta: ModelMeta): string {
  let label = labels.get(meta);
  if (label === undefined) {
    label = `A query on ${meta.name}`;
    labels.set(meta, label);
  }
  return label;
}

/** Loads what a query includes beyond its own statement: relations to many rows, below those to one row as well. */
export async function loadIncludes(
  rows: readonly object[],
  state: QueryState,
  database: Database,
): Promise<void> {
  if (state.includes.length === 0 || state.result !== undefined || rows.length === 0) return;
  for (const include of state.includes) {
    const inner = include.query[stateKey];
    const { fetchMode = state.fetchMode } = inner;
    if (!isJoined(include)) {
      await loadRelated(rows, include, database, fetchMode);
      continue;
    }
    if (inner.includes.length === 0) continue;
    const { relation, attribute } = include;
    const relatedOf = (row: object) =>
      attribute === undefined ? RowState.related(row, relation.name) : (row as Values)[attribute];
    const joined = rows.map(relatedOf).filter(RowState.isRow);
    await loadIncludes(joined, { ...inner, fetchMode }, database);
  }
}

/** Loads one relation for all rows with one statement (or a few, for very many rows), and gives each its part. */
export async function loadRelated(
  rows: readonly object[],
  include: Include,
  database: Database,
  fetchMode = include.query[stateKey].fetchMode,
): Promise<void> {
  const { relation } = include;
  const state = { ...include.query[stateKey], database, fetchMode };
  if (relation.toMany) return loadMany(rows, relation, state, include.attribute);
  const near = relation.joinColumns.map((columns) => columns.near);
  await readUnread(rows, near, database);
  const nearKey = keyReaderOf(near.map(({ attribute }) => attribute));
  const far = relation.joinColumns.map((columns) => columns.far);
  const farKey = keyReaderOf(far.map(({ attribute }) => attribute));
  const found = new Map<unknown, object>();
  for (const keys of keyPortions(rows.map(nearKey))) {
    const asked = withKeys(state, rowsWithKeys(relation.target, far, keys, database, "include"));
    for (const row of await fetchRows(asked)) found.set(keyIdentity(farKey(row)), row);
  }
  for (const row of rows) {
    const related = found.get(keyIdentity(nearKey(row))) ?? null;
    if (include.attribute === undefined) RowState.setRelated(row, relation.name, related);
    else (row as Record<string, unknown>)[include.attribute] = related;
  }
}

/** What a query asks, of the rows with some keys only. */
function withKeys(state: QueryState, keyed: QueryState): QueryState {
  return {
    ...state,
    steps: [...keyed.steps, ...state.steps],
    shape: keyed.shape + state.shape,
    params: [...keyed.params, ...state.params],
    order: keyed.order,
  };
}

async function loadMany(
  rows: readonly object[],
  relation: RelationInfo,
  state: QueryState,
  attribute: string | undefined,
): Promise<void> {
  const back = relation.throughTable === undefined ? relation.inverse : undefined;
  const near =
    back === undefined
      ? relation.throughNear.map(({ field }) => field)
      : relation.joinColumns.map((columns) => columns.near);
  await readUnread(rows, near, databaseOf(state));
  const ownKey = keyReaderOf(near.map(({ attribute }) => attribute));
  const owners = new Map(rows.map((row) => [keyIdentity(ownKey(row)), row]));
  const byKey = new Map<unknown, object[]>();
  for (const keys of keyPortions(rows.map(ownKey))) {
    const { rows: found, stored, linkedKey } = await fetchLinked({ ...state, link: { relation, keys } });
    // Rows for the same one often stand together: it is looked up once for all of them.
    let key: unknown;
    let list: object[] | undefined;
    let owner: object | undefined;
    for (let position = 0; position < found.length; position++) {
      const row = found[position]!;
      const next = keyIdentity(linkedKey(stored[position]!)); // one for each row
      if (list === undefined || next !== key) {
        key = next;
        list = byKey.get(key) ?? [];
        byKey.set(key, list);
        owner = owners.get(key);
      }
      if (back !== undefined) RowState.setRelated(row, back.name, owner);
      list.push(row);
    }
  }
  for (const row of rows) {
    const list = byKey.get(keyIdentity(ownKey(row))) ?? [];
    if (attribute === undefined) RowState.setRelated(row, relation.name, list);
    else (row as Record<string, unknown>)[attribute] = list;
  }
}

/** Reads what relations go by, of the rows that were loaded without it. */
async function readUnread(
  rows: readonly object[],
  fields: readonly FieldInfo[],
  database: Database,
): Promise<void> {
  const isUnread = (row: object, { attribute }: FieldInfo) => (row as Values)[attribute] === undefined;
  const unread = rows.filter((row) => fields.some((field) => isUnread(row, field)));
  const missing = fields.filter((field) => unread.some((row) => isUnread(row, field)));
  const there = await loadFields(unread, missing, database);
  for (const row of unread as Values[])
    if (!there.has(row)) for (const { attribute } of missing) row[attribute] ??= null; // deleted since: it refers to nothing
}

/** Reads fields of stored rows of one model again, with one statement (or a few, for very many rows). Gives the rows that are there. */
export async function loadFields(
  rows: readonly object[],
  fields: readonly FieldInfo[],
  database: Database,
): Promise<ReadonlySet<object>> {
  const [first] = rows;
  if (first === undefined) return new Set();
  const meta = metaOfRow(first);
  const names = new Set(fields.map(({ name }) => name));
  const byKey = new Map<unknown, object>();
  for (const keys of keyPortions(rows.map(meta.keyOf))) {
    const asked = rowsWithKeys(meta, meta.keyFields, keys, database, "refresh");
    for (const found of await fetchRows({ ...asked, columns: { mode: "only", names } }))
      byKey.set(keyIdentity(meta.keyOf(found)), found);
  }
  const there = rows.filter((row) => byKey.has(keyIdentity(meta.keyOf(row))));
  for (const row of there) {
    const found = byKey.get(keyIdentity(meta.keyOf(row)));
    for (const { attribute } of fields) (row as Values)[attribute] = (found as Values)[attribute];
  }
  return new Set(there);
}

type Values = Record<string, unknown>;

interface LinkedRows {
  readonly rows: readonly object[];
  /** The same rows as the database gave them, and what reads of those the key that each row is for. */
  readonly stored: readonly StoredRow[];
  readonly linkedKey: (row: StoredRow) => unknown;
}

/** The rows of a query with a link. */
async function fetchLinked(state: QueryState): Promise<LinkedRows> {
  const database = databaseOf(state);
  const { plan, params } = planOf(state, "list", database);
  const linkedKey = plan.linkedKey!; // a query with a link has one
  if (plan.isEmpty) return { rows: [], stored: [], linkedKey };
  const stored = await database.run(plan.statement, params);
  const rows = plan.hydrate(stored, database, state.fetchMode);
  await loadIncludes(rows, state, database);
  return { rows, stored, linkedKey };
}

/** Reads the values of these properties: the one, or all of them as a tuple. */
function keyReaderOf(attributes: readonly string[]): (row: object) => unknown {
  const [only] = attributes;
  if (attributes.length === 1) return (row) => (row as Record<string, unknown>)[only!] ?? null;
  return (row) => attributes.map((attribute) => (row as Record<string, unknown>)[attribute] ?? null);
}

// Far below what any database binds in one statement; rows beyond it are asked for by further statements.
const portionSize = 8192;

/** Keys without repetitions, as many at a time as one statement takes. */
function* keyPortions(keys: readonly unknown[]): Generator<unknown[]> {
  const whole = new Map(keys.filter(isWholeKey).map((key) => [keyIdentity(key), key]));
  const list = [...whole.values()];
  for (let start = 0; start < list.length; start += portionSize) yield list.slice(start, start + portionSize);
}
