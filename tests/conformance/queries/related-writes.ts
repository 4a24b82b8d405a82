import { Unsupported } from "../values.ts";
import { encodeInstance, encodeRowAndFlag } from "./answers.ts";
import { type Chain, relatedOf } from "./chains.ts";
import {
  isObject,
  type Json,
  type JsonObject,
  namedArguments,
  type QueryRecord,
  tagOf,
} from "./documents.ts";
import type { Related, Values } from "./quintet.ts";
import { items, newValues, rowOrKey, valuesOf, wantedValues } from "./row-values.ts";

type Write = (rows: Related, chain: Chain, args: readonly Json[], kwargs: JsonObject) => Promise<Json>;

/** The terminals of related rows. */
const writes: Readonly<Record<string, Write>> = {
  add: async (rows, chain, args, kwargs) => {
    refuseThroughDefaults(kwargs);
    // Django stores new rows here when it is told to save them one by one.
    const isNew = (item: Json): boolean => kwargs.bulk === false && tagOf(item) === "$new";
    for (const item of args.filter(isNew)) await rows.create(newValues(item as JsonObject, chain.context));
    await rows.add(...args.filter((item) => !isNew(item)).map((item) => rowOrKey(item, chain)));
    return null;
  },
  remove: async (rows, chain, args) => {
    await rows.remove(...args.map((item) => rowOrKey(item, chain)));
    return null;
  },
  set: async (rows, chain, args, kwargs) => {
    refuseThroughDefaults(kwargs);
    const wanted = args[0] ?? kwargs.objs ?? null;
    const query = isObject(wanted) ? wanted.$qs : undefined;
    if (query === undefined) await rows.set(items(wanted).map((item) => rowOrKey(item, chain)));
    else await rows.set(await chain.context.queryOf(query as never, undefined));
    return null;
  },
  clear: async (rows) => {
    await rows.clear();
    return null;
  },
  create: async (rows, chain, _, { through_defaults = null, ...values }) => {
    refuseThroughDefaults({ through_defaults });
    const row = await rows.create(valuesOf(namedArguments(values), chain));
    return encodeInstance(row as Values, chain.context);
  },
  get_or_create: async (rows, chain, args, { defaults = args[0], through_defaults = null, ...wanted }) => {
    refuseThroughDefaults({ through_defaults });
    return encodeRowAndFlag(await rows.getOrCreate(...wantedValues(wanted, defaults, chain)), chain.context);
  },
  update_or_create: async (rows, chain, args, { defaults = args[0], through_defaults = null, ...wanted }) => {
    refuseThroughDefaults({ through_defaults });
    const [values, changes = {}] = wantedValues(wanted, defaults, chain);
    return encodeRowAndFlag(await rows.upsert(values, changes), chain.context);
  },
};

/** Answers a terminal such as `rel.add`. */
export function writeRelated(record: QueryRecord, chain: Chain): Promise<Json> {
  const [name, args, kwargs] = record.terminal;
  const write = writes[name.slice("rel.".length)];
  if (write === undefined) throw new Unsupported(name);
  return write(relatedOf(record.base!, chain.context), chain, args, kwargs); // it has a base
}

function refuseThroughDefaults({ through_defaults: values = null }: JsonObject): void {
  if (isObject(values) && Object.keys(values).length > 0) throw new Unsupported("through_defaults");
}
