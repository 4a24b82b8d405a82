import { isCounted } from "../../fields/automatic-key.ts";
import type { ColumnType } from "../../fields/column.ts";
import type { ConditionState } from "../condition-state.ts";
import {
  type CheckDefinition,
  type ColumnDefinition,
  type ForeignKeyDefinition,
  type IndexDefinition,
  keyColumns,
  type OnDeleteAction,
  ownColumnType,
  type Storage,
  type TableDefinition,
} from "../table-definition.ts";
import { conditionSql } from "./condition-sql.ts";
import { literalSql } from "./literal-sql.ts";
import { quoteName } from "./quote-name.ts";
import { columnsKey } from "./table-source.ts";

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
function columnType(storage: Storage): string {
  const { type, maxLength, positive } = storage;
  const own = ownColumnType(storage, "sqlite");
  if (own !== undefined) return own;
  if (type === "custom") return "text";
  if (type === "string") return maxLength === undefined ? "varchar" : `varchar(${maxLength})`;
  // Of a counted key only "integer" will do.
  return positive && !isCounted(type) ? `${columnTypes[type]} unsigned` : columnTypes[type];
}

interface ColumnPlace {
  /** It is one of several columns of the key, which the table says. */
  readonly isPartOfKey?: boolean;
  /** All of the table, for what is computed of others. */
  readonly columns?: readonly ColumnDefinition[];
  /** What a reference does when the other row gets another key. */
  readonly onUpdate?: string | undefined;
}

/** The definition of a column in a table: `"title" varchar(200) NOT NULL`. */
export function columnSql(
  column: ColumnDefinition,
  { isPartOfKey = false, columns = [], onUpdate }: ColumnPlace = {},
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
      `REFERENCES ${quoteName(references.table)} (${quoteName(references.column)})${onDeleteSql(references)}${onUpdateSql(onUpdate)} DEFERRABLE INITIALLY DEFERRED`,
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
export function defaultSql(state: ConditionState, storage: Storage): string {
  if ("value" in state) return literalSql(state.value, storage);
  if ("op" in state && state.op === "now") return nowSql(storage);
  return conditionSql([], state);
}

function nowSql({ type }: Storage): string {
  if (type === "date") return "date('now')";
  if (type === "time") return "strftime('%H:%M:%f000', 'now')";
  return "strftime('%Y-%m-%d %H:%M:%f000', 'now')";
}

function foreignKeySql(key: ForeignKeyDefinition, onUpdate?: string): string {
  const columns = key.columns.map(quoteName).join(", ");
  const targets = key.targetColumns.map(quoteName).join(", ");
  return `FOREIGN KEY (${columns}) REFERENCES ${quoteName(key.table)} (${targets})${onDeleteSql(key)}${onUpdateSql(onUpdate)} DEFERRABLE INITIALLY DEFERRED`;
}

function onUpdateSql(action: string | undefined): string {
  return action === undefined ? "" : ` ON UPDATE ${action}`;
}

function onDeleteSql({ onDelete }: { readonly onDelete?: OnDeleteAction }): string {
  return onDelete === undefined ? "" : ` ON DELETE ${onDelete}`;
}

/** What a table made anew has beside its definition: what was written by hand. */
export interface WrittenByHand {
  readonly columns: readonly { readonly name: string; readonly sql: string }[];
  readonly rules: readonly { readonly sql: string }[];
  /** Definitions of columns that take the place of those made here, by their names. */
  readonly kept: ReadonlyMap<string, string>;
  readonly keptReferences: ReadonlyMap<string, string>;
  readonly onUpdate: ReadonlyMap<string, string>;
  readonly order: readonly string[];
  readonly isStrict: boolean;
  readonly isWithoutRowid: boolean;
}

/** The statement that makes a table, without its indexes. */
export function createTableSql(table: TableDefinition, name = table.name, byHand?: WrittenByHand): string {
  const keys = keyColumns(table).map(quoteName);
  const definition = (column: ColumnDefinition) => {
    const kept = byHand?.kept.get(column.name);
    if (kept !== undefined) return kept;
    const onUpdate = byHand?.onUpdate.get(columnsKey([column.name]));
    const sql = columnSql(column, { isPartOfKey: keys.length > 1, columns: table.columns, onUpdate });
    return byHand === undefined ? sql : inSuchTable(sql, column, byHand);
  };
  const reference = (foreignKey: ForeignKeyDefinition) => {
    const own = columnsKey(foreignKey.columns);
    return byHand?.keptReferences.get(own) ?? foreignKeySql(foreignKey, byHand?.onUpdate.get(own));
  };
  const columns = [
    ...table.columns.map((column) => ({ name: column.name, sql: definition(column) })),
    ...(byHand?.columns ?? []),
  ];
  const parts = [
    ...inOrder(columns, byHand?.order ?? []).map(({ sql }) => sql),
    ...(keys.length > 1 ? [`PRIMARY KEY (${keys.join(", ")})`] : []),
    ...(table.foreignKeys ?? []).map(reference),
    ...table.checks.map((check) => checkSql(table, check)),
    ...(byHand?.rules ?? []).map(({ sql }) => sql),
  ];
  const options = [byHand?.isWithoutRowid && "WITHOUT ROWID", byHand?.isStrict && "STRICT"].filter(Boolean);
  const tail = options.length === 0 ? "" : ` ${options.join(", ")}`;
  return `CREATE TABLE ${quoteName(name)} (${parts.join(", ")})${tail}`;
}

/** Columns stand where they stood; new ones come last, as ALTER TABLE puts them. */
function inOrder<Column extends { readonly name: string }>(
  columns: readonly Column[],
  order: readonly string[],
): readonly Column[] {
  const places = new Map(order.map((name, place) => [name.toLowerCase(), place]));
  const placeOf = ({ name }: Column) => places.get(name.toLowerCase()) ?? order.length;
  return columns.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** A definition as a table takes it that is STRICT, which knows five types only, or has no numbers of rows to count with. */
function inSuchTable(
  sql: string,
  column: ColumnDefinition,
  { isStrict, isWithoutRowid }: WrittenByHand,
): string {
  const start = `${quoteName(column.name)} `;
  const type = columnType(column.storage);
  const typed = isStrict ? start + strictType(type) + sql.slice(start.length + type.length) : sql;
  return isWithoutRowid ? typed.replace(" PRIMARY KEY AUTOINCREMENT", " PRIMARY KEY") : typed;
}

/** The type of a STRICT table that stores what a type name of an ordinary one stores (sqlite.org/datatype3.html, 3.1). */
function strictType(type: string): string {
  const name = type.toUpperCase();
  if (name.includes("INT") || name === "BOOL") return "INTEGER";
  if (/CHAR|CLOB|TEXT|DATE|TIME/.test(name)) return "TEXT";
  if (name.includes("BLOB")) return "BLOB";
  return /REAL|FLOA|DOUB/.test(name) ? "REAL" : "ANY";
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
