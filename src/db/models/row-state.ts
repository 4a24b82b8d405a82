import type { Database } from "../connections/database.ts";
import type { ModelMeta } from "./model-meta.ts";

/**
 * What the rows of one result share: where they came from, and each other. Awaiting a relation on one of them loads it
 * for all.
 */
export class ResultGroup {
  readonly database: Database;
  readonly rows: object[] = [];
  /** Relations that are being loaded for the group, so that a second await joins the first. */
  readonly loading = new Map<string, Promise<void>>();

  constructor(database: Database) {
    this.database = database;
  }
}

/** Given to the constructor of a row by a hydrator, which sets the fields itself. */
export const fromDatabase: unique symbol = Symbol("quintet.db.from-database");

/**
 * What a row knows beside its columns, in private fields, so that it neither prints nor compares: the result that it
 * came with (none for a new row), and the relations that were loaded or assigned.
 */
export class RowState {
  #group: ResultGroup | undefined;
  #related: Record<string, unknown> | undefined;
  #deferred: ReadonlySet<string> | undefined;

  /** The result that a row came with, or `undefined` for one that is not stored. */
  static group(row: object): ResultGroup | undefined {
    return (row as RowState).#group;
  }
  static attach(row: object, group: ResultGroup | undefined): void {
    (row as RowState).#group = group;
    group?.rows.push(row);
  }
  /** A loaded or assigned relation; `undefined` if there is none. */
  static related(row: object, name: string): unknown {
    return (row as RowState).#related?.[name];
  }
  static setRelated(row: object, name: string, value: unknown): void {
    const state = row as RowState;
    if (state.#related === undefined) state.#related = Object.create(null) as Record<string, unknown>;
    state.#related[name] = value;
  }
  static forgetRelated(row: object, name?: string): void {
    const state = row as RowState;
    if (name === undefined) state.#related = undefined;
    else if (state.#related !== undefined) delete state.#related[name];
  }
  /** Says which fields of a row were not read. */
  static setDeferred(row: object, fields: ReadonlySet<string> | undefined): void {
    (row as RowState).#deferred = fields;
  }
  /** The fields that were not read with the row; some may have been set since. */
  static deferred(row: object): ReadonlySet<string> | undefined {
    return (row as RowState).#deferred;
  }
  /** Whether an object is a row of some model. */
  static isRow(value: unknown): value is RowState & Record<string, unknown> {
    return typeof value === "object" && value !== null && #group in value;
  }
}

/** The description of a row's model. The prototype of each model carries it. */
export interface WithMeta {
  readonly [metaKey]: ModelMeta;
}
export const metaKey: unique symbol = Symbol("quintet.db.meta");

export function metaOfRow(row: object): ModelMeta {
  return (row as WithMeta)[metaKey];
}

/** The key of a row: the value, or a tuple where the key has several fields. */
export function primaryKeyOf(row: object): unknown {
  return metaOfRow(row).keyOf(row);
}
