import { isDeepStrictEqual } from "node:util";
import { quoteName } from "../../backends/mysql/mysql-dialect.ts";
import { fieldsOf } from "../condition-state.ts";
import { SchemaChangeError } from "../errors.ts";
import type { ColumnChange, SchemaConnection, TableChange } from "../schema-editor.ts";
import type { CheckDefinition, ColumnDefinition } from "../table-definition.ts";
import { checkSql, columnSql, foreignKeySql, keyColumns, primaryKeySql } from "./column-sql.ts";
import { indexClauses } from "./index-changes.ts";
import { fillSql, isPerRow } from "./literal-sql.ts";
import type { ServerKind } from "./server-kind.ts";
import { foreignKeysOf, hasRows, indexFacts, positiveChecksOf } from "./table-facts.ts";

/*
 * A change of a table is written in as few ALTER TABLEs as can be, because each one is done or not done as a whole, and
 * nothing more is:
 *
 *   1. drop foreign keys and conditions that change       4. change columns, indexes, conditions
 *   2. give columns their new names                       5. fill columns whose value differs from row to row
 *   3. fill columns that may no longer be NULL            6. take back the defaults that filled columns; foreign keys
 *
 * Foreign keys are not looked at in 1 to 5, so that the type of a key can change in one table after the other; adding
 * one looks through the rows.
 */
export async function changeTable(
  connection: SchemaConnection,
  server: ServerKind,
  change: TableChange,
): Promise<void> {
  const { after, columns } = change;
  const alter = async (clauses: readonly string[]) => {
    if (clauses.length > 0)
      await connection.query(`ALTER TABLE ${quoteName(after.name)} ${clauses.join(", ")}`);
  };
  await refuseEmptyColumns(connection, change);
  const facts = await indexFacts(connection, after.name);
  const foreignKeys = await foreignKeysToDrop(connection, change);
  const positiveChecks = await positiveChecksToDrop(connection, server, change);

  await withoutForeignKeys(connection, async () => {
    await alter([
      ...foreignKeys.map((name) => `DROP FOREIGN KEY ${quoteName(name)}`),
      ...checksToDrop(change).map(({ name }) => `DROP CONSTRAINT ${quoteName(name)}`),
      ...positiveChecks.map((name) => `DROP CONSTRAINT ${quoteName(name)}`),
    ]);
    await alter(
      columns
        .filter(isRenamed)
        .map(({ before, after }) => `RENAME COLUMN ${quoteName(before.name)} TO ${quoteName(after.name)}`),
    );
    for (const column of columns) await fillNulls(connection, server, after.name, column);
    const renamedFacts = facts.map((fact) => ({
      ...fact,
      columns: fact.columns.map((name) => newName(change, name)),
    }));
    await alter([
      ...columns.flatMap((column) => columnClauses(server, column)),
      ...keyClauses(change),
      ...indexClauses(change, renamedFacts, foreignKeys),
      ...checksToAdd(change).map((check) => `ADD ${checkSql(after, check)}`),
    ]);
    for (const column of columns) await fillPerRow(connection, server, after.name, column);
  });
  await alter([
    ...columns.filter(isFilled).map((column) => `ALTER COLUMN ${quoteName(column.after!.name)} DROP DEFAULT`),
    ...columns
      .filter(({ before, after }) => after?.references && !sameReference(before, after))
      .map((column) => `ADD ${foreignKeySql(after.name, column.after!)}`),
  ]);
}

/** Runs `work` while references to rows are not looked at. */
export async function withoutForeignKeys(
  connection: SchemaConnection,
  work: () => Promise<void>,
): Promise<void> {
  await connection.query("SET foreign_key_checks = 0");
  try {
    await work();
  } catch (error) {
    await connection.query("SET foreign_key_checks = 1").catch(() => {}); // the first error is the one to tell
    throw error;
  }
  await connection.query("SET foreign_key_checks = 1");
}

/** The servers would put 0 or an empty text into a column that takes no NULL and was given no value. */
async function refuseEmptyColumns(
  connection: SchemaConnection,
  { before, columns }: TableChange,
): Promise<void> {
  const empty = columns.find(
    ({ before, after, fill }) =>
      before === undefined &&
      after &&
      !after.nullable &&
      (fill === undefined || fill === null) &&
      !counts(after),
  );
  if (empty === undefined || !(await hasRows(connection, quoteName(before.name)))) return;
  throw new SchemaChangeError(
    `The column "${empty.after!.name}" of "${before.name}" is NOT NULL, and the rows that are there have no value for it.\nGive the field a default, or say what they get: addField(…, { fill }).`,
  );
}

async function foreignKeysToDrop(
  connection: SchemaConnection,
  { after: table, columns }: TableChange,
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { before, after } of columns) {
    if (before?.references && !sameReference(before, after))
      names.push(...(await foreignKeysOf(connection, table.name, before.name)));
  }
  return names;
}

function sameReference(before: ColumnDefinition | undefined, after: ColumnDefinition | undefined): boolean {
  return isDeepStrictEqual(before?.references, after?.references);
}

/** Conditions that are gone or differ; those, too, that mention a column with a new name. */
function checksToDrop({ before, after, columns }: TableChange): readonly CheckDefinition[] {
  return before.checks.filter((check) => !isKept(check, after.checks, columns));
}

function checksToAdd({ before, after, columns }: TableChange): readonly CheckDefinition[] {
  return after.checks.filter((check) => !isKept(check, before.checks, columns));
}

function isKept(
  check: CheckDefinition,
  others: readonly CheckDefinition[],
  columns: readonly ColumnChange[],
): boolean {
  const touched = columns
    .filter((column) => !column.before || !column.after || isRenamed(column))
    .flatMap(({ before, after }) => [before?.field, after?.field]);
  return (
    others.some((other) => isDeepStrictEqual(check, other)) &&
    !fieldsOf(check.condition).some((field) => touched.includes(field))
  );
}

/** MySQL keeps the condition of a positive number apart from the column; MariaDB within it. */
async function positiveChecksToDrop(
  connection: SchemaConnection,
  { isMariaDb }: ServerKind,
  { after: table, columns }: TableChange,
): Promise<readonly string[]> {
  if (isMariaDb) return [];
  const names: string[] = [];
  for (const column of columns) {
    if (!column.before?.storage.positive || keepsPositiveCheck(column)) continue;
    names.push(...(await positiveChecksOf(connection, table.name, column.before.name)));
  }
  return names;
}

function keepsPositiveCheck(column: ColumnChange): boolean {
  return (
    column.before?.storage.positive === true && column.after?.storage.positive === true && !isRenamed(column)
  );
}

function isRenamed(
  column: ColumnChange,
): column is ColumnChange & { readonly before: ColumnDefinition; readonly after: ColumnDefinition } {
  return (
    column.before !== undefined && column.after !== undefined && column.before.name !== column.after.name
  );
}

function newName({ columns }: TableChange, name: string): string {
  return columns.find(({ before }) => before?.name === name)?.after?.name ?? name;
}

function counts({ storage }: ColumnDefinition): boolean {
  return storage.type === "auto" || storage.type === "bigAuto";
}

/** Whether the definition that MODIFY writes is another. */
function isModified({ before, after }: ColumnChange): boolean {
  if (!before || !after) return false;
  const parts = ({ storage, nullable, primaryKey }: ColumnDefinition) => ({ storage, nullable, primaryKey });
  return !isDeepStrictEqual(parts(before), parts(after));
}

/** Whether a new column gets one value for all rows that are there. */
function isFilled({ before, after, fill }: ColumnChange): boolean {
  if (before !== undefined || after === undefined) return false;
  return fill !== undefined && fill !== null && !isPerRow(fill, after.storage);
}

function isFilledPerRow({ before, after, fill }: ColumnChange): boolean {
  return before === undefined && after !== undefined && isPerRow(fill, after.storage);
}

/** Gives a value to the rows that have none in a column that will no longer be nullable. */
async function fillNulls(
  connection: SchemaConnection,
  server: ServerKind,
  table: string,
  { before, after, fill }: ColumnChange,
): Promise<void> {
  if (!before?.nullable || !after || after.nullable || fill === undefined || fill === null) return;
  const column = quoteName(after.name);
  if (!isDeepStrictEqual(before.storage, after.storage)) {
    // The value may not fit the old type.
    const definition = columnSql(after, server, { nullable: true, withCheck: server.isMariaDb });
    await connection.query(`ALTER TABLE ${quoteName(table)} MODIFY ${definition}`);
  }
  await connection.query(
    `UPDATE ${quoteName(table)} SET ${column} = ${fillSql(fill, after.storage)} WHERE ${column} IS NULL`,
  );
}

function columnClauses(server: ServerKind, change: ColumnChange): readonly string[] {
  const { before, after, fill } = change;
  if (after === undefined) return [`DROP COLUMN ${quoteName(before!.name)}`];
  if (before === undefined) {
    if (isFilledPerRow(change)) return [`ADD COLUMN ${columnSql(after, server, { nullable: true })}`];
    const filled = isFilled(change) ? { fill: fillSql(fill, after.storage) } : {};
    return [`ADD COLUMN ${columnSql(after, server, filled)}${after.unique ? " UNIQUE" : ""}`];
  }
  const isPositiveAgain = !server.isMariaDb && isRenamed(change) && after.storage.positive === true;
  if (!isModified(change) && !isPositiveAgain) return [];
  const withCheck = server.isMariaDb || !keepsPositiveCheck(change);
  return [`MODIFY ${columnSql(after, server, { withCheck })}`];
}

function keyClauses(change: TableChange): readonly string[] {
  const old = keyColumns(change.before).map((name) => newName(change, name));
  const now = keyColumns(change.after);
  if (isDeepStrictEqual(old, now)) return [];
  return [
    ...(old.length > 0 ? ["DROP PRIMARY KEY"] : []),
    ...(now.length > 0 ? [`ADD ${primaryKeySql(change.after)}`] : []),
  ];
}

async function fillPerRow(
  connection: SchemaConnection,
  server: ServerKind,
  table: string,
  change: ColumnChange,
): Promise<void> {
  if (!isFilledPerRow(change)) return;
  const { after, fill } = change;
  const column = quoteName(after!.name);
  await connection.query(`UPDATE ${quoteName(table)} SET ${column} = ${fillSql(fill, after!.storage)}`);
  const unique = after!.unique ? `, ADD CONSTRAINT ${column} UNIQUE (${column})` : "";
  if (!after!.nullable || unique !== "")
    await connection.query(`ALTER TABLE ${quoteName(table)} MODIFY ${columnSql(after!, server)}${unique}`);
}
