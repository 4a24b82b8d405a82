import { isPlainObject } from "../../core/index.ts";
import { InvalidConditionError, InvalidQueryError, UnknownFieldError } from "../errors.ts";
import { Expression, toNode } from "../expressions/expression.ts";
import { fieldOfAttribute, type ModelRow, modelRow } from "../expressions/model-row.ts";
import { extendPath, type Node, type OrderNode, type RelationPath } from "../expressions/node.ts";
import { containsAggregate } from "../expressions/node-parts.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { shapeOfCondition } from "./condition.ts";
import type { Query } from "./query.ts";
import { emptyState, type Include, type Order, type QueryState, type Selection } from "./query-state.ts";
import { shapeOfNode } from "./shape.ts";

/** What callbacks of queries are, seen from inside. */
export type Callback = (row: ModelRow) => unknown;

export function withCondition(state: QueryState, condition: unknown, negated: boolean): QueryState {
  const call = negated ? "whereNot" : "where";
  const params = [...state.params];
  if (typeof condition === "function") {
    const made = (condition as Callback)(modelRow(state.meta, state.annotations));
    if (!(made instanceof Expression)) {
      throw new InvalidConditionError(
        `The callback of ${call}() on ${state.meta.name} must return a condition, such as book.price.gt(3).`,
      );
    }
    const shape = `${state.shape}|${call}${shapeOfNode(made.node, params)}`;
    const steps = [...state.steps, { kind: "where", negated, written: { node: made.node }, call } as const];
    return { ...state, steps, shape, params };
  }
  if (!isPlainObject(condition)) {
    throw new InvalidConditionError(
      `${call}() on ${state.meta.name} takes a condition as an object or a callback, not ${describe(condition)}.`,
    );
  }
  const own = shapeOfCondition(condition, params);
  const written = { object: condition, shape: own };
  return {
    ...state,
    steps: [...state.steps, { kind: "where", negated, written, call }],
    shape: `${state.shape}|${call}${own}`,
    params,
  };
}

export function withAnnotations(state: QueryState, callback: Callback): QueryState {
  if (state.selection !== undefined)
    throw new InvalidQueryError(`annotate() on ${state.meta.name} must stand before select().`);
  const params = [...state.params];
  const added = expressionsOf(state, callback, "annotate");
  let shape = `${state.shape}|annotate`;
  for (const [name, node] of added) {
    if (state.meta.fields.has(name) || state.meta.relations.has(name)) {
      throw new InvalidQueryError(
        `annotate() on ${state.meta.name} can't be called "${name}": that is a field. Choose another name.`,
      );
    }
    shape += ` ${name}:${shapeOfNode(node, params)}`;
  }
  const annotations = new Map([...state.annotations, ...added]);
  return { ...state, steps: [...state.steps, { kind: "annotate", added }], shape, params, annotations };
}

export function withSelection(state: QueryState, chosen: readonly (string | Callback)[]): QueryState {
  const [first] = chosen;
  const nodes =
    typeof first === "function"
      ? expressionsOf(state, first, "select")
      : new Map(chosen.map((name) => [String(name), pathNode(state, String(name), "select")]));
  return { ...state, selection: selectionOf(nodes) };
}

export function withTotals(state: QueryState, callback: Callback): QueryState {
  const nodes = expressionsOf(state, callback, "aggregate");
  for (const [name, node] of nodes) {
    if (containsAggregate(node)) continue;
    throw new InvalidQueryError(
      `aggregate() on ${state.meta.name}: "${name}" is not a total. Use count(), sum(), avg(), min() or max().`,
    );
  }
  return { ...state, selection: selectionOf(nodes) };
}

function selectionOf(nodes: ReadonlyMap<string, Node>): Selection {
  const params: unknown[] = [];
  const shape = [...nodes].map(([name, node]) => `${name}:${shapeOfNode(node, params)}`).join(" ");
  return { nodes, shape, params };
}

function expressionsOf(state: QueryState, callback: Callback, call: string): Map<string, Node> {
  const made = callback(modelRow(state.meta, state.annotations));
  if (!isPlainObject(made))
    throw new InvalidQueryError(
      `The callback of ${call}() on ${state.meta.name} must return an object of expressions.`,
    );
  const nodes = new Map<string, Node>();
  for (const [name, item] of Object.entries(made)) {
    if (!/^\w+$/.test(name) || name === "__proto__")
      throw new InvalidQueryError(
        `${call}() on ${state.meta.name} can't give a value the name ${JSON.stringify(name)}.`,
      );
    const node = toNode(item);
    nodes.set(name, node.kind === "relation" ? keyNode(node.path) : node);
  }
  return nodes;
}

/** A relation among chosen values stands for the key of its row. */
function keyNode(path: RelationPath): Node {
  if (path.relation.field !== undefined)
    return { kind: "column", path: path.before, field: path.relation.field };
  return { kind: "column", path, field: path.relation.target.primaryKey };
}

export function withOrder(state: QueryState, keys: readonly unknown[]): QueryState {
  return { ...state, order: orderOf(state, keys) };
}

function orderOf(state: QueryState, keys: readonly unknown[]): Order {
  const nodes = keys.map((key) => {
    const made =
      typeof key === "function"
        ? toNode((key as Callback)(modelRow(state.meta, state.annotations)))
        : toNode(key);
    if (made.kind !== "value") return made;
    return orderNode(state, String(made.value));
  });
  const params: unknown[] = [];
  const shape = nodes.map((node) => shapeOfNode(node, params)).join();
  return { nodes, shape, params };
}

/** `"-author.name"` is the author's name, descending. */
function orderNode(state: QueryState, key: string): OrderNode {
  const descending = key.startsWith("-");
  const item = pathNode(state, descending ? key.slice(1) : key, "orderBy");
  return { kind: "order", item, descending, nulls: undefined };
}

function pathNode(state: QueryState, written: string, call: string): Node {
  const names = written.split(".");
  const last = names.pop()!; // split() gives at least one
  let meta: ModelMeta = state.meta;
  let path: RelationPath | undefined;
  for (const name of names) {
    const relation = meta.relations.get(name);
    if (relation === undefined) throw new UnknownFieldError(meta, name, `${call}("${written}")`);
    path = extendPath(path, relation);
    meta = relation.target;
  }
  const annotation = path === undefined ? state.annotations.get(last) : undefined;
  if (annotation !== undefined) return { kind: "annotation", name: last, source: annotation };
  const field = meta.fields.get(last) ?? fieldOfAttribute(meta, last);
  if (field !== undefined) return { kind: "column", path, field };
  const relation = meta.relations.get(last);
  if (relation !== undefined)
    return { kind: "column", path: extendPath(path, relation), field: relation.target.primaryKey };
  throw new UnknownFieldError(meta, last, `${call}("${written}")`, state.annotations.keys());
}

/** The model's own order, where the query names none. */
export function effectiveOrder(state: QueryState): Order {
  if (state.order !== undefined) return state.order;
  let order = modelOrders.get(state.meta);
  if (order === undefined) {
    order = orderOf(emptyState(state.meta), state.meta.orderBy);
    modelOrders.set(state.meta, order);
  }
  return order;
}
const modelOrders = new WeakMap<ModelMeta, Order>();

/** The query with an order: its own, the model's, or that of the key. */
export function ordered(state: QueryState): QueryState {
  const order = effectiveOrder(state);
  return { ...state, order: order.nodes.length > 0 ? order : orderOf(state, [state.meta.primaryKey.name]) };
}

export function reversed(state: QueryState): QueryState {
  const { order } = ordered(state);
  const nodes = order!.nodes.map(
    (node): OrderNode =>
      node.kind === "order"
        ? {
            ...node,
            descending: !node.descending,
            nulls: node.nulls === undefined ? undefined : node.nulls === "first" ? "last" : "first",
          }
        : { kind: "order", item: node, descending: true, nulls: undefined },
  );
  const params: unknown[] = [];
  const shape = nodes.map((node) => shapeOfNode(node, params)).join();
  return { ...state, order: { nodes, shape, params } };
}

type AnyQuery = Query<unknown, unknown>;

export function withIncludes(
  state: QueryState,
  includes: readonly unknown[],
  begin: (state: QueryState) => AnyQuery,
): QueryState {
  const list: Include[] = [...state.includes];
  for (const item of includes) {
    const entries: [string, unknown][] =
      typeof item === "string" ? [[item, undefined]] : Object.entries(item as object);
    for (const [name, change] of entries) {
      const relation = state.meta.relations.get(name);
      if (relation === undefined) {
        const known = { name: state.meta.name, fields: new Map(), relations: state.meta.relations };
        throw new UnknownFieldError(known, name, `include("${name}")`);
      }
      const query = begin(emptyState(relation.target));
      const changed = typeof change === "function" ? (change as (query: AnyQuery) => AnyQuery)(query) : query;
      const position = list.findIndex((other) => other.relation === relation);
      if (position >= 0) list.splice(position, 1);
      list.push({ relation, query: changed });
    }
  }
  return { ...state, includes: list };
}

/** A limit or offset: a whole number that isn't negative. */
export function checkedCount(call: string, count: number): number {
  if (Number.isInteger(count) && count >= 0) return count;
  throw new InvalidQueryError(`${call}() takes a whole number from 0 up, not ${describe(count)}.`);
}

function describe(value: unknown): string {
  if (value === undefined) return "undefined";
  return typeof value === "object" && value !== null
    ? `a ${value.constructor?.name ?? "value"}`
    : String(JSON.stringify(value) ?? typeof value);
}
