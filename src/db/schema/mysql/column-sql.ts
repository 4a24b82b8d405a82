import { quoteName } from "../../backends/mysql/mysql-dialect.ts";
import { isCounted } from "../../fields/automatic-key.ts";
import type { ColumnType } from "../../fields/column.ts";
import { SchemaStateError } from "../errors.ts";
import { hashedName } from "../object-names.ts";
import {
  type CheckDefinition,
  type ColumnDefinition,
  type ForeignKeyDefinition,
  type IndexDefinition,
  keyColumns,
  ownColumnType,
  type Storage,
  type TableDefinition,
} from "../table-definition.ts";
import { conditionSql } from "./condition-sql.ts";
import { literalSql, quoteText } from "./literal-sql.ts";
import type { ServerKind } from "./server-kind.ts";

/*
 * Definitions of columns, tables and indexes for MariaDB and MySQL, in the words that Django uses: a table made by one
 * must look to the other as its own.
 */

const columnTypes: Readonly<Record<Exclude<ColumnType, "string" | "decimal" | "uuid" | "custom">, string>> = {
  smallAuto: "smallint",
  auto: "integer",
  bigAuto: "bigint",
  text: "longtext",
  integer: "integer",
  smallInteger: "smallint",
  bigInteger: "bigint",
  float: "double precision",
  boolean: "bool",
  datetime: "datetime(6)",
  date: "date",
  time: "time(6)",
  duration: "bigint",
  json: "json",
  binary: "longblob",
};

/** `"varchar(100)"`. */
function columnType(storage: Storage, { isMariaDb }: ServerKind): string {
  const { type, maxLength, digits, places } = storage;
  const own = ownColumnType(storage, "mysql");
  if (own !== undefined) return own;
  switch (type) {
    case "custom":
      return "longtext";
    case "string":
      return maxLength === undefined ? "longtext" : `varchar(${maxLength})`;
    case "decimal":
      if (digits === undefined)
        throw new SchemaStateError(
          "A decimal field says neither digits nor places, which MariaDB and MySQL need: decimal({ digits: 10, places: 2 }).",
        );
      return `numeric(${digits}, ${places})`;
    case "uuid":
      return isMariaDb ? "uuid" : "char(32)";
    default:
      return storage.positive || storage.unsigned ? `${columnTypes[type]} UNSIGNED` : columnTypes[type];
  }
}

/** What a column may have that no migration knows. */
export interface ByHand {
  /** A condition. A column has no more than one; an unsigned number needs none. */
  readonly ownCheck?: string;
  /** Whether it is set to the present moment with each change of a row. */
  readonly onUpdate?: boolean;
}

/** What is said of a column wherever it is made or changed. */
export interface ColumnParts extends ByHand {
  /** The value of rows that are there already, as SQL. */
  readonly fill?: string | undefined;
  /** Whether to write the condition that a positive number has; MySQL would add one more each time. */
  readonly withCheck?: boolean;
  /** Keys of the column alone: they stand in front of its condition. */
  readonly keys?: string;
  /** NULL for the moment, whatever the definition says. */
  readonly nullable?: boolean;
}

/**
 * The definition of a column without its keys: `` `title` varchar(200) NOT NULL``.
 * @param columns - Those of its table, which a computed column is made of.
 */
export function columnSql(
  columns: readonly ColumnDefinition[],
  column: ColumnDefinition,
  server: ServerKind,
  parts: ColumnParts = {},
): string {
  const { storage, generated, comment } = column;
  const quoted = quoteName(column.name);
  const preset = parts.fill ?? defaultSql(column);
  return [
    quoted,
    columnType(storage, server),
    collationSql(column),
    counts(column) && column.primaryKey && "AUTO_INCREMENT",
    generated &&
      `GENERATED ALWAYS AS (${conditionSql(columns, generated.expression)}) ${generated.stored ? "STORED" : "VIRTUAL"}`,
    // Brackets: MySQL takes defaults of long texts and JSON only as an expression.
    preset !== undefined && `DEFAULT (${preset})`,
    parts.onUpdate && onUpdateSql(columnType(storage, server)),
    // MariaDB doesn't let anything be said about NULL in a computed column.
    !generated && ((parts.nullable ?? column.nullable) ? "NULL" : "NOT NULL"),
    comment !== undefined && `COMMENT ${quoteText(comment)}`,
    parts.keys,
    parts.ownCheck === undefined
      ? hasPositiveCheck(column) && parts.withCheck !== false && `CHECK (${quoted} >= 0)`
      : `CHECK (${parts.ownCheck})`,
  ]
    .filter((part) => typeof part === "string")
    .join(" ");
}

/** With as many places of a second as the column has. */
function onUpdateSql(type: string): string | undefined {
  const places = /^(?:datetime|timestamp)(\(\d\))?$/i.exec(type);
  return places === null ? undefined : `ON UPDATE CURRENT_TIMESTAMP${places[1] ?? ""}`;
}

/** Whether a condition says that the column holds no negative numbers; of one that counts, no condition may speak. */
function hasPositiveCheck(column: ColumnDefinition): boolean {
  return column.storage.positive === true && !counts(column);
}

/** The default that the database itself keeps: a value, or what it computes. */
export function defaultSql({ dbDefault, storage }: ColumnDefinition): string | undefined {
  if (dbDefault === undefined) return undefined;
  if ("value" in dbDefault) return literalSql(dbDefault.value, storage);
  if (!("op" in dbDefault) || dbDefault.op !== "now") return conditionSql([], dbDefault);
  if (storage.type === "date") return "CURRENT_DATE";
  return storage.type === "time" ? "CURRENT_TIME(6)" : "CURRENT_TIMESTAMP(6)";
}

function collationSql({ collation }: ColumnDefinition): string | undefined {
  const name = typeof collation === "object" ? collation.mysql : collation;
  return name === undefined ? undefined : `COLLATE ${quoteName(name)}`;
}

/** Whether the server counts its values up. */
export function counts({ storage }: ColumnDefinition): boolean {
  return isCounted(storage.type);
}

/** The statement that makes a table, with all its keys. */
export function createTableSql(table: TableDefinition, server: ServerKind): string {
  const keys = keyColumns(table);
  const parts = [
    ...table.columns.map((column) => {
      const alone = keys.length === 1 && column.primaryKey;
      const own = [alone && "PRIMARY KEY", column.unique && "UNIQUE"].filter(Boolean).join(" ");
      return columnSql(table.columns, column, server, own === "" ? {} : { keys: own });
    }),
    ...(keys.length > 1 ? [primaryKeySql(table)] : []),
    ...table.checks.map((check) => checkSql(table, check)),
    ...indexesOf(table, server).map((index) => indexSql(table, index)),
    ...foreignKeysOf(table).map((key) => foreignKeySql(table.name, key)),
  ];
  const comment = table.comment === undefined ? "" : ` COMMENT = ${quoteText(table.comment)}`;
  return `CREATE TABLE ${quoteName(table.name)} (${parts.join(", ")})${comment}`;
}

export function primaryKeySql(table: TableDefinition): string {
  return `PRIMARY KEY (${keyColumns(table).map(quoteName).join(", ")})`;
}

export function checkSql(table: TableDefinition, { name, condition }: CheckDefinition): string {
  return `CONSTRAINT ${quoteName(name)} CHECK (${conditionSql(table.columns, condition)})`;
}

/** `` CONSTRAINT `a_title` UNIQUE (`author_id`, `title`)`` or `` INDEX `created` (`created_at` DESC)``. */
export function indexSql(table: TableDefinition, index: IndexDefinition): string {
  const columns = index.columns.map(({ column, expression, descending }) => {
    const indexed =
      expression === undefined ? quoteName(column) : `(${conditionSql(table.columns, expression)})`;
    return indexed + (descending ? " DESC" : "");
  });
  const name = quoteName(nameOfIndex(table, index));
  return `${index.unique ? `CONSTRAINT ${name} UNIQUE` : `INDEX ${name}`} (${columns.join(", ")})`;
}

/** All references of a table, those by one column first. */
export function foreignKeysOf(table: TableDefinition): readonly ForeignKeyDefinition[] {
  const byOne = table.columns.flatMap(({ name, references }) => {
    if (references === undefined) return [];
    const { table: target, column, ...rest } = references;
    return [{ columns: [name], table: target, targetColumns: [column], ...rest }];
  });
  return [...byOne, ...(table.foreignKeys ?? [])];
}

/** `` CONSTRAINT `…` FOREIGN KEY (`author_id`) REFERENCES `author` (`id`)``; the names are Django's. */
function foreignKeySql(table: string, key: ForeignKeyDefinition): string {
  return namedForeignKeySql(foreignKeyName(table, key), key);
}

/** The name of a foreign key, and of the index that comes with it. */
export function foreignKeyName(table: string, key: ForeignKeyDefinition): string {
  const suffix = `_fk_${key.table}_${key.targetColumns.join("_")}`;
  return hashedName(table, key.columns, suffix, maxNameLength);
}

/** The same, with a name that it has already. */
export function namedForeignKeySql(name: string, key: ForeignKeyDefinition): string {
  const names = (columns: readonly string[]) => columns.map(quoteName).join(", ");
  const action = key.onDelete === undefined ? "" : ` ON DELETE ${key.onDelete}`;
  return `CONSTRAINT ${quoteName(name)} FOREIGN KEY (${names(key.columns)}) REFERENCES ${quoteName(key.table)} (${names(key.targetColumns)})${action}`;
}

/** The name of the rule that a column gets that becomes unique later; one that is made unique has the column's own name. */
export function uniqueName(table: string, column: string): string {
  return hashedName(table, [column], "_uniq", maxNameLength);
}

/** What MariaDB and MySQL keep of a name, in characters. */
export const maxNameLength = 64;

/** The name of an index; one that is too long here, and was made of its columns, is made again as Django would. */
export function nameOfIndex(table: TableDefinition, { name, unique, columns }: IndexDefinition): string {
  if (name.length <= maxNameLength) return name;
  const names = columns.map(({ column }) => column);
  return hashedName(table.name, names, unique ? "_uniq" : "", maxNameLength);
}

/**
 * The indexes that a table really gets, as with Django:
 * - none for a relation with a foreign key, which brings its own;
 * - none for a long text, bytes or JSON, which can't be indexed as a whole;
 * - none of computed values on MariaDB, which doesn't know them;
 * - no unique rule that the server can't keep as it is meant: the check db.W003 tells it;
 * - an ordinary index of some of the rows has all of them instead.
 */
export function indexesOf(table: TableDefinition, { isMariaDb }: ServerKind): readonly IndexDefinition[] {
  return table.indexes.filter((index) => {
    if (isMariaDb && index.columns.some(({ expression }) => expression !== undefined)) return false;
    if (index.unique) return isKeepable(index);
    if (!isAutomatic(index)) return true;
    const column = table.columns.find(({ name }) => name === index.columns[0]?.column);
    return column?.references === undefined && !isLong(column?.storage);
  });
}

/** Whether a unique rule can be kept: for all rows, at once, with nulls that differ. */
function isKeepable({ where, deferrable, include, nullsDistinct }: IndexDefinition): boolean {
  return (
    where === undefined && deferrable === undefined && include === undefined && nullsDistinct === undefined
  );
}

/** An index that a field has brought along: of one column, with a name that nobody wrote. */
function isAutomatic({ name, columns }: IndexDefinition): boolean {
  return columns.length === 1 && !columns[0]!.descending && /_[0-9a-f]{8}$/.test(name);
}

function isLong(storage: Storage | undefined): boolean {
  if (storage?.type === "string") return storage.maxLength === undefined;
  return storage?.type === "text" || storage?.type === "json" || storage?.type === "binary";
}
