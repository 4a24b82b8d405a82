import { isPlainObject } from "../../core/index.ts";
import {
  describeValue,
  InvalidConditionError,
  InvalidQueryError,
  UnknownFieldError,
  UnsupportedQueryError,
} from "../errors.ts";
import { nextDepth } from "../expressions/callback-depth.ts";
import { checkQuery, Expression, nodeKey, toNode } from "../expressions/expression.ts";
import type { Annotations, Node } from "../expressions/node.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { FetchMode } from "../models/row-state.ts";
import { type Callback, callWithRow, namedNodes, valueNode } from "./callbacks.ts";
import { checkList, checkOptions } from "./check-arguments.ts";
import { shapeOfCondition } from "./condition.ts";
import { checkInclude, isJoined } from "./joined-include.ts";
import { type JoinableQuery, NamedQuery } from "./named-query.ts";
import { pathNode } from "./path-node.ts";
import type { Query } from "./query.ts";
import {
  type Columns,
  type Combined,
  emptyState,
  type Include,
  type Lock,
  type QueryState,
  type Result,
  stateKey,
  unordered,
} from "./query-state.ts";
import { shapeOfNode } from "./shape.ts";

export function withCondition(state: QueryState, condition: unknown, negated: boolean): QueryState {
  const call = negated ? "whereNot" : "where";
  refuseCombined(state, call);
  refuseLimited(state, call);
  const params = [...state.params];
  if (typeof condition === "function") {
    const { made, depth } = callWithRow(state, condition as Callback);
    if (!(made instanceof Expression)) {
      throw new InvalidConditionError(
        `The callback of ${call}() on ${state.meta.name} must return a condition, such as book.price.gt(3).`,
      );
    }
    const shape = `${state.shape}|${call}${shapeOfNode(made.node, params, depth)}`;
    const step = { kind: "where", negated, written: { node: made.node }, call, depth } as const;
    return { ...state, steps: [...state.steps, step], shape, params };
  }
  if (!isPlainObject(condition)) {
    throw new InvalidConditionError(
      `${call}() on ${state.meta.name} takes a condition as an object or a callback, not ${describeValue(condition)}.`,
    );
  }
  return withObject(state, condition, { call, negated, params });
}

function withObject(
  state: QueryState,
  object: object,
  { call, negated, params }: { call: string; negated: boolean; params: unknown[] },
): QueryState {
  const own = shapeOfCondition(object, params, state.annotations);
  const written = { object, shape: own, annotations: state.annotations };
  const step = { kind: "where", negated, written, call, depth: nextDepth() } as const;
  return { ...state, steps: [...state.steps, step], shape: `${state.shape}|${call}${own}`, params };
}

/** Joins the rows of a query with a name. */
export function withJoin(
  state: QueryState,
  source: JoinableQuery,
  callback: Callback,
  optional: boolean,
): QueryState {
  refuseCombined(state, "join");
  refuseLimited(state, "join");
  if (!(source instanceof NamedQuery))
    throw new InvalidQueryError(`join() takes a query with a name, and was given ${describeValue(source)}.`);
  const { made, depth } = callWithRow(state, callback);
  if (!(made instanceof Expression)) {
    throw new InvalidConditionError(
      `The callback of join() on ${state.meta.name} must return a condition, such as (book) => ${source.name}.row.id.eq(book.id).`,
    );
  }
  const params = [...state.params];
  const own = source.isOpen ? "itself" : source.shape(params);
  const on = shapeOfNode(made.node, params, depth);
  const step = { kind: "join", source, on: made.node, optional, isSelf: source.isOpen, depth } as const;
  const shape = `${state.shape}|${optional ? "optional " : ""}join ${source.name}(${own})${on}`;
  return { ...state, steps: [...state.steps, step], shape, params };
}

export function withAnnotations(state: QueryState, callback: Callback, shown: boolean): QueryState {
  const call = shown ? "annotate" : "alias";
  refuseCombined(state, call);
  const { made, depth } = callWithRow(state, callback);
  const added = namedNodes(state, made, call);
  const params = [...state.params];
  let shape = `${state.shape}|${call}`;
  for (const [name, node] of added) {
    if (state.meta.fields.has(name) || state.meta.relations.has(name)) {
      throw new InvalidQueryError(
        `${call}() on ${state.meta.name} can't be called "${name}": that is a field. Choose another name.`,
      );
    }
    if (node.kind !== "relation" || node.path.filter === undefined) added.set(name, valueNode(node));
    shape += ` ${name}:${shapeOfNode(node, params, depth)}`;
  }
  const annotations = new Map([...state.annotations, ...added]);
  const steps = [...state.steps, { kind: "annotate", added, shown, depth } as const];
  const changed = { ...state, steps, shape, params, annotations };
  if (!shown) return changed;
  if (state.result === undefined) {
    const kept = state.shown.filter((name) => !added.has(name));
    const values = [...added].filter(([, node]) => node.kind !== "relation").map(([name]) => name);
    return { ...changed, shown: [...kept, ...values] };
  }
  return {
    ...changed,
    result: { ...state.result, nodes: new Map([...state.result.nodes, ...referring(added)]) },
  };
}

/** Annotations by their names. */
function referring(added: Annotations): [string, Node][] {
  return [...added].map(([name, source]) => [name, { kind: "annotation", name, source }]);
}

export function withSelection(state: QueryState, chosen: readonly (string | Callback)[]): QueryState {
  if (state.combined !== undefined) return withCombinedSelection(state, chosen);
  const { form, nodes, depth } = selectionOf(state, chosen);
  if (nodes.size === 0)
    throw new InvalidQueryError(
      `select() on ${state.meta.name} chooses nothing. Name fields, or give a callback that returns values: select("id"), select((row) => row.id).`,
    );
  const params = [...state.params];
  const own = [...nodes].map(([name, node]) => `${name}:${shapeOfNode(node, params, depth)}`).join(" ");
  const added = [...nodes].filter(
    ([name, node]) => !state.meta.fields.has(name) && node.kind !== "annotation",
  );
  const result: Result = { form, nodes };
  return {
    ...state,
    steps: [...state.steps, { kind: "select", nodes, depth }],
    shape: `${state.shape}|select ${own}`,
    params,
    annotations: new Map([...state.annotations, ...added]),
    includes: [],
    columns: undefined,
    result,
  };
}

function selectionOf(state: QueryState, chosen: readonly (string | Callback)[]) {
  const [first] = chosen;
  if (typeof first !== "function") {
    const names = chosen as readonly string[]; // pathNode() refuses what is none
    const nodes = new Map(names.map((name) => [name, valueNode(chosenNode(state, name))]));
    return { form: "object", nodes, depth: nextDepth() } as const;
  }
  const { made, depth } = callWithRow(state, first);
  if (Array.isArray(made)) {
    const nodes = new Map(made.map((item, index) => [`v${index}`, valueNode(toNode(item))]));
    return { form: "tuple", nodes, depth } as const;
  }
  if (made instanceof Expression || isRelationHandle(made) || !isPlainObject(made)) {
    const nodes = new Map([["v0", valueNode(toNode(made))]]);
    return { form: "value", nodes, depth } as const;
  }
  const nodes = namedNodes(state, made, "select");
  for (const [name, node] of nodes) nodes.set(name, valueNode(node));
  return { form: "object", nodes, depth } as const;
}

function isRelationHandle(made: unknown): boolean {
  return typeof made === "object" && made !== null && nodeKey in made;
}

/** Chosen by name: what an earlier select() chose under it, or a field. */
function chosenNode(state: QueryState, name: string): Node {
  return state.result?.nodes.get(name) ?? pathNode(state, name, "select");
}

/** What select() says of a union it says of each query that chose nothing itself. */
function withCombinedSelection(state: QueryState, chosen: readonly (string | Callback)[]): QueryState {
  const combined = state.combined!; // only called for combined queries
  const queries = combined.queries.map((query) =>
    query.result === undefined || query.combined !== undefined ? withSelection(query, chosen) : query,
  );
  const { result, annotations } = queries[0]!;
  return { ...state, combined: { ...combined, queries }, result, annotations };
}

export function combinedState(operator: Combined["operator"], queries: readonly QueryState[]): QueryState {
  const [first] = queries as [QueryState, ...QueryState[]]; // the query itself is one of them
  for (const query of queries) {
    if (widthOf(query) === widthOf(first)) continue;
    throw new InvalidQueryError(
      `${operator}() puts queries together that give different numbers of columns: ${widthOf(first)} of ${first.meta.name} and ${widthOf(query)} of ${query.meta.name}. Use select() on both.`,
    );
  }
  const { meta, database, annotations, shown, result, columns, includes, fetchMode } = first;
  // Joined rows are columns of each query; others are loaded for the rows that come out.
  const inner = queries.map((query) => ({ ...query, includes: query.includes.filter(isJoined) }));
  return {
    ...emptyState(meta, database),
    annotations,
    shown,
    result,
    columns,
    includes,
    fetchMode,
    combined: { operator, queries: inner },
  };
}

function widthOf(state: QueryState): number {
  if (state.result !== undefined) return state.result.nodes.size;
  const own = [...state.meta.fields.values()].filter((field) => readsField(state, field)).length;
  const joined = state.includes.filter(isJoined).map(({ query }) => widthOf(query[stateKey]));
  return joined.reduce((sum, width) => sum + width, own + state.shown.length);
}

/** The rows of both queries, of either, or of exactly one of them. */
export function mergedState(
  connector: "and" | "or" | "xor",
  left: QueryState,
  right: QueryState,
): QueryState {
  const [one, other] = [withoutLink(left), withoutLink(right)];
  if (one.meta.root !== other.meta.root) {
    throw new InvalidQueryError(
      `${connector}() puts conditions of two queries on the same model together, and these are on ${one.meta.name} and ${other.meta.name}.`,
    );
  }
  for (const state of [one, other]) {
    refuseLimited(state, connector);
    refuseCombined(state, connector);
  }
  if (one.distinct !== other.distinct)
    throw new InvalidQueryError(`${connector}() needs both queries with distinct(), or none.`);
  if (connector === "and" && (one.isEmpty || other.isEmpty)) return { ...one, isEmpty: true };
  if (one.isEmpty) return other;
  if (other.isEmpty) return one;
  const step = { kind: "combine", connector, before: one.steps, other: other.steps } as const;
  return {
    ...one,
    steps: [step],
    shape: `|(${one.shape})${connector}(${other.shape})`,
    params: [...one.params, ...other.params],
    annotations: new Map([...one.annotations, ...other.annotations]),
    order: other.order ?? one.order,
  };
}

/** A query for the rows of a relation, with the relation as a condition like others. */
function withoutLink(state: QueryState): QueryState {
  const { link, meta } = state;
  if (link === undefined) return state;
  const linked = { [stateKey]: { ...emptyState(meta), link, order: unordered } };
  const columns = meta.keyFields.map((field): Node => ({ kind: "column", path: undefined, field }));
  const key: Node = columns.length === 1 ? columns[0]! : { kind: "tuple", items: columns };
  const right: Node = { kind: "query", query: linked };
  const node: Node = { kind: "compare", operator: "in", left: key, right: [right] };
  const params: unknown[] = [];
  const shape = `|where${shapeOfNode(node, params)}${state.shape}`;
  const step = { kind: "where", negated: false, written: { node }, call: "where", depth: 0 } as const;
  return {
    ...state,
    link: undefined,
    steps: [step, ...state.steps],
    shape,
    params: [...params, ...state.params],
  };
}

export function withColumns(state: QueryState, names: readonly string[], call: "only" | "defer"): QueryState {
  refuseCombined(state, call);
  if (state.result !== undefined)
    throw new InvalidQueryError(
      `${call}() on ${state.meta.name} can't follow select(): there are no instances.`,
    );
  for (const name of names) {
    if (!state.meta.fields.has(name)) throw new UnknownFieldError(state.meta, name, `${call}(…)`);
  }
  return {
    ...state,
    columns: call === "only" ? onlyColumns(state.columns, names) : deferred(state.columns, names),
  };
}

/** The named columns, but for those that were deferred before; as Django's only(). */
function onlyColumns(before: Columns | undefined, names: readonly string[]): Columns | undefined {
  const isDeferred = (name: string) => before?.mode === "defer" && before.names.has(name);
  return columnsOf(
    "only",
    names.filter((name) => !isDeferred(name)),
  );
}

/** Without the named columns; behind only(), of which nothing is left, all but those. */
function deferred(before: Columns | undefined, names: readonly string[]): Columns | undefined {
  if (names.length === 0) return undefined;
  if (before?.mode !== "only") return columnsOf("defer", [...(before?.names ?? []), ...names]);
  const left = [...before.names].filter((name) => !names.includes(name));
  if (left.length > 0) return columnsOf("only", left);
  return columnsOf(
    "defer",
    names.filter((name) => !before.names.has(name)),
  );
}

function columnsOf(mode: Columns["mode"], names: readonly string[]): Columns | undefined {
  return names.length === 0 ? undefined : { mode, names: new Set(names) };
}

/** Whether a query reads a field of its rows: the key it always does. */
export function readsField({ meta, columns }: QueryState, field: FieldInfo): boolean {
  if (columns === undefined || meta.keyFields.includes(field)) return true;
  return columns.names.has(field.name) === (columns.mode === "only");
}

const lockOptions: readonly string[] = ["of", "skipLocked", "noWait", "noKey"];

export function withLock(state: QueryState, lock: Partial<Lock>): QueryState {
  checkOptions(lock, "lock");
  refuseCombined(state, "lock");
  for (const name of Object.keys(lock))
    if (!lockOptions.includes(name))
      throw new InvalidQueryError(
        `lock() on ${state.meta.name} has no option "${name}". It has: ${lockOptions.join(", ")}.`,
      );
  if (lock.skipLocked && lock.noWait)
    throw new InvalidQueryError(
      "lock() either skips locked rows or fails at once: choose skipLocked or noWait.",
    );
  if (lock.of !== undefined) checkList(lock.of, "of in lock");
  for (const name of lock.of ?? []) if (name !== "self") pathNode(state, name, "lock");
  return {
    ...state,
    lock: {
      of: lock.of,
      skipLocked: lock.skipLocked ?? false,
      noWait: lock.noWait ?? false,
      noKey: lock.noKey ?? false,
    },
  };
}

export function withFetchMode(state: QueryState, fetchMode: FetchMode): QueryState {
  if (fetchMode === "peers" || fetchMode === "one" || fetchMode === "raise") return { ...state, fetchMode };
  throw new InvalidQueryError(
    `fetchMode() on ${state.meta.name} takes "peers", "one" or "raise", not ${describeValue(fetchMode)}.`,
  );
}

type AnyQuery = Query<unknown, unknown>;

export function withIncludes(
  state: QueryState,
  includes: readonly unknown[],
  begin: (state: QueryState) => AnyQuery,
): QueryState {
  refuseCombined(state, "include");
  if (state.result !== undefined)
    throw new InvalidQueryError(
      `include() on ${state.meta.name} can't follow select(): there are no instances.`,
    );
  const list: Include[] = [...state.includes];
  for (const item of includes) {
    const isNamed = typeof item === "string" || !isPlainObject(item);
    const entries: [string, unknown][] = isNamed ? [[item as string, undefined]] : Object.entries(item);
    for (const [name, change] of entries) {
      const relation = state.meta.relations.get(name);
      if (relation === undefined) {
        const known = { name: state.meta.name, fields: new Map(), relations: state.meta.relations };
        throw new UnknownFieldError(known, name, "include(…)");
      }
      const query = begin(emptyState(relation.target));
      const changed = changedBy(change, query, `include({ ${name} })`);
      const position = list.findIndex(
        (other) => other.relation === relation && other.attribute === undefined,
      );
      if (position >= 0) list.splice(position, 1);
      const include = { relation, query: changed };
      checkInclude(include);
      list.push(include);
    }
  }
  return { ...state, includes: list };
}

/** The query for the rows of a relation, as the callback beside the name makes it. */
function changedBy(change: unknown, query: AnyQuery, call: string): AnyQuery {
  if (typeof change !== "function") return query;
  const changed: unknown = change(query);
  checkQuery(changed, `The callback of ${call}`);
  return changed as AnyQuery;
}

/** Rows of a relation, or the one row, under a name of their own. */
export function withIncludeAs(
  state: QueryState,
  attribute: string,
  name: string,
  change: ((query: AnyQuery) => AnyQuery) | undefined,
  begin: (state: QueryState) => AnyQuery,
): QueryState {
  refuseCombined(state, "includeAs");
  const { meta } = state;
  const relation = meta.relations.get(name);
  if (relation === undefined) throw new UnknownFieldError(meta, name, `includeAs("${attribute}", "${name}")`);
  const isTaken =
    typeof attribute !== "string" ||
    meta.fields.has(attribute) ||
    meta.relations.has(attribute) ||
    attribute in meta.model.prototype;
  if (isTaken || !/^[A-Za-z_]\w*$/.test(attribute)) {
    throw new InvalidQueryError(
      `includeAs() on ${meta.name} can't call loaded rows ${describeValue(attribute)}: rows have something else under that name, or it is none.`,
    );
  }
  const others = state.includes.filter((include) => include.attribute !== attribute);
  const query = begin(emptyState(relation.target));
  const include = { relation, query: changedBy(change, query, "includeAs()"), attribute };
  checkInclude(include);
  return { ...state, includes: [...others, include] };
}

/** A limit or offset: a whole number that isn't negative. */
export function checkedCount(call: string, count: number): number {
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new InvalidQueryError(`${call}() takes a whole number from 0 up, not ${describeValue(count)}.`);
}

export function withLimit(state: QueryState, count: number): QueryState {
  const limit = checkedCount("limit", count);
  return { ...state, limit, isEmpty: state.isEmpty || limit === 0 };
}
export function withOffset(state: QueryState, count: number): QueryState {
  const offset = checkedCount("offset", count);
  return { ...state, offset: offset === 0 ? undefined : offset };
}

export function refuseCombined(state: QueryState, call: string): void {
  if (state.combined === undefined) return;
  throw new UnsupportedQueryError(
    `${call}() on ${state.meta.name} can't follow ${state.combined.operator}(). Say it of each of the queries before they are put together.`,
  );
}

/** What comes after a limit would change which rows it counts. */
export function refuseLimited(state: QueryState, call: string): void {
  if (state.limit === undefined && state.offset === undefined) return;
  throw new InvalidQueryError(
    `${call}() on ${state.meta.name} can't follow limit() or offset(): it would change which rows they count. Put it before them.`,
  );
}
