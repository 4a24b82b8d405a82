import { InvalidQueryError } from "../errors.ts";
import { nextDepth } from "../expressions/callback-depth.ts";
import { toNode } from "../expressions/expression.ts";
import type { Node, OrderNode } from "../expressions/node.ts";
import { containsAggregate } from "../expressions/node-parts.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { type Callback, callWithRow } from "./callbacks.ts";
import { pathNode } from "./path-node.ts";
import { emptyState, type Order, type QueryState } from "./query-state.ts";
import { shapeOfNode } from "./shape.ts";

/** An order of keys as they are written: names, `-` in front for descending, paths, or callbacks. */
export function orderOf(state: QueryState, keys: readonly unknown[], call = "orderBy"): Order {
  let depth = nextDepth();
  const nodes = keys.map((key) => {
    if (typeof key !== "function") return orderNode(state, key as string, call);
    const called = callWithRow(state, key as Callback);
    depth = called.depth;
    return toNode(called.made);
  });
  return orderOfNodes(nodes, depth);
}

export function orderOfNodes(nodes: readonly Node[], depth: number): Order {
  const params: unknown[] = [];
  const shape = nodes.map((node) => shapeOfNode(node, params, depth)).join();
  return { nodes, shape, params, depth };
}

/** `"-author.name"` is the author's name, descending. */
function orderNode(state: QueryState, key: string, call: string): OrderNode {
  const descending = typeof key === "string" && key.startsWith("-");
  const item = pathNode(state, descending ? key.slice(1) : key, call);
  return { kind: "order", item, descending, nulls: undefined };
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
  if (order.nodes.length > 0) return { ...state, order };
  const chosen = [...(state.result?.nodes.values() ?? [])];
  if (chosen.some(containsAggregate) && !hasKey(state.meta, chosen)) {
    throw new InvalidQueryError(
      `first() and last() on groups of ${state.meta.name} need an order: which group comes first isn't known without orderBy().`,
    );
  }
  return {
    ...state,
    order: orderOf(
      state,
      state.meta.keyFields.map(({ name }) => name),
    ),
  };
}

/** Whether the key is among what was chosen: each group is then one row. */
function hasKey({ keyFields }: ModelMeta, chosen: readonly Node[]): boolean {
  const own = chosen.flatMap((node) => (node.kind === "tuple" ? node.items : [node]));
  return keyFields.every((field) =>
    own.some((node) => node.kind === "column" && node.path === undefined && node.field === field),
  );
}

/** The query in the opposite order. */
export function reversed(state: QueryState): QueryState {
  const order = effectiveOrder(state);
  const nodes = order.nodes.map(
    (node): OrderNode =>
      node.kind === "order"
        ? {
            ...node,
            descending: !node.descending,
            nulls: node.nulls === undefined ? undefined : node.nulls === "first" ? "last" : "first",
          }
        : { kind: "order", item: node, descending: true, nulls: undefined },
  );
  return { ...state, order: orderOfNodes(nodes, order.depth) };
}
