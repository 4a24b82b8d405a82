import type { CompareNode, Node, QueryNode, ValueNode } from "../expressions/node.ts";
import { queryShape } from "./query-shape.ts";
import { stateKey } from "./query-state.ts";
import { listLength, pushList } from "./value-list.ts";

/*
 * The shape of an expression: its structure as text, with a mark for each value. The same walk gives the values their
 * places, so that the compiler can say of each value which parameter it is.
 * A null has no parameter: it changes the SQL, to IS NULL.
 */
interface Visitor {
  text(text: string): void;
  value(node: ValueNode): void;
  list(node: CompareNode): void;
  query(node: QueryNode): void;
}

/** Which parameter a value is, or where the parameters of a list or a subquery begin. */
export type Places = Map<Node, number>;

/** Writes the shape of a node; its values go to `params`. */
export function shapeOfNode(node: Node, params: unknown[]): string {
  let shape = "";
  walk(node, {
    text: (text) => {
      shape += text;
    },
    value({ value }) {
      shape += value === null ? "~" : "?";
      if (value !== null) params.push(value);
    },
    list: (found) => {
      shape += pushList(
        found.right.map((item) => (item as ValueNode).value),
        params,
      );
    },
    query: (found) => {
      shape += `query(${queryShape(found.query[stateKey], "list", params)})`;
    },
  });
  return shape;
}

/** Says of each value under a node which parameter it is, counting from `next`. Gives the next free place. */
export function numberValues(node: Node, places: Places, next: number): number {
  let place = next;
  walk(node, {
    text() {},
    value(found) {
      if (found.value !== null) places.set(found, place++);
    },
    list(found) {
      places.set(found, place);
      place += listLength(found.right.map((item) => (item as ValueNode).value));
    },
    query(found) {
      const params: unknown[] = [];
      queryShape(found.query[stateKey], "list", params);
      places.set(found, place);
      place += params.length;
    },
  });
  return place;
}

/** Whether a comparison is with a list of values, which becomes a run of parameters. */
export function isValueList(node: CompareNode): boolean {
  return node.operator === "in" && node.right.every(({ kind }) => kind === "value");
}

function walk(node: Node, visitor: Visitor): void {
  switch (node.kind) {
    case "value":
      visitor.value(node);
      break;
    case "column":
      visitor.text(`${node.path === undefined ? "" : `${node.path.key}.`}${node.field.name}`);
      break;
    case "relation":
      visitor.text(`${node.path.key}.*`);
      break;
    case "annotation":
      visitor.text(`@${node.name}`);
      break;
    case "compare":
      visitor.text("(");
      walk(node.left, visitor);
      visitor.text(` ${node.operator} `);
      if (node.operator === "isNull") visitor.text(String((node.right[0] as ValueNode).value));
      else if (isValueList(node)) visitor.list(node);
      else walkAll(node.right, visitor);
      visitor.text(")");
      break;
    case "and":
    case "or":
      visitor.text(`${node.kind}(`);
      walkAll(node.items, visitor);
      visitor.text(")");
      break;
    case "not":
      visitor.text("not(");
      walk(node.item, visitor);
      visitor.text(")");
      break;
    case "arithmetic":
      visitor.text("(");
      walk(node.left, visitor);
      visitor.text(node.operator);
      walk(node.right, visitor);
      visitor.text(")");
      break;
    case "call":
      visitor.text(`${node.name}(`);
      walkAll(node.args, visitor);
      visitor.text(")");
      break;
    case "aggregate":
      visitor.text(`${node.name}${node.distinct ? " distinct" : ""}(`);
      if (node.item !== undefined) walk(node.item, visitor);
      if (node.filter !== undefined) {
        visitor.text(" where ");
        walk(node.filter, visitor);
      }
      visitor.text(")");
      break;
    case "sql":
      visitor.text(`sql${JSON.stringify(node.texts)}(`);
      walkAll(node.items, visitor);
      visitor.text(")");
      break;
    case "order":
      walk(node.item, visitor);
      visitor.text(`${node.descending ? " desc" : " asc"}${node.nulls ?? ""}`);
      break;
    case "query":
      visitor.query(node);
      break;
  }
}

function walkAll(nodes: readonly Node[], visitor: Visitor): void {
  for (const node of nodes) {
    walk(node, visitor);
    visitor.text(",");
  }
}
