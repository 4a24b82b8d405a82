import type { DjangoModel } from "./django-model.ts";
import {
  type FieldDocument,
  isObject,
  type Json,
  type JsonObject,
  namedArguments,
  tagOf,
} from "./documents.ts";
import { genericValues } from "./generic-relations.ts";
import { modelOf } from "./models.ts";
import type { Step, Values } from "./quintet.ts";
import type { RecordContext } from "./scope.ts";
import { decodeFor } from "./values.ts";

/** Names and values, as a record writes them. */
export type Entries = readonly (readonly [name: string, value: Json])[];

/** Where the values of a row are understood. */
export interface RowScope {
  readonly model: DjangoModel;
  readonly context: RecordContext;
}

/** Values of a row by property. */
export function valuesOf(entries: Entries, { model, context }: RowScope): Values {
  const values: Values = {};
  for (const [name, json] of entries) {
    if (name === "pk" && model.keyFields.length > 1) {
      for (const [position, part] of items(json).entries())
        values[model.keyProperties[position]!] = valueFor(part, model.keyFields[position], {
          model,
          context,
        });
      continue;
    }
    const generic = model.genericKey(name);
    if (generic !== undefined) {
      const parts = genericValues(generic, json, context);
      Object.assign(
        values,
        valuesOf(
          parts.map(([part, value]) => [part, asText(value, model.field(part))]),
          { model, context },
        ),
      );
      continue;
    }
    const written = name === "pk" ? (model.keyFields[0]?.name ?? name) : name;
    const property = model.accessor(written)?.property ?? written;
    values[property] = valueFor(json, model.field(written), { model, context });
  }
  return values;
}

/** Keys are stored as texts where they may be of any kind. */
function asText(value: Json, field: FieldDocument | undefined): Json {
  return value !== null && /Char|Text/.test(field?.type ?? "") ? String(value) : value;
}

function valueFor(json: Json, field: FieldDocument | undefined, { model, context }: RowScope): unknown {
  const row = rowOf(json, context);
  if (row !== undefined) return row;
  if (isComputed(json)) return computedValue(json, field, { model, context });
  return field === undefined ? json : decodeFor(storedField(field, { model, context }), json, context.time);
}

/** An expression as a value of a row that isn't there yet. A default of the database applies where nothing is given. */
function computedValue(json: Json, field: FieldDocument | undefined, scope: RowScope): unknown {
  const { $expr } = json as { readonly $expr?: readonly [string] };
  if ($expr?.[0] === "DatabaseDefault") return undefined;
  const { context, model } = scope;
  const place = { context, model, annotations: new Map(), row: noRow, outer: undefined };
  return context.operandOf(json, place, field && storedField(field, scope));
}

/** The handle where there is no row: its columns can't be named. */
const noRow = new Proxy({} as Step, {
  get(): never {
    throw new TypeError("A new row has no columns to compute with.");
  },
});

/** The field that says how the values of another one are stored. */
export function storedField(field: FieldDocument, { model, context }: RowScope): FieldDocument {
  return model.storedAs(field, (label) => modelOf(context.models, label));
}

/** The row that JSON stands for, or `undefined`. */
function rowOf(json: Json, context: RecordContext): unknown {
  const tag = tagOf(json);
  return tag === "$obj" || tag === "$new" ? context.rowOf(json as JsonObject) : undefined;
}

/** A row, given itself or by its key, or by another field's value. */
export function rowOrKey(
  json: Json,
  { model, context, field = model.keyFields[0] }: RowScope & { readonly field?: FieldDocument | undefined },
): unknown {
  return rowOf(json, context) ?? valueFor(json, field, { model, context });
}

/** Whether a value is computed by the database. */
export function isComputed(json: Json): boolean {
  return ["$expr", "$f", "$q", "$qs"].includes(tagOf(json) ?? "");
}

/** The values of `{"$new": [model, {…}]}`; a key that is null is not given. */
export function newValues(json: JsonObject, context: RecordContext): Values {
  const [label, attributes] = json.$new as readonly [string, JsonObject];
  const model = modelOf(context.models, label);
  const given = Object.entries(attributes).filter(
    ([name, value]) => value !== null || !model.keyFields.some((field) => field === model.field(name)),
  );
  return valuesOf(given, { model, context });
}

/** What get_or_create() and update_or_create() look for, and what else a row is given. */
export function wantedValues(
  wanted: JsonObject,
  defaults: Json | undefined,
  scope: RowScope,
): readonly [Values, Values?] {
  const values = valuesOf(namedArguments(wanted), scope);
  return defaults === undefined || defaults === null
    ? [values]
    : [values, valuesOf(entriesOf(defaults), scope)];
}

/** The entries of a dictionary; its functions give the values that they return. */
export function entriesOf(json: Json): Entries {
  return namedArguments(json as JsonObject).map(([name, value]) => [
    name,
    isObject(value) && value.$callable !== undefined ? value.$callable : value,
  ]);
}

/** Quintet's name of a field. */
export function fieldName(model: DjangoModel, name: string): string {
  return name === "pk" ? (model.keyFields[0]?.name ?? name) : (model.field(name)?.name ?? name);
}

/** The items of a list, a tuple or a set. */
export function items(json: Json | undefined): readonly Json[] {
  if (Array.isArray(json)) return json;
  if (isObject(json)) return (json.$tuple ?? json.$set ?? Object.keys(json)) as readonly Json[];
  throw new TypeError("Not a list.");
}
