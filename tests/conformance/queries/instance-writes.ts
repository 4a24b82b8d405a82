import { modelMeta } from "quintet/db";
import { encodeDeleted, encodeInstance } from "./answers.ts";
import { Chain } from "./chains.ts";
import type { DjangoModel } from "./django-model.ts";
import { isObject, type Json, type JsonObject, type QueryRecord } from "./documents.ts";
import { modelOf } from "./models.ts";
import type { ModelRow, Values } from "./quintet.ts";
import { fieldName, items } from "./row-values.ts";
import type { RecordContext } from "./scope.ts";
import { changesOf, computedEntries } from "./writes.ts";

/** Answers `obj.save` and `obj.delete`. */
export async function writeInstance(record: QueryRecord, context: RecordContext): Promise<Json> {
  const [name, args, kwargs] = record.terminal;
  const base = record.base!; // it has one
  const row = context.rowOf(base) as ModelRow;
  if (name === "obj.delete")
    return encodeDeleted(await row.delete({ keepParents: kwargs.keep_parents === true }));
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
  const [label] = (base.$obj ?? base.$new) as readonly [string];
  const model = modelOf(context.models, label);
  const isInsert = insert === true || (await insertParents(row, model, insert, context));
  const computed = computedEntries(base);
  const chain = new Chain(model, model.model.all(), context, undefined);
  await row.save({
    ...(isInsert ? { insert: true } : {}),
    ...(update || only !== null ? { update: true } : {}),
    ...(only === null ? {} : { only: items(only).map((name) => fieldName(model, String(name))) }),
    ...(computed.length === 0 ? {} : { set: changesOf(chain, computed) }),
  });
}

/** Inserts the rows of the parents that `force_insert` lists, and of those between. Tells whether it lists any. */
async function insertParents(
  row: ModelRow,
  model: DjangoModel,
  listed: Json,
  context: RecordContext,
): Promise<boolean> {
  if (listed === false) return false;
  const models = listedModels(listed, context);
  if (!models.every((listed) => model.isA(listed)))
    throw new TypeError("save() inserts parents of the model.");
  const parents: DjangoModel[] = [];
  for (let { parent } = model; parent !== undefined; parent = parent.parent)
    if (models.some((listed) => parent!.isA(listed))) parents.unshift(parent);
  const [key] = model.keyProperties.map((property) => row[property]);
  for (const parent of parents) {
    const inserted = new parent.model(valuesOfParent(row, parent, key));
    await inserted.save({ insert: true });
  }
  return models.length > 0;
}

function listedModels(listed: Json, context: RecordContext): readonly DjangoModel[] {
  const items = isObject(listed) ? (listed.$tuple as readonly JsonObject[] | undefined) : undefined;
  if (items === undefined || !items.every((item) => typeof item.$model === "string"))
    throw new TypeError("save() inserts, or it doesn't, or it inserts parents.");
  return items.map((item) => modelOf(context.models, String(item.$model)));
}

/** What of a row's values belongs to the table of a parent, with its key. */
function valuesOfParent(row: ModelRow, parent: DjangoModel, key: unknown): Values {
  const values: Values = {};
  for (const { attribute } of modelMeta(parent.model).fields.values()) {
    const value = row[attribute];
    if (value !== null && value !== undefined) values[attribute] = value;
  }
  for (const property of parent.keyProperties) values[property] = key;
  return values;
}
