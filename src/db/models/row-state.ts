import type { Database } from "../connections/database.ts";
import type { ModelMeta } from "./model-meta.ts";

/**
 * What awaiting a relation that wasn't loaded does: load it for all rows of the same result (`"peers"`), for this one
 * alone, or refuse.
 */
export type FetchMode = "peers" | "one" | "raise";

/**
 * What the rows of one result share: where they came from, and each other. Awaiting a relation on one of them loads it
 * for all.
 */
export class ResultGroup {
  readonly database: Database;
  readonly rows: object[];
  /** Relations that are being loaded for the group, so that a second await joins the first. */
  readonly loading = new Map<string, Promise<void>>();
  readonly mode: FetchMode;

  constructor(database: Database, rows: object[] = [], mode: FetchMode = "peers") {
    this.database = database;
    this.rows = rows;
    this.mode = mode;
  }
}

/** Where the lazy fields of a row stand in what was read with it, by their numbers (models/lazy-fields.ts). */
export interface StoredLayout {
  /** -1 for fields that were not read. */
  readonly positions: readonly number[];
  readonly decoders: readonly (((stored: never) => unknown) | undefined)[];
}

/** Given to the constructor of a row by a hydrator, which sets the fields itself. */
export const fromDatabase: unique symbol = Symbol("quintet.db.from-database");

/**
 * An object without any property of its own or inherited. Those that `Object.create(null)` makes are hash tables, which
 * take several times the memory, and rows are many.
 */
const Related = class {} as new () => Record<string, unknown>;
Object.setPrototypeOf(Related.prototype, null);
delete (Related.prototype as { constructor?: unknown }).constructor;

/**
 * What a row knows beside its columns, in private fields, so that it neither prints nor compares: the result that it
 * came with (none for a new row), and the relations that were loaded or assigned.
 */
export class RowState {
  #group: ResultGroup | undefined;
  #related: Record<string, unknown> | undefined;
  #deferred: ReadonlySet<string> | undefined;
  /** What was read with the row. Lazy values are made of it, and then take their places in it. */
  #stored: unknown[] | undefined;
  #layout: StoredLayout | undefined;

  /** The result that a row came with, or `undefined` for one that is not stored. */
  static group(row: object): ResultGroup | undefined {
    return (row as RowState).#group;
  }
  static attach(row: object, group: ResultGroup | undefined): void {
    (row as RowState).#group = group;
    group?.rows.push(row);
  }
  /** For what makes rows: the group, which lists the row already, and what was read. */
  static loaded(
    row: object,
    group: ResultGroup | undefined,
    stored: unknown[],
    layout: StoredLayout | undefined,
  ): void {
    const state = row as RowState;
    state.#group = group;
    state.#stored = stored;
    state.#layout = layout;
  }
  /** The value of a lazy field. */
  static storedValue(row: object, number: number): unknown {
    const state = row as RowState;
    const { positions, decoders } = state.#layout ?? nothingStored;
    const position = positions[number] ?? -1;
    if (position < 0) return undefined;
    const value = state.#stored![position]; // where there is a layout, there are values
    if (value === null || value === undefined || typeof value === "object") return value;
    const made = decoders[number]!(value as never); // what isn't made yet came from the database
    state.#stored![position] = made;
    return made;
  }
  /** What was given for a lazy field of a new row with that layout, as it was given; `undefined` for other rows. */
  static givenValue(row: object, number: number, layout: StoredLayout): unknown {
    const state = row as RowState;
    return state.#layout === layout ? state.#stored![number] : undefined; // where there is a layout, there are values
  }
  /** Sets a lazy field, of so many that the model has. */
  static setStoredValue(row: object, number: number, value: unknown, count: number): void {
    const state = row as RowState;
    const position = state.#layout?.positions[number] ?? -1;
    if (position >= 0) {
      state.#stored![position] = value;
      return;
    }
    const values = Array.from({ length: count }, (_, index) => RowState.storedValue(row, index));
    values[number] = value;
    state.#stored = values;
    state.#layout = inOrder(count);
  }
  /** A loaded or assigned relation; `undefined` if there is none. */
  static related(row: object, name: string): unknown {
    return (row as RowState).#related?.[name];
  }
  /** Whether any relation was loaded or assigned. */
  static hasRelated(row: object): boolean {
    return (row as RowState).#related !== undefined;
  }
  static setRelated(row: object, name: string, value: unknown): void {
    const state = row as RowState;
    if (state.#related === undefined) state.#related = new Related();
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

const nothingStored: StoredLayout = { positions: [], decoders: [] };
const layoutsInOrder: StoredLayout[] = [];

/** The layout of values that stand in the order of their fields, all made already. */
function inOrder(count: number): StoredLayout {
  layoutsInOrder[count] ??= { positions: Array.from({ length: count }, (_, index) => index), decoders: [] };
  return layoutsInOrder[count];
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
