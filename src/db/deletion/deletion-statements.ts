import type { Database } from "../connections/database.ts";
import type { StoredValue } from "../fields/column.ts";
import type { FieldInfo } from "../models/field-info.ts";
import { storedValue } from "../sql/stored-value.ts";

/** A column, and the field that says how its values are stored. */
export interface KeyColumn {
  readonly column: string;
  readonly type: FieldInfo;
}
type Keys = readonly (readonly unknown[])[];

// Rows of one statement: with keys of two parts still below what any database binds in one.
const portionSize = 500;

/** The values of these fields, row by row. */
export function valuesOf(rows: readonly object[], fields: readonly FieldInfo[]): Keys {
  return rows.map((row) => fields.map(({ attribute }) => (row as Record<string, unknown>)[attribute]));
}

/** Deletes the rows of a table that have one of these keys. Gives how many there were. */
export async function deleteWhere(
  database: Database,
  table: string,
  fields: readonly (FieldInfo | KeyColumn)[],
  keys: Keys,
): Promise<number> {
  let changes = 0;
  for (const portion of portions(keys)) {
    const { sql, params } = keysSql(database, fields.map(keyColumn), portion, 0);
    const text = `DELETE FROM ${database.dialect.quote(table)} WHERE ${sql}`;
    changes += (await database.write({ text, bigints: false }, params)).changes;
  }
  return changes;
}

/** Sets a field of the rows that have one of these keys. */
export async function setWhere(
  database: Database,
  field: FieldInfo,
  value: unknown,
  fields: readonly FieldInfo[],
  keys: Keys,
): Promise<void> {
  const { dialect } = database;
  const stored = storedValue(dialect, field, value);
  for (const portion of portions(keys)) {
    const { sql, params } = keysSql(database, fields.map(keyColumn), portion, 1);
    const set = `${dialect.quote(field.column)} = ${dialect.placeholder(1)}`;
    const text = `UPDATE ${dialect.quote(field.model.table)} SET ${set} WHERE ${sql}`;
    await database.write({ text, bigints: false }, [stored, ...params]);
  }
}

function keyColumn(field: FieldInfo | KeyColumn): KeyColumn {
  return "type" in field && typeof field.type === "object"
    ? (field as KeyColumn)
    : { column: field.column, type: field as FieldInfo };
}

function* portions(keys: Keys): Generator<Keys> {
  for (let start = 0; start < keys.length; start += portionSize) yield keys.slice(start, start + portionSize);
}

/** `"id" IN (?, ?)`, or `("tenant" = ? AND "number" = ?) OR (…)`. */
function keysSql(
  { dialect }: Database,
  columns: readonly KeyColumn[],
  keys: Keys,
  before: number,
): { sql: string; params: StoredValue[] } {
  const params: StoredValue[] = [];
  const mark = (key: readonly unknown[], position: number) => {
    params.push(storedValue(dialect, columns[position]!.type, key[position]));
    return dialect.placeholder(before + params.length);
  };
  const [only] = columns;
  if (columns.length === 1 && only !== undefined) {
    const marks = keys.map((key) => mark(key, 0));
    return { sql: `${dialect.quote(only.column)} IN (${marks.join(", ")})`, params };
  }
  const tuples = keys.map((key) =>
    columns.map(({ column }, position) => `${dialect.quote(column)} = ${mark(key, position)}`).join(" AND "),
  );
  return { sql: tuples.map((tuple) => `(${tuple})`).join(" OR "), params };
}
