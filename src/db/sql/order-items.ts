import { InvalidQueryError } from "../errors.ts";
import type { Node, OrderNode, RelationPath } from "../expressions/node.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { effectiveOrder } from "../query/query-order.ts";
import { emptyState, type QueryState } from "../query/query-state.ts";

/** One thing that rows are ordered by. */
export interface OrderItem {
  readonly node: Node;
  readonly descending: boolean;
  readonly nulls: "first" | "last" | undefined;
}

/** The items of an order. A relation is ordered by the order of its model, or by its key where that has none. */
export function orderItems(nodes: readonly Node[], meta: ModelMeta): readonly OrderItem[] {
  return nodes.flatMap((node) => expand(node, meta, []));
}

function expand(node: Node, meta: ModelMeta, seen: readonly ModelMeta[]): readonly OrderItem[] {
  const { item, descending, nulls } =
    node.kind === "order" ? node : { item: node, descending: false, nulls: undefined };
  if (item.kind === "tuple") return item.items.map((part) => ({ node: part, descending, nulls }));
  if (item.kind !== "relation") return [{ node: item, descending, nulls }];
  const { target } = item.path.relation;
  const inner = effectiveOrder(emptyState(target)).nodes;
  if (inner.length === 0) return [{ node: item, descending, nulls }];
  if (seen.includes(target)) {
    throw new InvalidQueryError(
      `orderBy() on ${meta.name} by "${item.path.key}" never ends: the order of ${target.name} leads back to itself. Order by a field of it.`,
    );
  }
  return inner.flatMap((part) => {
    const behind = expand(throughPath(part, item.path), meta, [...seen, target]);
    return descending ? behind.map(reversed) : behind;
  });
}

function reversed(item: OrderItem): OrderItem {
  const nulls = item.nulls === undefined ? undefined : item.nulls === "first" ? "last" : "first";
  return { ...item, descending: !item.descending, nulls };
}

/** An item of another model's order, seen from the model that a path begins at. */
function throughPath(node: Node, before: RelationPath): Node {
  if (node.kind === "order") return { ...node, item: throughPath(node.item, before) } satisfies OrderNode;
  if (node.kind === "column") return { ...node, path: joinPaths(before, node.path) };
  if (node.kind === "relation") return { ...node, path: joinPaths(before, node.path) };
  throw new InvalidQueryError(
    `orderBy() follows ${before.key}, whose model is ordered by something that is not a field. Order by a field of it.`,
  );
}

function joinPaths(before: RelationPath, path: RelationPath | undefined): RelationPath {
  if (path === undefined) return before;
  const start = path.before === undefined ? before : joinPaths(before, path.before);
  return {
    ...path,
    before: start,
    key: `${start.key}.${path.relation.name}`,
    toMany: start.toMany || path.relation.toMany,
  };
}

/** Whether the order is the model's own, which nobody asked for. */
export function isDefaultOrder(state: QueryState): boolean {
  return state.order === undefined;
}
