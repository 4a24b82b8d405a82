import { containsAggregate, containsOwnAggregate } from "../expressions/node-parts.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { orderItems } from "../sql/order-items.ts";
import { effectiveOrder } from "./query-order.ts";
import type { QueryState } from "./query-state.ts";

/** Whether the rows of a query come in an order. The model's own says nothing of groups and of unions. */
export function isOrdered(state: QueryState): boolean {
  if (state.isEmpty) return true;
  if (state.order !== undefined) return state.order.nodes.length > 0;
  return state.combined === undefined && effectiveOrder(state).nodes.length > 0 && !isGrouped(state);
}

/** Whether the order of a query's instances leaves no ties. */
export function isTotallyOrdered(state: QueryState): boolean {
  if (!isOrdered(state) || state.combined !== undefined) return false;
  if (state.isEmpty) return true;
  const { meta } = state;
  const fields = new Set(
    orderItems(effectiveOrder(state).nodes, meta).map(({ node }) => ownField(node, meta)),
  );
  return uniqueSets(meta).some((unique) => unique.every((field) => fields.has(field)));
}

/** Whether select() chose totals, or annotate() behind it did. */
export function isGrouped({ steps }: QueryState): boolean {
  const chosen = steps.findIndex(({ kind }) => kind === "select");
  return steps.some((step, position) => {
    if (step.kind === "select") return [...step.nodes.values()].some(containsOwnAggregate);
    return step.kind === "annotate" && position > chosen && [...step.added.values()].some(containsAggregate);
  });
}

function ownField(
  node: ReturnType<typeof orderItems>[number]["node"],
  meta: ModelMeta,
): FieldInfo | undefined {
  if (node.kind === "column" && node.path === undefined) return node.field;
  if (node.kind !== "relation" || node.path.before !== undefined) return undefined;
  return meta.fields.get(node.path.relation.name);
}

/** Fields whose values together no two rows have: the key, unique fields and rules, without nulls. */
function uniqueSets(meta: ModelMeta): (readonly FieldInfo[])[] {
  const single = [...meta.fields.values()].filter(({ unique }) => unique).map((field) => [field]);
  const rules = meta.constraints.flatMap((rule) =>
    rule.type === "unique" && rule.condition === undefined && rule.fields.length === rule.parts.length
      ? [rule.fields]
      : [],
  );
  return [meta.keyFields, ...[...single, ...rules].filter((set) => set.every(({ nullable }) => !nullable))];
}
