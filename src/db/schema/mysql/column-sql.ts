import { quoteName } from "../../backends/mysql/mysql-dialect.ts";
import type { ColumnType } from "../../fields/column.ts";
import { hashedName } from "../object-names.ts";
import type {
  CheckDefinition,
  ColumnDefinition,
  IndexDefinition,
  Storage,
  TableDefinition,
} from "../table-definition.ts";
import { conditionSql } from "./condition-sql.ts";
import type { ServerKind } from "./server-kind.ts";

/*
 * Definitions of columns, tables and indexes for MariaDB and MySQL, in the words that Django uses: a table made by one
 * must look to the other as its own.
 */

const columnTypes: Readonly<Record<Exclude<ColumnType, "string" | "decimal" | "uuid" | "custom">, string>> = {
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
function columnType(storage: Storage, { hasUuid }: ServerKind): string {
  const { type, maxLength, digits, places, positive } = storage;
  switch (type) {
    case "custom":
      return typeof storage.columnType === "object"
        ? storage.columnType.mysql
        : (storage.columnType ?? "longtext");
    case "string":
      return maxLength === undefined ? "longtext" : `varchar(${maxLength})`;
    case "decimal":
      return `numeric(${digits}, ${places})`;
    case "uuid":
      return hasUuid ? "uuid" : "char(32)";
    default:
      return positive ? `${columnTypes[type]} UNSIGNED` : columnTypes[type];
  }
}

/** What is said of a column wherever it is made or changed. */
export interface ColumnParts {
  /** The value of rows that are there already, as SQL. */
  readonly fill?: string | undefined;
  /** Whether to write the condition that a positive number has; MySQL would add one more each time. */
  readonly withCheck?: boolean;
  /** NULL for the moment, whatever the definition says. */
  readonly nullable?: boolean;
}

/** The definition of a column without its keys: `` `title` varchar(200) NOT NULL``. */
export function columnSql(column: ColumnDefinition, server: ServerKind, parts: ColumnParts = {}): string {
  const { storage } = column;
  const quoted = quoteName(column.name);
  return [
    quoted,
    columnType(storage, server),
    counts(column) && column.primaryKey && "AUTO_INCREMENT",
    // Brackets: MySQL takes defaults of long texts and JSON only as an expression.
    parts.fill !== undefined && `DEFAULT (${parts.fill})`,
    (parts.nullable ?? column.nullable) ? "NULL" : "NOT NULL",
    storage.positive && parts.withCheck !== false && `CHECK (${quoted} >= 0)`,
  ]
    .filter((part) => typeof part === "string")
    .join(" ");
}

function counts({ storage }: ColumnDefinition): boolean {
  return storage.type === "auto" || storage.type === "bigAuto";
}

/** The statement that makes a table, with all its keys. */
export function createTableSql(table: TableDefinition, server: ServerKind): string {
  const keys = keyColumns(table);
  const parts = [
    ...table.columns.map((column) => {
      const alone = keys.length === 1 && column.primaryKey;
      return `${columnSql(column, server)}${alone ? " PRIMARY KEY" : ""}${column.unique ? " UNIQUE" : ""}`;
    }),
    ...(keys.length > 1 ? [primaryKeySql(table)] : []),
    ...table.checks.map((check) => checkSql(table, check)),
    ...indexesOf(table).map((index) => indexSql(table, index)),
    ...table.columns
      .filter(({ references }) => references)
      .map((column) => foreignKeySql(table.name, column)),
  ];
  return `CREATE TABLE ${quoteName(table.name)} (${parts.join(", ")})`;
}

export function keyColumns(table: TableDefinition): readonly string[] {
  return table.columns.filter(({ primaryKey }) => primaryKey).map(({ name }) => name);
}

export function primaryKeySql(table: TableDefinition): string {
  return `PRIMARY KEY (${keyColumns(table).map(quoteName).join(", ")})`;
}

export function checkSql(table: TableDefinition, { name, condition }: CheckDefinition): string {
  return `CONSTRAINT ${quoteName(name)} CHECK (${conditionSql(table.columns, condition)})`;
}

/** `` CONSTRAINT `a_title` UNIQUE (`author_id`, `title`)`` or `` INDEX `created` (`created_at` DESC)``. */
export function indexSql(table: TableDefinition, index: IndexDefinition): string {
  const columns = index.columns.map(
    ({ column, descending }) => quoteName(column) + (descending ? " DESC" : ""),
  );
  const name = quoteName(nameOfIndex(table, index));
  return `${index.unique ? `CONSTRAINT ${name} UNIQUE` : `INDEX ${name}`} (${columns.join(", ")})`;
}

/** Of a column that refers to another table; the names are Django's. */
export function foreignKeySql(table: string, { name, references }: ColumnDefinition): string {
  const { table: target, column } = references!; // asked only of columns that refer to something
  const constraint = hashedName(table, [name], `_fk_${target}_${column}`, maxNameLength);
  return `CONSTRAINT ${quoteName(constraint)} FOREIGN KEY (${quoteName(name)}) REFERENCES ${quoteName(target)} (${quoteName(column)})`;
}

/** The name of the rule that a column gets that becomes unique later; one that is made unique has the column's own name. */
export function uniqueName(table: string, column: string): string {
  return hashedName(table, [column], "_uniq", maxNameLength);
}

const maxNameLength = 64;

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
 * - no unique rule for some of the rows only, as there are no partial indexes; the check db.W003 tells it;
 * - an ordinary index has all rows instead.
 */
export function indexesOf(table: TableDefinition): readonly IndexDefinition[] {
  return table.indexes.filter((index) => {
    if (index.unique) return index.where === undefined;
    if (!isAutomatic(index)) return true;
    const column = table.columns.find(({ name }) => name === index.columns[0]?.column);
    return column?.references === undefined && !isLong(column?.storage);
  });
}

/** An index that a field has brought along: of one column, with a name that nobody wrote. */
function isAutomatic({ name, columns }: IndexDefinition): boolean {
  return columns.length === 1 && !columns[0]!.descending && /_[0-9a-f]{8}$/.test(name);
}

function isLong(storage: Storage | undefined): boolean {
  if (storage?.type === "string") return storage.maxLength === undefined;
  return storage?.type === "text" || storage?.type === "json" || storage?.type === "binary";
}
