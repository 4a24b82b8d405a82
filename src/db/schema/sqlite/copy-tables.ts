import { SqliteConnection } from "../../backends/sqlite/sqlite-connection.ts";
import type { StoredValue } from "../../fields/column.ts";
import { SchemaChangeError } from "../errors.ts";
import type { SchemaConnection } from "../schema-editor.ts";
import { isAsRead } from "./read-object.ts";

/** A database in memory with the tables of another, their indexes, triggers and views, and without rows. */
export async function copyTables(from: SchemaConnection): Promise<SchemaConnection & { close(): void }> {
  const objects = await from.query(
    `SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
     ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, rowid`,
  );
  for (const [type, name, sql] of objects) {
    if (await isAsRead(from, { type: String(type), name: String(name), sql: String(sql) })) continue;
    throw new SchemaChangeError(
      `The ${type} ${JSON.stringify(name)} has a name or a definition with bytes that are no text (read as \ufffd), so that nothing can be tried on a copy. Correct it by SQL.`,
    );
  }
  const copy = new SqliteConnection(":memory:", ["foreign_keys = OFF"]);
  for (const [, , sql] of objects) copy.script(String(sql));
  return {
    query: async (text, parameters = []) => copy.read({ text, bigints: false }, parameters as StoredValue[]), // names and constants
    close: () => copy.close(),
  };
}
