import { type ConditionState, fieldsOf } from "../condition-state.ts";
import { hashedName } from "../object-names.ts";
import type {
  CheckDefinition,
  ColumnDefinition,
  IndexDefinition,
  TableDefinition,
} from "../table-definition.ts";
import { columnType } from "./column-sql.ts";
import { conditionSql } from "./condition-sql.ts";
import { quoteName } from "./quote-name.ts";

/*
 * What belongs to a table beside its columns, each with the statement that makes it: indexes, unique rules, checks and
 * references. A change of a table compares the two lists: what is in both stays.
 */

/** What PostgreSQL keeps of a name. */
export const maxNameLength = 63;

export interface TableObject {
  readonly kind: "index" | "unique" | "check" | "reference";
  readonly name: string;
  /** How the name ends, where it was shortened in the middle: what was cut depends on what the table was called then. */
  readonly ending?: string;
  /** The columns that it is about, by which the database knows those that it has named itself. */
  readonly columns: readonly string[];
  /** Of plain indexes and unique rules: their columns, by which one is found that has another name. */
  readonly over?: readonly string[];
  readonly create: string;
  /** Of unique rules: the unique index that can be made beforehand, and becomes the rule. */
  readonly index?: string;
  /** What must be the same in two lists for it to stay. */
  readonly identity: string;
}

/** All of a table. */
export function tableObjects(table: TableDefinition): TableObject[] {
  return [
    ...table.columns.flatMap((column) => columnRules(table, column)),
    ...table.checks.map((check) => checkObject(table, check)),
    ...table.indexes.map((index) => uniqueObject(table, index) ?? indexObject(table, index)),
    ...table.columns.flatMap((column) => likeIndex(table, column) ?? []),
    ...references(table),
  ];
}

/** Those that CREATE TABLE doesn't make itself, without references. */
export function indexObjects(table: TableDefinition): TableObject[] {
  return tableObjects(table).filter(({ kind }) => kind === "index");
}

/** Foreign keys, which are checked at the end of the transaction, as Django's are. */
export function references(table: TableDefinition): TableObject[] {
  const single = table.columns.flatMap(({ name, references: target }) =>
    target === undefined ? [] : [{ ...target, columns: [name], targetColumns: [target.column] }],
  );
  return [...single, ...(table.foreignKeys ?? [])].map((key) => {
    const { columns, targetColumns, table: target, onDelete } = key;
    const ending = `_fk_${target}_${targetColumns.join("_")}`;
    const name = hashedName(table.name, columns, ending, maxNameLength);
    const action = onDelete === undefined ? "" : ` ON DELETE ${onDelete}`;
    const what = `FOREIGN KEY (${quoted(columns)}) REFERENCES ${quoteName(target)} (${quoted(targetColumns)})${action}`;
    return {
      kind: "reference",
      name,
      columns,
      create: `ALTER TABLE ${quoteName(table.name)} ADD CONSTRAINT ${quoteName(name)} ${what} DEFERRABLE INITIALLY DEFERRED`,
      identity: what,
    };
  });
}

/** `CONSTRAINT "price_positive" CHECK ("price" >= 0)` */
export function checkSql(table: TableDefinition, { name, condition }: CheckDefinition): string {
  return `CONSTRAINT ${quoteName(name)} CHECK (${conditionSql(table.columns, condition)})`;
}

/** `CONSTRAINT "name" UNIQUE ("a", "b")`; `undefined` where it takes an index: one of some rows only, or no unique one. */
export function uniqueSql(table: TableDefinition, index: IndexDefinition): string | undefined {
  if (!index.unique || index.where !== undefined || !index.columns.every(isPlain)) return undefined;
  const columns = quoted(index.columns.map(({ column }) => column));
  const deferrable =
    index.deferrable === undefined ? "" : ` DEFERRABLE INITIALLY ${index.deferrable.toUpperCase()}`;
  const place = index.tablespace === undefined ? "" : ` USING INDEX${tablespaceSql(index)}`;
  return `CONSTRAINT ${quoteName(objectName(table, index))} UNIQUE${nullsSql(index)} (${columns})${includeSql(index)}${place}${deferrable}`;
}

/** ` TABLESPACE "fast"`, where one is named. */
export function tablespaceSql({ tablespace }: { readonly tablespace?: string }): string {
  return tablespace === undefined ? "" : ` TABLESPACE ${quoteName(tablespace)}`;
}

function nullsSql({ nullsDistinct }: IndexDefinition): string {
  return nullsDistinct === false ? " NULLS NOT DISTINCT" : "";
}

function includeSql({ include }: IndexDefinition): string {
  return include === undefined || include.length === 0 ? "" : ` INCLUDE (${quoted(include)})`;
}

function quoted(names: readonly string[]): string {
  return names.map(quoteName).join(", ");
}

/** The rules that are written behind a column, whose names the database makes. */
function columnRules({ name: table }: TableDefinition, column: ColumnDefinition): TableObject[] {
  const { name, unique, storage } = column;
  const rule = (kind: "unique" | "check", ending: string, sql: string): TableObject => ({
    kind,
    name: `${table}_${name}_${ending}`.slice(0, maxNameLength),
    columns: [name],
    create: `ALTER TABLE ${quoteName(table)} ADD ${sql}`,
    identity: `${name}: ${sql}`,
  });
  return [
    ...(unique ? [uniqueRule(rule("unique", "key", `UNIQUE (${quoteName(name)})`), table)] : []),
    ...(storage.positive ? [rule("check", "check", `CHECK (${quoteName(name)} >= 0)`)] : []),
  ];
}

/** With the index that it can be made of. */
function uniqueRule(rule: TableObject, table: string): TableObject {
  const index = `CREATE UNIQUE INDEX ${quoteName(rule.name)} ON ${quoteName(table)} (${quoted(rule.columns)})`;
  return { ...rule, index };
}

function checkObject(table: TableDefinition, check: CheckDefinition): TableObject {
  const sql = checkSql(table, check);
  const create = `ALTER TABLE ${quoteName(table.name)} ADD ${sql}`;
  const identity = `${sql}${typesIn(table, [check.condition])}`;
  return { kind: "check", name: check.name, columns: [], create, identity };
}

function uniqueObject(table: TableDefinition, index: IndexDefinition): TableObject | undefined {
  const sql = uniqueSql(table, index);
  if (sql === undefined) return undefined;
  const create = `ALTER TABLE ${quoteName(table.name)} ADD ${sql}`;
  const name = objectName(table, index);
  return {
    kind: "unique",
    name,
    ...endingOf(index),
    columns: [],
    ...overOf(index),
    create,
    index: indexObject(table, index).create,
    identity: sql,
  };
}

function indexObject(table: TableDefinition, index: IndexDefinition): TableObject {
  const name = objectName(table, index);
  const columns = index.columns.map(({ column, expression, operatorClass, descending, nulls }) => {
    const what =
      expression === undefined ? quoteName(column) : `(${conditionSql(table.columns, expression)})`;
    const order = (descending ? " DESC" : "") + (nulls === undefined ? "" : ` NULLS ${nulls.toUpperCase()}`);
    return what + (operatorClass === undefined ? "" : ` ${operatorClass}`) + order;
  });
  const where = index.where === undefined ? "" : ` WHERE ${conditionSql(table.columns, index.where)}`;
  const kind = index.unique ? "UNIQUE INDEX" : "INDEX";
  const nulls = index.unique ? nullsSql(index) : "";
  const create = `CREATE ${kind} ${quoteName(name)} ON ${quoteName(table.name)} (${columns.join(", ")})${includeSql(index)}${nulls}${tablespaceSql(index)}${where}`;
  const conditions = [...index.columns.map(({ expression }) => expression), index.where];
  const identity = `${create}${typesIn(table, conditions)}`;
  return { kind: "index", name, ...endingOf(index), columns: [], ...overOf(index), create, identity };
}

/** Where an index says no more than which columns it has. */
function overOf({ columns, where, include, deferrable, nullsDistinct }: IndexDefinition): {
  readonly over?: readonly string[];
} {
  const isBare = [where, include, deferrable, nullsDistinct].every((more) => more === undefined);
  return isBare && columns.every(isPlain) ? { over: columns.map(({ column }) => column) } : {};
}

function isPlain({
  descending,
  expression,
  operatorClass,
  nulls,
}: IndexDefinition["columns"][number]): boolean {
  return !descending && expression === undefined && operatorClass === undefined && nulls === undefined;
}

/**
 * The types of the columns that conditions mention. With other ones PostgreSQL would make the conditions fit: it looks
 * through the rows for that as well, and each change would leave one more cast in them.
 */
function typesIn(table: TableDefinition, conditions: readonly (ConditionState | undefined)[]): string {
  const fields = conditions.flatMap((condition) => (condition === undefined ? [] : fieldsOf(condition)));
  const types = fields.map((field) => {
    const column = table.columns.find((candidate) => candidate.field === field);
    return column && columnType(column.storage).replace(/\(.*/, "");
  });
  return types.length === 0 ? "" : ` over ${types.join(", ")}`;
}

/** The hash at the end of a long name that nobody chose. */
function endingOf({ name }: IndexDefinition): { readonly ending?: string } {
  const ending = /_[0-9a-f]{8}(?:_uniq)?$/.exec(name)?.[0];
  return name.length <= maxNameLength || ending === undefined ? {} : { ending };
}

/**
 * The index that LIKE uses for the beginning of a text, where the database sorts by the rules of a language: Django makes
 * one for each text that is unique or has an index.
 */
function likeIndex(table: TableDefinition, column: ColumnDefinition): TableObject | undefined {
  const { name: columnName } = column;
  const type = /^(varchar|text)\b/.exec(columnType(column.storage))?.[1];
  const isIndexed =
    column.unique || column.primaryKey || table.indexes.some((index) => isOwnIndex(index, columnName));
  if (type === undefined || !isIndexed) return undefined;
  const name = likeIndexName(table.name, columnName);
  const create = `CREATE INDEX ${quoteName(name)} ON ${quoteName(table.name)} (${quoteName(columnName)} ${type}_pattern_ops)`;
  return { kind: "index", name, columns: [], create, identity: create };
}

/** Whether it is the index of a field: its name ends on a hash, of the names that table and column had when it was made. */
function isOwnIndex({ name, unique, columns, where }: IndexDefinition, columnName: string): boolean {
  const [first, second] = columns;
  const isPlain = !unique && where === undefined && second === undefined;
  return isPlain && first?.column === columnName && /_[0-9a-f]{8}$/.test(name);
}

export function likeIndexName(table: string, column: string): string {
  return hashedName(table, [column], "_like", maxNameLength);
}

/** The name of an index or unique rule; one that nobody chose is shortened as Django does, the others by the database. */
function objectName(table: TableDefinition, { name, unique, columns }: IndexDefinition): string {
  if (name.length <= maxNameLength) return name;
  const names = columns.map(({ column }) => column);
  const suffix = unique ? "_uniq" : "";
  return hashedName(table.name, names, suffix) === name
    ? hashedName(table.name, names, suffix, maxNameLength)
    : name.slice(0, maxNameLength);
}
