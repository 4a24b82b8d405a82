import type { Database } from "../connections/database.ts";
import type { StoredValue } from "../fields/column.ts";
import type { Dialect } from "../sql/dialect.ts";
import { storedValue } from "../sql/stored-value.ts";
import type { FieldInfo } from "./field-info.ts";
import { keyIdentity } from "./keys.ts";
import type { ModelMeta } from "./model-meta.ts";

type Values = Record<string, unknown>;

// A key of several fields has a parameter for each.
const rowsAtOnce = 200;

/**
 * Reads what the database itself made of rows that were just written: generated columns, and after an insert the
 * defaults that it filled in. Further statements, for models that have such columns only.
 */
export async function readBack(
  rows: readonly object[],
  meta: ModelMeta,
  database: Database,
  inserted: boolean,
): Promise<void> {
  const isMissing = (field: FieldInfo, row: object) =>
    field.generated !== undefined || (inserted && (row as Values)[field.attribute] === undefined);
  const fields = madeByDatabase(meta).filter((field) => rows.some((row) => isMissing(field, row)));
  await readValues(rows, meta, fields, database, isMissing);
}

/** Reads these fields of rows that are stored; of each row those that it is missing. */
export async function readValues(
  rows: readonly object[],
  meta: ModelMeta,
  fields: readonly FieldInfo[],
  database: Database,
  isMissing: (field: FieldInfo, row: object) => boolean = () => true,
): Promise<void> {
  if (fields.length === 0) return;
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const some = rows.slice(start, start + rowsAtOnce);
    const found = await madeValues(some, meta, fields, database);
    for (const row of some) {
      const values = found.get(keyIdentity(meta.keyOf(row)));
      if (values === undefined) continue; // deleted since, or changed by a trigger
      for (const [position, field] of fields.entries())
        if (isMissing(field, row)) (row as Values)[field.attribute] = values[position];
    }
  }
}

/** The values of these fields, by the identities of keys. */
async function madeValues(
  rows: readonly object[],
  meta: ModelMeta,
  fields: readonly FieldInfo[],
  database: Database,
): Promise<Map<unknown, readonly unknown[]>> {
  const { dialect } = database;
  const { keyFields } = meta;
  const columns = [...keyFields, ...fields].map(({ column }) => dialect.quote(column)).join(", ");
  const params: StoredValue[] = [];
  const conditions = rows.map((row) =>
    keyFields
      .map((field) => {
        const place = params.push(storedValue(dialect, field, (row as Values)[field.attribute]));
        return `${dialect.quote(field.column)} = ${dialect.placeholder(place)}`;
      })
      .join(" AND "),
  );
  const text = `SELECT ${columns} FROM ${dialect.quote(meta.table)} WHERE ${conditions.join(" OR ")}`;
  const found = await database.run({ text, bigints: false }, params);
  return new Map(
    found.map((stored) => {
      const values = [...keyFields, ...fields].map((field, position) =>
        decoded(dialect, field, stored[position]),
      );
      const key = values.slice(0, keyFields.length);
      return [keyIdentity(meta.isComposite ? key : key[0]), values.slice(keyFields.length)];
    }),
  );
}

/** A stored value, as rows hold it. */
export function decoded(dialect: Dialect, field: FieldInfo, stored: StoredValue | undefined): unknown {
  if (stored === undefined || stored === null) return null;
  return dialect.decoder(field)?.(stored) ?? stored;
}

// Asked for each row that is saved, and always the same.
const made = new WeakMap<ModelMeta, readonly FieldInfo[]>();

/** The fields whose values the database may make. */
function madeByDatabase(meta: ModelMeta): readonly FieldInfo[] {
  let fields = made.get(meta);
  if (fields === undefined) {
    fields = [...meta.ownFields.values()].filter(
      (field) => field.generated !== undefined || field.hasDbDefault,
    );
    made.set(meta, fields);
  }
  return fields;
}
