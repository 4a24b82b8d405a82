import type { Database } from "../connections/database.ts";
import type { Annotations, NamedSource, Node } from "../expressions/node.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import type { FetchMode } from "../models/row-state.ts";
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
  /** Conditions, annotations and selections, in the order in which they were said. */
  readonly steps: readonly Step[];
  readonly shape: string;
  readonly params: readonly unknown[];
  /** What annotate(), alias() and select() added. */
  readonly annotations: Annotations;
  /** Names of annotations that rows have; the others are there to be used in conditions and orders. */
  readonly shown: readonly string[];
  /** `undefined`: the model's own order. */
  readonly order: Order | undefined;
  /** Whether the values that rows are ordered by are read as well, beside what rows hold: for cursors of pages. */
  readonly readsOrder: boolean;
  /** What select() makes of rows; `undefined` for instances. */
  readonly result: Result | undefined;
  /** The columns that instances have: `undefined` for all of them. */
  readonly columns: Columns | undefined;
  readonly includes: readonly Include[];
  /** Equal rows once; with fields, the first row for each of their values. */
  readonly distinct: boolean | Order;
  readonly limit: number | undefined;
  readonly offset: number | undefined;
  /** Known to have no rows. */
  readonly isEmpty: boolean;
  readonly lock: Lock | undefined;
  /** What awaiting a relation of its rows that wasn't loaded does; `undefined`: what it usually does. */
  readonly fetchMode: FetchMode | undefined;
  /** What the query is put together of, where it is a union or the like. */
  readonly combined: Combined | undefined;
  /** Of the query that loads a to-many relation: which rows it is for. */
  readonly link: Link | undefined;
}

export type Step = WhereStep | AnnotateStep | SelectStep | CombineStep | JoinStep;
export interface WhereStep {
  readonly kind: "where";
  readonly negated: boolean;
  /** As it was written: an object, or the node that a callback made. */
  readonly written: WrittenObject | { readonly node: Node };
  /** The method, for messages: `"where"`. */
  readonly call: string;
  readonly depth: number;
}
export interface WrittenObject {
  readonly object: object;
  readonly shape: string;
  readonly annotations: Annotations;
}
export interface AnnotateStep {
  readonly kind: "annotate";
  readonly added: Annotations;
  /** Whether rows have the values too. */
  readonly shown: boolean;
  readonly depth: number;
}
export interface SelectStep {
  readonly kind: "select";
  readonly nodes: ReadonlyMap<string, Node>;
  readonly depth: number;
}
/** Rows of a query with a name beside the query's own. */
export interface JoinStep {
  readonly kind: "join";
  readonly source: NamedSource;
  readonly on: Node;
  /** Rows without a partner stay. */
  readonly optional: boolean;
  /** The query is itself a part of the named one: it goes on from the rows so far. */
  readonly isSelf: boolean;
  readonly depth: number;
}
/** The conditions of another query on the same model: both must hold, or one of them. */
export interface CombineStep {
  readonly kind: "combine";
  readonly connector: "and" | "or" | "xor";
  readonly before: readonly Step[];
  readonly other: readonly Step[];
}
export interface Order {
  readonly nodes: readonly Node[];
  readonly shape: string;
  readonly params: readonly unknown[];
  readonly depth: number;
}
/** What select() makes of a row: an object, a tuple, or its one value. */
export interface Result {
  readonly form: "object" | "tuple" | "value";
  readonly nodes: ReadonlyMap<string, Node>;
}
/** Of only() or defer(): the columns that are read, or those that are not. */
export interface Columns {
  readonly mode: "only" | "defer";
  readonly names: ReadonlySet<string>;
}
export interface Include {
  readonly relation: RelationInfo;
  /** The query for the rows at the other side; of a to-one relation only its own includes and columns count. */
  readonly query: Query<unknown, unknown>;
  /** Where rows keep what was loaded, if not as the relation itself. */
  readonly attribute?: string;
}
export interface Link {
  readonly relation: RelationInfo;
  readonly keys: readonly unknown[];
  /** Of the query for the rows of one row's relation: makes rows that belong there. */
  readonly maker?: LinkedMaker;
}
/** Makes rows at the other side of a relation. What it is, `relations/` knows. */
export interface LinkedMaker {
  create(values: object): Promise<object>;
  createMany(rows: readonly object[], options: CreateManyCall): Promise<object[]>;
}
/** What createMany() is told. */
export interface CreateManyCall {
  readonly ignoreConflicts?: boolean;
  readonly onConflict?: { readonly fields: readonly string[]; readonly update: readonly string[] };
}
export interface Lock {
  /** Only rows of the model itself (`"self"`) and of these relations; all that are read if it isn't said. */
  readonly of: readonly string[] | undefined;
  readonly skipLocked: boolean;
  readonly noWait: boolean;
  /** Lets others refer to the rows meanwhile. */
  readonly noKey: boolean;
}
export interface Combined {
  readonly operator: "union" | "unionAll" | "intersection" | "difference";
  readonly queries: readonly QueryState[];
}

/** The order of a query that wants none, not even the model's own: where one row is looked up, or all are loaded. */
export const unordered: Order = { nodes: [], shape: "none", params: [], depth: 0 };

const none: Annotations = new Map();
const emptyStates = new WeakMap<ModelMeta, QueryState>();

/** All rows of a model. Without a database of its own it is always the same object. */
export function emptyState(meta: ModelMeta, database?: Database | string): QueryState {
  if (database !== undefined) return newState(meta, database);
  let state = emptyStates.get(meta);
  if (state === undefined) {
    state = newState(meta, undefined);
    emptyStates.set(meta, state);
  }
  return state;
}

function newState(meta: ModelMeta, database: Database | string | undefined): QueryState {
  return {
    meta,
    database,
    steps: [],
    shape: "",
    params: [],
    annotations: none,
    shown: [],
    order: undefined,
    readsOrder: false,
    result: undefined,
    columns: undefined,
    includes: [],
    distinct: false,
    limit: undefined,
    offset: undefined,
    isEmpty: false,
    lock: undefined,
    fetchMode: undefined,
    combined: undefined,
    link: undefined,
  };
}
