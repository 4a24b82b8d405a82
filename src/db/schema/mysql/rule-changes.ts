import { isDeepStrictEqual } from "node:util";
import { fieldsOf } from "../condition-state.ts";
import type { ColumnChange, SchemaConnection, TableChange } from "../schema-editor.ts";
import type {
  CheckDefinition,
  ColumnDefinition,
  ForeignKeyDefinition,
  TableDefinition,
} from "../table-definition.ts";
import { foreignKeysOf } from "./column-sql.ts";
import { conditionSql } from "./condition-sql.ts";
import { isMadeAnew } from "./made-anew.ts";
import { isRenamed, newName } from "./renamed-columns.ts";
import type { ServerKind } from "./server-kind.ts";
import {
  foreignKeyFacts,
  foreignKeysAround,
  positiveChecksOf,
  type WholeForeignKey,
  type WrittenFacts,
} from "./table-facts.ts";

/* Which foreign keys and conditions a change of a table drops and adds. */

export async function foreignKeysToDrop(
  connection: SchemaConnection,
  change: TableChange,
): Promise<readonly string[]> {
  const kept = foreignKeysOf(change.after);
  const gone = foreignKeysOf(change.before).filter(
    (key) => !kept.some((other) => isDeepStrictEqual(followed(change, key), other)),
  );
  if (gone.length === 0) return [];
  const facts = await foreignKeyFacts(connection, change.after.name);
  return facts
    .filter(({ columns }) => gone.some((key) => isDeepStrictEqual(key.columns, columns)))
    .map(({ name }) => name);
}

/** The foreign keys around columns whose type changes, except those that are dropped anyway. */
export async function foreignKeysInTheWay(
  connection: SchemaConnection,
  change: TableChange,
): Promise<readonly WholeForeignKey[]> {
  const found: WholeForeignKey[] = [];
  const dropped = await foreignKeysToDrop(connection, change);
  for (const { before, after } of change.columns) {
    if (!before || !after || isDeepStrictEqual(referable(before), referable(after))) continue;
    for (const key of await foreignKeysAround(connection, change.after.name, before.name)) {
      const isKnown = found.some(({ on, name }) => on === key.on && name === key.name);
      const isDropped = key.on === change.after.name && dropped.includes(key.name);
      if (!isKnown && !isDropped) found.push(withNewNames(change, key));
    }
  }
  return found;
}

/** What must be the same at both sides of a reference. */
function referable({ storage, collation }: ColumnDefinition): object {
  return { storage, collation };
}

/** A foreign key as it is called when the columns of the table have their new names. */
export function withNewNames(change: TableChange, key: WholeForeignKey): WholeForeignKey {
  const renamed = (table: string, columns: readonly string[]) =>
    table === change.after.name ? columns.map((column) => newName(change, column)) : columns;
  return {
    ...key,
    columns: renamed(key.on, key.columns),
    targetColumns: renamed(key.table, key.targetColumns),
  };
}

export function foreignKeysToAdd(change: TableChange): readonly ForeignKeyDefinition[] {
  const old = foreignKeysOf(change.before).map((key) => followed(change, key));
  return foreignKeysOf(change.after).filter((key) => !old.some((other) => isDeepStrictEqual(key, other)));
}

/** A foreign key with the new names of its columns. */
function followed(change: TableChange, key: ForeignKeyDefinition): ForeignKeyDefinition {
  return { ...key, columns: key.columns.map((column) => newName(change, column)) };
}

/** Conditions that are gone or differ; those, too, that mention a column with a new name, or are written otherwise now. */
export function checksToDrop({ before, after, columns }: TableChange): readonly CheckDefinition[] {
  return before.checks.filter((check) => !isKept(before, check, after, columns));
}

/** The column that has a condition to itself, without a name, where the table has none of its name. */
export function columnOfCheck(
  { columns }: TableDefinition,
  { name, condition }: CheckDefinition,
  facts: WrittenFacts,
): ColumnDefinition | undefined {
  if (facts.checkNames.has(name)) return undefined;
  const [field, more] = new Set(fieldsOf(condition));
  const column = more === undefined ? columns.find((candidate) => candidate.field === field) : undefined;
  return column !== undefined && facts.checks.has(column.name) ? column : undefined;
}

export function checksToAdd({ before, after, columns }: TableChange): readonly CheckDefinition[] {
  return after.checks.filter((check) => !isKept(after, check, before, columns));
}

function isKept(
  table: TableDefinition,
  check: CheckDefinition,
  other: TableDefinition,
  columns: readonly ColumnChange[],
): boolean {
  const touched = columns
    .filter((column) => !column.before || !column.after || isRenamed(column) || isMadeAnew(column))
    .flatMap(({ before, after }) => [before?.field, after?.field]);
  return (
    other.checks.some((candidate) => isDeepStrictEqual(check, candidate)) &&
    !fieldsOf(check.condition).some((field) => touched.includes(field)) &&
    // Columns of another type may make another SQL of it.
    conditionSql(table.columns, check.condition) === conditionSql(other.columns, check.condition)
  );
}

/** MySQL keeps the condition of a positive number apart from the column; MariaDB within it. */
export async function positiveChecksToDrop(
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

export function keepsPositiveCheck(column: ColumnChange): boolean {
  return (
    column.before?.storage.positive === true && column.after?.storage.positive === true && !isRenamed(column)
  );
}
