import type { Node } from "../expressions/node.ts";
import type { AcceptingType } from "../fields/accept-value.ts";
import type { ColumnType } from "../fields/column.ts";
import { stateKey } from "../query/query-state.ts";

/** What kind of value a node has, as far as it can be told; `undefined` for SQL of the app's own. */
export function typeOfNode(node: Node): AcceptingType | undefined {
  switch (node.kind) {
    case "column":
      return node.field;
    case "relation":
      return node.path.relation.field ?? node.path.relation.target.primaryKey;
    case "annotation":
      return typeOfNode(node.source);
    case "order":
      return typeOfNode(node.item);
    case "compare":
    case "and":
    case "or":
    case "not":
      return plain("boolean");
    case "arithmetic":
      return widest(typeOfNode(node.left), typeOfNode(node.right));
    case "call":
      if (node.name === "length") return plain("integer");
      if (node.name === "now") return plain("datetime");
      return node.args.map(typeOfNode).find((type) => type !== undefined);
    case "aggregate":
      return typeOfAggregate(node.name, node.item);
    case "query": {
      const { meta, selection } = node.query[stateKey];
      const [first] = selection?.nodes.values() ?? [];
      return first === undefined ? meta.primaryKey : typeOfNode(first);
    }
    case "value":
      return undefined;
    case "sql":
      return undefined;
  }
}

function typeOfAggregate(name: string, item: Node | undefined): AcceptingType | undefined {
  if (name === "count") return plain("integer");
  const type = item === undefined ? undefined : typeOfNode(item);
  if (name !== "avg") return type;
  return type?.type === "decimal" ? plain("decimal") : type?.type === "duration" ? type : plain("float");
}

const order: readonly ColumnType[] = ["integer", "bigInteger", "float", "decimal"];

/** Of an integer and a decimal: a decimal of any number of places. Moments keep their kind. */
function widest(
  left: AcceptingType | undefined,
  right: AcceptingType | undefined,
): AcceptingType | undefined {
  if (left === undefined || right === undefined) {
    const known = left ?? right;
    return known?.type === "decimal" ? plain("decimal") : known;
  }
  const position = Math.max(order.indexOf(left.type), order.indexOf(right.type));
  return position < 0 ? left : plain(order[position]!);
}

function plain(type: ColumnType): AcceptingType {
  return {
    type,
    places: undefined,
    digits: undefined,
    maxLength: undefined,
    asBigint: false,
    custom: undefined,
    relation: undefined,
    toString: () => `A computed ${type}`,
  };
}
