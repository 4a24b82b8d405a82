import type { SchemaConnection } from "quintet/db";
import type { Json } from "../queries/documents.ts";

/*
 * What an SQLite database says about its tables, in the words of the kind "schema" of the corpus.
 */

/** Every table with its columns, indexes and references. */
export async function readTables(connection: SchemaConnection): Promise<Readonly<Record<string, Json>>> {
  const rows = await connection.query(
    "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
  );
  const tables: Record<string, Json> = {};
  for (const [name, sql] of rows)
    tables[String(name)] = await readTable(connection, String(name), String(sql));
  return tables;
}

async function readTable(connection: SchemaConnection, table: string, sql: string): Promise<Json> {
  const quoted = `"${table.replaceAll('"', '""')}"`;
  const columns = await connection.query(`PRAGMA table_xinfo(${quoted})`);
  const keys = await connection.query(`PRAGMA foreign_key_list(${quoted})`);
  return {
    columns: Object.fromEntries(
      columns.map(([, name, type, notNull, byDefault, pk, hidden]) => [
        String(name),
        {
          type: String(type).toLowerCase(),
          null: !Number(notNull),
          default: (byDefault ?? null) as Json,
          pk: Number(pk),
          generated: [2, 3].includes(Number(hidden)),
        },
      ]),
    ),
    indexes: { $set: await readIndexes(connection, quoted) },
    foreign_keys: { $set: keys.map(([, , to, from, target]) => [from, to, target ?? null] as Json) },
    checks: sql.match(/\bCHECK\b/g)?.length ?? 0,
    autoincrement: sql.includes("AUTOINCREMENT"),
  };
}

async function readIndexes(connection: SchemaConnection, quoted: string): Promise<readonly Json[]> {
  const indexes: Json[] = [];
  for (const [, name, unique, origin, partial] of await connection.query(`PRAGMA index_list(${quoted})`)) {
    if (origin === "pk") continue;
    const parts = await connection.query(`PRAGMA index_xinfo("${String(name).replaceAll('"', '""')}")`);
    const columns = parts
      .filter(([, , , , , isKey]) => Number(isKey) === 1)
      .map(([, , column, descending]) => [(column ?? null) as Json, Boolean(descending)]);
    indexes.push({ columns, unique: Boolean(unique), partial: Boolean(partial) });
  }
  return indexes;
}
