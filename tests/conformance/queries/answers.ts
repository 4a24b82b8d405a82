import { type DeletedRows, loadedRelation, metaOfRow } from "quintet/db";
import type { Chain, Chosen } from "./chains.ts";
import { attributeName, type DjangoModel } from "./django-model.ts";
import type { Json, JsonObject } from "./documents.ts";
import { loadGenericRelation, loadGenericRows } from "./generic-relations.ts";
import type { IncludeTree } from "./includes.ts";
import { modelOf } from "./models.ts";
import type { Values } from "./quintet.ts";
import type { RecordContext } from "./scope.ts";
import { encodeValue } from "./values.ts";

/** One row of a chain as the corpus writes it. Relations that were not loaded with it are loaded here. */
export async function encodeRow(row: unknown, chain: Chain): Promise<Json> {
  if (row === null || row === undefined) return null;
  if (chain.kind === "instances") {
    if (!chain.context.genericRows.has(row))
      await loadGeneric([row as Values], chain.context, chain.includes);
    return encodeInstance(row as Values, chain.context, chain.includes, [...chain.selected].toSorted());
  }
  const { time } = chain.context;
  const encoded = ({ name, field, parts }: Chosen): Json =>
    parts === undefined ? encodeValue((row as Values)[name], time, field) : parts.map(encoded);
  const entries = chain.values.map((value) => [value.name, encoded(value)] as const);
  if (chain.kind === "objects") return Object.fromEntries(entries);
  if (chain.kind === "named") return { $named: entries };
  return chain.kind === "flat" ? (entries[0]?.[1] ?? null) : entries.map(([, value]) => value);
}

/** Rows one after the other, so that loading for all siblings happens once. */
export async function encodeRows(rows: Iterable<unknown>, chain: Chain): Promise<Json[]> {
  const all = [...rows];
  if (chain.kind === "instances") await loadGeneric(all as Values[], chain.context, chain.includes);
  const encoded: Json[] = [];
  for (const row of all) encoded.push(await encodeRow(row, chain));
  return encoded;
}

/** Instances one after the other, with what of their relations is asked for. */
export async function encodeInstances(
  rows: readonly Values[],
  context: RecordContext,
  tree: IncludeTree,
): Promise<Json[]> {
  await loadGeneric(rows, context, tree);
  const encoded: Json[] = [];
  for (const row of rows) encoded.push(await encodeInstance(row, context, tree));
  return encoded;
}

/** Loads the rows that generic keys lead to, where they are asked for. */
async function loadGeneric(
  rows: readonly Values[],
  context: RecordContext,
  tree: IncludeTree,
): Promise<void> {
  const [first] = rows;
  if (first === undefined || tree.size === 0) return;
  const model = modelOf(context.models, metaOfRow(first).qualifiedName);
  for (const name of tree.keys()) {
    const key = model.genericKey(name);
    if (key !== undefined) await loadGenericRows(rows, name, key, context);
    const property = model.genericRowsOf(name) && model.accessor(name)?.property;
    if (property !== undefined && loadedRelation(first, property) === undefined)
      await loadGenericRelation(rows, name, model, context);
  }
}

/** An instance: its model and key, its annotations, and what was or wasn't loaded. */
export async function encodeInstance(
  row: Values,
  context: RecordContext,
  tree: IncludeTree = new Map(),
  annotations: readonly string[] = [],
): Promise<JsonObject> {
  const model = modelOf(context.models, metaOfRow(row).qualifiedName);
  const shown = annotations.map((name) => [name, encodeValue(row[name], context.time)] as const);
  const deferred = deferredNames(row, model);
  return {
    $obj: [model.label, encodeKey(row, model, context)],
    ...(shown.length > 0 ? { annotations: Object.fromEntries(shown) } : {}),
    ...(deferred.length > 0 ? { deferred } : {}),
    ...(tree.size > 0 ? { related: await encodeRelated(row, context, tree) } : {}),
  };
}

function encodeKey(row: Values, model: DjangoModel, { models, time }: RecordContext): Json {
  const values = model.keyProperties.map((property, position) => {
    const field = model.keyFields[position];
    const stored = field && model.storedAs(field, (label) => modelOf(models, label));
    return encodeValue(row[property], time, stored);
  });
  return values.length === 1 ? values[0]! : values;
}

/** Django's names of the columns that were not read. */
function deferredNames(row: Values, model: DjangoModel): readonly string[] {
  const missing = model.columns.filter(({ name }) => {
    const member = model.lookup(name);
    const field = metaOfRow(row).fields.get(member?.property ?? name);
    return field !== undefined && row[field.attribute] === undefined;
  });
  return missing.map(attributeName).toSorted();
}

async function encodeRelated(row: Values, context: RecordContext, tree: IncludeTree): Promise<JsonObject> {
  const related: Record<string, Json> = {};
  for (const [name, { member, children, attribute }] of tree) {
    const generic = context.genericRows.get(row)?.get(name);
    const loaded = generic === undefined && attribute !== undefined ? row[attribute] : generic;
    const found = loaded === undefined ? await relatedValue(row, member.property) : loaded;
    if (Array.isArray(found)) related[name] = await encodeInstances(found as Values[], context, children);
    else if (found === null) related[name] = null;
    else [related[name] = null] = await encodeInstances([found as Values], context, children);
  }
  return related;
}

/** What a relation of a row holds, loaded if it wasn't. */
export async function relatedValue(row: Values, property: string): Promise<unknown> {
  const loaded = loadedRelation(row, property);
  return loaded === undefined ? ((await row[property]) ?? null) : loaded;
}

/** What get_or_create() and the like give: an instance, and whether it is new. */
export async function encodeRowAndFlag(
  [row, created]: readonly [unknown, boolean],
  context: RecordContext,
): Promise<Json> {
  return [await encodeInstance(row as Values, context), created];
}

/** How many rows were deleted, and of which models. */
export function encodeDeleted({ total, byModel }: DeletedRows): Json {
  // The table between two models is the relation's in Quintet, and a model of its own in Django.
  const labels = Object.entries(byModel).map(([label, count]) => [
    label.replace(/^(\w+\.\w+)\.(\w+)$/, "$1_$2"),
    count,
  ]);
  return [total, Object.fromEntries(labels)];
}
