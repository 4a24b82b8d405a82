import { isClients } from "../../core/index.ts";
import { resolveDatabase } from "../connections/current-database.ts";
import type { Database } from "../connections/database.ts";
import { transaction } from "../connections/transaction.ts";
import { collectDeletion } from "../deletion/collect-deletion.ts";
import { deleteCollected } from "../deletion/delete-collected.ts";
import {
  ClientObjectError,
  DoesNotExistError,
  InvalidQueryError,
  UniqueViolation,
  UnknownFieldError,
} from "../errors.ts";
import { presentMoment } from "../fields/default-value.ts";
import { assignValues, checkValues, takeRelatedKeys } from "../models/assign.ts";
import { autoNowFields } from "../models/auto-now-fields.ts";
import type { FieldInfo } from "../models/field-info.ts";
import { insertRows } from "../models/insert-rows.ts";
import { isWholeKey } from "../models/keys.ts";
import { takeLastPlaces } from "../models/last-place.ts";
import type { DeletedRows, DeleteOptions, RefreshOptions, SaveOptions } from "../models/model-instance.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { hasPreparedValues, prepareValues } from "../models/prepare-values.ts";
import { readBack } from "../models/read-back.ts";
import { metaOfRow, ResultGroup, RowState } from "../models/row-state.ts";
import { keyText, save } from "../models/save-row.ts";
import type { Conflict } from "../sql/dialect.ts";
import { checkList, checkOptions } from "./check-arguments.ts";
import { databaseOf, loadFields } from "./fetch.ts";
import { findOne } from "./find-one.ts";
import type { CreateManyCall, QueryState } from "./query-state.ts";
import { withLock } from "./state-changes.ts";

type Values = Record<string, unknown>;

/**
 * Makes a row and stores it: always a new one, also where its key is given. Of the rows of a relation it makes one that
 * belongs there.
 */
export async function createRow(state: QueryState, values: object): Promise<object> {
  if (state.link?.maker !== undefined) return state.link.maker.create(values);
  const row = new state.meta.model(values) as object;
  await save(row, databaseOf(state), { insert: true });
  return row;
}

/** Stores a row: inserts it if it is new, else updates it. */
export async function saveRow(row: object, options: SaveOptions = {}): Promise<void> {
  checkOptions(options, "save");
  await save(row, databaseOfRow(row, "save", options.using), options);
}

/** Reads a row again. */
export async function refreshRow(row: object, options: RefreshOptions = {}): Promise<void> {
  checkOptions(options, "refresh");
  const meta = metaOfRow(row);
  const database = databaseOfRow(row, "refresh", options.using);
  const { only, peers = false } = options;
  if (only !== undefined) checkList(only, "only in refresh");
  if (!isWholeKey(meta.keyOf(row)))
    throw new InvalidQueryError(`A row of ${meta.name} without a key can't be read again: it is not stored.`);
  for (const name of only ?? [])
    if (!meta.fields.has(name) && !meta.relations.has(name))
      throw new UnknownFieldError(meta, name, `refresh({ only: ["${name}"] })`);
  const peerRows = peers ? (RowState.group(row)?.rows ?? []).filter((each) => metaOfRow(each) === meta) : [];
  const rows = peerRows.includes(row) ? peerRows : [row];
  const fields = [...meta.fields.values()].filter(({ name }) => only === undefined || only.includes(name));
  const there = await loadFields(rows, fields, database);
  if (!there.has(row)) throw new DoesNotExistError(meta.name, ` with ${keyText(meta, row)} any more`);
  for (const each of there) {
    if (only === undefined) RowState.forgetRelated(each);
    else for (const name of only) RowState.forgetRelated(each, name);
    if (RowState.group(each)?.database !== database) RowState.attach(each, new ResultGroup(database));
  }
}

/** Deletes a row, and what goes with it. */
export function deleteRow(row: object, options: DeleteOptions = {}): Promise<DeletedRows> {
  const meta = metaOfRow(row);
  const database = databaseOfRow(row, "delete", options.using);
  if (!isWholeKey(meta.keyOf(row))) {
    throw new InvalidQueryError(`A row of ${meta.name} without a key can't be deleted: it is not stored.`);
  }
  const { keepParents } = options;
  return transaction(
    async () =>
      deleteCollected(await collectDeletion([row], { database, keepParents, unseen: true }), database),
    { database },
  );
}

/** Stores many rows in few statements. */
export async function createRows(
  state: QueryState,
  rows: readonly object[],
  options: CreateManyCall = {},
): Promise<object[]> {
  if (state.link?.maker !== undefined) return state.link.maker.createMany(rows, options);
  const { meta } = state;
  checkList(rows, "createMany");
  checkOptions(options, "createMany");
  const database = databaseOf(state);
  if (meta.parents.length > 0) refuseParents(meta);
  const made = Array.from(rows, (values) => new meta.model(values) as object);
  const moments = autoNowFields(meta);
  for (const row of made) {
    for (const field of moments) (row as Values)[field.attribute] = presentMoment(field);
    takeRelatedKeys(row);
  }
  const conflict = conflictOf(meta, options);
  if (meta.orderWithRespectTo !== undefined) await takeLastPlaces(meta, made, database);
  const prepared = hasPreparedValues(meta) ? await prepareValues(meta, made) : undefined;
  try {
    await insertRows(meta.root, made, database, conflict);
  } catch (error) {
    await prepared?.undo();
    throw error;
  }
  // Of rows that were left out, or of which MySQL can't tell which ones they are, nothing is known.
  const stored =
    conflict === undefined ? made : conflict.ignore ? [] : made.filter((row) => isWholeKey(meta.keyOf(row)));
  await readBack(stored, meta.root, database, true);
  const group = new ResultGroup(database);
  for (const row of stored) RowState.attach(row, group);
  return made;
}

/** Each row of such a model is a row in several tables, and needs the key of the first for the next. */
function refuseParents(meta: ModelMeta): void {
  throw new InvalidQueryError(
    `createMany() on ${meta.name} can't store rows of several tables: ${meta.name} inherits from ${meta.parents.map(({ target }) => target.name).join(", ")}. Use create() for each row.`,
  );
}

function conflictOf(meta: ModelMeta, { ignoreConflicts, onConflict }: CreateManyCall): Conflict | undefined {
  if (ignoreConflicts && onConflict !== undefined)
    throw new InvalidQueryError(
      `createMany() on ${meta.name} either leaves out rows that break a rule or changes those that are there: choose ignoreConflicts or onConflict.`,
    );
  if (ignoreConflicts) return { ignore: true, target: [], update: [] };
  if (onConflict === undefined) return undefined;
  checkOptions(onConflict, "onConflict in createMany");
  checkList(onConflict.fields, "onConflict in createMany");
  checkList(onConflict.update, "onConflict in createMany");
  const fieldsOf = (names: readonly string[]) => names.map((name) => conflictField(meta, name));
  return { ignore: false, target: fieldsOf(onConflict.fields), update: fieldsOf(onConflict.update) };
}

function conflictField(meta: ModelMeta, name: string): FieldInfo {
  const field = meta.fields.get(name);
  if (field === undefined)
    throw new UnknownFieldError(meta, name, `createMany(…, { onConflict: "${name}" })`);
  return field;
}

/** The row with these values, or a new one. Where another request makes it in the meantime, that one. */
export async function getOrCreateRow(
  state: QueryState,
  values: object,
  defaults: object = {},
): Promise<[object, boolean]> {
  checkValues(values, `getOrCreate() on ${state.meta.name}`);
  refuseNothing(values, "getOrCreate");
  const found = await findOne(state, values);
  if (found !== null) return [found as object, false];
  try {
    const row = await transaction(() => createRow(state, { ...values, ...defaults }), {
      database: databaseOf(state),
    });
    return [row, true];
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error;
    const other = await findOne(state, values);
    if (other === null) throw error;
    return [other as object, false];
  }
}

/**
 * Changes the row with these values, or makes one. The row is locked, where the database can do that, so that no other
 * change gets lost.
 */
export async function upsertRow(
  state: QueryState,
  values: object,
  changes: object,
  { create = changes }: { readonly create?: object } = {},
): Promise<[object, boolean]> {
  for (const given of [changes, create]) refuseUnknown(state.meta, given, "upsert");
  return transaction(
    async () => {
      const [row, created] = await getOrCreateRow(locked(state), values, create);
      if (created) return [row, true];
      assignValues(row, metaOfRow(row), changes as Values, "upsert");
      await saveRow(row);
      return [row, false];
    },
    { database: databaseOf(state) },
  );
}

/** The rows of a query, without those that are joined to them. */
function locked(state: QueryState): QueryState {
  if (state.distinct) return state; // several rows may stand behind one
  return withLock(state, databaseOf(state).dialect.name === "postgres" ? { of: ["self"] } : {});
}

/** Names are looked at before it is known whether they are needed: a mistake shows at once. */
function refuseUnknown(meta: ModelMeta, values: object, call: string): void {
  if (isClients(values)) throw new ClientObjectError(`${call}() on ${meta.name}`);
  checkValues(values, `${call}() on ${meta.name}`);
  for (const name of Object.keys(values)) {
    const isKnown = meta.fields.has(name) || meta.relations.get(name)?.kind === "belongsTo";
    if (!isKnown && meta.fieldOfAttribute(name) === undefined)
      throw new UnknownFieldError(meta, name, `${call}({ ${name}: … })`);
  }
}

function refuseNothing(values: object, call: string): void {
  if (Object.keys(values).length === 0)
    throw new InvalidQueryError(`${call}() was given no values to look for.`);
}

/** The database that a call names, else the one that the row came from; of a new row the default one. */
function databaseOfRow(row: object, call: string, using: Database | string | undefined): Database {
  return resolveDatabase(using ?? RowState.group(row)?.database, `${metaOfRow(row).name}.${call}()`);
}
