import {
  altersData,
  type ContextKey,
  contextKey,
  contextValue,
  queryChannel,
  trace,
} from "../../core/index.ts";
import type {
  Backend,
  Executor,
  MaybePromise,
  NamedRows,
  Statement,
  StoredRow,
  WriteResult,
} from "../backends/backend.ts";
import type { ExplainOptions } from "../backends/explain.ts";
import { TransactionEndedError } from "../errors.ts";
import type { Expression } from "../expressions/expression.ts";
import type { StoredValue } from "../fields/column.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { Plan } from "../query/plan.ts";
import type { ExtraColumns, ExtraValues } from "../query/raw-query.ts";
import { rowsOfStatement, sentStatement } from "../query/raw-statement.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { Compiled } from "../sql/sql.ts";
import { CallSite } from "./call-site.ts";
import { checkRawSql, refuseControl } from "./raw-sql.ts";
import { isLogging, logStatement } from "./statement-log.ts";
import { isWrapping, type SentStatement, sendWrapped } from "./statement-wrappers.ts";

/** A transaction that is open in the current flow of work, or was. */
export interface OpenTransaction {
  readonly executor: Executor;
  readonly outer: OpenTransaction | undefined;
  isOpen: boolean;
  /** What to do once the outermost one is committed. */
  readonly afterCommit: (() => unknown)[];
  /** Ends when the nested transaction that is open now does: statements of this one wait for it. */
  nested: Promise<unknown> | undefined;
}

/** A database of the app: sends statements, in the transaction of the current flow where there is one. */
export class Database {
  static {
    altersData(Database.prototype, "close");
  }

  /** Its name in the configuration. */
  readonly alias: string;
  readonly backend: Backend;
  readonly dialect: Dialect;
  /** Where the current flow keeps its transaction on this database. */
  readonly transactionKey: ContextKey<OpenTransaction | undefined>;
  /** Statements that write, by shape. */
  readonly writes = new Map<string, Compiled>();
  readonly #plans = new Map<ModelMeta, Map<string, Plan>>();

  constructor(alias: string, backend: Backend) {
    this.alias = alias;
    this.backend = backend;
    this.dialect = backend.dialect;
    this.transactionKey = contextKey(`db.transaction.${alias}`);
  }

  /** The plans of a model's queries by shape. */
  plansOf(meta: ModelMeta): Map<string, Plan> {
    let plans = this.#plans.get(meta);
    if (plans === undefined) {
      plans = new Map();
      this.#plans.set(meta, plans);
    }
    return plans;
  }

  /** The number of compiled query shapes; for tests and the debug page. */
  get planCount(): number {
    let count = 0;
    for (const plans of this.#plans.values()) count += plans.size;
    return count;
  }

  /** Sends a prepared statement that only reads. */
  run(statement: Statement, params: readonly StoredValue[]): MaybePromise<readonly StoredRow[]> {
    return this.#send(statement.text, params, (executor) => executor.read(statement, params));
  }

  /** The same, with the names of the columns. */
  runNamed(statement: Statement, params: readonly StoredValue[]): MaybePromise<NamedRows> {
    return this.#send(statement.text, params, (executor) => executor.readNamed(statement, params));
  }

  /** Sends a prepared statement that may change something. */
  write(statement: Statement, params: readonly StoredValue[]): MaybePromise<WriteResult> {
    return this.#send(statement.text, params, (executor) => executor.write(statement, params));
  }

  /**
   * Reads rows with SQL of one's own: sql`…`, or a text with this database's marks for parameters. Each row is an array of
   * values as the database stores them.
   */
  async query(
    statement: string | Expression,
    params: readonly StoredValue[] = [],
  ): Promise<readonly StoredRow[]> {
    const sent = sentStatement(this, statement, params, "query()");
    return this.run({ text: sent.text, bigints: false }, sent.params);
  }

  /** Runs SQL of one's own that changes something. Parameters are bound, never pasted into the text. */
  async execute(statement: string | Expression, params: readonly StoredValue[] = []): Promise<WriteResult> {
    const sent = sentStatement(this, statement, params, "execute()");
    return this.write({ text: sent.text, bigints: false }, sent.params);
  }

  /** Runs statements without parameters, several at once. */
  async script(text: string): Promise<void> {
    checkRawSql(text, [], "script()");
    if (this.transaction !== undefined) refuseControl(text, "script()", true);
    await this.#send(text, [], (executor) => executor.script(text));
  }

  /**
   * Reads rows with SQL of one's own, as objects. `columns` says what kind of value each column holds; others come as the
   * database stores them.
   *
   * @example
   * const totals = await database.rows(sql`SELECT author_id, SUM(price) AS total FROM ${Book} GROUP BY author_id`, {
   *   author_id: integer(),
   *   total: decimal({ digits: 10, places: 2 }),
   * });
   * totals[0]?.total; // a Decimal
   * @throws {@link InvalidQueryError} for a column that the statement doesn't give, or gives twice.
   */
  async rows<const Columns extends ExtraColumns = Record<never, never>>(
    statement: Expression,
    columns?: Columns,
  ): Promise<ExtraValues<Columns>[]> {
    return (await rowsOfStatement(this, statement, columns ?? {})) as ExtraValues<Columns>[];
  }

  /** Reads rows in portions. */
  async *stream(
    statement: Statement,
    params: readonly StoredValue[],
    chunk: number,
  ): AsyncGenerator<readonly StoredRow[]> {
    const { text } = statement;
    const asked = (this.transaction?.executor ?? this.backend).stream(statement, params, chunk);
    const portions = queryChannel.start.hasSubscribers ? this.#tracedStream(text, params, asked) : asked;
    if (isWrapping()) await sendWrapped(this.#sent(text, params), () => undefined);
    yield* isLogging() ? this.#loggedStream(text, params, portions) : portions;
  }

  /**
   * How the database would answer a statement.
   * @throws {@link UnsupportedQueryError} for options that it doesn't have.
   */
  async explain(
    statement: Statement,
    params: readonly StoredValue[],
    options: ExplainOptions = {},
  ): Promise<string> {
    const { before, text } = this.backend.explanation(options);
    return text(await this.run({ text: before + statement.text, bigints: false }, params));
  }

  /** The transaction of the current flow of work, or `undefined`. */
  get transaction(): OpenTransaction | undefined {
    const found = contextValue(this.transactionKey);
    if (found === undefined || found.isOpen) return found;
    throw new TransactionEndedError();
  }

  async close(): Promise<void> {
    await this.backend.close();
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #send<Result>(
    text: string,
    params: readonly StoredValue[],
    send: (executor: Executor) => MaybePromise<Result>,
  ): MaybePromise<Result> {
    const { transaction } = this;
    if (transaction?.nested !== undefined) {
      return transaction.nested.then(() => this.#send(text, params, send));
    }
    const executor = transaction?.executor ?? this.backend;
    const asked = () => (isLogging() ? this.#logged(text, params, () => send(executor)) : send(executor));
    const sent = queryChannel.start.hasSubscribers ? () => this.#traced(text, params, asked) : asked;
    return isWrapping() ? sendWrapped(this.#sent(text, params), sent) : sent();
  }

  #sent(text: string, params: readonly StoredValue[]): SentStatement {
    return { database: this.alias, text, parameterCount: params.length };
  }

  #traced<Result>(
    text: string,
    params: readonly StoredValue[],
    send: () => MaybePromise<Result>,
  ): MaybePromise<Result> {
    const { alias, dialect } = this;
    return trace(
      queryChannel,
      { database: alias, system: dialect.name, text, parameterCount: params.length },
      send,
    );
  }

  /** One statement, from the first row that is asked for until the last one was read, or nobody wants more. */
  async *#tracedStream(
    text: string,
    params: readonly StoredValue[],
    portions: AsyncIterable<readonly StoredRow[]>,
  ): AsyncGenerator<readonly StoredRow[]> {
    const { promise: end, resolve, reject } = Promise.withResolvers<void>();
    end.catch(() => {}); // told by the generator itself
    void this.#traced(text, params, () => end);
    try {
      yield* portions;
    } catch (error) {
      reject(error);
      throw error;
    } finally {
      resolve();
    }
  }

  async #logged<Result>(
    text: string,
    params: readonly StoredValue[],
    send: () => MaybePromise<Result>,
  ): Promise<Result> {
    const asked = new CallSite();
    asked.capture();
    const start = performance.now();
    const sent = settled(send);
    // Synchronous databases have answered already.
    const end = sent instanceof Promise ? undefined : performance.now();
    await undefined;
    asked.capture();
    try {
      const result = await sent;
      this.#log(text, params, asked, (end ?? performance.now()) - start);
      return result;
    } catch (error) {
      this.#log(text, params, asked, performance.now() - start, error);
      throw error;
    }
  }

  /** Told when the last row was read, or nobody wants more; with the time that was waited for the database. */
  async *#loggedStream(
    text: string,
    params: readonly StoredValue[],
    portions: AsyncIterable<readonly StoredRow[]>,
  ): AsyncGenerator<readonly StoredRow[]> {
    const asked = new CallSite();
    asked.capture();
    let waitedMs = 0;
    let failure: unknown;
    let start = performance.now();
    try {
      for await (const rows of portions) {
        waitedMs += performance.now() - start;
        yield rows;
        start = performance.now();
      }
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      this.#log(text, params, asked, waitedMs, failure);
    }
  }

  #log(
    text: string,
    params: readonly StoredValue[],
    asked: CallSite,
    durationMs: number,
    error?: unknown,
  ): void {
    logStatement({
      database: this.alias,
      text,
      parameterCount: params.length,
      durationMs,
      get source() {
        return asked.line;
      },
      ...(error === undefined ? {} : { error }),
    });
  }
}

/** What `send` gives; what it throws at once as a promise, so that the caller can look around before it hears of it. */
function settled<Result>(send: () => MaybePromise<Result>): MaybePromise<Result> {
  try {
    return send();
  } catch (error) {
    return Promise.reject(error);
  }
}
