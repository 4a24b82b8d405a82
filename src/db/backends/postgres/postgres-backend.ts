import type { StoredValue } from "../../fields/column.ts";
import type {
  Backend,
  BackendTransaction,
  Executor,
  IsolationLevel,
  NamedRows,
  Statement,
  StoredRow,
  WriteResult,
} from "../backend.ts";
import { ConnectionPool } from "../connection-pool.ts";
import { type ExplainOptions, type Explanation, explainPostgres } from "../explain.ts";
import { leftOpen } from "../left-open.ts";
import { loadDriver, openConnection } from "./open-connection.ts";
import type { PostgresConnection } from "./postgres-connection.ts";
import { postgresDialect } from "./postgres-dialect.ts";
import { describeSettings, type PostgresSettings, poolDefaults } from "./postgres-settings.ts";
import { PostgresTransaction } from "./postgres-transaction.ts";

/*
 * PostgreSQL over a pool of connections. Single statements share connections: those of many flows go over the same one
 * without waiting for each other. Transactions, streams and schema changes have one each. A statement that took long the
 * last time gets a connection on which nobody waits, where there is one.
 */
export class PostgresBackend implements Backend {
  readonly dialect = postgresDialect;
  readonly description: string;
  readonly #pool: ConnectionPool<PostgresConnection>;
  readonly #slowTexts = new Set<string>();

  constructor(settings: PostgresSettings) {
    this.description = describeSettings(settings);
    loadDriver().catch(() => {}); // begun now; who needs a connection is told what is wrong
    const knowledge = { slowTexts: this.#slowTexts, news: { changes: 0 } };
    this.#pool = new ConnectionPool(
      () => openConnection(settings, this.description, knowledge),
      { ...poolDefaults, ...settings.pool },
      this.description,
    );
  }

  read(statement: Statement, params: readonly StoredValue[]): Promise<readonly StoredRow[]> {
    return this.#pool.share(
      (connection) => connection.read(statement, params),
      this.#slowTexts.has(statement.text),
    );
  }

  readNamed(statement: Statement, params: readonly StoredValue[]): Promise<NamedRows> {
    return this.#pool.share(
      (connection) => connection.readNamed(statement, params),
      this.#slowTexts.has(statement.text),
    );
  }

  write(statement: Statement, params: readonly StoredValue[]): Promise<WriteResult> {
    return this.#pool.share(
      (connection) => connection.write(statement, params),
      this.#slowTexts.has(statement.text),
    );
  }

  script(text: string): Promise<void> {
    return this.#pool.using(async (connection) => {
      await this.#undoing(connection, () => connection.script(text));
    });
  }

  async *stream(statement: Statement, params: readonly StoredValue[], chunk: number) {
    const transaction = await this.#begin("BEGIN READ ONLY");
    try {
      yield* transaction.stream(statement, params, chunk);
    } finally {
      await transaction.rollback(); // nothing was written
    }
  }

  begin({ isolation }: { readonly isolation?: IsolationLevel }): Promise<BackendTransaction> {
    return this.#begin(isolation === undefined ? "BEGIN" : `BEGIN ISOLATION LEVEL ${levels[isolation]}`);
  }

  borrow<Result>(work: (connection: Executor) => Promise<Result>): Promise<Result> {
    return this.#pool.using((connection) => this.#undoing(connection, () => work(connection)));
  }

  explanation(options: ExplainOptions): Explanation {
    return explainPostgres(options);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  /** Undoes a transaction that was left open: whoever gets the connection next must not find themselves in it. */
  async #undoing<Result>(connection: PostgresConnection, work: () => Promise<Result>): Promise<Result> {
    const result = await work().catch(async (error) => {
      if (connection.status !== "idle" && !connection.isBroken) await connection.script("ROLLBACK");
      throw error;
    });
    if (connection.status === "idle") return result;
    await connection.script("ROLLBACK");
    throw leftOpen("PostgreSQL");
  }

  async #begin(statement: string): Promise<PostgresTransaction> {
    const connection = await this.#pool.take();
    return new PostgresTransaction(connection, statement, () => this.#pool.release(connection));
  }
}

const levels: Readonly<Record<IsolationLevel, string>> = {
  "read-committed": "READ COMMITTED",
  "repeatable-read": "REPEATABLE READ",
  serializable: "SERIALIZABLE",
};
