import { altersData } from "../../core/index.ts";
import type { Database } from "../connections/database.ts";
import type { DeletedRows } from "../models/model-instance.ts";
import type { ChangeInput, CreateInput, UpdateInput } from "../models/row-types.ts";
import type { CreateManyOptions } from "../models/statics.ts";
import { aggregateRows, countRows, explainQuery, hasRows, streamRows } from "./execute.ts";
import { fetchRows } from "./fetch.ts";
import { findOne, getOne } from "./find-one.ts";
import { type QueryState, stateKey } from "./query-state.ts";
import type { AnnotatedQuery, IncludeArgument, Included, Selected, Shape } from "./result-types.ts";
import * as change from "./state-changes.ts";
import type { ConditionOf, OrderKey, Path, Where } from "./where-types.ts";
import { deleteRows, updateRows } from "./write-query.ts";
import { createRow, createRows, getOrCreateRow, upsertRow } from "./write-rows.ts";

/**
 * A question to the database, not yet asked. Every method gives a new query and leaves this one as it is; awaiting it
 * (or iterating over it) asks. Queries begin at a model: `Book.where({ … })`.
 */
export class Query<Row, Fields = unknown> implements PromiseLike<Row[]>, AsyncIterable<Row> {
  static {
    altersData(Query.prototype, "create", "createMany", "getOrCreate", "upsert", "update", "delete");
  }

  /** What the query was told so far; for the compiler. */
  readonly [stateKey]: QueryState;

  constructor(state: QueryState) {
    this[stateKey] = state;
  }

  /** Only rows for which the condition holds too. What one call says about a to-many relation is about one and the same row there. */
  where(condition: ConditionOf<Fields>): Query<Row, Fields> {
    return new Query(change.withCondition(this[stateKey], condition, false));
  }
  /** Only rows for which the condition doesn't hold. */
  whereNot(condition: ConditionOf<Fields>): Query<Row, Fields> {
    return new Query(change.withCondition(this[stateKey], condition, true));
  }
  /** The same rows; a query to build on where `where()` may or may not be called. */
  all(): Query<Row, Fields> {
    return this;
  }
  /** The order: fields, `-` in front for descending, paths such as `"author.name"`, or callbacks. Replaces an earlier one. */
  orderBy(...keys: OrderKey<Fields>[]): Query<Row, Fields> {
    return new Query(change.withOrder(this[stateKey], keys));
  }
  /** The same rows in the opposite order. */
  reverse(): Query<Row, Fields> {
    return new Query(change.reversed(this[stateKey]));
  }
  /** Without equal rows, such as those that a condition on a to-many relation makes. */
  distinct(): Query<Row, Fields> {
    return new Query({ ...this[stateKey], distinct: true });
  }
  /** At most that many rows. */
  limit(count: number): Query<Row, Fields> {
    return new Query({ ...this[stateKey], limit: change.checkedCount("limit", count) });
  }
  /** Without that many rows at the beginning. */
  offset(count: number): Query<Row, Fields> {
    return new Query({ ...this[stateKey], offset: change.checkedCount("offset", count) });
  }
  /** The same query on another database. */
  using(database: Database | string): Query<Row, Fields> {
    return new Query({ ...this[stateKey], database });
  }

  /**
   * Loads relations with the rows: those to one row by a join, those to many by one more statement each.
   *
   * @example
   * Book.include("author", { tags: (tags) => tags.orderBy("slug") })
   */
  include<const Wanted extends readonly IncludeArgument<Fields>[]>(
    ...includes: Wanted
  ): Query<Included<Row, Fields, Wanted[number]>, Fields> {
    return new Query(change.withIncludes(this[stateKey], includes, (state) => new Query(state)));
  }

  /** Adds computed values to each row. Conditions and orders may use them from here on. */
  annotate<Added extends Shape>(
    shape: (row: NoInfer<Path<Fields>>) => Added,
  ): AnnotatedQuery<Row, Fields, Added> {
    return new Query(change.withAnnotations(this[stateKey], shape as change.Callback));
  }

  /**
   * Gives plain objects with these values instead of rows. With an aggregate among them, rows are grouped by the others.
   *
   * @example
   * Book.all().select((book) => ({ status: book.status, books: count() }))
   */
  select<Chosen extends Shape>(
    shape: (row: NoInfer<Path<Fields>>) => Chosen,
  ): Query<Selected<Chosen>, Fields>;
  select<Name extends keyof Fields & keyof Row & string>(...names: Name[]): Query<Pick<Row, Name>, Fields>;
  select(...chosen: readonly unknown[]): Query<unknown, Fields> {
    return new Query(change.withSelection(this[stateKey], chosen as readonly (string | change.Callback)[]));
  }

  /** The one row, or that of the condition or key. Throws where there is none, or more than one. */
  get(condition?: Where<Fields> | number | string): Promise<Row> {
    return getOne(this[stateKey], condition) as Promise<Row>;
  }
  /** The one row, or that of the condition or key, or null. Throws where there are more. */
  find(condition?: Where<Fields> | number | string): Promise<Row | null> {
    return findOne(this[stateKey], condition) as Promise<Row | null>;
  }
  /** The first row, or null. Without an order, the one with the smallest key. */
  async first(): Promise<Row | null> {
    const rows = await fetchRows({ ...change.ordered(this[stateKey]), limit: 1 });
    return (rows[0] as Row | undefined) ?? null;
  }
  /** The last row, or null. Without an order, the one with the greatest key. */
  last(): Promise<Row | null> {
    return new Query<Row, Fields>(change.ordered(this[stateKey])).reverse().first();
  }
  count(): Promise<number> {
    return countRows(this[stateKey]);
  }
  exists(): Promise<boolean> {
    return hasRows(this[stateKey]);
  }
  /** Totals over all rows: `await Book.aggregate((book) => ({ total: book.price.sum() }))`. */
  aggregate<Totals extends Shape>(shape: (row: NoInfer<Path<Fields>>) => Totals): Promise<Selected<Totals>> {
    return aggregateRows(change.withTotals(this[stateKey], shape as change.Callback)) as Promise<
      Selected<Totals>
    >;
  }

  /** Makes a row and stores it. */
  create(values: CreateInput<Fields>): Promise<Row> {
    return createRow(this[stateKey], values) as Promise<Row>;
  }
  /** Makes rows and stores them in as few statements as possible; hooks are not called. */
  createMany(rows: readonly CreateInput<Fields>[], options?: CreateManyOptions<Fields>): Promise<Row[]> {
    return createRows(this[stateKey], rows, options) as Promise<Row[]>;
  }
  /** The row with these values, or a new one with these and `defaults`; and whether it is new. */
  getOrCreate(
    values: ChangeInput<Fields>,
    defaults?: ChangeInput<Fields>,
  ): Promise<[row: Row, created: boolean]> {
    return getOrCreateRow(this[stateKey], values, defaults) as Promise<[Row, boolean]>;
  }
  /** Changes the row with these values, or makes one; and whether it is new. */
  upsert(values: ChangeInput<Fields>, changes: ChangeInput<Fields>): Promise<[row: Row, created: boolean]> {
    return upsertRow(this[stateKey], values, changes) as Promise<[Row, boolean]>;
  }
  /** Changes all rows in one statement, without loading them and without hooks. Gives how many there were. */
  update(changes: UpdateInput<Fields> | ((row: Path<Fields>) => UpdateInput<Fields>)): Promise<number> {
    return updateRows(this[stateKey], changes);
  }
  /** Deletes all rows, and what goes with them by `onDelete`. Gives how many, by model. */
  delete(): Promise<DeletedRows> {
    return deleteRows(this[stateKey]);
  }

  /** Reads the rows in portions, so that memory stays bounded. */
  stream(options: { readonly chunk?: number } = {}): AsyncIterable<Row> {
    return streamRows(this[stateKey], options.chunk ?? 500) as AsyncIterable<Row>;
  }
  /** How the database would answer. */
  explain(): Promise<string> {
    return explainQuery(this[stateKey]);
  }

  // biome-ignore lint/suspicious/noThenProperty: a query is awaited like a promise
  then<Kept = Row[], Failed = never>(
    onRows?: ((rows: Row[]) => Kept | PromiseLike<Kept>) | null,
    onError?: ((error: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Kept | Failed> {
    return (fetchRows(this[stateKey]) as Promise<Row[]>).then(onRows, onError);
  }
  async *[Symbol.asyncIterator](): AsyncIterator<Row> {
    yield* (await fetchRows(this[stateKey])) as Row[];
  }
}
