import type { ColumnReplacement, SchemaConnection } from "../schema-editor.ts";
import { defaultSql } from "./column-sql.ts";
import { makeConcurrently, setNotNullConcurrently } from "./online-changes.ts";
import { quoteName } from "./quote-name.ts";
import { type TableObject, tableObjects } from "./table-objects.ts";

/*
 * Puts a column in the place of another. All that takes long is done before, while both are there: the new column's
 * indexes, rules and NOT NULL, under names for now where the old column's have theirs. Then one short transaction drops the
 * old column with what belongs to it, and gives names.
 */
export async function replaceColumn(
  connection: SchemaConnection,
  replacement: ColumnReplacement,
  inOneTransaction: (work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { after, drop, rename, lacksRules } = replacement;
  const table = quoteName(after.name);
  if (!(await hasColumn(connection, after.name, rename.from))) return; // done by a run that was killed behind it
  const moves = movesOf(replacement);
  const column = after.columns.find(({ name }) => name === rename.to);
  const preset = lacksRules && column !== undefined ? defaultSql(column) : undefined;
  if (lacksRules) {
    for (const { made } of moves) await makeConcurrently(connection, after.name, made);
    if (column && !column.nullable) await setNotNullConcurrently(connection, after.name, rename.from);
  }
  await inOneTransaction(async () => {
    for (const statement of replacement.together ?? []) await connection.query(statement);
    await connection.query(`ALTER TABLE ${table} DROP COLUMN ${quoteName(drop)}`);
    await connection.query(
      `ALTER TABLE ${table} RENAME COLUMN ${quoteName(rename.from)} TO ${quoteName(rename.to)}`,
    );
    if (preset !== undefined)
      await connection.query(
        `ALTER TABLE ${table} ALTER COLUMN ${quoteName(rename.to)} SET DEFAULT ${preset}`,
      );
    for (const { made, name } of moves) await renameObject(connection, after.name, made, name);
  });
}

/** An index or rule that is called otherwise afterwards, or for now. */
interface Move {
  readonly made: TableObject;
  readonly name: string;
}

/** What belongs to the column: the two tables have the same objects in the same order, and differ in that column's name. */
function movesOf({ interim, after, lacksRules }: ColumnReplacement): readonly Move[] {
  const final = tableObjects(after);
  return tableObjects(interim).flatMap((object, position) => {
    const target = final[position]!;
    if (object.create === target.create) return [];
    const isTaken = lacksRules === true && object.name === target.name;
    return [{ made: isTaken ? underOtherName(object) : object, name: target.name }];
  });
}

function underOtherName(object: TableObject): TableObject {
  const name = `${object.name.slice(0, 56)}__next`;
  const renamed = (sql: string) => sql.replaceAll(quoteName(object.name), () => quoteName(name));
  return {
    ...object,
    name,
    create: renamed(object.create),
    ...(object.index !== undefined && { index: renamed(object.index) }),
  };
}

async function renameObject(
  connection: SchemaConnection,
  table: string,
  { kind, name }: TableObject,
  to: string,
): Promise<void> {
  if (name === to) return;
  if (kind === "index") {
    await connection.query(`ALTER INDEX IF EXISTS ${quoteName(name)} RENAME TO ${quoteName(to)}`);
    return;
  }
  const known = await connection.query(
    "SELECT 1 FROM pg_constraint WHERE conrelid = to_regclass(?) AND conname = ?",
    [quoteName(table), name],
  );
  if (known.length === 0) return; // made by others, under a name of theirs: it is found by its columns
  await connection.query(
    `ALTER TABLE ${quoteName(table)} RENAME CONSTRAINT ${quoteName(name)} TO ${quoteName(to)}`,
  );
}

async function hasColumn(connection: SchemaConnection, table: string, column: string): Promise<boolean> {
  const rows = await connection.query(
    "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(?) AND attname = ? AND NOT attisdropped",
    [quoteName(table), column],
  );
  return rows.length > 0;
}
