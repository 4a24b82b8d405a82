import type { Database } from "../connections/database.ts";
import type { FieldInfo } from "../models/field-info.ts";
import { keyIdentity } from "../models/keys.ts";
import { metaOfRow } from "../models/row-state.ts";
import { fetchRows, keyPortions } from "./fetch.ts";
import { rowsWithKeys } from "./rows-with-keys.ts";

/** Reads fields of stored rows of one model again, with one statement (or a few, for very many rows). Gives the rows that are there. */
export async function loadFields(
  rows: readonly object[],
  fields: readonly FieldInfo[],
  database: Database,
): Promise<ReadonlySet<object>> {
  const [first] = rows;
  if (first === undefined) return new Set();
  const meta = metaOfRow(first);
  const names = new Set(fields.map(({ name }) => name));
  const byKey = new Map<unknown, object>();
  for (const keys of keyPortions(rows.map(meta.keyOf))) {
    const asked = rowsWithKeys(meta, meta.keyFields, keys, database, "refresh");
    for (const found of await fetchRows({ ...asked, columns: { mode: "only", names } }))
      byKey.set(keyIdentity(meta.keyOf(found)), found);
  }
  const there = rows.filter((row) => byKey.has(keyIdentity(meta.keyOf(row))));
  for (const row of there) {
    const found = byKey.get(keyIdentity(meta.keyOf(row)));
    for (const { attribute } of fields) (row as Values)[attribute] = (found as Values)[attribute];
  }
  return new Set(there);
}

type Values = Record<string, unknown>;
