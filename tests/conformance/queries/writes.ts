import type { DeletedRows } from "quintet/db";
import { Unsupported } from "../values.ts";
import { encodeInstance } from "./answers.ts";
import { type Chain, relatedOf } from "./chains.ts";
import type { DjangoModel } from "./django-model.ts";
import {
  isObject,
  type Json,
  type JsonObject,
  namedArguments,
  type QueryRecord,
  tagOf,
} from "./documents.ts";
import { operandOf } from "./expressions.ts";
import { modelOf } from "./models.ts";
import type { Callback, ModelRow, Related, Values } from "./quintet.ts";
import type { RecordContext } from "./scope.ts";
import { decodeFor } from "./values.ts";

type Write = (chain: Chain, args: readonly Json[], kwargs: JsonObject) => Promise<Json>;
type RelatedWrite = (rows: Related, chain: Chain, args: readonly Json[], kwargs: JsonObject) => Promise<Json>;

/** The terminals of a queryset that write. */
export const writes: Readonly<Record<string, Write>> = {
  create: async (chain, _, kwargs) => {
    const row = await chain.query.create(valuesOf(namedArguments(kwargs), chain.model, chain.context));
    return encodeInstance(row as Values, chain.context);
  },
  update: async (chain, _, kwargs) => {
    if (chain.slice !== undefined) throw new TypeError("A slice can't be updated.");
    return chain.query.update(changesOf(chain, namedArguments(kwargs)));
  },
  delete: async (chain) => {
    if (chain.slice !== undefined) throw new TypeError("A slice can't be deleted.");
    return deletedRows(await chain.query.delete());
  },
  bulk_create: async (chain, args, kwargs) => {
    const rows = await chain.query.createMany(
      items(args[0] ?? kwargs.objs).map((item) => newValues(item as JsonObject, chain.context)),
      conflictsOf(chain.model, kwargs),
    );
    return Promise.all(rows.map((row) => encodeInstance(row as Values, chain.context)));
  },
  bulk_update: async (chain, args, kwargs) => {
    const rows = items(args[0] ?? kwargs.objs).map((item) => chain.context.rowOf(item as JsonObject));
    const fields = items(args[1] ?? kwargs.fields).map((name) => fieldName(chain.model, String(name)));
    if (Number(kwargs.batch_size ?? args[2] ?? 1) < 0) throw new RangeError("A batch of fewer than no rows.");
    return chain.query.updateMany(rows, fields);
  },
  get_or_create: async (chain, args, kwargs) => {
    const { defaults = args[0], ...wanted } = kwargs;
    const made = await chain.query.getOrCreate(...wantedValues(wanted, defaults, chain));
    return rowAndFlag(made, chain.context);
  },
  update_or_create: async (chain, args, kwargs) => {
    const { defaults = args[0], create_defaults: create, ...wanted } = kwargs;
    const [values, changes = {}] = wantedValues(wanted, defaults, chain);
    const options =
      create === undefined ? [] : [{ create: valuesOf(entriesOf(create), chain.model, chain.context) }];
    return rowAndFlag(await chain.query.upsert(values, changes, ...options), chain.context);
  },
};

/** The terminals of related rows. */
const relatedWrites: Readonly<Record<string, RelatedWrite>> = {
  add: async (rows, chain, args, kwargs) => {
    refuseThroughDefaults(kwargs);
    for (const item of args.filter((item) => kwargs.bulk === false && tagOf(item) === "$new"))
      await rows.create(newValues(item as JsonObject, chain.context));
    const stored = args.filter((item) => kwargs.bulk !== false || tagOf(item) !== "$new");
    await rows.add(...stored.map((item) => rowOrKey(item, chain)));
    return null;
  },
  remove: async (rows, chain, args) => {
    await rows.remove(...args.map((item) => rowOrKey(item, chain)));
    return null;
  },
  set: async (rows, chain, args, kwargs) => {
    refuseThroughDefaults(kwargs);
    const wanted = args[0] ?? kwargs.objs ?? null;
    const isQuery = tagOf(wanted) === "$qs";
    const list = isQuery
      ? await chain.context.queryOf((wanted as JsonObject).$qs as never, undefined)
      : items(wanted).map((item) => rowOrKey(item, chain));
    await rows.set(list);
    return null;
  },
  clear: async (rows) => {
    await rows.clear();
    return null;
  },
  create: async (rows, chain, _, kwargs) => {
    const { through_defaults, ...values } = kwargs;
    refuseThroughDefaults(through_defaults === undefined ? {} : { through_defaults });
    const row = await rows.create(valuesOf(namedArguments(values), chain.model, chain.context));
    return encodeInstance(row as Values, chain.context);
  },
  get_or_create: async (rows, chain, args, kwargs) => {
    const { defaults = args[0], through_defaults, ...wanted } = kwargs;
    refuseThroughDefaults(through_defaults === undefined ? {} : { through_defaults });
    return rowAndFlag(await rows.getOrCreate(...wantedValues(wanted, defaults, chain)), chain.context);
  },
  update_or_create: async (rows, chain, args, kwargs) => {
    const { defaults = args[0], through_defaults, ...wanted } = kwargs;
    refuseThroughDefaults(through_defaults === undefined ? {} : { through_defaults });
    const [values, changes = {}] = wantedValues(wanted, defaults, chain);
    return rowAndFlag(await rows.upsert(values, changes), chain.context);
  },
};

export function writeRelated(record: QueryRecord, chain: Chain): Promise<Json> {
  const [name, args, kwargs] = record.terminal;
  const write = relatedWrites[name.slice("rel.".length)];
  if (write === undefined) throw new Unsupported(name);
  return write(relatedOf(record.base!, chain.context), chain, args, kwargs); // it has a base
}

/** `obj.save` and `obj.delete`. */
export async function writeInstance(record: QueryRecord, context: RecordContext): Promise<Json> {
  const [name, args, kwargs] = record.terminal;
  const base = record.base!; // it has one
  const row = context.rowOf(base) as ModelRow;
  if (name === "obj.delete") return deletedRows(await row.delete());
  if (args.length > 0 && args.some((argument) => argument !== false && argument !== null))
    throw new TypeError("save() takes named arguments.");
  return encodeInstance(await saved(row, base, kwargs, context), context);
}

async function saved(
  row: ModelRow,
  base: JsonObject,
  kwargs: JsonObject,
  context: RecordContext,
): Promise<Values> {
  const { force_insert: insert = false, force_update: update = false, update_fields: only } = kwargs;
  if (insert && (update || only)) throw new ValueError("An insert updates nothing.");
  const [label, attributes] = (base.$obj ?? base.$new) as readonly [string, JsonObject];
  const model = modelOf(context.models, label);
  if (only !== undefined && only !== null) {
    if (base.$new !== undefined) throw new ValueError("A new row has no fields to update.");
    await row.save({ only: items(only).map((name) => fieldName(model, String(name))) });
    return row;
  }
  if (base.$new === undefined) {
    if (insert) throw new ValueError("A stored row can't be inserted again.");
    await row.save();
    return row;
  }
  if (insert || !hasKey(model, row)) {
    if (update) throw new ValueError("A new row can't be updated.");
    await row.save();
    return row;
  }
  // Django asks for a row with the key first; Quintet has upsert() for that.
  const [key, others] = keyAndOthers(model, valuesOf(Object.entries(attributes), model, context));
  if (update && !(await model.model.all().where(key).exists()))
    throw new ValueError("There is no row to update.");
  const [stored] = await model.model.upsert(key, others);
  return stored as Values;
}

/** Stands for Python's errors that tell a wrong call. */
class ValueError extends Error {
  override readonly name = "ValueError";
}

function hasKey(model: DjangoModel, row: Values): boolean {
  return model.keyProperties.every((property) => row[property] !== null && row[property] !== undefined);
}

function keyAndOthers(model: DjangoModel, values: Values): readonly [Values, Values] {
  const isKey = ([name]: readonly [string, unknown]): boolean =>
    model.keyProperties.includes(name) || model.keyFields.some((field) => field.name === name);
  const entries = Object.entries(values);
  return [
    Object.fromEntries(entries.filter(isKey)),
    Object.fromEntries(entries.filter((entry) => !isKey(entry))),
  ];
}

function fieldName(model: DjangoModel, name: string): string {
  return model.field(name)?.name ?? name;
}

/** Values of a row by property. */
export function valuesOf(
  entries: readonly (readonly [string, Json])[],
  model: DjangoModel,
  context: RecordContext,
): Values {
  const values: Values = {};
  for (const [name, json] of entries) {
    if (name === "pk" && model.keyFields.length > 1) {
      items(json).forEach((part, position) => {
        const field = model.keyFields[position]!;
        values[model.keyProperties[position]!] = decodeFor(
          model.storedAs(field, by(context)),
          part,
          context.time,
        );
      });
      continue;
    }
    const member = model.accessor(name === "pk" ? (model.keyFields[0]?.name ?? name) : name);
    values[member?.property ?? name] = assigned(json, model, name, context);
  }
  return values;
}

function by({ models }: RecordContext): (label: string) => DjangoModel {
  return (label) => modelOf(models, label);
}

function assigned(json: Json, model: DjangoModel, name: string, context: RecordContext): unknown {
  const tag = tagOf(json);
  if (tag === "$obj" || tag === "$new") return context.rowOf(json as JsonObject);
  if (tag === "$expr" || tag === "$f") throw new Unsupported("an expression as a value of a new row");
  const field = model.field(name === "pk" ? (model.keyFields[0]?.name ?? name) : name);
  return field === undefined ? json : decodeFor(model.storedAs(field, by(context)), json, context.time);
}

/** The values of `{"$new": [model, {…}]}`; a key that is null is not given. */
export function newValues(json: JsonObject, context: RecordContext): Values {
  const [label, attributes] = json.$new as readonly [string, JsonObject];
  const model = modelOf(context.models, label);
  const given = Object.entries(attributes).filter(
    ([name, value]) => value !== null || !model.keyFields.some((field) => field === model.field(name)),
  );
  return valuesOf(given, model, context);
}

function changesOf(chain: Chain, entries: readonly (readonly [string, Json])[]): Values | Callback {
  const { model, context } = chain;
  const isComputed = entries.some(([, json]) => ["$expr", "$f", "$q"].includes(tagOf(json) ?? ""));
  if (!isComputed) return valuesOf(entries, model, context);
  return (row) =>
    Object.fromEntries(
      entries.map(([name, json]) => {
        const field = model.field(name);
        const stored = field && model.storedAs(field, by(context));
        return [model.accessor(name)?.property ?? name, operandOf(json, chain.at(row), stored)];
      }),
    );
}

function wantedValues(
  wanted: JsonObject,
  defaults: Json | undefined,
  { model, context }: Chain,
): readonly [Values, Values?] {
  const values = valuesOf(namedArguments(wanted), model, context);
  return defaults === undefined || defaults === null
    ? [values]
    : [values, valuesOf(entriesOf(defaults), model, context)];
}

/** The entries of a dictionary; its functions give the values that they return. */
function entriesOf(json: Json): readonly (readonly [string, Json])[] {
  return namedArguments(json as JsonObject).map(([name, value]) => [
    name,
    isObject(value) && value.$callable !== undefined ? value.$callable : value,
  ]);
}

function conflictsOf(model: DjangoModel, kwargs: JsonObject): object {
  const {
    ignore_conflicts: ignore,
    update_conflicts: update,
    unique_fields: unique,
    update_fields: changed,
  } = kwargs;
  if (ignore) return { ignoreConflicts: true };
  if (!update) return {};
  const names = (json: Json | undefined): readonly string[] =>
    items(json ?? []).map((name) =>
      name === "pk" ? model.keyFields[0]!.name : fieldName(model, String(name)),
    );
  return { onConflict: { fields: names(unique), update: names(changed) } };
}

function rowOrKey(json: Json, { model, context }: Chain): unknown {
  const tag = tagOf(json);
  if (tag === "$obj" || tag === "$new") return context.rowOf(json as JsonObject);
  const [key] = model.keyFields;
  return key === undefined ? json : decodeFor(model.storedAs(key, by(context)), json, context.time);
}

function items(json: Json | undefined): readonly Json[] {
  if (Array.isArray(json)) return json;
  if (isObject(json)) return (json.$tuple ?? json.$set ?? []) as readonly Json[];
  throw new TypeError("Not a list.");
}

async function rowAndFlag(
  [row, created]: readonly [unknown, boolean],
  context: RecordContext,
): Promise<Json> {
  return [await encodeInstance(row as Values, context), created];
}

function deletedRows({ total, byModel }: DeletedRows): Json {
  // The table between two models is the relation's in Quintet, and a model of its own in Django.
  const labels = Object.entries(byModel).map(([label, count]) => [
    label.replace(/^(\w+\.\w+)\.(\w+)$/, "$1_$2"),
    count,
  ]);
  return [total, Object.fromEntries(labels)];
}

function refuseThroughDefaults({ through_defaults: values }: JsonObject): void {
  if (isObject(values) && Object.keys(values).length > 0) throw new Unsupported("through_defaults");
}
