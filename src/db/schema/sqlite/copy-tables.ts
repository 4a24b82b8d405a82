import { SqliteConnection } from "../../backends/sqlite/sqlite-connection.ts";
import type { StoredValue } from "../../fields/column.ts";
import type { SchemaConnection } from "../schema-editor.ts";

/** A database in memory with the tables of another, their indexes, triggers and views, and without rows. */
export async function copyTables(from: SchemaConnection): Promise<SchemaConnection & { close(): void }> {
  const objects = await from.query(
    `SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
     ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, rowid`,
  );
  const copy = new SqliteConnection(":memory:", ["foreign_keys = OFF"]);
  for (const [sql] of objects) copy.script(String(sql));
  return {
    query: async (text, parameters = []) => copy.read({ text, bigints: false }, parameters as StoredValue[]), // names and constants
    close: () => copy.close(),
  };
}
