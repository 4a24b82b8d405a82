import { Unsupported } from "../values.ts";
import { encodeInstance, encodeInstances, encodeRow, encodeRows, relatedValue } from "./answers.ts";
import type { Chain } from "./chains.ts";
import { isObject, type Json, type JsonObject, namedArguments, type QueryRecord } from "./documents.ts";
import { operandOf } from "./expressions.ts";
import { loadGenericRows } from "./generic-relations.ts";
import type { IncludeTree } from "./includes.ts";
import { modelOf, orderKey } from "./models.ts";
import { wantPrefetch } from "./operations.ts";
import type { Step, Values } from "./quintet.ts";
import { rowOrKey } from "./row-values.ts";
import type { RecordContext } from "./scope.ts";
import { defaultName } from "./selections.ts";
import { decodeFor, encodeValue } from "./values.ts";

/** What a terminal answers: rows, or one value. */
export type Output = { readonly rows: readonly Json[] } | { readonly value: Json };

type Terminal = (chain: Chain, args: readonly Json[], kwargs: JsonObject) => Promise<Output>;

/** The error of a null where Django's one-to-one accessor raises. */
class DoesNotExist extends Error {
  override readonly name = "DoesNotExist";
}

/** The terminals that only read. */
export const reads: Readonly<Record<string, Terminal>> = {
  list: async (chain) => ({ rows: await encodeRows(everyNth(await chain.rows, chain.step), chain) }),
  iterator: async (chain, args, kwargs) => {
    const chunk = Number(kwargs.chunk_size ?? args[0] ?? 2000);
    const rows: unknown[] = [];
    for await (const row of chain.rows.stream({ chunk })) rows.push(row);
    return { rows: await encodeRows(rows, chain) };
  },
  count: async (chain) => ({ value: await chain.rows.count() }),
  exists: async (chain) => ({ value: await chain.rows.exists() }),
  contains: async (chain, [row]) => ({
    value: await chain.rows.contains(chain.context.rowOf(row as JsonObject)),
  }),
  get: async (chain, args, kwargs) => {
    if (args.length + namedArguments(kwargs).length > 0) chain.apply(["filter", args, kwargs]);
    return { value: await encodeRow(await chain.rows.get(), chain) };
  },
  first: async (chain) => ({ value: await encodeRow(await chain.rows.first(), chain) }),
  last: async (chain) => {
    if (chain.slice !== undefined) throw new TypeError("A slice has no last row.");
    return { value: await encodeRow(await chain.rows.last(), chain) };
  },
  earliest: (chain, names) => atTheEnd(chain, "earliest", names),
  latest: (chain, names) => atTheEnd(chain, "latest", names),
  getitem: async (chain, [index]) => {
    if (Number(index) < 0) throw new RangeError("Positions don't count from the end.");
    chain.apply(["$slice", [index!, Number(index) + 1, null], {}]);
    const [row] = await chain.rows;
    if (row === undefined) throw new RangeError("There is no such row.");
    return { value: await encodeRow(row, chain) };
  },
  aggregate: async (chain, args, kwargs) => ({ value: await totals(chain, args, kwargs) }),
  in_bulk: async (chain, args, kwargs) => ({ value: await inBulk(chain, args, kwargs) }),
};

function everyNth(rows: readonly unknown[], step: number): readonly unknown[] {
  return step === 1 ? rows : rows.filter((_, position) => position % step === 0);
}

async function atTheEnd(chain: Chain, which: "earliest" | "latest", names: readonly Json[]): Promise<Output> {
  if (chain.slice !== undefined) throw new TypeError("A slice can't be ordered again.");
  const { get_latest_by: latestBy } = chain.model.document;
  const written = names.length > 0 ? names : latestBy === undefined ? [] : [latestBy].flat();
  const keys = written.map((name) => orderKey(chain.model, String(name)));
  return { value: await encodeRow(await chain.rows[which](...keys), chain) };
}

async function totals(chain: Chain, args: readonly Json[], kwargs: JsonObject): Promise<Json> {
  const wanted = [...args.map((json) => [defaultName(json), json] as const), ...namedArguments(kwargs)];
  if (wanted.length === 0) return {};
  const found = await chain.rows.aggregate((row) => {
    const made: Record<string, unknown> = {};
    // Django lets a total use those before it.
    const annotations = new Map(chain.annotations);
    for (const [name, json] of wanted) {
      const total = operandOf(json, { ...chain.at(row), annotations });
      made[name] = total;
      annotations.set(name, { made: total as Step });
    }
    return made;
  });
  const { time } = chain.context;
  return Object.fromEntries(wanted.map(([name]) => [name, encodeValue(found[name], time)]));
}

async function inBulk(chain: Chain, args: readonly Json[], kwargs: JsonObject): Promise<Json> {
  for (const name of Object.keys(kwargs))
    if (name !== "id_list" && name !== "field_name") throw new TypeError(`in_bulk() takes no ${name}.`);
  if (chain.slice !== undefined) throw new TypeError("in_bulk() of a slice.");
  const keys = args[0] ?? kwargs.id_list ?? null;
  const field = kwargs.field_name ?? args[1];
  const { context, model } = chain;
  const rows = await chain.rows.inBulk(
    keys === null ? undefined : keysOf(keys, chain, field),
    ...(field === undefined || field === "pk" ? [] : [String(field)]),
  );
  const entries: Json[] = [];
  const keyField = field === undefined ? model.keyFields[0] : model.field(String(field));
  for (const [key, row] of rows)
    entries.push([encodeValue(key, context.time, keyField), await encodeRow(row, chain)]);
  return { $map: entries };
}

function keysOf(keys: Json, { model, context }: Chain, name: Json | undefined): readonly unknown[] {
  const items = (isObject(keys) ? (keys.$tuple ?? keys.$set ?? Object.keys(keys)) : keys) as readonly Json[];
  const field = name === undefined ? undefined : model.field(String(name));
  const [key, ...more] = model.keyFields;
  return items.map((item) => {
    if (field === undefined && more.length > 0) {
      const parts = (isObject(item) ? item.$tuple : item) as readonly Json[];
      return parts.map((part, position) => decodeFor(model.keyFields[position]!, part, context.time));
    }
    return rowOrKey(item, { model, context, field: field ?? key });
  });
}

/** The terminals whose base is an instance, or several. */
export async function readInstance(record: QueryRecord, context: RecordContext): Promise<Output> {
  const [name, args] = record.terminal;
  const base = record.base!; // these have one
  if (name === "prefetch_related_objects")
    return prefetched(base.$objs as readonly JsonObject[], args, context);
  const row = context.rowOf(base) as Values;
  const [label] = (base.$obj ?? base.$new) as readonly [string];
  const model = modelOf(context.models, label);
  const wanted = String(args[0]);
  const generic = model.genericKey(wanted);
  if (generic !== undefined) {
    await loadGenericRows([row], wanted, generic, context);
    const found = context.genericRows.get(row)?.get(wanted) ?? null;
    return { value: found === null ? null : await encodeInstance(found as Values, context) };
  }
  const member = model.accessor(wanted);
  if (member === undefined) throw new Unsupported(`the attribute ${wanted} of ${label}`);
  if (member.target === undefined)
    return { value: encodeValue(await row[member.property], context.time, member.field) };
  const found = await relatedValue(row, member.property);
  if (Array.isArray(found)) throw new Unsupported("a list of rows as an attribute");
  // Quintet gives null for a missing one-to-one row and for a key that isn't set; Django raises.
  if (found === null && (member.field === undefined || !member.field.null)) throw new DoesNotExist(wanted);
  return { value: found === null ? null : await encodeInstance(found as Values, context) };
}

/** Loads relations of rows that were read before: rows of one result load them together. */
async function prefetched(
  bases: readonly JsonObject[],
  lookups: readonly Json[],
  context: RecordContext,
): Promise<Output> {
  const tree: IncludeTree = new Map();
  for (const base of bases) {
    const [label] = base.$obj as readonly [string];
    if (tree.size === 0)
      for (const lookup of lookups) wantPrefetch(tree, modelOf(context.models, label), lookup);
  }
  return {
    rows: await encodeInstances(
      bases.map((base) => context.rowOf(base) as Values),
      context,
      tree,
    ),
  };
}
