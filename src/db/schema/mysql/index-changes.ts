import { isDeepStrictEqual } from "node:util";
import { quoteName } from "../../backends/mysql/mysql-dialect.ts";
import type { ColumnChange, TableChange } from "../schema-editor.ts";
import type { IndexDefinition, TableDefinition } from "../table-definition.ts";
import { foreignKeyName, indexesOf, indexSql, nameOfIndex, uniqueName } from "./column-sql.ts";
import { isMadeAnew } from "./made-anew.ts";
import type { ServerKind } from "./server-kind.ts";
import type { IndexFact } from "./table-facts.ts";

/**
 * The clauses of ALTER TABLE that bring the indexes from before to after. Columns have their new names by then.
 *
 * @param facts - The indexes that are there, with the columns' new names.
 * @param gone - Indexes that came with a foreign key that is dropped.
 */
export function indexClauses(
  change: TableChange,
  server: ServerKind,
  facts: readonly IndexFact[],
  gone: readonly string[],
): readonly string[] {
  const { before, after } = change;
  const old = indexesOf(before, server).map((index) => followed(index, change));
  const now = indexesOf(after, server);
  const clauses: string[] = [];
  const dropped = new Set<string>();
  const drop = (name: string) => {
    if (dropped.has(name) || !facts.some((fact) => fact.name === name)) return; // somebody was faster
    dropped.add(name);
    clauses.push(`DROP INDEX ${quoteName(name)}`);
  };

  const named = new Set(old.map((index) => nameOfIndex(before, index)));
  const left = new Set(now);
  const anew = new Set(change.columns.filter(isMadeAnew).map((column) => column.after?.name));
  for (const index of old) {
    const name = nameThere(before, index, facts, named);
    const isOfAnew = index.columns.some(({ column }) => anew.has(column));
    const sameShape = [...left].filter((other) => !isOfAnew && isDeepStrictEqual(shape(index), shape(other)));
    const match = sameShape.find((other) => nameOfIndex(after, other) === name) ?? sameShape[0];
    if (match === undefined) drop(name);
    else {
      left.delete(match);
      const newName = nameOfIndex(after, match);
      if (newName !== name && facts.some((fact) => fact.name === name))
        clauses.push(`RENAME INDEX ${quoteName(name)} TO ${quoteName(newName)}`);
    }
  }
  for (const column of change.columns) {
    for (const { name } of uniqueIndexesToDrop(column, facts, named)) drop(name);
    for (const { name } of referenceIndexesToDrop(column, facts, named)) drop(name);
  }
  for (const name of gone) drop(name);
  for (const index of left) clauses.push(`ADD ${indexSql(after, index)}`);
  for (const { before: was, after: is } of change.columns) {
    if (was && !was.unique && is?.unique)
      clauses.push(
        `ADD CONSTRAINT ${quoteName(uniqueName(after.name, is.name))} UNIQUE (${quoteName(is.name)})`,
      );
  }
  return [...clauses, ...missingForeignKeyIndexes(change, facts, dropped, [...left])];
}

/**
 * What an index is called. A name that is too long for the server was made of the names that the table and the columns had
 * then; where they have others by now, it is found by its columns.
 */
function nameThere(
  table: TableDefinition,
  index: IndexDefinition,
  facts: readonly IndexFact[],
  named: ReadonlySet<string>,
): string {
  const name = nameOfIndex(table, index);
  if (name === index.name || facts.some((fact) => fact.name === name)) return name;
  const columns = index.columns.map(({ column }) => column);
  const found = facts.find(
    (fact) =>
      fact.unique === index.unique && isDeepStrictEqual(fact.columns, columns) && !named.has(fact.name),
  );
  return found?.name ?? name;
}

/** What must be the same for an index to stay. Its condition isn't in the database. */
function shape({ unique, columns }: IndexDefinition): object {
  return { unique, columns };
}

/** The index with the new names of its columns. */
function followed(index: IndexDefinition, { columns }: TableChange): IndexDefinition {
  const renamed = (name: string) =>
    columns.find(({ before, after }) => before?.name === name && after)?.after?.name ?? name;
  return {
    ...index,
    columns: index.columns.map((part) => ({ ...part, column: renamed(part.column) })),
  };
}

/** Of a column that is no longer unique: the index of its own, whatever it is called. */
function uniqueIndexesToDrop(
  { before, after }: ColumnChange,
  facts: readonly IndexFact[],
  named: ReadonlySet<string>,
): readonly IndexFact[] {
  if (!before?.unique || !after || after.unique) return [];
  return facts.filter(
    ({ name, unique, columns }) =>
      unique && columns.length === 1 && columns[0] === after.name && !named.has(name),
  );
}

/** Of a column that no longer refers to another table: the index that stood in for its key's own, whatever the table was called then. */
function referenceIndexesToDrop(
  { before, after }: ColumnChange,
  facts: readonly IndexFact[],
  named: ReadonlySet<string>,
): readonly IndexFact[] {
  if (!before?.references || !after || after.references) return [];
  return facts.filter(
    ({ name, unique, columns }) =>
      !unique &&
      columns.length === 1 &&
      columns[0] === after.name &&
      name.includes("_fk_") &&
      !named.has(name),
  );
}

/** A foreign key needs an index that begins with its column, and may have used one that is dropped now. */
function missingForeignKeyIndexes(
  { after, columns }: TableChange,
  facts: readonly IndexFact[],
  dropped: ReadonlySet<string>,
  added: readonly IndexDefinition[],
): readonly string[] {
  if (dropped.size === 0) return [];
  const firsts = new Set([
    ...facts.filter(({ name }) => !dropped.has(name)).map((fact) => fact.columns[0]),
    ...added.map((index) => index.columns[0]?.column),
  ]);
  return columns.flatMap(({ before, after: column }) => {
    if (!before?.references || !column?.references || column.primaryKey) return [];
    if (column.unique || firsts.has(column.name)) return [];
    const { table, column: target } = column.references;
    const name = foreignKeyName(after.name, { columns: [column.name], table, targetColumns: [target] });
    return [`ADD INDEX ${quoteName(name)} (${quoteName(column.name)})`];
  });
}
