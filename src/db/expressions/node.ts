import type { FieldInfo } from "../models/field-info.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import type { QueryState, stateKey } from "../query/query-state.ts";

/*
 * Conditions and expressions as data. Conditions written as objects and expressions written with callbacks both become
 * these nodes; the compiler in sql/ turns them into SQL. A value is a node of its own, so that the compiler sends it
 * as a bound parameter and two queries that differ only in values share one plan.
 */
export type Node =
  | ColumnNode
  | RelationNode
  | ValueNode
  | CompareNode
  | LogicNode
  | NotNode
  | ArithmeticNode
  | CallNode
  | AggregateNode
  | AnnotationNode
  | SqlNode
  | OrderNode
  | QueryNode;

/** A walk along relations: `book.author.books` is `author`, then `books`. */
export interface RelationPath {
  readonly before: RelationPath | undefined;
  readonly relation: RelationInfo;
  /** The names with dots between: `"author.books"`. */
  readonly key: string;
  /** Whether one of the steps leads to any number of rows. */
  readonly toMany: boolean;
}

export interface ColumnNode {
  readonly kind: "column";
  readonly path: RelationPath | undefined;
  readonly field: FieldInfo;
}
/** The rows at the end of a path, such as those that `count(author.books)` counts. */
export interface RelationNode {
  readonly kind: "relation";
  readonly path: RelationPath;
}
export interface ValueNode {
  readonly kind: "value";
  readonly value: unknown;
}
export interface CompareNode {
  readonly kind: "compare";
  readonly operator: Operator;
  readonly left: Node;
  readonly right: readonly Node[];
}
export interface LogicNode {
  readonly kind: "and" | "or";
  readonly items: readonly Node[];
}
export interface NotNode {
  readonly kind: "not";
  readonly item: Node;
}
export interface ArithmeticNode {
  readonly kind: "arithmetic";
  readonly operator: "+" | "-" | "*" | "/" | "%";
  readonly left: Node;
  readonly right: Node;
}
export interface CallNode {
  readonly kind: "call";
  readonly name: FunctionName;
  readonly args: readonly Node[];
}
export interface AggregateNode {
  readonly kind: "aggregate";
  readonly name: AggregateName;
  /** Nothing for `count()`: the rows themselves. */
  readonly item: Node | undefined;
  readonly distinct: boolean;
  readonly filter: Node | undefined;
}
/** A value that annotate() added, by its name. */
export interface AnnotationNode {
  readonly kind: "annotation";
  readonly name: string;
  readonly source: Node;
}
/** A piece of SQL of the app's own: texts, and what stands between them. */
export interface SqlNode {
  readonly kind: "sql";
  readonly texts: readonly string[];
  readonly items: readonly Node[];
}
export interface OrderNode {
  readonly kind: "order";
  readonly item: Node;
  readonly descending: boolean;
  readonly nulls: "first" | "last" | undefined;
}
/** Another query, whose rows' keys (or one selected column) stand in this one. */
export interface QueryNode {
  readonly kind: "query";
  readonly query: EmbeddedQuery;
}
/** What of a query the compiler needs in order to write it into another. */
export interface EmbeddedQuery {
  readonly [stateKey]: QueryState;
}

const operators = [
  "eq",
  "ne",
  "gt",
  "gte",
  "lt",
  "lte",
  "between",
  "in",
  "isNull",
  "contains",
  "startsWith",
  "endsWith",
  "iexact",
  "icontains",
  "istartsWith",
  "iendsWith",
] as const;
/** How two values are compared. */
export type Operator = (typeof operators)[number];
const operatorSet: ReadonlySet<string> = new Set(operators);

export function isOperator(name: string): name is Operator {
  return operatorSet.has(name);
}

export type AggregateName = "count" | "sum" | "avg" | "min" | "max";
export type FunctionName = "lower" | "upper" | "length" | "coalesce" | "abs" | "round" | "concat" | "now";

/** One step further on a path. */
export function extendPath(before: RelationPath | undefined, relation: RelationInfo): RelationPath {
  return {
    before,
    relation,
    key: before === undefined ? relation.name : `${before.key}.${relation.name}`,
    toMany: (before?.toMany ?? false) || relation.toMany,
  };
}
