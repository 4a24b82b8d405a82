import type { Statement } from "../backends/backend.ts";
import type { Database } from "../connections/database.ts";
import type { StoredValue } from "../fields/column.ts";
import { compileUpdateRow } from "../sql/write-compiler.ts";
import type { FieldInfo } from "./field-info.ts";
import type { ModelMeta } from "./model-meta.ts";
import { isMarked, refuseReplacedBytes } from "./replaced-bytes.ts";
import { makeRowWriter, type RowWriter } from "./row-writer.ts";

/** How the columns of one row are written: compiled once for each shape. */
interface RowUpdate {
  readonly statement: Statement;
  readonly write: RowWriter;
  readonly width: number;
}

/** Writes these columns of a row in a model's own table. Gives whether there was such a row. */
export async function updateValues(
  meta: ModelMeta,
  fields: readonly FieldInfo[],
  row: object,
  database: Database,
): Promise<boolean> {
  const { statement, write, width } = updateOf(meta, fields, database);
  const params = new Array<StoredValue>(width);
  write(row, params, 0);
  if (database.dialect.name === "sqlite") {
    const marked = fields.filter((_, position) => isMarked(params[position]));
    if (marked.length > 0) await refuseReplacedBytes(meta, marked, params.slice(fields.length), database);
  }
  const sent = database.write(statement, params);
  return (sent instanceof Promise ? await sent : sent).changes > 0;
}

const updates = new WeakMap<Database, Map<string, RowUpdate>>();

function updateOf(meta: ModelMeta, fields: readonly FieldInfo[], database: Database): RowUpdate {
  let kept = updates.get(database);
  if (kept === undefined) {
    kept = new Map();
    updates.set(database, kept);
  }
  const shape = `${meta.table} ${fields.map(({ name }) => name).join()}`;
  let update = kept.get(shape);
  if (update === undefined) {
    const written = [...fields, ...meta.keyFields];
    update = {
      statement: { text: compileUpdateRow(meta, fields, database.dialect).text, bigints: false },
      write: makeRowWriter(meta, written, database.dialect),
      width: written.length,
    };
    kept.set(shape, update);
  }
  return update;
}
