import type { SchemaConnection, SchemaEditor } from "../../schema/schema-editor.ts";
import { SchemaState } from "../../schema/schema-state.ts";
import { tableDefinition } from "../../schema/table-definition.ts";
import { type MigrationId, migrationKey } from "../graph/migration.ts";
import { createModel } from "../operations/model-operations.ts";

/*
 * The table in which the database itself remembers which migrations were applied to it. A row is written in the same
 * transaction as the change, so that the two never disagree.
 */

const table = "quintet_migrations";
const historyModel = createModel("Migration", {
  table,
  fields: {
    id: { type: "auto", primaryKey: true },
    module: { type: "string", maxLength: 255 },
    name: { type: "string", maxLength: 255 },
    appliedAt: { type: "datetime" },
  },
  constraints: [{ type: "unique", name: "quintet_migrations_module_name_uniq", fields: ["module", "name"] }],
});

/** Makes the table, where it is not there yet. */
export async function createHistory(editor: SchemaEditor, hasTable: boolean): Promise<void> {
  if (hasTable) return;
  const state = historyModel.apply(new SchemaState(), "quintet");
  await editor.createTable(tableDefinition(state, state.get("quintet.Migration")));
}

export const historyTable = table;

/** The migrations that were applied, in that order. */
export async function readHistory(connection: SchemaConnection): Promise<readonly MigrationId[]> {
  const rows = await connection.query(`SELECT "module", "name" FROM "${table}" ORDER BY "id"`);
  return rows.map(([module, name]) => [String(module), String(name)]);
}

/** Applied migrations by key, for look-ups. */
export function keysOf(ids: readonly MigrationId[]): ReadonlySet<string> {
  return new Set(ids.map(migrationKey));
}

export async function isRecorded(
  connection: SchemaConnection,
  [module, name]: MigrationId,
): Promise<boolean> {
  const rows = await connection.query(`SELECT 1 FROM "${table}" WHERE "module" = ? AND "name" = ?`, [
    module,
    name,
  ]);
  return rows.length > 0;
}

export async function record(connection: SchemaConnection, [module, name]: MigrationId): Promise<void> {
  const now = new Date().toISOString().replace("T", " ").replace("Z", "000");
  await connection.query(`INSERT INTO "${table}" ("module", "name", "applied_at") VALUES (?, ?, ?)`, [
    module,
    name,
    now,
  ]);
}

export async function unrecord(connection: SchemaConnection, [module, name]: MigrationId): Promise<void> {
  await connection.query(`DELETE FROM "${table}" WHERE "module" = ? AND "name" = ?`, [module, name]);
}
