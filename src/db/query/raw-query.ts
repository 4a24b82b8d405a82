import type { Database } from "../connections/database.ts";
import { describeValue, InvalidQueryError } from "../errors.ts";
import { Expression } from "../expressions/expression.ts";
import type { ColumnDescriptor } from "../fields/column.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { OrNull } from "../models/row-types.ts";
import { checkOptions } from "./check-arguments.ts";
import { databaseOf, loadRelated } from "./fetch.ts";
import { Query } from "./query.ts";
import { emptyState, type QueryState } from "./query-state.ts";
import { rawHydrator } from "./raw-rows.ts";
import { rawStatement } from "./raw-statement.ts";
import type { IncludeArgument, Included } from "./result-types.ts";
import { withIncludes } from "./state-changes.ts";

/** Columns of a statement beside those of the model, by their names, and what kind of value each holds. */
export type ExtraColumns = Readonly<Record<string, ColumnDescriptor>>;
/** What rows hold of them. */
export type ExtraValues<Extra> = { -readonly [Name in keyof Extra]: ExtraValue<Extra[Name]> };
type ExtraValue<Described> = Described extends {
  readonly "~value"?: infer Value;
  readonly nullable: infer Nullable;
}
  ? OrNull<Exclude<Value, undefined>, Nullable>
  : unknown;

/**
 * Instances of a model that SQL of the app's own finds. Made by `Book.fromSql()`; awaiting it (or iterating over it) asks.
 */
export class RawQuery<Row, Fields = unknown> implements Promise<Row[]>, AsyncIterable<Row> {
  readonly #state: QueryState;
  readonly #statement: Expression;
  readonly #extra: ExtraColumns;

  constructor(state: QueryState, statement: Expression, extra: ExtraColumns) {
    if (!(statement instanceof Expression))
      throw new InvalidQueryError(
        `fromSql() on ${state.meta.name} takes sql\`…\`, and was given ${describeValue(statement)}.`,
      );
    checkOptions(extra, "fromSql");
    this.#state = state;
    this.#statement = statement;
    this.#extra = extra;
  }

  /** Loads relations of the rows: one more statement for each. */
  include<const Wanted extends readonly IncludeArgument<Fields>[]>(
    ...includes: Wanted
  ): RawQuery<Included<Row, Fields, Wanted[number]>, Fields> {
    const state = withIncludes(this.#state, includes, (inner) => new Query(inner));
    return new RawQuery(state, this.#statement, this.#extra);
  }
  /** The same statement on another database. */
  using(database: Database | string): RawQuery<Row, Fields> {
    return new RawQuery({ ...this.#state, database }, this.#statement, this.#extra);
  }

  // biome-ignore lint/suspicious/noThenProperty: a query is awaited like a promise
  then<Kept = Row[], Failed = never>(
    onRows?: ((rows: Row[]) => Kept | PromiseLike<Kept>) | null,
    onError?: ((error: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Kept | Failed> {
    return (this.#fetch() as Promise<Row[]>).then(onRows, onError);
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
    return "RawQuery";
  }
  async *[Symbol.asyncIterator](): AsyncIterator<Row> {
    yield* (await this.#fetch()) as Row[];
  }

  async #fetch(): Promise<object[]> {
    const { node } = this.#statement;
    const database = databaseOf(this.#state);
    const call = `fromSql() on ${this.#state.meta.name}`;
    if (node.kind !== "sql")
      throw new InvalidQueryError(`${call} takes a statement as sql\`SELECT …\`, not an expression.`);
    const { text, bind, values } = rawStatement(node, database.dialect, call);
    const statement = { text, bigints: readsBigints(this.#state.meta, this.#extra) };
    const { columns, rows: found } = await database.runNamed(statement, bind(values));
    const hydrate = rawHydrator(this.#state.meta, columns, this.#extra, database.dialect);
    const rows = hydrate(found, database);
    for (const include of this.#state.includes) await loadRelated(rows, include, database);
    return rows;
  }
}

/** Whether a column may hold whole numbers beyond what a number holds exactly: then the driver is asked for bigints. */
function readsBigints(meta: ModelMeta, extra: ExtraColumns): boolean {
  const isBigint = ({ asBigint }: { readonly asBigint?: boolean }) => asBigint === true;
  return [...meta.fields.values()].some(isBigint) || Object.values(extra).some(isBigint);
}

/** Begins a raw query: what the static `fromSql()` of models does. */
export function rawQuery(
  meta: ModelMeta,
  statement: Expression,
  extra: ExtraColumns,
): RawQuery<object, object> {
  return new RawQuery(emptyState(meta), statement, extra);
}
