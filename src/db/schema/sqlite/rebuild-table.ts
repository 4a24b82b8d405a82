import { isCounted } from "../../fields/automatic-key.ts";
import { SchemaChangeError } from "../errors.ts";
import type { ColumnChange, SchemaConnection, TableChange } from "../schema-editor.ts";
import { createIndexSql, createTableSql, indexesOf } from "./column-sql.ts";
import { fillSql } from "./literal-sql.ts";
import { quoteName } from "./quote-name.ts";

/*
 * SQLite can't alter most of a table, so it is made anew, as sqlite.org/lang_altertable.html (part 7) says:
 *
 *   1. create new__t with the new definition      4. rename new__t to t
 *   2. copy the rows                              5. make the indexes and triggers again
 *   3. drop t
 *
 * Foreign keys are off meanwhile (the executor sees to it), so that dropping t deletes nothing elsewhere, and other
 * tables' references to "t" stay as they are. Views and other tables' triggers that mention t would make the rename
 * fail, because t is gone at that moment; the old way of renaming doesn't look at them. Indexes and triggers that the
 * migrations don't know, made by hand, are made again as they were.
 */
export async function rebuildTable(connection: SchemaConnection, change: TableChange): Promise<void> {
  const { before, after, columns } = change;
  const table = after.name;
  const temporary = `new__${table}`;
  const byHand = await objectsByHand(
    connection,
    table,
    indexesOf(before).map(({ name }) => name),
  );

  await connection.query(createTableSql(after, temporary));
  await connection.query(copySql(table, temporary, columns));
  await keepCounter(connection, table, temporary, change);
  await connection.query(`DROP TABLE ${quoteName(table)}`);
  await renameQuietly(connection, temporary, table);
  for (const index of indexesOf(after)) await connection.query(createIndexSql(after, index));
  for (const object of byHand) await restore(connection, table, object);
}

interface DatabaseObject {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/** Indexes and triggers of a table that no migration knows. */
async function objectsByHand(
  connection: SchemaConnection,
  table: string,
  known: readonly string[],
): Promise<readonly DatabaseObject[]> {
  const rows = await connection.query(
    "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL",
    [table],
  );
  return rows
    .map(([type, name, sql]) => ({ type: String(type), name: String(name), sql: String(sql) }))
    .filter(({ name }) => !known.includes(name));
}

async function restore(connection: SchemaConnection, table: string, object: DatabaseObject): Promise<void> {
  try {
    await connection.query(object.sql);
  } catch (cause) {
    throw new SchemaChangeError(
      `The ${object.type} "${object.name}" of "${table}" was not made by a migration, and no longer fits the table: ${(cause as Error).message}.\nDrop it in the migration before this step: runSql('DROP ${object.type.toUpperCase()} "${object.name}"').`,
      { cause },
    );
  }
}

function copySql(table: string, temporary: string, columns: readonly ColumnChange[]): string {
  const copied = columns.filter(
    ({ before, after, fill }) => after && !after.generated && (before || fill !== undefined),
  );
  const targets = copied.map(({ after }) => quoteName(after!.name));
  const sources = copied.map(sourceSql);
  return `INSERT INTO ${quoteName(temporary)} (${targets.join(", ")}) SELECT ${sources.join(", ")} FROM ${quoteName(table)}`;
}

/** Where a column's values come from: the old column, and the filling where there is none, or NULL that no longer may be. */
function sourceSql({ before, after, fill }: ColumnChange): string {
  if (before === undefined) return fillSql(fill, after!.storage);
  const old = quoteName(before.name);
  const losesNull = before.nullable && !after!.nullable && fill !== undefined;
  return losesNull ? `coalesce(${old}, ${fillSql(fill, after!.storage)})` : old;
}

/** A key that was given once is not given again, also not where the highest rows have been deleted. */
async function keepCounter(
  connection: SchemaConnection,
  table: string,
  temporary: string,
  { before, after }: TableChange,
): Promise<void> {
  const counts = (definition: TableChange["after"]) =>
    definition.columns.some(({ storage }) => isCounted(storage.type));
  if (!counts(before) || !counts(after)) return;
  await connection.query("DELETE FROM sqlite_sequence WHERE name = ?", [temporary]);
  await connection.query(
    "INSERT INTO sqlite_sequence (name, seq) SELECT ?, seq FROM sqlite_sequence WHERE name = ?",
    [temporary, table],
  );
}

/** Renames a table without a look at the views and triggers that mention its new name. */
async function renameQuietly(connection: SchemaConnection, from: string, to: string): Promise<void> {
  await connection.query("PRAGMA legacy_alter_table = ON");
  try {
    await connection.query(`ALTER TABLE ${quoteName(from)} RENAME TO ${quoteName(to)}`);
  } finally {
    await connection.query("PRAGMA legacy_alter_table = OFF");
  }
}
