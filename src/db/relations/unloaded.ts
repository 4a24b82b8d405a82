import type { CreateInput, KeyOf } from "../models/row-types.ts";
import type { Query } from "../query/query.ts";

/**
 * A row that was not loaded with the one that refers to it. Await it: that loads it, for all siblings of the same result
 * at once. Its key is known without loading. With `include()` the row itself stands here.
 */
export interface Unloaded<Row> extends PromiseLike<Row> {
  readonly id: KeyOf<Row>;
}

/**
 * The rows at the other side of a to-many relation. Await it for all of them (loaded for all siblings of the same result
 * at once), or ask for some with `where()`.
 */
export interface RelatedSet<Row, Fields = unknown> extends PromiseLike<Row[]>, AsyncIterable<Row> {
  /** A query for these rows. */
  all(): Query<Row, Fields>;
  where(...condition: Parameters<Query<Row, Fields>["where"]>): Query<Row, Fields>;
  orderBy(...keys: Parameters<Query<Row, Fields>["orderBy"]>): Query<Row, Fields>;
  count(): Promise<number>;
  exists(): Promise<boolean>;
  /** Makes a row that belongs here. */
  create(values: Partial<CreateInput<Fields>>): Promise<Row>;
  /** Adds rows, given themselves or by key. Those that are there already stay. */
  add(...rows: readonly (Row | KeyOf<Row>)[]): Promise<void>;
  /** Takes rows out of the relation; they go on existing. */
  remove(...rows: readonly (Row | KeyOf<Row>)[]): Promise<void>;
  /** Makes the relation hold exactly these rows. */
  set(rows: readonly (Row | KeyOf<Row>)[]): Promise<void>;
  /** Takes all rows out of the relation. */
  clear(): Promise<void>;
}
