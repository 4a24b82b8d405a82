import type { Node } from "./node.ts";

/** The nodes that a node is made of; none for columns, values, totals and other queries. */
function nodeParts(node: Node): readonly Node[] {
  switch (node.kind) {
    case "compare":
      return [node.left, ...node.right];
    case "and":
    case "or":
    case "sql":
      return node.items;
    case "not":
    case "order":
      return [node.item];
    case "arithmetic":
      return [node.left, node.right];
    case "call":
      return node.args;
    default:
      return [];
  }
}

/** Whether a node totals over rows. */
export function containsAggregate(node: Node): boolean {
  if (node.kind === "annotation") return containsAggregate(node.source);
  return node.kind === "aggregate" || nodeParts(node).some(containsAggregate);
}

/** Whether a node names a value that annotate() has added. */
export function mentionsAnnotation(node: Node): boolean {
  return node.kind === "annotation" || nodeParts(node).some(mentionsAnnotation);
}

/** Columns of other tables in a condition, outside of its totals. */
export function joinedColumns(node: Node): readonly Node[] {
  if (node.kind === "column" || node.kind === "relation") return node.path === undefined ? [] : [node];
  return nodeParts(node).flatMap(joinedColumns);
}
