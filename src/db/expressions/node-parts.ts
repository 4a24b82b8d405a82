import type { Node } from "./node.ts";

/** The nodes that a node is made of; none for columns, values and other queries. */
function nodeParts(node: Node): readonly Node[] {
  switch (node.kind) {
    case "compare":
      return [node.left, ...node.right];
    case "and":
    case "or":
    case "xor":
    case "sql":
    case "tuple":
      return node.items;
    case "not":
    case "order":
    case "cast":
    case "jsonPath":
      return [node.item];
    case "arithmetic":
      return [node.left, node.right];
    case "call":
      return node.args;
    case "case":
      return [
        ...node.branches.flatMap(({ when, value }) => [when, value]),
        ...(node.otherwise === undefined ? [] : [node.otherwise]),
      ];
    case "window":
      return [...windowArguments(node.item), ...node.partitionBy, ...node.orderBy];
    default:
      return [];
  }
}

function windowArguments(item: Node): readonly Node[] {
  if (item.kind === "aggregate") return item.item === undefined ? [] : [item.item];
  return nodeParts(item);
}

/** Whether a node totals over rows. What a window totals are the rows around each row, which stay rows. */
export function containsAggregate(node: Node): boolean {
  if (node.kind === "annotation") return containsAggregate(node.source);
  return node.kind === "aggregate" || nodeParts(node).some(containsAggregate);
}

/** The same, without what annotations before it total. */
export function containsOwnAggregate(node: Node): boolean {
  return node.kind === "aggregate" || nodeParts(node).some(containsOwnAggregate);
}

/** Whether a node looks at the rows around each row. */
export function containsWindow(node: Node): boolean {
  if (node.kind === "annotation") return containsWindow(node.source);
  return node.kind === "window" || nodeParts(node).some(containsWindow);
}
