import type { ColumnType } from "../../fields/column.ts";
import type {
  CheckDefinition,
  ColumnDefinition,
  IndexDefinition,
  Storage,
  TableDefinition,
} from "../table-definition.ts";
import { conditionSql } from "./condition-sql.ts";
import { quoteName } from "./quote-name.ts";

/*
 * Definitions of columns, tables and indexes for SQLite, in the words that Django uses, to the letter. SQLite itself
 * cares little about type names, but a table made by one must look to the other as its own.
 */

const columnTypes: Readonly<Record<Exclude<ColumnType, "string" | "custom">, string>> = {
  auto: "integer",
  bigAuto: "integer", // SQLite counts up only in columns called "integer"; they hold 64 bits
  text: "text",
  integer: "integer",
  smallInteger: "smallint",
  bigInteger: "bigint",
  float: "real",
  decimal: "decimal",
  boolean: "bool",
  datetime: "datetime",
  date: "date",
  time: "time",
  duration: "bigint",
  json: "text",
  uuid: "char(32)",
  binary: "BLOB",
};

/** `"varchar(100)"`. */
function columnType({ type, maxLength, positive, columnType }: Storage): string {
  if (type === "custom") return typeof columnType === "object" ? columnType.sqlite : (columnType ?? "text");
  if (type === "string") return maxLength === undefined ? "varchar" : `varchar(${maxLength})`;
  return positive ? `${columnTypes[type]} unsigned` : columnTypes[type];
}

/** The definition of a column in a table: `"title" varchar(200) NOT NULL`. */
export function columnSql(column: ColumnDefinition): string {
  const { name, storage, references } = column;
  const quoted = quoteName(name);
  const counts = storage.type === "auto" || storage.type === "bigAuto";
  return [
    quoted,
    columnType(storage),
    column.nullable ? "NULL" : "NOT NULL",
    column.primaryKey && "PRIMARY KEY",
    column.primaryKey && counts && "AUTOINCREMENT",
    column.unique && "UNIQUE",
    storage.positive && `CHECK (${quoted} >= 0)`,
    storage.type === "json" && `CHECK ((JSON_VALID(${quoted}) OR ${quoted} IS NULL))`,
    references &&
      `REFERENCES ${quoteName(references.table)} (${quoteName(references.column)}) DEFERRABLE INITIALLY DEFERRED`,
  ]
    .filter((part) => typeof part === "string")
    .join(" ");
}

/** The statement that makes a table, without its indexes. */
export function createTableSql(table: TableDefinition, name = table.name): string {
  const parts = [...table.columns.map(columnSql), ...table.checks.map((check) => checkSql(table, check))];
  return `CREATE TABLE ${quoteName(name)} (${parts.join(", ")})`;
}

function checkSql(table: TableDefinition, { name, condition }: CheckDefinition): string {
  return `CONSTRAINT ${quoteName(name)} CHECK (${conditionSql(table.columns, condition)})`;
}

/** The statement that makes an index. */
export function createIndexSql(table: TableDefinition, index: IndexDefinition): string {
  const columns = index.columns.map(
    ({ column, descending }) => quoteName(column) + (descending ? " DESC" : ""),
  );
  const kind = index.unique ? "UNIQUE INDEX" : "INDEX";
  const where = index.where === undefined ? "" : ` WHERE ${conditionSql(table.columns, index.where)}`;
  return `CREATE ${kind} ${quoteName(index.name)} ON ${quoteName(table.name)} (${columns.join(", ")})${where}`;
}
