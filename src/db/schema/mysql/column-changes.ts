import { isDeepStrictEqual } from "node:util";
import { quoteName } from "../../backends/mysql/mysql-dialect.ts";
import { mapFields } from "../condition-state.ts";
import { isRandomFill } from "../random-fill.ts";
import type { ColumnChange, SchemaConnection, TableChange } from "../schema-editor.ts";
import { type ColumnDefinition, keyColumns, type TableDefinition } from "../table-definition.ts";
import { type ByHand, columnSql, defaultSql, primaryKeySql } from "./column-sql.ts";
import { conditionSql } from "./condition-sql.ts";
import { fillSql } from "./literal-sql.ts";
import { endsComputation, isMadeAnew } from "./made-anew.ts";
import { isRenamed, newName } from "./renamed-columns.ts";
import { keepsPositiveCheck } from "./rule-changes.ts";
import type { ServerKind } from "./server-kind.ts";

/** Whether the definition that MODIFY writes is another. */
function isModified({ before: old, after: now }: TableChange, { before, after }: ColumnChange): boolean {
  if (!before || !after) return false;
  return !isDeepStrictEqual(defined(old, before), defined(now, after));
}

function defined({ columns }: TableDefinition, column: ColumnDefinition): object {
  const { storage, nullable, primaryKey, dbDefault, generated, collation, comment } = column;
  // What is computed is written as the types of the columns that it is computed of have it.
  const computed = generated && conditionSql(columns, generated.expression);
  return {
    storage,
    nullable,
    primaryKey,
    dbDefault,
    stored: generated?.stored,
    computed,
    collation,
    comment,
  };
}

/** Whether a new column gets one value for all rows that are there. */
export function isFilled({ before, after, fill }: ColumnChange): boolean {
  if (before !== undefined || after === undefined) return false;
  return fill !== undefined && fill !== null && !isRandomFill(fill, after.storage);
}

function isFilledPerRow({ before, after, fill }: ColumnChange): boolean {
  return before === undefined && after !== undefined && isRandomFill(fill, after.storage);
}

/** Gives a value to the rows that have none in a column that will no longer be nullable. */
export async function fillNulls(
  connection: SchemaConnection,
  server: ServerKind,
  table: TableDefinition,
  { before, after, fill }: ColumnChange,
): Promise<void> {
  if (!before?.nullable || before.generated || !after || after.nullable) return;
  const value = fill === undefined || fill === null ? defaultSql(after) : fillSql(fill, after.storage);
  if (value === undefined) return;
  const column = quoteName(after.name);
  if (!isDeepStrictEqual(before.storage, after.storage)) {
    // The value may not fit the old type.
    const definition = columnSql(table.columns, after, server, {
      nullable: true,
      withCheck: server.isMariaDb,
    });
    await connection.query(`ALTER TABLE ${quoteName(table.name)} MODIFY ${definition}`);
  }
  await connection.query(`UPDATE ${quoteName(table.name)} SET ${column} = ${value} WHERE ${column} IS NULL`);
}

/** @param byHand - What the column has that no migration knows, and keeps. */
export function columnClauses(
  server: ServerKind,
  table: TableChange,
  change: ColumnChange,
  byHand: ByHand = {},
): readonly string[] {
  const { columns } = table.after;
  const { before, after, fill } = change;
  if (after === undefined) return [`DROP COLUMN ${quoteName(before!.name)}`];
  if (before === undefined) {
    if (isFilledPerRow(change))
      return [`ADD COLUMN ${columnSql(columns, after, server, { nullable: true })}`];
    const filled = isFilled(change) ? { fill: fillSql(fill, after.storage) } : {};
    const keys = after.unique ? { keys: "UNIQUE" } : {};
    return [`ADD COLUMN ${columnSql(columns, after, server, { ...filled, ...keys })}`];
  }
  if (isMadeAnew(change)) {
    const made = endsComputation(change) ? { ...after, generated: storedNow(table, before) } : after;
    return [`DROP COLUMN ${quoteName(after.name)}`, `ADD COLUMN ${columnSql(columns, made, server)}`];
  }
  if (endsComputation(change)) return [];
  const isPositiveAgain = !server.isMariaDb && isRenamed(change) && after.storage.positive === true;
  if (!isModified(table, change) && !isPositiveAgain) return [];
  const withCheck = server.isMariaDb || !keepsPositiveCheck(change);
  return [`MODIFY ${columnSql(columns, after, server, { withCheck, ...byHand })}`];
}

/** How a column is computed, of the columns as they are called now. */
function storedNow({ columns }: TableChange, { generated }: ColumnDefinition): ColumnDefinition["generated"] {
  const nameNow = (field: string) =>
    columns.find(({ before }) => before?.field === field)?.after?.field ?? field;
  return generated && { expression: mapFields(generated.expression, nameNow), stored: true };
}

/** Makes a plain column of one that is stored for now, with the values that it has. */
export async function endComputation(
  connection: SchemaConnection,
  server: ServerKind,
  table: TableDefinition,
  change: ColumnChange,
): Promise<void> {
  const { before, after } = change;
  if (!before || !after || !endsComputation(change)) return;
  const modify = (nullable: boolean) =>
    connection.query(
      `ALTER TABLE ${quoteName(table.name)} MODIFY ${columnSql(table.columns, after, server, { nullable })}`,
    );
  if (before.nullable && !after.nullable) await modify(true);
  const { generated: _, ...plain } = before;
  await fillNulls(connection, server, table, { ...change, before: { ...plain, storage: after.storage } });
  await modify(after.nullable);
}

/** What is said of the default when the rows that were there have theirs. */
export function keptDefaultClause(column: ColumnDefinition): string {
  const kept = defaultSql(column);
  const ending = kept === undefined ? "DROP DEFAULT" : `SET DEFAULT (${kept})`;
  return `ALTER COLUMN ${quoteName(column.name)} ${ending}`;
}

export function keyClauses(change: TableChange): readonly string[] {
  const old = keyColumns(change.before).map((name) => newName(change, name));
  const now = keyColumns(change.after);
  if (isDeepStrictEqual(old, now)) return [];
  return [
    ...(old.length > 0 ? ["DROP PRIMARY KEY"] : []),
    ...(now.length > 0 ? [`ADD ${primaryKeySql(change.after)}`] : []),
  ];
}

export async function fillPerRow(
  connection: SchemaConnection,
  server: ServerKind,
  table: TableDefinition,
  change: ColumnChange,
): Promise<void> {
  if (!isFilledPerRow(change)) return;
  const { after, fill } = change;
  const column = quoteName(after!.name);
  await connection.query(`UPDATE ${quoteName(table.name)} SET ${column} = ${fillSql(fill, after!.storage)}`);
  const unique = after!.unique ? `, ADD CONSTRAINT ${column} UNIQUE (${column})` : "";
  if (!after!.nullable || unique !== "")
    await connection.query(
      `ALTER TABLE ${quoteName(table.name)} MODIFY ${columnSql(table.columns, after!, server)}${unique}`,
    );
}
