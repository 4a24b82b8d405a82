import { encodeDeleted, encodeInstance, encodeRowAndFlag } from "./answers.ts";
import type { Chain } from "./chains.ts";
import { whereArgument } from "./conditions.ts";
import type { DjangoModel } from "./django-model.ts";
import { type Json, type JsonObject, namedArguments } from "./documents.ts";
import { operandOf } from "./expressions.ts";
import { qOf } from "./q-document.ts";
import type { Callback, Rows, Values } from "./quintet.ts";
import {
  type Entries,
  entriesOf,
  fieldName,
  isComputed,
  items,
  newValues,
  storedField,
  valuesOf,
  wantedValues,
} from "./row-values.ts";

type Write = (chain: Chain, args: readonly Json[], kwargs: JsonObject) => Promise<Json>;

/** The terminals of a queryset that write. */
export const writes: Readonly<Record<string, Write>> = {
  create: async (chain, _, kwargs) => {
    const row = await chain.query.create(valuesOf(namedArguments(kwargs), chain));
    return encodeInstance(row as Values, chain.context);
  },
  update: async (chain, _, kwargs) => {
    if (chain.slice !== undefined) throw new TypeError("A slice can't be updated.");
    return chain.query.update(changesOf(chain, namedArguments(kwargs)));
  },
  delete: async (chain) => {
    if (chain.slice !== undefined) throw new TypeError("A slice can't be deleted.");
    return encodeDeleted(await chain.query.delete());
  },
  bulk_create: async (chain, args, kwargs) => {
    const rows = await chain.query.createMany(
      items(args[0] ?? kwargs.objs).map((item) => newValues(item as JsonObject, chain.context)),
      conflictsOf(chain.model, kwargs),
    );
    return Promise.all(rows.map((row) => encodeInstance(row as Values, chain.context)));
  },
  bulk_update: (chain, args, kwargs) => {
    const rows = items(args[0] ?? kwargs.objs) as readonly JsonObject[];
    const fields = items(args[1] ?? kwargs.fields).map((name) => fieldName(chain.model, String(name)));
    const batch = kwargs.batch_size ?? args[2];
    return updateRows(
      chain,
      rows,
      fields,
      batch === undefined || batch === null ? {} : { batch: Number(batch) },
    );
  },
  get_or_create: async (chain, args, kwargs) => {
    const { defaults = args[0], ...wanted } = kwargs;
    const { rows, plain } = withLookups(chain, wanted);
    return encodeRowAndFlag(await rows.getOrCreate(...wantedValues(plain, defaults, chain)), chain.context);
  },
  update_or_create: async (chain, args, kwargs) => {
    const { defaults = args[0], create_defaults: create, ...wanted } = kwargs;
    const { rows, plain } = withLookups(chain, wanted);
    const [values, changes = {}] = wantedValues(plain, defaults, chain);
    const options = create === undefined ? [] : [{ create: valuesOf(entriesOf(create), chain) }];
    return encodeRowAndFlag(await rows.upsert(values, changes, ...options), chain.context);
  },
};

/** Conditions such as `name__iexact` narrow what is looked for; a new row doesn't get them. */
function withLookups(chain: Chain, wanted: JsonObject): { readonly rows: Rows; readonly plain: JsonObject } {
  const isLookup = ([name]: readonly [string, Json]): boolean =>
    name.includes("__") && chain.model.field(name) === undefined;
  const entries = namedArguments(wanted);
  const condition = whereArgument(qOf([], entries.filter(isLookup)), chain.scope);
  return {
    rows: condition === undefined ? chain.query : chain.query.where(condition),
    plain: Object.fromEntries(entries.filter((entry) => !isLookup(entry))),
  };
}

/** What update() is given: values, or a callback where the database computes some. */
export function changesOf(chain: Chain, entries: Entries): Values | Callback {
  if (!entries.some(([, json]) => isComputed(json))) return valuesOf(entries, chain);
  return (row) => {
    const scope = chain.at(row);
    const changes = entries.map(([name, json]) => {
      const field = chain.model.field(name);
      const property = chain.model.accessor(name)?.property ?? name;
      return [property, operandOf(json, scope, field && storedField(field, chain))] as const;
    });
    return Object.fromEntries(changes);
  };
}

/** Values in one statement for all rows; what the database computes row by row, for which Quintet has update(). */
async function updateRows(
  chain: Chain,
  documents: readonly JsonObject[],
  fields: readonly string[],
  options: { readonly batch?: number },
): Promise<number> {
  const computed = documents.filter((json) => computedEntries(json).length > 0);
  for (const json of computed) {
    const row = chain.context.rowOf(json) as Values;
    await rowsOf(chain.model, row).update(changesOf(chain, computedEntries(json)));
  }
  const others = documents.filter((json) => !computed.includes(json));
  if (computed.length > 0 && others.length === 0) return computed.length;
  const rows = others.map((json) => chain.context.rowOf(json));
  return computed.length + (await chain.query.updateMany(rows, fields, options));
}

/** What an instance was assigned that only the database can compute: `note.text = Lower("text")`. */
export function computedEntries({ set }: JsonObject): Entries {
  return Object.entries((set ?? {}) as JsonObject).filter(([, value]) => isComputed(value));
}

/** The query for one row. */
function rowsOf(model: DjangoModel, row: Values): Rows {
  const key = model.keyProperties.map((property) => [property, row[property]] as const);
  return model.model.all().where(Object.fromEntries(key));
}

function conflictsOf(model: DjangoModel, kwargs: JsonObject): object {
  const {
    ignore_conflicts: ignore,
    update_conflicts: update,
    unique_fields: unique,
    update_fields: changed,
  } = kwargs;
  const ignored = ignore ? { ignoreConflicts: true } : {};
  if (!update) return ignored;
  const names = (json: Json | undefined) => items(json ?? []).map((name) => fieldName(model, String(name)));
  return { ...ignored, onConflict: { fields: names(unique), update: names(changed) } };
}
