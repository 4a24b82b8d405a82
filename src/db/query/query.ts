import { altersData } from "../../core/index.ts";
import type { ExplainOptions } from "../backends/explain.ts";
import type { Database } from "../connections/database.ts";
import { checkQuery, Expression } from "../expressions/expression.ts";
import type { DeletedRows } from "../models/model-instance.ts";
import type { FetchMode } from "../models/row-state.ts";
import type {
  ChangeValues,
  CreateValues,
  FieldOf,
  InstanceOf,
  KeyTuple,
  ModelKey,
  RelationName,
  TargetOf,
  UpdateValues,
  WrittenFields,
} from "../models/row-types.ts";
import type { CreateManyOptions, UpsertOptions } from "../models/statics.ts";
import type { Callback } from "./callbacks.ts";
import { checkOptions } from "./check-arguments.ts";
import {
  aggregateRows,
  countRows,
  explainQuery,
  hasRows,
  type StatementText,
  statementOf,
  streamRows,
} from "./execute.ts";
import { fetchRows } from "./fetch.ts";
import { findOne, getOne, given } from "./find-one.ts";
import { type KeysetOptions, type KeysetPage, keysetPageOf } from "./keyset.ts";
import type { JoinableQuery } from "./named-query.ts";
import { isOrdered, isTotallyOrdered } from "./order-questions.ts";
import type { QueryOf } from "./query-of.ts";
import { ordered, orderOf, reversed } from "./query-order.ts";
import { type Combined, type Lock, type QueryState, stateKey } from "./query-state.ts";
import { containsRow, extremeOf, type Page, type PageOptions, pageOf, rowsByKey } from "./read-some.ts";
import type {
  AliasedValues,
  AliasShape,
  Annotated,
  Choice,
  ChosenRow,
  DeferredRow,
  IncludeArgument,
  Included,
  LoadedAs,
  NamedRow,
  NewNames,
  OnlyRow,
  Shape,
  With,
} from "./result-types.ts";
import * as change from "./state-changes.ts";
import { withIncludeAs } from "./state-changes.ts";
import { type UpdateManyOptions, updateMany } from "./update-many.ts";
import type {
  ChangesOf,
  ConditionOf,
  FieldName,
  OrderKey,
  Path,
  PlainOrderKey,
  ValueName,
  Where,
} from "./where-types.ts";
import { deleteRows, updateRows } from "./write-query.ts";
import { createRow, createRows, getOrCreateRow, upsertRow } from "./write-rows.ts";

/**
 * A question to the database, not yet asked. Every method gives a new query and leaves this one as it is; awaiting it
 * (or iterating over it) asks. Queries begin at a model: `Book.where({ … })`.
 */
export class Query<Row, Model = unknown> implements Promise<Row[]>, AsyncIterable<Row> {
  static {
    altersData(Query.prototype, "create", "createMany", "getOrCreate", "upsert", "update", "delete");
  }

  /** What the query was told so far; for the compiler. */
  readonly [stateKey]: QueryState;
  /** Never there: carries the type. */
  declare readonly "~row"?: Row;

  constructor(state: QueryState) {
    this[stateKey] = state;
  }

  /** Only rows for which the condition holds too. What one call says about a to-many relation is about one and the same row there. */
  where(condition: ConditionOf<Model>): Query<Row, Model> {
    return new Query(change.withCondition(this[stateKey], condition, false));
  }
  /** Only rows for which the condition doesn't hold. */
  whereNot(condition: ConditionOf<Model>): Query<Row, Model> {
    return new Query(change.withCondition(this[stateKey], condition, true));
  }
  /** The same rows; a query to build on where `where()` may or may not be called. */
  all(): Query<Row, Model> {
    return this;
  }
  /** The order: fields, `-` in front for descending, paths such as `"author.name"`, or callbacks. Replaces an earlier one. */
  orderBy(...keys: PlainOrderKey<Model>[]): Query<Row, Model>;
  orderBy(...keys: OrderKey<Model>[]): Query<Row, Model>;
  orderBy(...keys: readonly unknown[]): Query<Row, Model> {
    const state = this[stateKey];
    change.refuseLimited(state, "orderBy");
    return new Query({ ...state, order: orderOf(state, keys) });
  }
  /** Whether the rows come in an order: that of the query, or that of its model, which groups don't have. */
  get isOrdered(): boolean {
    return isOrdered(this[stateKey]);
  }
  /** Whether the order leaves no ties: it has the key, or fields whose values together no two rows have. */
  get isTotallyOrdered(): boolean {
    return isTotallyOrdered(this[stateKey]);
  }
  /** The same rows in the opposite order. */
  reverse(): Query<Row, Model> {
    return new Query(reversed(this[stateKey]));
  }
  /**
   * Without equal rows, such as those that a condition on a to-many relation makes. With names of fields: the first row
   * for each of their values (PostgreSQL only; the order must begin with them).
   */
  distinct(...fields: FieldName<Model>[]): Query<Row, Model> {
    const state = this[stateKey];
    change.refuseCombined(state, "distinct");
    change.refuseLimited(state, "distinct");
    return new Query({ ...state, distinct: fields.length === 0 ? true : orderOf(state, fields, "distinct") });
  }
  /** At most that many rows. */
  limit(count: number): Query<Row, Model> {
    return new Query(change.withLimit(this[stateKey], count));
  }
  /** Without that many rows at the beginning. */
  offset(count: number): Query<Row, Model> {
    return new Query(change.withOffset(this[stateKey], count));
  }
  /** No row, without asking the database. */
  none(): Query<Row, Model> {
    return new Query({ ...this[stateKey], isEmpty: true });
  }
  /** The rows of this query and of others, equal ones once. Columns stand for each other by their positions. */
  union(...others: QueryOf<Row>[]): Query<Row, Model> {
    return this.#combined("union", others);
  }
  /** The rows of this query and of others, each as often as it is there. */
  unionAll(...others: QueryOf<Row>[]): Query<Row, Model> {
    return this.#combined("unionAll", others);
  }
  /** The rows that are in this query and in all others. */
  intersection(...others: QueryOf<Row>[]): Query<Row, Model> {
    return this.#combined("intersection", others);
  }
  /** The rows that are in this query and in none of the others. */
  difference(...others: QueryOf<Row>[]): Query<Row, Model> {
    return this.#combined("difference", others);
  }
  /** The rows that both queries have: the conditions of both hold. What the other one loads or annotates doesn't count. */
  and(other: QueryOf<InstanceOf<Model>>): Query<Row, Model> {
    checkQuery(other, "and()");
    return new Query(change.mergedState("and", this[stateKey], other[stateKey]));
  }
  /** The rows that one of the queries has, or both. */
  or(other: QueryOf<InstanceOf<Model>>): Query<Row, Model> {
    checkQuery(other, "or()");
    return new Query(change.mergedState("or", this[stateKey], other[stateKey]));
  }
  /** The rows that exactly one of the queries has. */
  xor(other: QueryOf<InstanceOf<Model>>): Query<Row, Model> {
    checkQuery(other, "xor()");
    return new Query(change.mergedState("xor", this[stateKey], other[stateKey]));
  }
  /** Instances with these columns (and their key) only; `refresh()` loads the others. */
  only<Name extends FieldName<Model>>(...fields: Name[]): Query<OnlyRow<Row, Model, Name>, Model> {
    return new Query(change.withColumns(this[stateKey], fields, "only"));
  }
  /** Instances without these columns; `refresh()` loads them. */
  defer<Name extends FieldName<Model>>(...fields: Name[]): Query<DeferredRow<Row, Name>, Model> {
    return new Query(change.withColumns(this[stateKey], fields, "defer"));
  }
  /**
   * Each row with those of a query with a name for which the condition holds; with `optional`, also where there are none.
   * Its columns are used by its own handle: `sales.row.total`.
   */
  join(
    source: JoinableQuery,
    on: (row: NoInfer<Path<Model>>) => Expression<boolean>,
    options: { readonly optional?: boolean } = {},
  ): Query<Row, Model> {
    return new Query(change.withJoin(this[stateKey], source, on as Callback, options.optional ?? false));
  }
  /** Locks the rows until the transaction ends, so that nobody else changes them. On SQLite nobody else can anyway. */
  lock(options: Partial<Lock> = {}): Query<Row, Model> {
    return new Query(change.withLock(this[stateKey], options));
  }
  /**
   * What awaiting a relation does that wasn't loaded: `"peers"` loads it for all rows of the result, as it does anyway,
   * `"one"` for that row alone, and `"raise"` throws {@link NotLoadedError}. Rows that are loaded later do the same.
   */
  fetchMode(fetchMode: FetchMode): Query<Row, Model> {
    return new Query(change.withFetchMode(this[stateKey], fetchMode));
  }
  /** The same query on another database. */
  using(database: Database | string): Query<Row, Model> {
    return new Query({ ...this[stateKey], database });
  }

  /**
   * Loads relations with the rows: those to one row by a join, those to many by one more statement each.
   *
   * @example
   * Book.include("author", { tags: (tags) => tags.orderBy("slug") })
   */
  include<const Wanted extends readonly IncludeArgument<Model>[]>(
    ...includes: Wanted
  ): Query<Included<Row, Model, Wanted[number]>, Model> {
    return new Query(change.withIncludes(this[stateKey], includes, (state) => new Query(state)));
  }

  /**
   * Loads rows of a relation under a name of their own, so that one relation can be loaded in several ways:
   * `Author.includeAs("drafts", "books", (books) => books.where({ status: "draft" }))`. Of a relation to one it is the row,
   * or null where the conditions don't hold.
   */
  includeAs<
    Attribute extends string,
    Name extends RelationName<WrittenFields<Model>>,
    Loaded = InstanceOf<TargetOf<FieldOf<Model, Name>>>,
  >(
    attribute: Attribute,
    relation: Name,
    change?: (
      query: Query<InstanceOf<TargetOf<FieldOf<Model, Name>>>, TargetOf<FieldOf<Model, Name>>>,
    ) => QueryOf<Loaded>,
  ): Query<With<Row, { [Key in Attribute]: LoadedAs<FieldOf<Model, Name>, Loaded> }>, Model> {
    return new Query(
      withIncludeAs(this[stateKey], attribute, relation, change as never, (state) => new Query(state)),
    );
  }

  /** Adds computed values to each row. Conditions and orders may use them from here on. */
  annotate<Added extends Shape>(
    shape: (row: NoInfer<Path<Model>>) => Added & NewNames<Model, Added>,
  ): Query<With<Row, ChosenRow<Added>>, Annotated<Model, ChosenRow<Added>>> {
    return new Query(change.withAnnotations(this[stateKey], shape as Callback, true));
  }
  /**
   * The same for values that rows don't need: conditions, orders and further values may use them. A relation with a
   * condition of its own can be named too: `alias((author) => ({ drafts: author.books.where({ status: "draft" }) }))`.
   */
  alias<Added extends AliasShape>(
    shape: (row: NoInfer<Path<Model>>) => Added & NewNames<Model, Added>,
  ): Query<Row, Annotated<Model, AliasedValues<Added>>> {
    return new Query(change.withAnnotations(this[stateKey], shape as Callback, false));
  }

  /**
   * Gives plain objects with these values instead of rows. With an aggregate among them, rows are grouped by the others.
   *
   * @example
   * Book.all().select((book) => ({ status: book.status, books: count() }))
   */
  select<const Chosen extends Choice>(
    shape: (row: NoInfer<Path<Model>>) => Chosen,
  ): Query<ChosenRow<Chosen>, Model>;
  select<Name extends ValueName<Model>>(...names: Name[]): Query<NamedRow<Row, Model, Name>, Model>;
  select(...chosen: readonly unknown[]): Query<unknown, Model> {
    return new Query(change.withSelection(this[stateKey], chosen as readonly (string | Callback)[]));
  }

  /** The one row, or that of the condition or key. Throws where there is none, or more than one. */
  get(...condition: [condition?: Where<Model> | ModelKey<Model> | KeyTuple]): Promise<Row> {
    return getOne(this[stateKey], given("get", condition)) as Promise<Row>;
  }
  /** The one row, or that of the condition or key, or null. Throws where there are more. */
  find(...condition: [condition?: Where<Model> | ModelKey<Model> | KeyTuple]): Promise<Row | null> {
    return findOne(this[stateKey], given("find", condition)) as Promise<Row | null>;
  }
  /** The first row, or null. Without an order, the one with the smallest key. */
  async first(): Promise<Row | null> {
    const rows = await fetchRows(change.withLimit(ordered(this[stateKey]), 1));
    return (rows[0] as Row | undefined) ?? null;
  }
  /** The last row, or null. Without an order, the one with the greatest key. */
  last(): Promise<Row | null> {
    change.refuseLimited(this[stateKey], "last");
    return new Query<Row, Model>(ordered(this[stateKey])).reverse().first();
  }
  /** The row that comes first by these fields, or by `latestBy` of the model's options. Throws where there is none. */
  earliest(...fields: OrderKey<Model>[]): Promise<Row> {
    return extremeOf(this[stateKey], fields, "earliest") as Promise<Row>;
  }
  /** The row that comes last by these fields. */
  latest(...fields: OrderKey<Model>[]): Promise<Row> {
    return extremeOf(this[stateKey], fields, "latest") as Promise<Row>;
  }
  /** Rows by their key, or by another unique field; all of them without a list. */
  inBulk(keys?: readonly ModelKey<Model>[]): Promise<Map<ModelKey<Model>, Row>>;
  inBulk<Name extends FieldName<Model> & keyof Row>(
    keys: readonly Row[Name][] | undefined,
    field: Name,
  ): Promise<Map<Row[Name], Row>>;
  async inBulk(keys?: readonly unknown[], field?: string): Promise<Map<never, Row>> {
    return (await rowsByKey(this[stateKey], keys, field)) as Map<never, Row>;
  }
  /** Whether a row is among those of the query. */
  contains(row: Row & object): Promise<boolean> {
    return containsRow(this[stateKey], row);
  }
  /** One page of the rows, with what a page needs to know about the others. Pages count from 1. */
  page(options: PageOptions): Promise<Page<Row>> {
    return pageOf(this[stateKey], options) as Promise<Page<Row>>;
  }
  /**
   * A page of the rows behind or before a cursor, which an earlier page gave: as fast at the end of the rows as at their
   * beginning, and no row is left out or given twice when others come and go meanwhile.
   * @throws {@link InvalidCursorError} for a cursor that was changed, or made for another order.
   *
   * @example
   * const first = await Book.orderBy("-createdAt").keysetPage({ size: 20 });
   * const second = await Book.orderBy("-createdAt").keysetPage({ size: 20, after: first.next });
   */
  keysetPage(options: KeysetOptions): Promise<KeysetPage<Row>> {
    return keysetPageOf(this[stateKey], options) as Promise<KeysetPage<Row>>;
  }
  count(): Promise<number> {
    return countRows(this[stateKey]);
  }
  exists(): Promise<boolean> {
    return hasRows(this[stateKey]);
  }
  /** Totals over all rows: `await Book.aggregate((book) => ({ total: book.price.sum() }))`. */
  aggregate<Totals extends Shape>(shape: (row: NoInfer<Path<Model>>) => Totals): Promise<ChosenRow<Totals>> {
    return aggregateRows(this[stateKey], shape as Callback) as Promise<ChosenRow<Totals>>;
  }

  /** Makes a row and stores it. */
  create(values: CreateValues<Model>): Promise<Row> {
    return createRow(this[stateKey], values) as Promise<Row>;
  }
  /** Makes rows and stores them in as few statements as possible; hooks are not called. */
  createMany(rows: readonly CreateValues<Model>[], options?: CreateManyOptions<Model>): Promise<Row[]> {
    return createRows(this[stateKey], rows, options) as Promise<Row[]>;
  }
  /** The row with these values, or a new one with these and `defaults`; and whether it is new. */
  getOrCreate(
    values: ChangeValues<Model>,
    defaults?: UpdateValues<Model>,
  ): Promise<[row: Row, created: boolean]> {
    return getOrCreateRow(this[stateKey], values, defaults) as Promise<[Row, boolean]>;
  }
  /** Changes the row with these values, or makes one with these and the changes; and whether it is new. */
  upsert(
    values: ChangeValues<Model>,
    changes: UpdateValues<Model>,
    options?: UpsertOptions<Model>,
  ): Promise<[row: Row, created: boolean]> {
    return upsertRow(this[stateKey], values, changes, options) as Promise<[Row, boolean]>;
  }
  /** Changes all rows in one statement, without loading them and without hooks. Gives how many there were. */
  update(changes: ChangesOf<Model>): Promise<number> {
    return updateRows(this[stateKey], changes);
  }
  /** Writes these fields of rows that were changed, in as few statements as possible; hooks are not called. */
  updateMany(
    rows: readonly (Row & object)[],
    fields: readonly FieldName<Model>[],
    options?: UpdateManyOptions,
  ): Promise<number> {
    return updateMany(this[stateKey], rows, fields, options);
  }
  /** Deletes all rows, and what goes with them by `onDelete`. Gives how many, by model. */
  delete(): Promise<DeletedRows> {
    return deleteRows(this[stateKey]);
  }

  /**
   * Reads the rows in portions of `chunk` rows (500 by default), so that memory stays bounded; what is included is loaded for
   * each portion. Whoever stops early gives the connection back.
   */
  stream(options: { readonly chunk?: number } = {}): AsyncIterable<Row> {
    checkOptions(options, "stream");
    return streamRows(this[stateKey], options.chunk ?? 500) as AsyncIterable<Row>;
  }
  /** The one value that the query selects, as an expression of a query around it; null where there is no row. */
  asValue(): Expression<Row | null> {
    return new Expression({ kind: "query", query: this });
  }
  /**
   * All values that the query selects as a list, in its order, as an expression of a query around it; empty where there is
   * no row. Not on MariaDB and MySQL.
   */
  asList(): Expression<Row[]> {
    return new Expression({ kind: "query", query: this, asList: true });
  }
  /**
   * How the database would answer, or, with `analyze`, has answered. Each database has options of its own.
   * @throws {@link UnsupportedQueryError} for options and formats that this one doesn't have.
   */
  explain(options: ExplainOptions = {}): Promise<string> {
    return explainQuery(this[stateKey], options);
  }
  /**
   * The statement that awaiting the query would send first, for reading and for tools: nothing is sent. What include()
   * loads with statements of its own isn't in it.
   *
   * @example
   * Book.where({ price: { lt: 20 } }).toSql();
   * // { text: 'SELECT "shop_book"."id", … WHERE "shop_book"."price" < ?', params: [20] }
   */
  toSql(): StatementText {
    return statementOf(this[stateKey]);
  }

  #combined(operator: Combined["operator"], others: readonly QueryOf<Row>[]): Query<Row, Model> {
    for (const other of others) checkQuery(other, `${operator}()`);
    return new Query(
      change.combinedState(operator, [this[stateKey], ...others.map((other) => other[stateKey])]),
    );
  }

  // biome-ignore lint/suspicious/noThenProperty: a query is awaited like a promise
  then<Kept = Row[], Failed = never>(
    onRows?: ((rows: Row[]) => Kept | PromiseLike<Kept>) | null,
    onError?: ((error: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Kept | Failed> {
    return (fetchRows(this[stateKey]) as Promise<Row[]>).then(onRows, onError);
  }
  /** As of a promise: what to give where the statement fails. */
  catch<Failed = never>(
    onError?: ((error: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Row[] | Failed> {
    return this.then(undefined, onError);
  }
  /** As of a promise: what to do in the end, however it ends. */
  finally(onEnd?: (() => void) | null): Promise<Row[]> {
    return this.then().finally(onEnd);
  }
  get [Symbol.toStringTag](): string {
    return "Query";
  }
  async *[Symbol.asyncIterator](): AsyncIterator<Row> {
    yield* (await fetchRows(this[stateKey])) as Row[];
  }
}
