import type { Database } from "../connections/database.ts";
import type { DeletedRows } from "../models/model-instance.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { rowDeleted, rowDeleting } from "../models/row-events.ts";
import { metaOfRow, RowState } from "../models/row-state.ts";
import { type Deletion, type FieldChange, refuseProtected } from "./collect-deletion.ts";
import { deleteWhere, setWhere, valuesOf } from "./deletion-statements.ts";

/** What rows do around being deleted. */
interface Hooks {
  beforeDelete(): unknown;
  afterDelete(): unknown;
}

/** Does what collectDeletion() found. Must be called inside a transaction. */
export async function deleteCollected(deletion: Deletion, database: Database): Promise<DeletedRows> {
  refuseProtected(deletion);
  const all = [...deletion.rows.values()].flat();
  for (const row of all) await tell(row, "beforeDelete", rowDeleting, database);
  const counts = new Counts();
  for (const { relation, keys } of deletion.unseen) {
    const near = relation.joinColumns.map((columns) => columns.near);
    counts.add(relation.model.qualifiedName, await deleteWhere(database, relation.model.table, near, keys));
  }
  for (const change of [...deletion.updates, ...deletion.released]) await setField(database, change);
  for (const { relation, columns, rows } of deletion.links) {
    const keyed = columns.map(({ column, field }) => ({ column, type: field }));
    const keys = valuesOf(
      rows,
      columns.map(({ field }) => field),
    );
    const table = relation.through!.table; // links are those of relations with a table
    counts.add(
      `${relation.model.qualifiedName}.${relation.name}`,
      await deleteWhere(database, table, keyed, keys),
    );
  }
  for (const [model, rows] of deletion.rows) {
    await clearSelfReferences(database, model, rows);
    const keys = valuesOf(rows, model.keyFields);
    let left = await deleteWhere(database, model.table, model.keyFields, keys);
    // Counted under the model through which they were read: one that shares the table with its parent has its own name.
    for (const [read, some] of Map.groupBy(rows, metaOfRow)) {
      const gone = Math.min(left, some.length); // fewer, where others have deleted some meanwhile
      counts.add(read.qualifiedName, gone);
      left -= gone;
    }
  }
  for (const row of all) {
    RowState.attach(row, undefined); // it is a new row from here on, as far as save() is concerned
    await tell(row, "afterDelete", rowDeleted, database);
  }
  for (const row of all) forgetKey(row, metaOfRow(row));
  return { total: counts.total, byModel: counts.byModel };
}

class Counts {
  total = 0;
  readonly byModel: Record<string, number> = {};

  add(name: string, changes: number): void {
    if (changes === 0) return;
    this.byModel[name] = (this.byModel[name] ?? 0) + changes;
    this.total += changes;
  }
}

async function tell(
  row: object,
  hook: keyof Hooks,
  event: typeof rowDeleting,
  database: Database,
): Promise<void> {
  await (row as unknown as Hooks)[hook](); // every row has the hooks
  if (event.hasListeners) await event.emit({ row, model: metaOfRow(row), database });
}

async function setField(database: Database, { field, rows, value }: FieldChange): Promise<void> {
  const { keyFields } = field.model;
  await setWhere(database, field, value, keyFields, valuesOf(rows, keyFields));
}

/** Rows of one table that refer to each other go by one statement only where the database checks at its end. */
async function clearSelfReferences(
  database: Database,
  model: ModelMeta,
  rows: readonly object[],
): Promise<void> {
  if (rows.length <= rowsAtOnce) return;
  for (const field of model.ownFields.values()) {
    if (field.relation?.target.root === model && field.nullable)
      await setField(database, { field, rows, value: null });
  }
}
// As many as deleteWhere() deletes by one statement.
const rowsAtOnce = 500;

/** A row that is gone has no key, and none of its parents' either. */
function forgetKey(row: object, meta: ModelMeta): void {
  for (const { attribute } of meta.keyFields) (row as Record<string, unknown>)[attribute] = null;
  for (const { target } of meta.parents) forgetKey(row, target);
}
