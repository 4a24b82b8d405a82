import type { Node } from "./node.ts";

/** Whether a node totals over rows. */
export function containsAggregate(node: Node): boolean {
  switch (node.kind) {
    case "aggregate":
      return true;
    case "annotation":
      return containsAggregate(node.source);
    case "compare":
      return containsAggregate(node.left) || node.right.some(containsAggregate);
    case "and":
    case "or":
      return node.items.some(containsAggregate);
    case "not":
    case "order":
      return containsAggregate(node.item);
    case "arithmetic":
      return containsAggregate(node.left) || containsAggregate(node.right);
    case "call":
      return node.args.some(containsAggregate);
    case "sql":
      return node.items.some(containsAggregate);
    default:
      return false;
  }
}
