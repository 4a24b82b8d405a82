import { encodeDeleted, encodeInstance } from "./answers.ts";
import { Chain } from "./chains.ts";
import type { Json, JsonObject, QueryRecord } from "./documents.ts";
import { modelOf } from "./models.ts";
import type { ModelRow } from "./quintet.ts";
import { fieldName, items } from "./row-values.ts";
import type { RecordContext } from "./scope.ts";
import { changesOf, computedEntries, rowsOf } from "./writes.ts";

/** Answers `obj.save` and `obj.delete`. */
export async function writeInstance(record: QueryRecord, context: RecordContext): Promise<Json> {
  const [name, args, kwargs] = record.terminal;
  const base = record.base!; // it has one
  const row = context.rowOf(base) as ModelRow;
  if (name === "obj.delete") return encodeDeleted(await row.delete());
  if (args.some((argument) => argument !== false && argument !== null))
    throw new TypeError("save() is told by name what to do.");
  await save(row, base, kwargs, context);
  return encodeInstance(row, context);
}

async function save(
  row: ModelRow,
  base: JsonObject,
  kwargs: JsonObject,
  context: RecordContext,
): Promise<void> {
  const { force_insert: insert = false, force_update: update = false, update_fields: only = null } = kwargs;
  if (insert !== false && insert !== true) throw new TypeError("save() inserts, or it doesn't.");
  const [label] = (base.$obj ?? base.$new) as readonly [string];
  const model = modelOf(context.models, label);
  await row.save({
    ...(insert ? { insert } : {}),
    ...(update || only !== null ? { update: true } : {}),
    ...(only === null ? {} : { only: items(only).map((name) => fieldName(model, String(name))) }),
  });
  const computed = computedEntries(base);
  if (computed.length === 0) return;
  const rows = rowsOf(model, row);
  await rows.update(changesOf(new Chain(model, rows, context, undefined), computed));
}
