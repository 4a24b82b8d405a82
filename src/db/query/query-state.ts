import type { Database } from "../connections/database.ts";
import type { Annotations } from "../expressions/model-row.ts";
import type { Node } from "../expressions/node.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import type { Query } from "./query.ts";

/*
 * What a query has been told so far. Each method of Query makes a new state that shares the rest with the old one.
 *
 * Beside what was said, a state keeps its *shape* and its *parameters*: the shape is a text in which two queries differ
 * exactly if their SQL differs, the parameters are the values in the order in which the shape mentions them. A query
 * whose shape was seen before needs neither the conditions nor the compiler again: the plan is looked up by the shape
 * and bound to the parameters.
 */
export const stateKey: unique symbol = Symbol("quintet.db.state");

export interface QueryState {
  readonly meta: ModelMeta;
  readonly database: Database | string | undefined;
  /** Conditions and annotations, in the order in which they were said. */
  readonly steps: readonly Step[];
  readonly shape: string;
  readonly params: readonly unknown[];
  readonly annotations: Annotations;
  /** `undefined`: the model's own order. */
  readonly order: Order | undefined;
  readonly selection: Selection | undefined;
  readonly includes: readonly Include[];
  readonly distinct: boolean;
  readonly limit: number | undefined;
  readonly offset: number | undefined;
  /** Of the query that loads a to-many relation: which rows it is for. */
  readonly link: Link | undefined;
}

export type Step = WhereStep | AnnotateStep;
export interface WhereStep {
  readonly kind: "where";
  readonly negated: boolean;
  /** As it was written: an object, or the node that a callback made. */
  readonly written: { readonly object: object; readonly shape: string } | { readonly node: Node };
  /** The method, for messages: `"where"`. */
  readonly call: string;
}
export interface AnnotateStep {
  readonly kind: "annotate";
  readonly added: Annotations;
}
export interface Order {
  readonly nodes: readonly Node[];
  readonly shape: string;
  readonly params: readonly unknown[];
}
/** What select() chose: values by name instead of instances. */
export interface Selection {
  readonly nodes: ReadonlyMap<string, Node>;
  readonly shape: string;
  readonly params: readonly unknown[];
}
export interface Include {
  readonly relation: RelationInfo;
  /** The query for the rows at the other side; of a to-one relation only its own includes count. */
  readonly query: Query<unknown, unknown>;
}
export interface Link {
  readonly relation: RelationInfo;
  readonly keys: readonly unknown[];
}

/** The order of a query that wants none, not even the model's own: where one row is looked up, or all are loaded. */
export const unordered: Order = { nodes: [], shape: "none", params: [] };

export function emptyState(meta: ModelMeta, database?: Database | string): QueryState {
  return {
    meta,
    database,
    steps: [],
    shape: "",
    params: [],
    annotations: new Map(),
    order: undefined,
    selection: undefined,
    includes: [],
    distinct: false,
    limit: undefined,
    offset: undefined,
    link: undefined,
  };
}
