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
import { entriesOf, items, newValues, rowOrKey, valuesOf, wantedValues } from "./row-values.ts";
import { valuesBetween } from "./through-rows.ts";

/** A terminal of related rows. */
interface Use {
  readonly rows: Related;
  readonly chain: Chain;
  readonly record: QueryRecord;
  readonly args: readonly Json[];
  readonly kwargs: JsonObject;
}

const writes: Readonly<Record<string, (use: Use) => Promise<Json>>> = {
  add: async ({ rows, chain, record, args, kwargs }) => {
    // Django stores new rows here when it is told to save them one by one.
    const isNew = (item: Json): boolean => kwargs.bulk === false && tagOf(item) === "$new";
    for (const item of args.filter(isNew)) await rows.create(newValues(item as JsonObject, chain.context));
    const stored = args.filter((item) => !isNew(item)).map((item) => rowOrKey(item, chain));
    await rows.add(...sorted(stored, chain), ...optionsOf(kwargs, record, chain));
    return null;
  },
  remove: async ({ rows, chain, args }) => {
    await rows.remove(...args.map((item) => rowOrKey(item, chain)));
    return null;
  },
  set: async ({ rows, chain, record, args, kwargs }) => {
    const wanted = args[0] ?? kwargs.objs ?? null;
    const query = isObject(wanted) ? wanted.$qs : undefined;
    const list =
      query === undefined
        ? items(wanted).map((item) => rowOrKey(item, chain))
        : await chain.context.queryOf(query as never, undefined);
    const options = optionsOf(kwargs, record, chain);
    if (kwargs.clear === true && options.length > 0) await rows.clear();
    await rows.set(list, ...options);
    return null;
  },
  clear: async ({ rows }) => {
    await rows.clear();
    return null;
  },
  create: async ({ rows, chain, record, kwargs }) => {
    const { through_defaults: _, ...values } = kwargs;
    const given = valuesOf(namedArguments(values), chain);
    const row = await rows.create(given, ...optionsOf(kwargs, record, chain));
    return encodeInstance(row as Values, chain.context);
  },
  get_or_create: async (use) =>
    madeOrFound(use, async (values, defaults) => {
      const [found] = await use.rows.all().where(values).limit(1);
      return found === undefined ? [undefined, { ...values, ...defaults }] : [found, undefined];
    }),
  update_or_create: async (use) =>
    madeOrFound(use, async (values, changes) => {
      const [found] = await use.rows.all().where(values).limit(1);
      const { create_defaults: create } = use.kwargs;
      const atCreation = create === undefined ? changes : valuesOf(entriesOf(create), use.chain);
      if (found === undefined) return [undefined, { ...values, ...atCreation }];
      await use.rows.all().where(values).update(changes);
      return [found, undefined];
    }),
};

type Look = (values: Values, more: Values) => Promise<readonly [found: unknown, toMake: Values | undefined]>;

/** A related row that is there, or a new one. */
async function madeOrFound({ rows, chain, record, args, kwargs }: Use, look: Look): Promise<Json> {
  const { defaults = args[0], create_defaults: _create, through_defaults: _, ...wanted } = kwargs;
  const [values, more = {}] = wantedValues(wanted, defaults, chain);
  const [found, toMake] = await look(values, more);
  if (toMake === undefined) return encodeRowAndFlag([found, false], chain.context);
  const row = await rows.create(toMake, ...optionsOf(kwargs, record, chain));
  return encodeRowAndFlag([row, true], chain.context);
}

/** In the order of their keys, as Django links rows. */
function sorted(rows: readonly unknown[], { model }: Chain): readonly unknown[] {
  const [key = ""] = model.keyProperties;
  return rows.toSorted((one, other) => Number((one as Values)[key]) - Number((other as Values)[key]));
}

/** Answers a terminal such as `rel.add`. */
export function writeRelated(record: QueryRecord, chain: Chain): Promise<Json> {
  const [name, args, kwargs] = record.terminal;
  const write = writes[name.slice("rel.".length)];
  if (write === undefined) throw new Unsupported(name);
  return write({ rows: relatedOf(record.base!, chain.context), chain, record, args, kwargs }); // it has a base
}

/** The options behind rows: values for the rows between, where there are some. */
function optionsOf(
  { through_defaults: values = null }: JsonObject,
  record: QueryRecord,
  chain: Chain,
): readonly { readonly through: Values }[] {
  if (!isObject(values) || Object.keys(values).length === 0) return [];
  return [{ through: valuesBetween(values, record, chain) }];
}
