import type {
  CompareNode,
  EmbeddedQuery,
  FunctionOptions,
  Node,
  RelationPath,
  ValueNode,
} from "../expressions/node.ts";
import type { AcceptingType } from "../fields/accept-value.ts";
import type { CustomCodec } from "../fields/column.ts";
import { kindOfNumber } from "./kind-of-number.ts";
import { queryShape } from "./query-shape.ts";
import { type QueryState, stateKey } from "./query-state.ts";
import { listLength, pushList } from "./value-list.ts";

/*
 * The shape of an expression: its structure as text, with a mark for each value. The same walk gives the values their
 * places, so that the compiler can say of each value which parameter it is.
 * A null has no parameter: it changes the SQL, to IS NULL.
 */
interface Visitor {
  /** The depth of the callback that the expression was written in: see expressions/callback-depth.ts. */
  readonly depth: number;
  text(text: string): void;
  value(node: ValueNode): void;
  list(node: CompareNode): void;
  query(node: Node & { readonly query: EmbeddedQuery }): void;
}

/** Which parameter a value is, or where the parameters of a list or a subquery begin. */
export type Places = Map<Node, number>;

/** Writes the shape of a node; its values go to `params`. */
export function shapeOfNode(node: Node, params: unknown[], depth = 0): string {
  let shape = "";
  walk(node, {
    depth,
    text: (text) => {
      shape += text;
    },
    value({ value, type }) {
      shape += value === null ? "~" : "?";
      if (type !== undefined) shape += `:${type.type}${formOf(type)}`;
      if (value !== null) params.push(value);
      if (type === undefined) shape += kindOf(value);
    },
    list: (found) => {
      shape += pushList(valuesOf(found), params, kindOf);
    },
    query: (found) => {
      const state = found.query[stateKey];
      const list = found.kind === "query" && found.asList ? " list" : "";
      shape += `${found.kind}${list}${databaseMark(state)}(${queryShape(state, "list", params)})`;
    },
  });
  return shape;
}

/** Says of each value under a node which parameter it is, counting from `next`. Gives the next free place. */
export function numberValues(node: Node, places: Places, next: number): number {
  let place = next;
  walk(node, {
    depth: 0,
    text() {},
    value(found) {
      if (found.value !== null) places.set(found, place++);
    },
    list(found) {
      places.set(found, place);
      place += listLength(valuesOf(found));
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

function valuesOf(node: CompareNode): unknown[] {
  return node.right.map((item) => (item as ValueNode).value);
}

/** A query inside another one must be on the same database, which the compiler checks for each database that is named. */
function databaseMark({ database }: QueryState): string {
  if (database === undefined) return "";
  return `@${typeof database === "string" ? database : database.alias}`;
}

/** What a value that stands alone is sent as depends on its kind, so it is part of the shape. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return `a${value.length}`;
  if (typeof value === "number") return kindOfNumber(value).slice(0, 1);
  // Of its prototype: JSON may have a "constructor" of its own, and its name would be the client's.
  if (typeof value === "object" && value !== null)
    return Object.getPrototypeOf(value)?.constructor?.name ?? "o";
  return (typeof value).slice(0, 2);
}

/** In which form a value is stored and read, of the kinds that have several: what encodes and decodes it depends on that. */
function formOf({ asBigint, asInstant, custom }: AcceptingType): string {
  if (custom !== undefined) return `#${numberOfCodec(custom)}`;
  return asBigint || asInstant ? "+" : "";
}

const codecNumbers = new WeakMap<CustomCodec, number>();
let codecCount = 0;
/** Fields of the app's own may have the same name and store their values in different ways. */
function numberOfCodec(codec: CustomCodec): number {
  let number = codecNumbers.get(codec);
  if (number === undefined) {
    number = ++codecCount;
    codecNumbers.set(codec, number);
  }
  return number;
}

function walk(node: Node, visitor: Visitor): void {
  switch (node.kind) {
    case "value":
      visitor.value(node);
      break;
    case "column":
      visitor.text(outside(node.depth, visitor));
      if (node.path !== undefined) walkPath(node.path, visitor);
      visitor.text(node.field.name);
      break;
    case "relation":
      visitor.text(outside(node.depth, visitor));
      walkPath(node.path, visitor);
      visitor.text("*");
      break;
    case "annotation":
      visitor.text(`${outside(node.depth, visitor)}@${node.name}`);
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
    case "xor":
    case "tuple":
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
      visitor.text(`${node.name}${optionsText(node.options)}(`);
      walkAll(node.args, visitor);
      visitor.text(")");
      break;
    case "cast":
      visitor.text(
        `cast ${node.type.type}${formOf(node.type)} ${node.type.maxLength} ${node.type.digits} ${node.type.places}(`,
      );
      walk(node.item, visitor);
      visitor.text(")");
      break;
    case "jsonPath":
      visitor.text(node.asText ? "text at(" : "at(");
      walk(node.item, visitor);
      visitor.value(node.path);
      visitor.text(")");
      break;
    case "aggregate":
      visitor.text(`${node.name}${node.distinct ? " distinct" : ""}(`);
      if (node.item !== undefined) walk(node.item, visitor);
      walkPart(" where ", node.filter, visitor);
      for (const item of node.orderBy ?? []) walkPart(" by ", item, visitor);
      for (const item of node.args ?? []) walkPart(",", item, visitor);
      walkPart(" or ", node.fallback, visitor);
      visitor.text(")");
      break;
    case "window":
      walk(node.item, visitor);
      visitor.text(" over(");
      walkAll(node.partitionBy, visitor);
      visitor.text(";");
      walkAll(node.orderBy, visitor);
      visitor.text(`${node.frame === undefined ? "" : JSON.stringify(node.frame)})`);
      break;
    case "case":
      visitor.text("case(");
      for (const { when, value } of node.branches) {
        walk(when, visitor);
        walkPart(" then ", value, visitor);
        visitor.text(",");
      }
      walkPart(" else ", node.otherwise, visitor);
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
    case "named":
      visitor.text(`&${node.source.name}.${node.column}`); // no relation's path begins like that
      break;
    case "query":
    case "exists":
      visitor.query(node);
      break;
  }
}

/** A column of a query further out has a mark for each step outwards. */
function outside(depth: number | undefined, visitor: Visitor): string {
  return depth === undefined || depth >= visitor.depth ? "" : "^".repeat(visitor.depth - depth);
}

function walkPath(path: RelationPath, visitor: Visitor): void {
  if (path.before !== undefined) walkPath(path.before, visitor);
  visitor.text(`${path.relation.name}`);
  if (path.filter !== undefined && !path.isNamed) {
    visitor.text("[");
    walk(path.filter, visitor);
    visitor.text("]");
  }
  visitor.text(".");
}

function walkPart(text: string, node: Node | undefined, visitor: Visitor): void {
  if (node === undefined) return;
  visitor.text(text);
  walk(node, visitor);
}

function walkAll(nodes: readonly Node[], visitor: Visitor): void {
  for (const node of nodes) {
    walk(node, visitor);
    visitor.text(",");
  }
}

function optionsText(options: FunctionOptions | undefined): string {
  return options === undefined ? "" : JSON.stringify(options);
}
