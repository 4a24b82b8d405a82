import { isCounted } from "../../fields/automatic-key.ts";
import type { ColumnType } from "../../fields/column.ts";
import type { ConditionState } from "../condition-state.ts";
import type {
  CheckDefinition,
  ColumnDefinition,
  ForeignKeyDefinition,
  IndexDefinition,
  OnDeleteAction,
  Storage,
  TableDefinition,
} from "../table-definition.ts";
import { conditionSql } from "./condition-sql.ts";
import { literalSql } from "./literal-sql.ts";
import { quoteName } from "./quote-name.ts";

/*
 * Definitions of columns, tables and indexes for SQLite, in the words that Django uses, to the letter. SQLite itself
 * cares little about type names, but a table made by one must look to the other as its own.
 */

const columnTypes: Readonly<Record<Exclude<ColumnType, "string" | "custom">, string>> = {
  smallAuto: "integer", // SQLite counts up only in columns called "integer"; they hold 64 bits
  auto: "integer",
  bigAuto: "integer",
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

/**
 * The definition of a column in a table: `"title" varchar(200) NOT NULL`.
 * @param isPartOfKey - It is one of several columns of the key, which the table says.
 */
export function columnSql(
  column: ColumnDefinition,
  isPartOfKey = false,
  columns: readonly ColumnDefinition[] = [],
): string {
  const { name, storage, references } = column;
  const isKey = column.primaryKey && !isPartOfKey;
  const quoted = quoteName(name);
  const counts = isCounted(storage.type);
  return [
    quoted,
    columnType(storage),
    ...columnExtras(column, columns),
    column.nullable ? "NULL" : "NOT NULL",
    isKey && "PRIMARY KEY",
    isKey && counts && "AUTOINCREMENT",
    column.unique && "UNIQUE",
    storage.positive && `CHECK (${quoted} >= 0)`,
    storage.type === "json" && `CHECK ((JSON_VALID(${quoted}) OR ${quoted} IS NULL))`,
    references &&
      `REFERENCES ${quoteName(references.table)} (${quoteName(references.column)})${onDeleteSql(references)} DEFERRABLE INITIALLY DEFERRED`,
  ]
    .filter((part) => typeof part === "string")
    .join(" ");
}

/** Collation, the database's default, and how a generated column is computed. */
function columnExtras(
  column: ColumnDefinition,
  columns: readonly ColumnDefinition[],
): (string | undefined)[] {
  const { collation, dbDefault, generated, storage } = column;
  const named = typeof collation === "object" ? collation.sqlite : collation;
  return [
    named === undefined ? undefined : `COLLATE ${quoteName(named)}`,
    generated &&
      `GENERATED ALWAYS AS (${conditionSql(columns, generated.expression)}) ${generated.stored ? "STORED" : "VIRTUAL"}`,
    dbDefault && `DEFAULT (${defaultSql(dbDefault, storage)})`,
  ];
}

/** A default of the database; the present moment is stored as all moments are. */
function defaultSql(state: ConditionState, storage: Storage): string {
  if ("value" in state) return literalSql(state.value, storage);
  if ("op" in state && state.op === "now") return nowSql(storage);
  return conditionSql([], state);
}

function nowSql({ type }: Storage): string {
  if (type === "date") return "date('now')";
  if (type === "time") return "strftime('%H:%M:%f000', 'now')";
  return "strftime('%Y-%m-%d %H:%M:%f000', 'now')";
}

function foreignKeySql(key: ForeignKeyDefinition): string {
  const columns = key.columns.map(quoteName).join(", ");
  const targets = key.targetColumns.map(quoteName).join(", ");
  return `FOREIGN KEY (${columns}) REFERENCES ${quoteName(key.table)} (${targets})${onDeleteSql(key)} DEFERRABLE INITIALLY DEFERRED`;
}

function onDeleteSql({ onDelete }: { readonly onDelete?: OnDeleteAction }): string {
  return onDelete === undefined ? "" : ` ON DELETE ${onDelete}`;
}

/** The statement that makes a table, without its indexes. */
export function createTableSql(table: TableDefinition, name = table.name): string {
  const keys = table.columns.filter(({ primaryKey }) => primaryKey).map((column) => quoteName(column.name));
  const parts = [
    ...table.columns.map((column) => columnSql(column, keys.length > 1, table.columns)),
    ...(keys.length > 1 ? [`PRIMARY KEY (${keys.join(", ")})`] : []),
    ...(table.foreignKeys ?? []).map(foreignKeySql),
    ...table.checks.map((check) => checkSql(table, check)),
  ];
  return `CREATE TABLE ${quoteName(name)} (${parts.join(", ")})`;
}

function checkSql(table: TableDefinition, { name, condition }: CheckDefinition): string {
  return `CONSTRAINT ${quoteName(name)} CHECK (${conditionSql(table.columns, condition)})`;
}

/**
 * The indexes that a table really gets, as with Django: no unique rule that SQLite can't keep as it is meant, which the check
 * db.W006 tells.
 */
export function indexesOf(table: TableDefinition): readonly IndexDefinition[] {
  return table.indexes.filter(
    ({ unique, deferrable, include, nullsDistinct }) =>
      !unique || (deferrable === undefined && include === undefined && nullsDistinct === undefined),
  );
}

/** The statement that makes an index. */
export function createIndexSql(table: TableDefinition, index: IndexDefinition): string {
  const columns = index.columns.map(({ column, expression, descending }) => {
    const indexed =
      expression === undefined ? quoteName(column) : `(${conditionSql(table.columns, expression)})`;
    return indexed + (descending ? " DESC" : "");
  });
  const kind = index.unique ? "UNIQUE INDEX" : "INDEX";
  const where = index.where === undefined ? "" : ` WHERE ${conditionSql(table.columns, index.where)}`;
  return `CREATE ${kind} ${quoteName(index.name)} ON ${quoteName(table.name)} (${columns.join(", ")})${where}`;
}
