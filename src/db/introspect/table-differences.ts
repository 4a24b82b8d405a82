import type { WriteCondition } from "../schema/condition-sql.ts";
import type { DatabaseKind } from "../schema/model-state.ts";
import { indexesOf } from "../schema/mysql/column-sql.ts";
import { conditionSql as mysqlCondition } from "../schema/mysql/condition-sql.ts";
import { conditionSql as postgresCondition } from "../schema/postgres/condition-sql.ts";
import { conditionSql as sqliteCondition } from "../schema/sqlite/condition-sql.ts";
import {
  type CheckDefinition,
  type ColumnDefinition,
  type ForeignKeyDefinition,
  type IndexDefinition,
  keyColumns,
  type TableDefinition,
} from "../schema/table-definition.ts";
import { canonicalCondition } from "./canonical-condition.ts";
import { defaultDifference, generatedDifference, typeDifference } from "./column-differences.ts";
import type { ColumnFacts, ForeignKeyFacts, IndexFacts, IndexPartFacts, TableFacts } from "./table-facts.ts";

/*
 * Whether a table that is there is the one that models describe. What models don't know is left alone: further indexes,
 * conditions and triggers, names of constraints, a default of the database. What they count on must be there: columns with
 * their types, keys, what is unique, references, conditions.
 */

const writers: Readonly<Record<DatabaseKind, WriteCondition>> = {
  sqlite: sqliteCondition,
  postgres: postgresCondition,
  mysql: mysqlCondition,
};

/** What a table is compared with. */
export interface Comparison {
  readonly kind: DatabaseKind;
  readonly facts: TableFacts;
  readonly wanted: TableDefinition;
  /** It stands between two models: nothing refers to its key, whose size doesn't matter. */
  readonly isJoin: boolean;
  /** A condition of the model, and one of the database, in a form in which they can be compared. */
  ownCondition(condition: Parameters<WriteCondition>[1]): string;
  storedCondition(sql: string): string;
}

/** What differs, as the ends of sentences about the table; none where the table is what the models say. */
export function tableDifferences(
  kind: DatabaseKind,
  facts: TableFacts,
  wanted: TableDefinition,
  isJoin = false,
): readonly string[] {
  const comparison = { ...comparisonOf(kind, facts, wanted), isJoin };
  return [
    ...wanted.columns.flatMap((column) => columnDifferences(comparison, column)),
    ...furtherColumns(comparison),
    ...keyDifference(comparison),
    ...indexDifferences(comparison),
    ...wanted.checks.flatMap((check) => checkDifference(comparison, check)),
    ...(wanted.foreignKeys ?? []).flatMap((key) => referenceDifference(comparison, key)),
  ];
}

function comparisonOf(
  kind: DatabaseKind,
  facts: TableFacts,
  wanted: TableDefinition,
): Omit<Comparison, "isJoin"> {
  const columns = {
    fieldOf(name: string) {
      const found = wanted.columns.find((column) => isSameName(kind, column.name, name));
      return found === undefined ? undefined : { name: found.name, type: found.storage.type };
    },
  };
  return {
    kind,
    facts,
    wanted,
    ownCondition: (condition) => canonicalCondition(kind, writers[kind](wanted.columns, condition), columns),
    storedCondition: (sql) => canonicalCondition(kind, sql, columns),
  };
}

/** SQLite, MariaDB and MySQL find columns whatever their case. */
function isSameName(kind: DatabaseKind, one: string, other: string): boolean {
  return kind === "postgres" ? one === other : one.toLowerCase() === other.toLowerCase();
}

function factsOf({ kind, facts }: Comparison, name: string): ColumnFacts | undefined {
  return facts.columns.find((column) => isSameName(kind, column.name, name));
}

function columnDifferences(comparison: Comparison, column: ColumnDefinition): readonly string[] {
  const found = factsOf(comparison, column.name);
  const shown = `its column "${column.name}"`;
  if (found === undefined) return [`it has no column "${column.name}"`];
  const isLoose = comparison.kind === "mysql" && found.generated !== undefined;
  const differences = [
    typeDifference(comparison, column, found),
    !isLoose && !column.primaryKey && column.nullable !== found.nullable
      ? `${found.nullable ? "may be null" : "may not be null"}, and the model says otherwise`
      : undefined,
    defaultDifference(comparison, column, found),
    generatedDifference(comparison, column, found),
  ];
  return [
    ...differences.filter((text) => text !== undefined).map((text) => `${shown} ${text}`),
    ...(column.unique && !isUnique(comparison, [column.name]) ? [`${shown} is not unique`] : []),
    ...(column.references === undefined
      ? []
      : referenceDifference(comparison, {
          ...column.references,
          columns: [column.name],
          targetColumns: [column.references.column],
        })),
  ];
}

/** Columns that no model knows are in the way where a new row must have a value for them. */
function furtherColumns(comparison: Comparison): readonly string[] {
  const { facts, wanted, kind } = comparison;
  return facts.columns
    .filter((column) => !wanted.columns.some(({ name }) => isSameName(kind, name, column.name)))
    .filter(
      ({ nullable, default: preset, counts, generated }) =>
        !nullable && preset === undefined && counts === undefined && generated === undefined,
    )
    .map(({ name }) => `it has a column "${name}" that no field is for, and new rows need a value for it`);
}

function keyDifference({ kind, facts, wanted }: Comparison): readonly string[] {
  const keys = keyColumns(wanted);
  const isSame =
    keys.length === facts.primaryKey.length &&
    keys.every((name, place) => isSameName(kind, name, facts.primaryKey[place]!));
  if (isSame) return [];
  const shown = facts.primaryKey.length === 0 ? "none" : facts.primaryKey.join(", ");
  return [`its primary key is ${shown}, and the model has ${keys.join(", ")}`];
}

function isUnique({ kind, facts }: Comparison, columns: readonly string[]): boolean {
  const isSame = (others: readonly (string | undefined)[]) =>
    others.length === columns.length &&
    columns.every((name) => others.some((other) => other !== undefined && isSameName(kind, name, other)));
  return (
    isSame(facts.primaryKey) ||
    facts.indexes.some(
      ({ unique, where, parts, isInvalid }) =>
        unique &&
        !isInvalid &&
        where === undefined &&
        parts.every(isWhole) &&
        isSame(parts.map(({ column }) => column)),
    )
  );
}

function indexDifferences(comparison: Comparison): readonly string[] {
  const { kind, facts, wanted } = comparison;
  // The server's kind decides only about indexes of computed values, which are compared where they are there.
  const indexes = kind === "mysql" ? indexesOf(wanted, { isMariaDb: true }) : wanted.indexes;
  return indexes.flatMap((index) => {
    // Those of a table between make it faster, and nothing else; which side comes first in its rule is all the same.
    if (comparison.isJoin && (!index.unique || isUnique(comparison, columnsOf(index)))) return [];
    if (facts.indexes.some((found) => isSameIndex(comparison, index, found))) return [];
    const columns = columnsOf(index)
      .map((column) => (column === "" ? "(computed)" : column))
      .join(", ");
    return [
      `it has no ${index.unique ? "unique rule" : "index"} on ${columns}, which the model calls "${index.name}"`,
    ];
  });
}

function columnsOf({ columns }: IndexDefinition): readonly string[] {
  return columns.map(({ column }) => column);
}

/** Whether a part of an index is all of its column, compared as the column is. */
function isWhole({ length, collation }: IndexPartFacts): boolean {
  return length === undefined && collation === undefined;
}

function isSameIndex(comparison: Comparison, index: IndexDefinition, found: IndexFacts): boolean {
  const { kind } = comparison;
  if (index.unique !== found.unique || index.columns.length !== found.parts.length) return false;
  if (found.isInvalid || found.method !== undefined) return false;
  const isSamePart = index.columns.every((part, place) => {
    const other = found.parts[place]!; // as many, just counted
    const isSame =
      part.expression === undefined
        ? other.column !== undefined && isSameName(kind, part.column, other.column)
        : other.expression !== undefined &&
          comparison.ownCondition(part.expression) === comparison.storedCondition(other.expression);
    return (
      isSame &&
      part.descending === other.descending &&
      (kind !== "postgres" ||
        part.operatorClass === undefined ||
        part.operatorClass === (other.operatorClass ?? other.usualOperatorClass)) &&
      isWhole(other)
    );
  });
  // MariaDB and MySQL have all rows in every index.
  const where = kind === "mysql" ? undefined : index.where;
  const isSameWhere =
    (where === undefined) === (found.where === undefined) &&
    (where === undefined || comparison.ownCondition(where) === comparison.storedCondition(found.where ?? ""));
  const isSameMore =
    kind !== "postgres" ||
    (String(index.include ?? []) === String(found.include ?? []) &&
      (index.nullsDistinct === false) === (found.nullsDistinct === false) &&
      index.deferrable === found.deferrable);
  return isSamePart && isSameWhere && isSameMore;
}

function checkDifference(comparison: Comparison, { name, condition }: CheckDefinition): readonly string[] {
  const own = comparison.ownCondition(condition);
  const isThere = comparison.facts.checks.some(
    (check) => comparison.storedCondition(check.condition) === own,
  );
  if (isThere) return [];
  const named = comparison.facts.checks.find((check) => check.name === name);
  return [
    named === undefined
      ? `it has no rule "${name}"`
      : `its rule "${name}" says ${named.condition}, and the model something else`,
  ];
}

function referenceDifference(comparison: Comparison, key: ForeignKeyDefinition): readonly string[] {
  const found = comparison.facts.foreignKeys.find((other) => isSameReference(comparison, key, other));
  const shown = `its foreign key on ${key.columns.join(", ")}`;
  if (found === undefined)
    return [
      `it has no foreign key on ${key.columns.join(", ")} to ${key.table} (${key.targetColumns.join(", ")})`,
    ];
  const action = actionOf(comparison, found);
  const wanted = key.onDelete ?? "NO ACTION";
  if (action === wanted) return [];
  // What the database deletes, code would have deleted as well.
  return wanted === "NO ACTION" && action === "CASCADE" && comparison.isJoin
    ? []
    : [`${shown} says ON DELETE ${action}, and the model ${wanted}`];
}

/** What a foreign key does when the other row is deleted: it refuses as well where it would set null and none is taken. */
function actionOf(comparison: Comparison, { onDelete, columns, setNull }: ForeignKeyFacts): string {
  const takesAll = (takes: (column: ColumnFacts) => boolean) =>
    (setNull ?? columns).every((name) => takes(factsOf(comparison, name)!)); // it is a column of the table
  const refuses =
    onDelete === "RESTRICT" ||
    (onDelete === "SET NULL" && !takesAll(({ nullable }) => nullable)) ||
    (onDelete === "SET DEFAULT" && !takesAll((one) => one.nullable || one.default !== undefined));
  if (refuses) return "NO ACTION";
  return setNull === undefined ? onDelete : `${onDelete} (${setNull.join(", ")})`;
}

function isSameReference({ kind }: Comparison, key: ForeignKeyDefinition, other: ForeignKeyFacts): boolean {
  const isSame = (one: readonly string[], two: readonly string[]) =>
    one.length === two.length && one.every((name, place) => isSameName(kind, name, two[place] ?? ""));
  return (
    other.schema === undefined &&
    isSameName(kind, key.table, other.table) &&
    isSame(key.columns, other.columns) &&
    isSame(key.targetColumns, other.targetColumns)
  );
}
