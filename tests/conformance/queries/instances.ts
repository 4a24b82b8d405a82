import type { Json, JsonObject, QueryRecord } from "./documents.ts";
import { isObject, tagOf } from "./documents.ts";
import { modelOf } from "./models.ts";
import type { Values } from "./quintet.ts";
import { isComputed, newValues, valuesOf } from "./row-values.ts";
import type { RecordContext } from "./scope.ts";
import { decodeFor } from "./values.ts";

/** Loads the stored rows and makes the new ones that a record speaks of, so that callbacks find them at once. */
export async function loadInstances(
  record: QueryRecord,
  context: RecordContext,
  rows: Map<JsonObject, unknown>,
): Promise<void> {
  const { base = null, ops, terminal } = record;
  if (isObject(base) && Array.isArray(base.$objs)) await loadTogether(base.$objs, context, rows);
  for (const json of instancesIn([base, ops, terminal] as unknown as Json)) {
    if (rows.has(json)) continue;
    rows.set(json, tagOf(json) === "$obj" ? await storedRow(json, context) : newRow(json, context));
  }
}

function* instancesIn(json: Json): Generator<JsonObject> {
  if (Array.isArray(json)) {
    for (const item of json) yield* instancesIn(item);
  } else if (isObject(json)) {
    const tag = tagOf(json);
    if (tag === "$obj" || tag === "$new") yield json;
    else for (const item of Object.values(json)) yield* instancesIn(item);
  }
}

/** Loads rows by one query, so that they load their relations together. */
async function loadTogether(
  documents: readonly JsonObject[],
  context: RecordContext,
  rows: Map<JsonObject, unknown>,
): Promise<void> {
  const labels = new Set(documents.map((json) => (json.$obj as readonly [string])[0]));
  const [label] = labels;
  if (label === undefined || labels.size > 1) return;
  const model = modelOf(context.models, label);
  const keys = documents.map((json) => conditionOfKey(json, context));
  const found = (await model.model.all().where({ or: keys })) as Values[];
  for (const [position, json] of documents.entries()) {
    const isWanted = (row: Values) =>
      Object.entries(keys[position]!).every(([name, key]) => row[name] === key);
    const row = found.find(isWanted);
    if (row !== undefined) rows.set(json, row);
  }
}

/** The condition that the row of a `$obj` meets. */
function conditionOfKey(json: JsonObject, context: RecordContext): Values {
  const [label, key] = json.$obj as readonly [string, Json];
  const model = modelOf(context.models, label);
  const parts = model.keyFields.length > 1 ? (key as readonly Json[]) : [key];
  const condition: Values = {};
  for (const [position, property] of model.keyProperties.entries()) {
    const field = model.storedAs(model.keyFields[position]!, (target) => modelOf(context.models, target));
    condition[property] = decodeFor(field, parts[position] ?? null, context.time);
  }
  return condition;
}

async function storedRow(json: JsonObject, context: RecordContext): Promise<unknown> {
  const [label] = json.$obj as readonly [string];
  const model = modelOf(context.models, label);
  const deferred = ((json.deferred ?? []) as readonly string[]).map(
    (name) => model.field(name)?.name ?? name,
  );
  const query = deferred.length > 0 ? model.model.all().defer(...deferred) : model.model.all();
  const row = (await query.get(conditionOfKey(json, context))) as Values;
  const assigned = Object.entries((json.set ?? {}) as JsonObject).filter(([, value]) => !isComputed(value));
  const changes = valuesOf(assigned, { model, context });
  for (const [property, value] of Object.entries(changes)) row[property] = value;
  return row;
}

function newRow(json: JsonObject, context: RecordContext): unknown {
  const [label] = json.$new as readonly [string];
  const made = modelOf(context.models, label).model;
  return new made(newValues(json, context));
}
