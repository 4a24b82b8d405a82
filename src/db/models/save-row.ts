import type { Database } from "../connections/database.ts";
import { transaction } from "../connections/transaction.ts";
import { InvalidQueryError, NotUpdatedError, UnknownFieldError } from "../errors.ts";
import { nextDepth } from "../expressions/callback-depth.ts";
import { presentMoment } from "../fields/default-value.ts";
import { type Callback, callWithRow } from "../query/callbacks.ts";
import { checkList } from "../query/check-arguments.ts";
import { hasRows } from "../query/execute.ts";
import { emptyState } from "../query/query-state.ts";
import { withCondition } from "../query/state-changes.ts";
import { updateTable } from "../query/write-query.ts";
import { assignValues, takeRelatedKeys } from "./assign.ts";
import { autoNowFields } from "./auto-now-fields.ts";
import { computedFields, updatesOf } from "./computed-values.ts";
import type { FieldInfo } from "./field-info.ts";
import { insertRows } from "./insert-rows.ts";
import { keyCondition } from "./key-condition.ts";
import { isWholeKey } from "./keys.ts";
import { takeLastPlaces } from "./last-place.ts";
import type { SaveOptions } from "./model-instance.ts";
import type { ModelMeta } from "./model-meta.ts";
import { hasPreparedValues, prepareValues } from "./prepare-values.ts";
import { readBack, readValues } from "./read-back.ts";
import type { RelationInfo } from "./relation-info.ts";
import { rowSaved, rowSaving } from "./row-events.ts";
import { metaOfRow, ResultGroup, RowState } from "./row-state.ts";
import { updateValues } from "./write-table.ts";

/*
 * How a row is stored, as Django's Model.save() does it:
 *
 *   1. a row that was read from this database is updated; a new one without a key is inserted
 *   2. a new row with a key may be there already: it is updated, and inserted where nothing was
 *   3. of a model that inherits, the rows of the parents are stored first, in the same transaction
 *
 * One thing is otherwise: a row that was read and has been deleted since is not brought back, but an error.
 */

type Values = Record<string, unknown>;
/** What rows do around being written. */
interface Hooks {
  beforeSave(): unknown;
  afterSave(call: { readonly created: boolean }): unknown;
}

/** Stores a row in a database. */
export async function save(row: object, database: Database, options: SaveOptions = {}): Promise<void> {
  const meta = metaOfRow(row);
  refuseContradiction(meta, options);
  const hooks = row as unknown as Hooks; // every row has them
  const created = RowState.group(row) === undefined;
  await hooks.beforeSave();
  const written = setComputed(row, meta, options.set);
  const only = typeof options.only === "function" ? options.only() : options.only;
  if (rowSaving.hasListeners) await rowSaving.emit({ row, model: meta, database, created });
  takeRelatedKeys(row);
  const isPartial = only !== undefined && (!created || options.update === true);
  const named = isPartial ? [...only, ...written] : undefined;
  const prepared = hasPreparedValues(meta) ? await prepareValues(meta, [row], named) : undefined;
  const chosen =
    named === undefined ? undefined : chosenFields(meta, [...named, ...(prepared?.alsoWritten ?? [])]);
  const saving: Saving = { row, database, chosen, isStored: isStoredIn(row, database), ...options };
  setMoments(meta, saving);
  try {
    if (chosen === undefined || chosen.length > 0) {
      if (meta.parents.length === 0) await saveTable(meta, saving, options.insert ?? false);
      else await transaction(() => saveFamily(meta, saving), { database });
      if (!isStoredIn(row, database)) RowState.attach(row, new ResultGroup(database));
    }
  } catch (error) {
    await prepared?.undo();
    throw error;
  }
  await hooks.afterSave({ created });
  if (rowSaved.hasListeners) await rowSaved.emit({ row, model: meta, database, created });
}

interface Saving extends Pick<SaveOptions, "insert" | "update"> {
  readonly row: object;
  readonly database: Database;
  /** The fields to write; `undefined` for all. */
  readonly chosen: readonly FieldInfo[] | undefined;
  /** Whether it was read from this database, or stored in it. */
  readonly isStored: boolean;
}

function refuseContradiction(meta: ModelMeta, { insert, update, only }: SaveOptions): void {
  if (!insert || (!update && only === undefined)) return;
  throw new InvalidQueryError(
    `save() of a row of ${meta.name} was told to insert it, and by ${update ? "update" : "only"} to change one that is there. Choose one of the two.`,
  );
}

/** Sets what the callback of `set` gives, and tells which fields those are. */
function setComputed(row: object, meta: ModelMeta, set: SaveOptions["set"]): readonly string[] {
  if (set === undefined) return [];
  const { made } = callWithRow(emptyState(meta), set as Callback); // it takes the handle of such a row
  assignValues(row, meta, made as Values, "save"); // looks at what it is
  return Object.keys(made as Values).map((name) => meta.fieldOfAttribute(name)?.name ?? name);
}

function isStoredIn(row: object, database: Database): boolean {
  return RowState.group(row)?.database === database;
}

function setMoments(meta: ModelMeta, { row, chosen }: Saving): void {
  for (const field of autoNowFields(meta))
    if (chosen === undefined || chosen.includes(field))
      (row as Values)[field.attribute] = presentMoment(field);
}

/** Stores the rows of the parents, then the row itself. */
async function saveFamily(meta: ModelMeta, saving: Saving): Promise<void> {
  const parentInserted = await saveParents(meta, { ...saving, insert: false });
  await saveTable(meta, saving, parentInserted || (saving.insert ?? false));
}

/** Whether one of the parents' rows is new. */
async function saveParents(meta: ModelMeta, saving: Saving): Promise<boolean> {
  const values = saving.row as Values;
  let inserted = false;
  for (const link of meta.parents) {
    const parent = link.target.root;
    const { near, far } = joinOf(link);
    // The key may have been given by the link.
    values[far.attribute] ??= values[near.attribute];
    const grandparentInserted = await saveParents(parent, saving);
    if (!(await saveTable(parent, saving, grandparentInserted))) inserted = true;
    values[near.attribute] = values[far.attribute];
  }
  return inserted;
}

function joinOf(link: RelationInfo) {
  return link.joinColumns[0]!; // a parent link has one column
}

/** Stores what of a row is in one table. Gives whether it was there already. */
async function saveTable(meta: ModelMeta, saving: Saving, mustInsert: boolean): Promise<boolean> {
  const { row, database, chosen, update, isStored } = saving;
  const all = changeableFields(meta);
  const fields = chosen === undefined ? all : all.filter((field) => chosen.includes(field));
  const mustUpdate = update || chosen !== undefined;
  const hasKey = isWholeKey(meta.keyOf(row));
  if (!hasKey && mustUpdate)
    throw new InvalidQueryError(
      `A row of ${meta.name} without a key can't be updated: save() it first, or set its key.`,
    );
  const isSurelyNew = !isStored && !mustUpdate && meta.keyFields.every((field) => field.hasDefault);
  if (hasKey && !mustInsert && !isSurelyNew) {
    if (await updateOwn(meta, fields, saving)) return true;
    if (mustUpdate || isStored) throw new NotUpdatedError(meta.name, keyText(meta, row));
  }
  if (meta.orderWithRespectTo !== undefined) await takeLastPlaces(meta, [row], database);
  await insertRows(meta, [row], database);
  await readBack([row], meta, database, true);
  return false;
}

// Asked for each row that is saved, and always the same.
const changeable = new WeakMap<ModelMeta, readonly FieldInfo[]>();

/** The fields of a model's own table that an update writes. */
function changeableFields(meta: ModelMeta): readonly FieldInfo[] {
  let fields = changeable.get(meta);
  if (fields === undefined) {
    fields = [...meta.ownFields.values()].filter((field) => !field.isKey && field.generated === undefined);
    changeable.set(meta, fields);
  }
  return fields;
}

/** Updates the columns of a row in one table. Gives whether it was there. */
async function updateOwn(meta: ModelMeta, fields: readonly FieldInfo[], saving: Saving): Promise<boolean> {
  const { row, database, chosen } = saving;
  // What was not loaded isn't written: the value in the database is the one that counts.
  const known = fields.filter(({ attribute }) => (row as Values)[attribute] !== undefined);
  if (known.length === 0) return chosen !== undefined || isThere(meta, row, database);
  const computed = computedFields(row, known);
  if (computed.length > 0) {
    if (!(await updateComputed(meta, known, row, database))) return false;
    for (const { attribute } of computed) (row as Values)[attribute] = undefined; // not known, until it is read
    await readValues([row], meta, computed, database);
  } else if (!(await updateValues(meta, known, row, database))) return false;
  await readBack([row], meta, database, false);
  return true;
}

/** The same with values that the database computes. */
async function updateComputed(
  meta: ModelMeta,
  fields: readonly FieldInfo[],
  row: object,
  database: Database,
): Promise<boolean> {
  const state = withCondition(emptyState(meta, database), keyCondition(meta, [meta.keyOf(row)]), false);
  return (await updateTable(state, updatesOf(row, fields), nextDepth(), database)) > 0;
}

function isThere(meta: ModelMeta, row: object, database: Database): Promise<boolean> {
  return hasRows(withCondition(emptyState(meta, database), keyCondition(meta, [meta.keyOf(row)]), false));
}

/** The fields that `only` names. */
function chosenFields(meta: ModelMeta, names: readonly string[]): FieldInfo[] {
  checkList(names, "only in save");
  return names.map((name) => {
    const field = meta.fields.get(name);
    if (field === undefined) throw new UnknownFieldError(meta, name, `save({ only: ["${name}"] })`);
    if (field.isKey)
      throw new InvalidQueryError(
        `save({ only: ["${name}"] }) of a row of ${meta.name} can't write its key, which says which row it is.`,
      );
    return field;
  });
}

/** `id 3`, or `tenant, number 1, 2`, for messages. */
export function keyText(meta: ModelMeta, row: object): string {
  return `${meta.keyFields.map(({ name }) => name).join(", ")} ${String(meta.keyOf(row)).replaceAll(",", ", ")}`;
}
