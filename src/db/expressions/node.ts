import type { AcceptingType } from "../fields/accept-value.ts";
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
  | QueryNode
  | ExistsNode
  | CaseNode
  | CastNode
  | JsonPathNode
  | TupleNode
  | WindowNode
  | NamedNode;

/** A walk along relations: `book.author.books` is `author`, then `books`. */
export interface RelationPath {
  readonly before: RelationPath | undefined;
  readonly relation: RelationInfo;
  /** The names with dots between: `"author.books"`. */
  readonly key: string;
  /** Whether one of the steps leads to any number of rows. */
  readonly toMany: boolean;
  /** Only the rows of the last step for which this holds: a condition on the join itself. */
  readonly filter?: Node | undefined;
  /** Named in a condition written as an object: the values of its filter belong to the alias() that gave it the name. */
  readonly isNamed?: boolean;
}

export interface ColumnNode {
  readonly kind: "column";
  readonly path: RelationPath | undefined;
  readonly field: FieldInfo;
  /** The depth of the callback that it was named in; `undefined` for the query's own row. See {@link callbackDepth}. */
  readonly depth?: number | undefined;
}
/** The rows at the end of a path, such as those that `count(author.books)` counts. */
export interface RelationNode {
  readonly kind: "relation";
  readonly path: RelationPath;
  readonly depth?: number | undefined;
}
export interface ValueNode {
  readonly kind: "value";
  readonly value: unknown;
  /** What kind of value it is, where somebody said it. */
  readonly type?: AcceptingType | undefined;
}
export interface CompareNode {
  readonly kind: "compare";
  readonly operator: string;
  readonly left: Node;
  readonly right: readonly Node[];
}
export interface LogicNode {
  readonly kind: "and" | "or" | "xor";
  readonly items: readonly Node[];
}
export interface NotNode {
  readonly kind: "not";
  readonly item: Node;
}
export interface ArithmeticNode {
  readonly kind: "arithmetic";
  readonly operator: "+" | "-" | "*" | "/" | "%" | "**" | "&" | "|" | "#" | "<<" | ">>";
  readonly left: Node;
  readonly right: Node;
}
/** A function of the database: what it is called there and what it gives is said by sql/functions/. */
export interface CallNode {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly Node[];
  /** What changes the SQL, not a value: the unit of `trunc`, its time zone. */
  readonly options?: FunctionOptions | undefined;
}
export type FunctionOptions = Readonly<Record<string, string | number | boolean | undefined>>;
export interface AggregateNode {
  readonly kind: "aggregate";
  readonly name: AggregateName;
  /** Nothing for `count()`: the rows themselves. */
  readonly item: Node | undefined;
  readonly distinct: boolean;
  readonly filter: Node | undefined;
  /** Of totals that depend on it, such as texts put together. */
  readonly orderBy?: readonly Node[] | undefined;
  /** What stands for null, which most totals over nothing are. */
  readonly fallback?: Node | undefined;
  /** Further arguments: the separator of texts that are put together. */
  readonly args?: readonly Node[] | undefined;
}
/** A total or ranking over the rows around each row. */
export interface WindowNode {
  readonly kind: "window";
  readonly item: AggregateNode | CallNode;
  readonly partitionBy: readonly Node[];
  readonly orderBy: readonly Node[];
  readonly frame: WindowFrame | undefined;
}
export interface WindowFrame {
  readonly unit: "rows" | "range" | "groups";
  /** Rows before (negative) or after the current one; `null` for all of them. */
  readonly from: number | null;
  readonly to: number | null;
  readonly exclude: "current row" | "group" | "ties" | "no others" | undefined;
}
export interface CaseNode {
  readonly kind: "case";
  readonly branches: readonly { readonly when: Node; readonly value: Node }[];
  readonly otherwise: Node | undefined;
}
export interface CastNode {
  readonly kind: "cast";
  readonly item: Node;
  readonly type: AcceptingType;
}
/** A part of a JSON value. The path is a parameter: names and positions, negative ones from the end. */
export interface JsonPathNode {
  readonly kind: "jsonPath";
  readonly item: Node;
  readonly path: ValueNode;
  /** Read as text, as Django's KeyTextTransform, instead of as JSON. */
  readonly asText: boolean;
}
/** Several values side by side, such as a key of several columns. */
export interface TupleNode {
  readonly kind: "tuple";
  readonly items: readonly Node[];
}
/** A column of a query with a name of its own, which the query is joined with. */
export interface NamedNode {
  readonly kind: "named";
  readonly source: NamedSource;
  readonly column: string;
}
/** A query that a statement names, so that others can be joined with its rows: query/named-query.ts. */
export interface NamedSource {
  readonly name: string;
  /** Its columns; of each what its values are. */
  readonly columns: ReadonlyMap<string, Node>;
  /** The queries that it is made of: one, or the first rows and what comes of the rows so far. */
  readonly parts: readonly (QueryNode & { readonly kind: "query" })[];
  /** Equal rows of a recursive one count as often as they are there. */
  readonly keepsAll: boolean;
}

/** Whether another query has rows. */
export interface ExistsNode {
  readonly kind: "exists";
  readonly query: EmbeddedQuery;
}
/** A value that annotate() added, by its name. */
export interface AnnotationNode {
  readonly kind: "annotation";
  readonly name: string;
  readonly source: Node;
  readonly depth?: number | undefined;
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
  /** All of its values as one list, instead of the one that it gives. */
  readonly asList?: boolean;
}
/** What of a query the compiler needs in order to write it into another. */
export interface EmbeddedQuery {
  readonly [stateKey]: QueryState;
}

/** A name that sql/functions/ knows. */
export type AggregateName = string;

/** What annotate() and alias() added, by name. A relation among them is a path with a condition of its own. */
export type Annotations = ReadonlyMap<string, Node>;

/** One step further on a path. */
export function extendPath(before: RelationPath | undefined, relation: RelationInfo): RelationPath {
  return {
    before,
    relation,
    key: before === undefined ? relation.name : `${before.key}.${relation.name}`,
    toMany: (before?.toMany ?? false) || relation.toMany,
  };
}
