import { Unsupported } from "../values.ts";
import { type CallScope, qOf, whereArgument } from "./conditions.ts";
import { attributeName, type DjangoModel } from "./django-model.ts";
import {
  type Call,
  type FieldDocument,
  isObject,
  type Json,
  type JsonObject,
  namedArguments,
  type QueryDocument,
  tagOf,
} from "./documents.ts";
import { argumentOf, fieldOf, operandOf } from "./expressions.ts";
import { applyIncludes, type ColumnsCall, type IncludeTree, want, wantReferences } from "./includes.ts";
import { modelOf, orderKey } from "./models.ts";
import { call, dbFunction, type Handle, type Related, type Rows, type Step } from "./quintet.ts";
import { type Annotation, type RecordContext, type Scope, splitLookup } from "./scope.ts";

/** What the rows of a chain are: instances, or values in one of Django's shapes. */
export type RowKind = "instances" | "objects" | "lists" | "flat" | "named";

/** A chain of queryset methods as a Quintet query, with what is needed to write its answer. */
export class Chain {
  readonly context: RecordContext;
  readonly model: DjangoModel;
  readonly outer: Scope | undefined;
  query: Rows;
  kind: RowKind = "instances";
  /** Values in the order of their names, with the field that each comes from. */
  readonly values = new Map<string, FieldDocument | undefined>();
  readonly annotations = new Map<string, Annotation>();
  /** Names of annotations that are selected with instances. */
  readonly selected = new Set<string>();
  readonly includes: IncludeTree = new Map();
  columns: ColumnsCall[] = [];
  /** The part that slices left: from the first row to the one before the last. */
  slice: { readonly low: number; readonly high: number | undefined } | undefined;
  /** Of a slice with a step: every how many rows. */
  step = 1;

  constructor(model: DjangoModel, query: Rows, context: RecordContext, outer: Scope | undefined) {
    this.model = model;
    this.query = query;
    this.context = context;
    this.outer = outer;
  }

  get scope(): CallScope {
    const { context, model, annotations, outer } = this;
    return { context, model, annotations, outer };
  }
  /** The scope inside of a callback. */
  at(row: Handle): Scope {
    return { ...this.scope, row };
  }

  apply([name, args, kwargs]: Call): void {
    const operation = operations[name];
    if (operation === undefined) throw new Unsupported(`the method ${name}()`);
    operation(this, args, kwargs);
  }

  /** The query with everything that it loads. */
  get rows(): Rows {
    const build = (query: Rows, document: QueryDocument): Rows => {
      const inner = new Chain(modelOf(this.context.models, document.model), query, this.context, undefined);
      for (const op of document.ops) inner.apply(op);
      return inner.rows;
    };
    const query = this.kind === "instances" ? applyIncludes(this.query, this, build) : this.query;
    if (this.slice === undefined) return query;
    const { low, high } = this.slice;
    const limited = high === undefined ? query : query.limit(Math.max(0, high - low));
    return low === 0 ? limited : limited.offset(low);
  }
}

/** Begins a chain at its model or its related rows, and applies its methods. */
export function buildChain(document: QueryDocument, context: RecordContext, outer?: Scope): Chain {
  const model = modelOf(context.models, document.model);
  const chain = new Chain(model, beginning(document, model, context), context, outer);
  for (const op of document.ops) chain.apply(op);
  return chain;
}

function beginning({ base }: QueryDocument, model: DjangoModel, context: RecordContext): Rows {
  if (base?.$rel === undefined) return model.model.all();
  return relatedOf(base, context).all();
}

/** The related rows that `{"$rel": [instance, accessor]}` names. */
export function relatedOf(base: JsonObject, context: RecordContext): Related {
  const [owner, accessor] = base.$rel as readonly [JsonObject, string];
  const [label] = (owner.$obj ?? owner.$new) as readonly [string];
  const member = modelOf(context.models, label).accessor(accessor);
  if (member === undefined) throw new Unsupported(`the accessor ${accessor} of ${label}`);
  return (context.rowOf(owner) as Record<string, Related>)[member.property]!;
}

type Operation = (chain: Chain, args: readonly Json[], kwargs: JsonObject) => void;

const operations: Readonly<Record<string, Operation>> = {
  all: () => {},
  using: () => {},
  filter: (chain, args, kwargs) => restrict(chain, "where", args, kwargs),
  exclude: (chain, args, kwargs) => restrict(chain, "whereNot", args, kwargs),
  complex_filter: (chain, [condition = null], kwargs) => {
    const isQ = tagOf(condition) === "$q";
    restrict(chain, "where", isQ ? [condition] : [], isQ ? kwargs : (condition as JsonObject));
  },
  annotate: (chain, args, kwargs) => add(chain, "annotate", args, kwargs),
  alias: (chain, args, kwargs) => add(chain, "alias", args, kwargs),
  values: (chain, args, kwargs) => choose(chain, "objects", args, kwargs),
  values_list: (chain, args, { flat, named, ...kwargs }) => {
    if (flat && (args.length > 1 || named)) throw new TypeError("A flat list has one value a row.");
    choose(chain, flat ? "flat" : named ? "named" : "lists", args, kwargs);
  },
  dates: (chain, [name, unit, order], kwargs) =>
    chooseDates(chain, String(name), unit, order ?? kwargs.order),
  datetimes: (chain, [name, unit, order], kwargs) =>
    chooseDates(chain, String(name), unit, order ?? kwargs.order),
  order_by: (chain, keys) => {
    refuseSlice(chain);
    chain.query = chain.query.orderBy(...keys.flatMap((key) => orderKeys(chain, key)));
  },
  reverse: (chain) => {
    refuseSlice(chain);
    chain.query = chain.query.reverse();
  },
  distinct: (chain, names) => {
    refuseSlice(chain);
    chain.query = chain.query.distinct(...names.map((name) => orderKey(chain.model, String(name))));
  },
  none: (chain) => {
    chain.query = chain.query.none();
  },
  select_related: (chain, names) => {
    // Quintet says itself that selected values load nothing with them.
    if (chain.kind !== "instances") chain.query = chain.query.include(...names);
    else if (names[0] === null) chain.includes.clear();
    else if (names.length === 0) wantReferences(chain.includes, chain.model);
    for (const name of names) if (name !== null) want(chain.includes, chain.model, String(name), "lookup");
  },
  prefetch_related: (chain, lookups) => {
    if (lookups[0] === null) chain.includes.clear();
    for (const lookup of lookups) if (lookup !== null) wantPrefetch(chain.includes, chain.model, lookup);
  },
  only: (chain, names) => {
    if (names.includes(null)) throw new TypeError("only() takes names.");
    chain.columns.push({ method: "only", paths: names.map(String) });
  },
  defer: (chain, names) => {
    if (names[0] === null) chain.columns = [];
    else chain.columns.push({ method: "defer", paths: names.map(String) });
  },
  select_for_update: (chain, _, { skip_locked, nowait, no_key }) => {
    chain.query = chain.query.lock({
      ...(skip_locked ? { skipLocked: true } : {}),
      ...(nowait ? { noWait: true } : {}),
      ...(no_key ? { noKey: true } : {}),
    });
  },
  extra: (chain, _, kwargs) => addSql(chain, kwargs),
  union: (chain, others, { all }) => combine(chain, all ? "unionAll" : "union", others),
  intersection: (chain, others) => combine(chain, "intersection", others),
  difference: (chain, others) => combine(chain, "difference", others),
  $and: (chain, [other]) => merge(chain, "and", other),
  $or: (chain, [other]) => merge(chain, "or", other),
  $xor: (chain, [other]) => merge(chain, "xor", other),
  $slice: (chain, [start, stop, every]) => slice(chain, start ?? null, stop ?? null, every ?? null),
};

/** After a slice Django refuses what it could only do before. In Quintet limit() has no place in the order of calls. */
function refuseSlice(chain: Chain): void {
  if (chain.slice !== undefined) throw new TypeError("A slice can't be changed.");
}

function restrict(
  chain: Chain,
  method: "where" | "whereNot",
  args: readonly Json[],
  kwargs: JsonObject,
): void {
  refuseSlice(chain);
  const condition = whereArgument(qOf(args, namedArguments(kwargs)), chain.scope);
  if (condition !== undefined) chain.query = chain.query[method](condition);
}

function add(chain: Chain, method: "annotate" | "alias", args: readonly Json[], kwargs: JsonObject): void {
  const unnamed = args.map((json) => [defaultName(json), json] as const);
  for (const [name, json] of [...unnamed, ...namedArguments(kwargs)]) {
    if (tagOf(json) === "$filtered_relation") {
      const [lookup, condition] = (json as JsonObject).$filtered_relation as readonly [string, Json];
      chain.annotations.set(name, { relation: { lookup, condition } });
      continue;
    }
    // One call each: Django lets a value use those before it.
    chain.query = chain.query[method]((row) => ({ [name]: operandOf(json, chain.at(row)) }));
    const field = fieldOf(json, chain.scope);
    chain.annotations.set(name, field === undefined ? {} : { field });
    if (method === "alias") continue;
    chain.selected.add(name);
    if (chain.kind !== "instances") chain.values.set(name, field);
  }
}

/** The name of a total that is given none: `Avg("age")` is `age__avg`. */
export function defaultName(json: Json): string {
  const written = isObject(json) ? json.$expr : undefined;
  const [name, args] = (written ?? []) as readonly [string?, (readonly Json[])?];
  const [item] = args ?? [];
  const field = typeof item === "string" ? item : isObject(item) ? item.$f : undefined;
  if (name === undefined || typeof field !== "string") throw new TypeError("An expression needs a name.");
  return `${field}__${name.toLowerCase()}`;
}

function choose(chain: Chain, kind: RowKind, args: readonly Json[], kwargs: JsonObject): void {
  const { model, scope } = chain;
  add(chain, "annotate", [], kwargs);
  const columns = model.columns.map(attributeName);
  const wanted: readonly Json[] =
    args.length + namedArguments(kwargs).length > 0
      ? [...args, ...namedArguments(kwargs).map(([name]) => name)]
      : [...columns, ...chain.selected];
  const chosen = wanted.map((item, position) => {
    const name = typeof item === "string" ? item : `value${position + 1}`;
    return { name, item, field: valueField(item, chain) };
  });
  chain.kind = kind;
  chain.values.clear();
  for (const { name, field } of chosen) chain.values.set(name, field);
  chain.query = chain.query.select((row) =>
    Object.fromEntries(chosen.map(({ name, item }) => [name, argumentOf(item, { ...scope, row })])),
  );
}

/** The field that says what kind of value is chosen: behind a relation, that of the key there. */
function valueField(item: Json, chain: Chain): FieldDocument | undefined {
  const field = fieldOf(item, chain.scope);
  return field?.relation === undefined
    ? field
    : chain.model.storedAs(field, (label) => modelOf(chain.context.models, label));
}

function chooseDates(chain: Chain, name: string, unit: Json | undefined, order: Json | undefined): void {
  const { field } = splitLookup(chain.model, chain.annotations, name);
  const { time } = chain.context;
  const zone = time.useTz && field?.type === "DateTimeField" ? [{ zone: time.currentZone }] : [];
  const truncated = (row: Handle): Step =>
    dbFunction("trunc")(argumentOf(name, chain.at(row)), String(unit), ...zone);
  chain.kind = "flat";
  chain.values.clear();
  chain.values.set("value", undefined);
  chain.query = chain.query
    .where((row: Handle) => call(argumentOf(name, chain.at(row)), "isNotNull"))
    .select((row) => ({ value: truncated(row) }))
    .distinct()
    .orderBy((row: Handle) => call(truncated(row), order === "DESC" ? "desc" : "asc"));
}

function orderKeys(chain: Chain, key: Json): readonly unknown[] {
  if (key === "?") return [() => dbFunction("random")()];
  if (typeof key !== "string") return [(row: Handle) => operandOf(key, chain.at(row))];
  const [, sign = "", name = ""] = /^([-+]?)(.*)$/s.exec(key)!; // matches anything
  const minus = sign === "-" ? "-" : "";
  if (chain.annotations.has(name)) return [minus + name];
  const path = splitLookup(chain.model, chain.annotations, name);
  if (path.isCompositeKey)
    return path.target!.keyFields.map((field) => minus + [...path.properties, field.name].join("."));
  const isDirect = path.rest.length === 0 && path.annotation === undefined;
  if (isDirect) return [minus + path.properties.join(".")];
  return [(row: Handle) => call(argumentOf(name, chain.at(row)), minus ? "desc" : "asc")];
}

/** A lookup of prefetch_related(): a path, or a Prefetch with a query of its own. */
export function wantPrefetch(tree: IncludeTree, model: DjangoModel, lookup: Json): void {
  if (!isObject(lookup)) {
    want(tree, model, String(lookup), "accessor");
    return;
  }
  const written = lookup.$prefetch as JsonObject;
  if (written.to_attr !== undefined) throw new Unsupported("Prefetch with to_attr");
  const wanted = want(tree, model, String(written.lookup), "accessor");
  const queryset = isObject(written.queryset) ? written.queryset.$qs : undefined;
  if (wanted !== undefined) wanted.queryset = queryset as unknown as QueryDocument | undefined;
}

/** Django's extra(): pieces of SQL, which stand in sql`` here. */
function addSql(chain: Chain, { select, where, order_by: order, tables }: JsonObject): void {
  if (tables !== undefined) throw new Unsupported("tables of extra()");
  for (const [name, text] of isObject(select) ? namedArguments(select) : []) {
    chain.query = chain.query.annotate(() => ({ [name]: sqlText(String(text)) }));
    chain.annotations.set(name, {});
    chain.selected.add(name);
  }
  for (const text of listItems(where)) chain.query = chain.query.where(() => sqlText(String(text)));
  const keys = listItems(order);
  if (keys.length > 0) chain.query = chain.query.orderBy(...keys.flatMap((key) => orderKeys(chain, key)));
}

function listItems(json: Json | undefined): readonly Json[] {
  if (json === undefined || json === null) return [];
  return (isObject(json) ? json.$tuple : json) as readonly Json[];
}

function sqlText(text: string): Step {
  const texts = [text.replaceAll("%%", "%")];
  return dbFunction("sql")(Object.assign(texts, { raw: texts }));
}

function combine(
  chain: Chain,
  method: "union" | "unionAll" | "intersection" | "difference",
  others: readonly Json[],
): void {
  const queries = others.map((other) => buildChain(queryOf(other), chain.context, chain.outer).rows);
  chain.query = chain.rows[method](...queries);
  chain.slice = undefined;
  chain.includes.clear();
  chain.columns = [];
}

function merge(chain: Chain, method: "and" | "or" | "xor", other: Json | undefined): void {
  const built = buildChain(queryOf(other ?? null), chain.context, chain.outer);
  if (method === "and" && (chain.slice !== undefined || built.slice !== undefined))
    throw new TypeError("Slices have no rows in common.");
  chain.query = whole(chain)[method](whole(built));
  chain.slice = undefined;
}

/** A query that can be put together with others: of a slice, the rows with the keys that it has. */
function whole(chain: Chain): Rows {
  const [key] = chain.model.keyFields;
  if (chain.slice === undefined || key === undefined) return chain.query;
  return chain.model.model.all().where({ [key.name]: { in: chain.rows } });
}

function queryOf(json: Json): QueryDocument {
  if (tagOf(json) !== "$qs") throw new TypeError("Not a queryset.");
  return (json as JsonObject).$qs as unknown as QueryDocument;
}

function slice(chain: Chain, start: Json, stop: Json, every: Json): void {
  const from = Number(start ?? 0);
  const to = stop === null ? undefined : Number(stop);
  if (from < 0 || (to !== undefined && to < 0)) throw new RangeError("Slices don't count from the end.");
  const { low, high } = chain.slice ?? { low: 0, high: undefined };
  const end = to === undefined ? high : Math.min(low + to, high ?? Number.POSITIVE_INFINITY);
  chain.slice = { low: Math.min(low + from, end ?? Number.POSITIVE_INFINITY), high: end };
  chain.step = every === null ? 1 : Number(every);
}
