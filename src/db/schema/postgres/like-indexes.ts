import type { SchemaConnection } from "../schema-editor.ts";
import { quoteName } from "./quote-name.ts";
import { likeIndexName } from "./table-objects.ts";

/**
 * Gives the indexes for LIKE the names that they have on a table of that name, and on columns of those names: they are
 * looked for by them when they are dropped, and nothing else tells which they are.
 *
 * @param column - A column that was renamed: its names before and after.
 */
export async function renameLikeIndexes(
  connection: SchemaConnection,
  from: string,
  to: string,
  column?: { readonly from: string; readonly to: string },
): Promise<void> {
  const indexes = await connection.query(
    `SELECT i.relname, a.attname FROM pg_index x
       JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[0]
       JOIN pg_opclass o ON o.oid = x.indclass[0]
     WHERE x.indrelid = to_regclass(?) AND x.indnatts = 1 AND o.opcname LIKE '%_pattern_ops'`,
    [quoteName(to)],
  );
  for (const [index, name] of indexes) {
    const now = String(name);
    const before = now === column?.to ? column.from : now;
    if (index !== likeIndexName(from, before) || index === likeIndexName(to, now)) continue;
    await connection.query(
      `ALTER INDEX ${quoteName(String(index))} RENAME TO ${quoteName(likeIndexName(to, now))}`,
    );
  }
}
