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
  for (const json of instancesIn([base, ops, terminal] as unknown as Json)) {
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

async function storedRow(json: JsonObject, context: RecordContext): Promise<unknown> {
  const [label, key] = json.$obj as readonly [string, Json];
  const model = modelOf(context.models, label);
  const parts = model.keyFields.length > 1 ? (key as readonly Json[]) : [key];
  const condition: Values = {};
  for (const [position, property] of model.keyProperties.entries()) {
    const field = model.storedAs(model.keyFields[position]!, (target) => modelOf(context.models, target));
    condition[property] = decodeFor(field, parts[position] ?? null, context.time);
  }
  const deferred = ((json.deferred ?? []) as readonly string[]).map(
    (name) => model.field(name)?.name ?? name,
  );
  const query = deferred.length > 0 ? model.model.all().defer(...deferred) : model.model.all();
  const row = (await query.get(condition)) as Values;
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
