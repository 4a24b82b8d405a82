import type { Database } from "../connections/database.ts";
import { storedValue } from "../sql/stored-value.ts";
import type { FieldInfo } from "./field-info.ts";
import type { ModelMeta } from "./model-meta.ts";

type Values = Record<string, unknown>;

/**
 * Reads what the database itself made of a row that was just written: generated columns, and after an insert the
 * defaults that it filled in. One more statement, for models that have such columns only.
 */
export async function readBack(
  row: object,
  meta: ModelMeta,
  database: Database,
  inserted: boolean,
): Promise<void> {
  const values = row as Values;
  const fields = madeByDatabase(meta).filter(
    (field) =>
      field.generated !== undefined ||
      (inserted && field.hasDbDefault && values[field.attribute] === undefined),
  );
  if (fields.length === 0) return;
  const { dialect } = database;
  const columns = fields.map(({ column }) => dialect.quote(column)).join(", ");
  const key = meta.keyFields
    .map(({ column }, position) => `${dialect.quote(column)} = ${dialect.placeholder(position + 1)}`)
    .join(" AND ");
  const [found] = await database.query(
    `SELECT ${columns} FROM ${dialect.quote(meta.table)} WHERE ${key}`,
    meta.keyFields.map((field) => storedValue(dialect, field, values[field.attribute])),
  );
  for (const [position, field] of fields.entries()) {
    const stored = found?.[position] ?? null;
    const decode = dialect.decoder(field);
    values[field.attribute] = stored === null || decode === undefined ? stored : decode(stored);
  }
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
