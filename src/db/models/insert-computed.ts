import type { Database } from "../connections/database.ts";
import { keptWrite } from "../query/kept-write.ts";
import { shapeOfNode } from "../query/shape.ts";
import type { Conflict } from "../sql/dialect.ts";
import { compileInsertComputed } from "../sql/write-compiler.ts";
import { computedFields, updatesOf } from "./computed-values.ts";
import { conflictKey } from "./conflict-key.ts";
import { byColumns } from "./insert-columns.ts";
import type { ModelMeta } from "./model-meta.ts";
import { decoded, readValues } from "./read-back.ts";

type Values = Record<string, unknown>;

/** Inserts a row with values that the database computes, and reads what came out. */
export async function insertComputed(
  meta: ModelMeta,
  row: object,
  database: Database,
  conflict: Conflict | undefined,
): Promise<void> {
  const [columns] = byColumns(meta, [row]).keys();
  if (columns === undefined) return; // there is one row, so there is one
  const { dialect } = database;
  const updates = updatesOf(row, columns.fields);
  const computed = computedFields(row, columns.fields);
  const left = columns.counted === undefined ? columns.filledIn : [columns.counted, ...columns.filledIn];
  // What was left out by a conflict has no key.
  const returning = conflict?.ignore ? [] : [...left, ...computed.filter(({ isKey }) => isKey)];
  const params: unknown[] = [];
  const values = updates.map(({ field, node }) => `${field.name}=${shapeOfNode(node, params)}`);
  const asked = returning.map(({ name }) => name);
  const shape = `insert ${meta.table} ${values.join("|")} ${asked.join()}${conflictKey(conflict)}`;
  const { text, bind } = keptWrite(database, shape, () =>
    compileInsertComputed(meta, updates, database, { returning, ...(conflict && { conflict }) }),
  );
  const bigints = returning.some(({ asBigint }) => asBigint);
  const { rows } = await database.write({ text, bigints }, bind(params));
  const target = row as Values;
  for (const { attribute } of computed) target[attribute] = undefined; // not known, until it is read
  const [stored] = rows;
  if (stored === undefined && returning.length > 0) return; // MySQL can't tell of which row a conflict was
  for (const [position, field] of returning.entries())
    target[field.attribute] = decoded(dialect, field, stored![position]);
  if (conflict?.ignore) return;
  await readValues(
    [row],
    meta,
    computed.filter(({ isKey }) => !isKey),
    database,
  );
}
