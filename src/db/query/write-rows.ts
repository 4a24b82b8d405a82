import type { WriteResult } from "../backends/backend.ts";
import { defaultDatabase } from "../connections/current-database.ts";
import type { Database } from "../connections/database.ts";
import { transaction } from "../connections/transaction.ts";
import { collectDeletion } from "../deletion/collect-deletion.ts";
import { deleteCollected } from "../deletion/delete-collected.ts";
import { DoesNotExistError, InvalidQueryError, UniqueViolation, UnknownFieldError } from "../errors.ts";
import { presentMoment } from "../fields/default-value.ts";
import { assignValues, takeRelatedKeys } from "../models/assign.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { DeletedRows, SaveOptions } from "../models/model-instance.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { metaOfRow, primaryKeyOf, ResultGroup, RowState } from "../models/row-state.ts";
import type { Compiled } from "../sql/sql.ts";
import { type Conflict, compileInsert, compileUpdateRow } from "../sql/write-compiler.ts";
import { databaseOf, fetchRows } from "./fetch.ts";
import { findOne } from "./find-one.ts";
import { emptyState, type QueryState } from "./query-state.ts";
import { withCondition } from "./state-changes.ts";

type Values = Record<string, unknown>;
/** What rows do around being written. */
interface Hooks {
  beforeSave(): unknown;
  afterSave(call: { readonly created: boolean }): unknown;
}

export async function createRow(state: QueryState, values: object): Promise<object> {
  const row = new state.meta.model(values) as object;
  await save(row, databaseOf(state));
  return row;
}

/** Stores a row: inserts it if it is new, else updates it. */
export function saveRow(row: object, options: SaveOptions = {}): Promise<void> {
  return save(row, databaseOfRow(row), options.only);
}

async function save(row: object, database: Database, chosen?: SaveOptions["only"]): Promise<void> {
  const meta = metaOfRow(row);
  const hooks = row as unknown as Hooks; // every row has them
  const created = RowState.group(row) === undefined;
  await hooks.beforeSave();
  takeRelatedKeys(row);
  const only = typeof chosen === "function" ? chosen() : chosen;
  for (const field of meta.fields.values()) {
    if (field.autoNow && (only === undefined || only.includes(field.name)))
      (row as Values)[field.attribute] = presentMoment(field);
  }
  if (created) await insertRow(row, meta, database);
  else await updateRow(row, meta, database, only);
  await hooks.afterSave({ created });
}

async function insertRow(row: object, meta: ModelMeta, database: Database): Promise<void> {
  const key = meta.primaryKey;
  const counts = key.isAuto && ((row as Values)[key.attribute] ?? null) === null;
  const compiled = insertOf(meta, counts, 1, database);
  const values = fieldsToInsert(meta, counts).map((field) => (row as Values)[field.attribute] ?? null);
  const result = await database.write({ text: compiled.text, bigints: false }, compiled.bind(values));
  if (counts) (row as Values)[key.attribute] = countedKey(result, 0);
  RowState.attach(row, new ResultGroup(database));
}

async function updateRow(
  row: object,
  meta: ModelMeta,
  database: Database,
  only: readonly string[] | undefined,
): Promise<void> {
  const fields = only === undefined ? fieldsToUpdate(meta) : chosenFields(meta, only);
  if (fields.length === 0) return;
  const shape = `save ${meta.table} ${fields.map(({ name }) => name).join()}`;
  const compiled = kept(database, shape, () => compileUpdateRow(meta, fields, database.dialect));
  const values = [...fields.map((field) => (row as Values)[field.attribute] ?? null), primaryKeyOf(row)];
  const { changes } = await database.write({ text: compiled.text, bigints: false }, compiled.bind(values));
  if (changes === 0)
    throw new DoesNotExistError(
      meta.name,
      ` with ${meta.primaryKey.name} ${String(primaryKeyOf(row))} any more: it was deleted since it was loaded`,
    );
}

/** Reads a row again. */
export async function refreshRow(row: object): Promise<void> {
  const meta = metaOfRow(row);
  const database = databaseOfRow(row);
  const state = withCondition(
    emptyState(meta, database),
    { [meta.primaryKey.name]: primaryKeyOf(row) },
    false,
  );
  const [found] = await fetchRows(state);
  if (found === undefined)
    throw new DoesNotExistError(
      meta.name,
      ` with ${meta.primaryKey.name} ${String(primaryKeyOf(row))} any more`,
    );
  for (const { attribute } of meta.fields.values()) (row as Values)[attribute] = (found as Values)[attribute];
  RowState.forgetRelated(row);
}

/** Deletes a row, and what goes with it. */
export function deleteRow(row: object): Promise<DeletedRows> {
  const database = databaseOfRow(row);
  return transaction(async () => deleteCollected(await collectDeletion([row], { database }), database), {
    database,
  });
}

// Rows of one INSERT. More than this is hardly faster, and every size is a statement of its own to keep: these are few.
const batchSizes = [64, 8, 1] as const;

/** Stores many rows in few statements. */
export async function createRows(
  state: QueryState,
  rows: readonly object[],
  options: CreateManyCall = {},
): Promise<object[]> {
  const { meta } = state;
  const database = databaseOf(state);
  const made = rows.map((values) => new meta.model(values) as object);
  for (const row of made) {
    for (const field of meta.fields.values())
      if (field.autoNow) (row as Values)[field.attribute] = presentMoment(field);
    takeRelatedKeys(row);
  }
  const conflict = conflictOf(meta, options);
  const isKeyless = (row: object) =>
    meta.primaryKey.isAuto && ((row as Values)[meta.primaryKey.attribute] ?? null) === null;
  await transaction(
    async () => {
      for (const counts of [false, true]) {
        await insertBatches(
          made.filter((row) => isKeyless(row) === counts),
          meta,
          counts,
          database,
          conflict,
        );
      }
    },
    { database },
  );
  return made;
}

interface CreateManyCall {
  readonly ignoreConflicts?: boolean;
  readonly onConflict?: { readonly fields: readonly string[]; readonly update: readonly string[] };
}

async function insertBatches(
  rows: readonly object[],
  meta: ModelMeta,
  counts: boolean,
  database: Database,
  conflict: Conflict | undefined,
): Promise<void> {
  const fields = fieldsToInsert(meta, counts);
  const limit = Math.floor(database.dialect.maxParameters / Math.max(1, fields.length));
  for (let start = 0; start < rows.length; ) {
    const left = rows.length - start;
    const size = fields.length === 0 ? 1 : (batchSizes.find((size) => size <= left && size <= limit) ?? 1);
    const batch = rows.slice(start, start + size);
    const compiled = insertOf(meta, counts, size, database, conflict);
    const values = batch.flatMap((row) => fields.map((field) => (row as Values)[field.attribute] ?? null));
    const result = await database.write({ text: compiled.text, bigints: false }, compiled.bind(values));
    // Which rows were left out or changed can't be told, so their keys stay unknown, as in Django.
    if (counts && conflict === undefined) {
      for (const [position, row] of batch.entries())
        (row as Values)[meta.primaryKey.attribute] = countedKey(result, position);
    }
    if (conflict === undefined) for (const row of batch) RowState.attach(row, new ResultGroup(database));
    start += size;
  }
}

/** The key that the database counted up for a new row of a statement. */
function countedKey({ rows, lastKey }: WriteResult, position: number): number {
  return Number(rows[position]?.[0] ?? lastKey);
}

function conflictOf(meta: ModelMeta, { ignoreConflicts, onConflict }: CreateManyCall): Conflict | undefined {
  if (ignoreConflicts) return { ignore: true, target: [], update: [] };
  if (onConflict === undefined) return undefined;
  return {
    ignore: false,
    target: chosenFields(meta, onConflict.fields),
    update: chosenFields(meta, onConflict.update),
  };
}

/** The INSERT of so many rows, kept by its shape. */
function insertOf(
  meta: ModelMeta,
  counts: boolean,
  rowCount: number,
  database: Database,
  conflict?: Conflict,
): Compiled {
  const about =
    conflict === undefined
      ? ""
      : ` ${conflict.ignore} ${conflict.target.map(String)} ${conflict.update.map(String)}`;
  const returns = counts && conflict === undefined && (rowCount > 1 || !database.dialect.tellsLastKey);
  return kept(database, `insert ${meta.table} ${counts} ${rowCount}${about}`, () =>
    compileInsert(meta, fieldsToInsert(meta, counts), rowCount, database.dialect, {
      ...(returns ? { returning: meta.primaryKey } : {}),
      ...(conflict === undefined ? {} : { conflict }),
    }),
  );
}

function kept(database: Database, shape: string, compile: () => Compiled): Compiled {
  const known = database.writes.get(shape);
  if (known !== undefined) return known;
  const compiled = compile();
  database.writes.set(shape, compiled);
  return compiled;
}

/** All fields, without the key where the database counts it up. */
function fieldsToInsert(meta: ModelMeta, counts: boolean): readonly FieldInfo[] {
  const fields = [...meta.fields.values()];
  return counts ? fields.filter((field) => !field.primaryKey) : fields;
}

function fieldsToUpdate(meta: ModelMeta): readonly FieldInfo[] {
  return [...meta.fields.values()].filter((field) => !field.primaryKey);
}

function chosenFields(meta: ModelMeta, names: readonly string[]): FieldInfo[] {
  return names.map((name) => {
    const field = meta.fields.get(name);
    if (field === undefined) throw new UnknownFieldError(meta, name, `save({ only: ["${name}"] })`);
    return field;
  });
}

/** The row with these values, or a new one. Where another request makes it in the meantime, that one. */
export async function getOrCreateRow(
  state: QueryState,
  values: object,
  defaults: object = {},
): Promise<[object, boolean]> {
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

/** Changes the row with these values, or makes one. */
export function upsertRow(state: QueryState, values: object, changes: object): Promise<[object, boolean]> {
  return transaction(
    async () => {
      const [row, created] = await getOrCreateRow(state, values, changes);
      if (created) return [row, true];
      assignValues(row, metaOfRow(row), changes as Values, "upsert");
      await saveRow(row);
      return [row, false];
    },
    { database: databaseOf(state) },
  );
}

function refuseNothing(values: object, call: string): void {
  if (Object.keys(values).length === 0)
    throw new InvalidQueryError(`${call}() was given no values to look for.`);
}

/** The database that a row came from; of a new row the default one. */
function databaseOfRow(row: object): Database {
  return RowState.group(row)?.database ?? defaultDatabase(`${metaOfRow(row).name}.save()`);
}
