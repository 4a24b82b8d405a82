import type { Database } from "../connections/database.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { DeletedRows } from "../models/model-instance.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { primaryKeyOf, RowState } from "../models/row-state.ts";
import { storedValue } from "../sql/stored-value.ts";
import { type Deletion, refuseProtected } from "./collect-deletion.ts";

/** What rows do around being deleted. */
interface Hooks {
  beforeDelete(): unknown;
  afterDelete(): unknown;
}

/** Does what collectDeletion() found. Must be called inside a transaction. */
export async function deleteCollected(deletion: Deletion, database: Database): Promise<DeletedRows> {
  refuseProtected(deletion);
  const all = [...deletion.rows.values()].flat();
  for (const row of all) await (row as unknown as Hooks).beforeDelete(); // every row has the hooks
  const byModel: Record<string, number> = {};
  let total = 0;
  const count = (name: string, changes: number): void => {
    if (changes === 0) return;
    byModel[name] = (byModel[name] ?? 0) + changes;
    total += changes;
  };
  for (const { field, rows, value } of deletion.updates) await setColumn(database, field, rows, value);
  for (const { relation, column, rows } of deletion.links) {
    const { model, through, target } = relation;
    const key = column === through!.sourceColumn ? model.primaryKey : target.primaryKey;
    count(
      `${model.qualifiedName}.${relation.name}`,
      await deleteBy(database, through!.table, column, key, rows),
    );
  }
  for (const [model, rows] of deletion.rows) {
    await clearSelfReferences(database, model, rows);
    count(
      model.qualifiedName,
      await deleteBy(database, model.table, model.primaryKey.column, model.primaryKey, rows),
    );
  }
  for (const row of all) {
    RowState.attach(row, undefined); // it is a new row from here on, as far as save() is concerned
    await (row as unknown as Hooks).afterDelete();
  }
  return { total, byModel };
}

// Below what any database binds in one statement.
const portionSize = 1000;

async function deleteBy(
  database: Database,
  table: string,
  column: string,
  key: FieldInfo,
  rows: readonly object[],
): Promise<number> {
  const { dialect } = database;
  let changes = 0;
  for (let start = 0; start < rows.length; start += portionSize) {
    const keys = rows
      .slice(start, start + portionSize)
      .map((row) => storedValue(dialect, key, primaryKeyOf(row)));
    const marks = keys.map((_, position) => dialect.placeholder(position + 1)).join(", ");
    const text = `DELETE FROM ${dialect.quote(table)} WHERE ${dialect.quote(column)} IN (${marks})`;
    changes += (await database.execute(text, keys)).changes;
  }
  return changes;
}

async function setColumn(
  database: Database,
  field: FieldInfo,
  rows: readonly object[],
  value: unknown,
): Promise<void> {
  const { dialect } = database;
  const key = field.model.primaryKey;
  const given = typeof value === "function" ? (value as () => unknown)() : value;
  for (let start = 0; start < rows.length; start += portionSize) {
    const keys = rows
      .slice(start, start + portionSize)
      .map((row) => storedValue(dialect, key, primaryKeyOf(row)));
    const marks = keys.map((_, position) => dialect.placeholder(position + 2)).join(", ");
    const text = `UPDATE ${dialect.quote(field.model.table)} SET ${dialect.quote(field.column)} = ${dialect.placeholder(1)} WHERE ${dialect.quote(key.column)} IN (${marks})`;
    await database.execute(text, [storedValue(dialect, field, given), ...keys]);
  }
}

/** Rows of one table that refer to each other go by one statement only where the database checks at its end. */
async function clearSelfReferences(
  database: Database,
  model: ModelMeta,
  rows: readonly object[],
): Promise<void> {
  if (rows.length <= portionSize) return;
  for (const field of model.fields.values()) {
    if (field.relation?.target.root === model && field.nullable) await setColumn(database, field, rows, null);
  }
}
