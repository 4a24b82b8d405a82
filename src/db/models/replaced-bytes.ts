import type { Database } from "../connections/database.ts";
import { InvalidQueryError } from "../errors.ts";
import type { StoredValue } from "../fields/column.ts";
import type { FieldInfo } from "./field-info.ts";
import type { ModelMeta } from "./model-meta.ts";

/*
 * SQLite keeps any bytes as a text. What is no UTF-8 the driver reads as U+FFFD, the mark of replacement; a row that is saved
 * would have that mark in its place.
 */

/** Whether a value may stand for bytes that were no text. */
export function isMarked(value: unknown): boolean {
  return typeof value === "string" && value.includes("\ufffd");
}

/**
 * Makes sure that writing these fields of a row replaces no bytes that nobody has seen.
 *
 * @param key - The values of the row's key, as they are stored.
 * @throws {@link InvalidQueryError} that names the table, the column and the row.
 */
export async function refuseReplacedBytes(
  meta: ModelMeta,
  fields: readonly FieldInfo[],
  key: readonly StoredValue[],
  database: Database,
): Promise<void> {
  const quote = (name: string) => database.dialect.quote(name);
  const from = `FROM ${quote(meta.table)} WHERE ${meta.keyFields.map(({ column }) => `${quote(column)} = ?`).join(" AND ")}`;
  for (const { name, column } of fields) {
    const [row] = await database.query(`SELECT ${quote(column)}, hex(${quote(column)}) ${from}`, key);
    if (row === undefined || !isMarked(row[0])) continue;
    const same = await database.query(`SELECT 1 ${from} AND ${quote(column)} = ?`, [
      ...key,
      row[0] as string,
    ]);
    if (same.length > 0) continue;
    throw new InvalidQueryError(
      `"${meta.table}"."${column}" of the row with ${meta.keyFields.map((field) => field.column).join(", ")} ${key.join(", ")} holds bytes that are no text (x'${row[1]}'), which were read as ${JSON.stringify(row[0])} and would be lost.\nSave the row without that field, save({ only: […] }), or correct what it holds first: ${meta.name}.where({ … }).update({ ${name}: … }).`,
    );
  }
}
