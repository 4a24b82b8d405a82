import { UniqueViolation } from "../../errors.ts";
import { isCounted } from "../../fields/automatic-key.ts";
import { SchemaChangeError } from "../errors.ts";
import { followed } from "../followed-table.ts";
import type { ColumnChange, SchemaConnection, TableChange } from "../schema-editor.ts";
import type { ColumnDefinition, TableDefinition } from "../table-definition.ts";
import { createIndexSql, createTableSql, defaultSql, indexesOf } from "./column-sql.ts";
import { type HandMade, handMadeParts } from "./hand-made-parts.ts";
import { fillSql } from "./literal-sql.ts";
import { quoteName } from "./quote-name.ts";
import { isAsRead } from "./read-object.ts";
import { readTableSource, type TableSource } from "./table-source.ts";

/*
 * SQLite can't alter most of a table, so it is made anew, as sqlite.org/lang_altertable.html (part 7) says:
 *
 *   1. rename columns in place, so that whatever mentions them follows
 *   2. create new__t with the new definition      5. rename new__t to t
 *   3. copy the rows                              6. make the indexes and triggers again
 *   4. drop t
 *
 * Foreign keys are off meanwhile (the executor sees to it), so that dropping t deletes nothing elsewhere, and other
 * tables' references to "t" stay as they are. Views and other tables' triggers that mention t would make the rename
 * fail, because t is gone at that moment; the old way of renaming doesn't look at them.
 *
 * What migrations don't know stays as it is written: columns and rules made by hand, indexes and triggers, STRICT and
 * WITHOUT ROWID, and the definition of each column that doesn't change.
 */
export async function rebuildTable(connection: SchemaConnection, wanted: TableChange): Promise<void> {
  await renameColumns(connection, wanted);
  const change = renamed(wanted);
  const { before, after } = change;
  const table = after.name;
  const temporary = `new__${table}`;
  const source = await sourceOf(connection, table);
  const byHand = handMadeParts(source, change);
  const objects = await objectsByHand(connection, before);

  await createAnew(connection, change, temporary, source, byHand);
  await connection.query(copySql(change, temporary, source, byHand)).catch((cause) => {
    const isUnique = cause instanceof UniqueViolation; // of a table that nobody knows
    throw isUnique ? new UniqueViolation({ table, columns: cause.columns }, cause.cause) : cause;
  });
  for (const column of change.columns) await refuseTexts(connection, table, temporary, column);
  await keepCounter(connection, table, temporary, change);
  await connection.query(`DROP TABLE ${quoteName(table)}`);
  await renameQuietly(connection, temporary, table);
  for (const index of indexesOf(after)) await connection.query(createIndexSql(after, index));
  for (const object of objects) await restore(connection, table, object);
}

async function renameColumns(connection: SchemaConnection, { after, columns }: TableChange): Promise<void> {
  for (const { before, after: now } of columns) {
    if (before === undefined || now === undefined || before.name === now.name) continue;
    await connection.query(
      `ALTER TABLE ${quoteName(after.name)} RENAME COLUMN ${quoteName(before.name)} TO ${quoteName(now.name)}`,
    );
  }
}

/** The change that is left when columns have their new names. */
function renamed(change: TableChange): TableChange {
  const before = followed(change.before, change.columns);
  const columns = change.columns.map((column): ColumnChange => {
    const position = change.before.columns.findIndex(({ name }) => name === column.before?.name);
    return position < 0 ? column : { ...column, before: before.columns[position]! };
  });
  return { ...change, before, columns };
}

/** How the table is written; nothing where it isn't there, which the statements after this one say. */
async function sourceOf(connection: SchemaConnection, table: string): Promise<TableSource> {
  const [row] = await connection.query("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", [
    table,
  ]);
  if (row === undefined) return { parts: [], isStrict: false, isWithoutRowid: false };
  const sql = String(row[0]);
  await refuseUnreadable(connection, table, { type: "table", name: table, sql });
  return readTableSource(sql);
}

/** @throws {@link SchemaChangeError} where what is written again would be something else. */
async function refuseUnreadable(
  connection: SchemaConnection,
  table: string,
  object: DatabaseObject,
): Promise<void> {
  if (await isAsRead(connection, object)) return;
  const what = object.type === "table" ? "" : ` ${object.type} ${JSON.stringify(object.name)} of the`;
  throw new SchemaChangeError(
    `The${what} table "${table}" can't be made anew: its definition holds bytes that are no text, which would be lost (shown as \ufffd):\n  ${object.sql}\nMake it again without them first, by SQL.`,
  );
}

async function createAnew(
  connection: SchemaConnection,
  { after }: TableChange,
  temporary: string,
  source: TableSource,
  byHand: HandMade,
): Promise<void> {
  try {
    await connection.query(createTableSql(after, temporary, { ...source, ...byHand }));
  } catch (cause) {
    const parts = [...byHand.columns, ...byHand.rules].map(({ sql }) => sql);
    if (parts.length === 0) throw cause;
    throw new SchemaChangeError(
      `What was written into "${after.name}" by hand no longer fits the table: ${(cause as Error).message}.\nNo migration knows ${parts.join(" and ")}. Take it into the models (separate({ state: [addField(…)] })), or drop it before this step.`,
      { cause },
    );
  }
}

/** SQLite puts any text into a column of numbers, where nobody could read it as one. */
async function refuseTexts(
  connection: SchemaConnection,
  table: string,
  temporary: string,
  { before, after }: ColumnChange,
): Promise<void> {
  const { type, columnType } = after?.storage ?? {};
  if (!after || type === before?.storage.type || columnType !== undefined || !isNumber.has(type!)) return;
  const column = quoteName(after.name);
  const [row] = await connection.query(
    `SELECT ${column} FROM ${quoteName(temporary)} WHERE typeof(${column}) IN ('text', 'blob') LIMIT 1`,
  );
  if (row === undefined) return;
  const value = typeof row[0] === "string" ? JSON.stringify(row[0]) : "bytes";
  throw new SchemaChangeError(
    before === undefined
      ? `The rows that are there can't be given ${value} as "${after.name}" of "${table}": it is no number. Correct the field's default, or the "fill" of addField().`
      : `The column "${after.name}" of "${table}" can't become one of numbers: a row has ${value}. Correct such rows in a migration before this one.`,
  );
}

const isNumber = new Set(["smallInteger", "integer", "bigInteger", "float"]);

interface DatabaseObject {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/**
 * Indexes and triggers of a table that no migration knows. An index that is what a migration has made is known under any
 * name: it keeps the one of before where the table was renamed by SQL.
 */
async function objectsByHand(
  connection: SchemaConnection,
  before: TableDefinition,
): Promise<readonly DatabaseObject[]> {
  const own = indexesOf(before);
  const names = new Set(own.map(({ name }) => name));
  const contents = new Set(own.map((index) => withoutName(createIndexSql(before, index), index.name)));
  const isKnown = ({ name, sql }: DatabaseObject) => names.has(name) || contents.has(withoutName(sql, name));
  const rows = await connection.query(
    "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ? COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL",
    [before.name],
  );
  const objects = rows
    .map(([type, name, sql]) => ({ type: String(type), name: String(name), sql: String(sql) }))
    .filter((object) => object.type === "trigger" || !isKnown(object));
  for (const object of objects) await refuseUnreadable(connection, before.name, object);
  return objects;
}

function withoutName(sql: string, name: string): string {
  return sql.replace(` ${quoteName(name)} `, " ");
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

function copySql(
  { after, columns }: TableChange,
  temporary: string,
  source: TableSource,
  byHand: HandMade,
): string {
  const copied = columns.filter(
    ({ before, after, fill }) => after && !after.generated && (before || fill !== undefined),
  );
  const kept = byHand.columns.filter(({ sql }) => !isComputed(sql)).map(({ name }) => quoteName(name));
  const rowid = hasRowidOfItsOwn(after, source) ? ["rowid"] : [];
  const targets = [...rowid, ...copied.map(({ after }) => quoteName(after!.name)), ...kept];
  const sources = [...rowid, ...copied.map(sourceSql), ...kept];
  return `INSERT INTO ${quoteName(temporary)} (${targets.join(", ")}) SELECT ${sources.join(", ")} FROM ${quoteName(after.name)}`;
}

function isComputed(sql: string): boolean {
  return /\bAS\s*\(/i.test(sql);
}

/** Rows have a number beside their columns, which an index for texts made by hand may use, unless the key is that number. */
function hasRowidOfItsOwn({ columns }: TableDefinition, { parts, isWithoutRowid }: TableSource): boolean {
  if (isWithoutRowid || parts.some(({ name }) => name?.toLowerCase() === "rowid")) return false;
  const keys = columns.filter(({ primaryKey }) => primaryKey);
  return (
    !(keys.length === 1 && isRowid(keys[0]!)) && !columns.some(({ name }) => name.toLowerCase() === "rowid")
  );
}

function isRowid({ storage }: ColumnDefinition): boolean {
  return isCounted(storage.type) || storage.type === "integer";
}

/** Where a column's values come from: the old column, and the filling where there is none, or NULL that no longer may be. */
function sourceSql({ before, after, fill }: ColumnChange): string {
  if (before === undefined) return fillSql(fill, after!.storage);
  const old = quoteName(before.name);
  if (!before.nullable || after!.nullable) return old;
  const { storage, dbDefault } = after!;
  if (fill !== undefined) return `coalesce(${old}, ${fillSql(fill, storage)})`;
  return dbDefault === undefined ? old : `coalesce(${old}, ${defaultSql(dbDefault, storage)})`;
}

/** A key that was given once is not given again, also not where the highest rows have been deleted. */
async function keepCounter(
  connection: SchemaConnection,
  table: string,
  temporary: string,
  { before, after }: TableChange,
): Promise<void> {
  const counts = (definition: TableDefinition) =>
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
