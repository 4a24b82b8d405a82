import { Unsupported } from "../values.ts";
import type { Chain, Chosen } from "./chains.ts";
import { combine } from "./combinations.ts";
import { whereArgument } from "./conditions.ts";
import type { DjangoModel } from "./django-model.ts";
import {
  isObject,
  type Json,
  type JsonObject,
  namedArguments,
  type QueryDocument,
  tagOf,
} from "./documents.ts";
import { argumentOf, operandOf } from "./expressions.ts";
import { sqlPlace, sqlText } from "./functions.ts";
import {
  type ColumnsCall,
  type IncludeTree,
  isWanted,
  want,
  wantAs,
  wantJoined,
  wantReferences,
} from "./includes.ts";
import { orderKey } from "./models.ts";
import { qOf } from "./q-document.ts";
import { call, dbFunction, type Handle, type Rows, type Step, step } from "./quintet.ts";
import { saysNothing, splitLookup } from "./scope.ts";
import { add, choose, chooseDates } from "./selections.ts";

type Operation = (chain: Chain, args: readonly Json[], kwargs: JsonObject) => void;

/** The methods of a queryset that give another one, and the corpus's names of its operators. */
export const operations: Readonly<Record<string, Operation>> = {
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
  dates: (chain, args, kwargs) => chooseDates(chain, "dates", args, kwargs),
  datetimes: (chain, args, kwargs) => chooseDates(chain, "datetimes", args, kwargs),
  order_by: (chain, keys) => {
    refuseSlice(chain);
    if (chain.combination?.order(chain, keys)) return;
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
    if (loadsNothing(chain)) chain.query = chain.query.include(...names);
    else if (names[0] === null) chain.includes.clear();
    else if (names.length === 0) wantReferences(chain.includes, chain.model);
    for (const name of names) {
      if (name === null) continue;
      const { relation } = chain.annotations.get(String(name)) ?? {};
      const isWhole = relation !== undefined && saysNothing(relation.condition);
      if (isWhole && wantJoined(chain.includes, chain.model, String(name), relation.lookup)) continue;
      want(chain.includes, chain.model, String(name), "lookup");
    }
  },
  prefetch_related: (chain, lookups) => {
    if (chain.isCombined) chain.query = chain.query.include(...lookups.map(String));
    else if (lookups[0] === null) chain.includes.clear();
    for (const lookup of lookups) if (lookup !== null) wantPrefetch(chain.includes, chain.model, lookup);
  },
  only: (chain, names) => {
    if (names.includes(null)) throw new TypeError("only() takes names.");
    chooseColumns(chain, { method: "only", paths: names.map(String) });
  },
  defer: (chain, names) => {
    if (names[0] === null) chain.columns = [];
    else chooseColumns(chain, { method: "defer", paths: names.map(String) });
  },
  select_for_update: (chain, _, { skip_locked, nowait, no_key }) => {
    chain.query = chain.query.lock({
      ...(skip_locked ? { skipLocked: true } : {}),
      ...(nowait ? { noWait: true } : {}),
      ...(no_key ? { noKey: true } : {}),
    });
  },
  extra: (chain, _, kwargs) => addSql(chain, kwargs),
  union: (chain, others, { all }) => combine(chain, all ? "unionAll" : "union", others.map(queryOf)),
  intersection: (chain, others) => combine(chain, "intersection", others.map(queryOf)),
  difference: (chain, others) => combine(chain, "difference", others.map(queryOf)),
  $and: (chain, [other]) => merge(chain, "and", other),
  $or: (chain, [other]) => merge(chain, "or", other),
  $xor: (chain, [other]) => merge(chain, "xor", other),
  $slice: (chain, [start, stop, every]) => slice(chain, start ?? null, stop ?? null, every ?? null),
};

/** After a slice Django refuses what it could only do before. In Quintet limit() has no place in the order of calls. */
function refuseSlice(chain: Chain): void {
  if (chain.slice !== undefined) throw new TypeError("A slice can't be changed.");
}

/** Whether Quintet is to say itself that its rows load nothing: chosen values, or rows of several queries. */
function loadsNothing({ kind, isCombined }: Chain): boolean {
  return kind !== "instances" || isCombined;
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
  // Nothing said is no condition; whether it may be said here is for Quintet to tell.
  else if (chain.isCombined) chain.query = chain.query.where({});
}

function chooseColumns(chain: Chain, columns: ColumnsCall): void {
  if (chain.isCombined) chain.query = chain.query[columns.method](...columns.paths);
  else chain.columns.push(columns);
}

function orderKeys(chain: Chain, key: Json): readonly unknown[] {
  if (key === "?") return [() => dbFunction("random")()];
  if (typeof key !== "string") return keysOfExpression(chain, key);
  const [, sign = "", name = ""] = /^([-+]?)(.*)$/s.exec(key)!; // matches anything
  const minus = sign === "-" ? "-" : "";
  if (chain.annotations.has(name)) return [minus + name];
  const path = splitLookup(chain.model, chain.annotations, name);
  if (path.isCompositeKey)
    return path.target!.keyFields.map((field) => minus + [...path.properties, field.name].join("."));
  const isDirect = path.rest.length === 0 && path.annotation === undefined && path.generic === undefined;
  if (isDirect) return [orderKey(chain.model, key)];
  return [(row: Handle) => call(argumentOf(name, chain.at(row)), minus ? "desc" : "asc")];
}

/** An expression, or `F("pk").desc()` of a key of several fields, which is ordered by each of them. */
function keysOfExpression(chain: Chain, json: Json): readonly unknown[] {
  const [name, args, kwargs] = ((isObject(json) && json.$expr) || []) as readonly [
    string?,
    (readonly Json[])?,
    JsonObject?,
  ];
  const inner = name === "OrderBy" ? args?.[0] : json;
  if (isObject(inner) && inner.$f === "pk" && chain.model.keyFields.length > 1)
    return orderKeys(chain, kwargs?.descending ? "-pk" : "pk");
  return [(row: Handle) => operandOf(json, chain.at(row))];
}

/** A lookup of prefetch_related(): a path, or a Prefetch with a query of its own. */
export function wantPrefetch(tree: IncludeTree, model: DjangoModel, lookup: Json): void {
  if (!isObject(lookup)) {
    want(tree, model, String(lookup), "accessor");
    return;
  }
  const written = lookup.$prefetch as JsonObject;
  const queryset = (isObject(written.queryset) ? written.queryset.$qs : undefined) as unknown as
    | QueryDocument
    | undefined;
  const path = String(written.lookup);
  if (typeof written.to_attr === "string") {
    wantAs(tree, model, path, { attribute: written.to_attr, queryset });
    return;
  }
  if (queryset !== undefined && isWanted(tree, path)) throw new TypeError(`${path} is loaded already.`);
  const wanted = want(tree, model, path, "accessor");
  if (wanted === undefined) return;
  wanted.queryset = queryset;
  const isReference = wanted.member.target !== undefined && !wanted.member.toMany;
  // What holds for the row that a reference leads to is said under another name: it may be missing then.
  if (queryset !== undefined && isReference) wanted.attribute = `${wanted.member.property}_wanted`;
}

/** Django's extra(): pieces of SQL, which stand in sql`` here. */
function addSql(chain: Chain, kwargs: JsonObject): void {
  const { select, select_params: selectParams, where, params, order_by: order, tables } = kwargs;
  if (tables !== undefined) throw new Unsupported("tables of extra()");
  const selectedParams = [...listItems(selectParams)];
  const otherParams = [...listItems(params)];
  if (chain.isCombined) chain.query = chain.query.annotate(() => ({}));
  const chosen: Chosen[] = [];
  for (const [name, text] of isObject(select) ? namedArguments(select) : []) {
    const made = sqlWith(`(${text})`, selectedParams);
    const column = chain.model.field(String(text));
    // values() that names its values leaves out those that come later.
    const method = chain.kind === "instances" || chain.choosesAll ? "annotate" : "alias";
    chain.query = chain.query[method]((row) => ({
      [name]: column === undefined ? made : step(row, column.name),
    }));
    chain.annotations.set(name, {});
    chain.selected.add(name);
    chain.extras.add(name);
    if (chain.choosesAll) chosen.push({ name, field: undefined });
  }
  chain.values = [...chosen, ...chain.values];
  for (const text of listItems(where)) {
    const made = sqlWith(String(text), otherParams);
    chain.query = chain.query.where(() => made);
  }
  const table = `${chain.model.document.db_table}.`;
  const keys = listItems(order).map((key) => String(key).replace(table, ""));
  if (keys.length > 0) chain.query = chain.query.orderBy(...keys.flatMap((key) => orderKeys(chain, key)));
}

function listItems(json: Json | undefined): readonly Json[] {
  if (json === undefined || json === null) return [];
  return (isObject(json) ? json.$tuple : json) as readonly Json[];
}

/** A piece of SQL with as many of the parameters as it has places for. */
function sqlWith(text: string, params: Json[]): Step {
  return sqlText(text, params.splice(0, text.split(sqlPlace).length - 1));
}

function merge(chain: Chain, method: "and" | "or" | "xor", other: Json | undefined): void {
  const built = chain.sibling(queryOf(other ?? null));
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
