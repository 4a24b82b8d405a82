import { ConnectionError, DatabaseLocked } from "../../errors.ts";
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
import { type ExplainOptions, type Explanation, explainMysql } from "../explain.ts";
import { leftOpen } from "../left-open.ts";
import { MysqlConnection } from "./mysql-connection.ts";
import { mysqlDialect } from "./mysql-dialect.ts";
import { endsConnection } from "./mysql-errors.ts";
import type { MysqlSettings } from "./mysql-settings.ts";
import { limitAgain, withoutLimit } from "./statement-limit.ts";

/*
 * MariaDB and MySQL. The driver sends a statement when the one before is answered, so nothing is gained by sharing a
 * connection: a statement has one to itself as a transaction, a stream or a change of the schema has, for as long as it
 * takes.
 */
export class MysqlBackend implements Backend {
  readonly dialect = mysqlDialect;
  readonly description: string;
  readonly #pool: ConnectionPool<MysqlConnection>;

  constructor(settings: MysqlSettings) {
    this.description = describe(settings);
    const open = () => MysqlConnection.open(settings, this.description);
    this.#pool = new ConnectionPool(open, settings.pool, this.description);
  }

  read(statement: Statement, params: readonly StoredValue[]): Promise<readonly StoredRow[]> {
    return this.#again(() => this.#pool.using((connection) => connection.read(statement, params)));
  }

  readNamed(statement: Statement, params: readonly StoredValue[]): Promise<NamedRows> {
    return this.#again(() => this.#pool.using((connection) => connection.readNamed(statement, params)));
  }

  write(statement: Statement, params: readonly StoredValue[]): Promise<WriteResult> {
    return this.#pool.using((connection) => connection.write(statement, params));
  }

  script(text: string): Promise<void> {
    return this.#pool.using(async (connection) => {
      try {
        await connection.script(text);
      } catch (error) {
        if (!connection.isBroken) await connection.script("ROLLBACK"); // what it began, if it did
        throw error;
      }
      if (!connection.inTransaction) return;
      await connection.script("ROLLBACK");
      throw leftOpen("MariaDB/MySQL");
    });
  }

  async *stream(statement: Statement, params: readonly StoredValue[], chunk: number) {
    const connection = await this.#pool.take();
    let isComplete = false;
    try {
      await connection.script(withoutLimit); // the server would count the time that the reader takes
      yield* connection.stream(statement, params, chunk);
      await connection.script(limitAgain);
      isComplete = true;
    } finally {
      // Whoever stops early leaves rows on their way, perhaps millions: a new connection is cheaper than reading them.
      if (!isComplete) connection.destroy();
      this.#pool.release(connection);
    }
  }

  begin({ isolation }: { readonly isolation?: IsolationLevel }): Promise<BackendTransaction> {
    const level =
      isolation === undefined ? "" : `SET TRANSACTION ISOLATION LEVEL ${isolationLevels[isolation]}; `;
    return this.#again(async () => {
      const connection = await this.#pool.take();
      try {
        await connection.script(`${level}START TRANSACTION`);
      } catch (error) {
        this.#pool.release(connection);
        throw error;
      }
      return new MysqlTransaction(connection, () => this.#pool.release(connection));
    });
  }

  borrow<Result>(work: (connection: Executor) => Promise<Result>): Promise<Result> {
    return this.#pool.using(work);
  }

  explanation(options: ExplainOptions): Explanation {
    return explainMysql(options);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  /** Does it once more where the connection was lost: what only reads, or only begins, can't be done twice. */
  async #again<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (!isLost(error)) throw error;
      return work();
    }
  }
}

const isolationLevels: Readonly<Record<IsolationLevel, string>> = {
  "read-committed": "READ COMMITTED",
  "repeatable-read": "REPEATABLE READ",
  serializable: "SERIALIZABLE",
};

/** `"MariaDB/MySQL (shop on db.example:3306)"`. */
function describe({ host, port, database }: MysqlSettings): string {
  return `MariaDB/MySQL (${database} on ${host.startsWith("/") ? host : `${host}:${port}`})`;
}

/** Whether a connection that was open has gone: the server was restarted, or has closed it because it was idle. */
function isLost(error: unknown): boolean {
  return error instanceof ConnectionError && endsConnection(error.cause) && !isTimeout(error.cause);
}

/** Nobody answered when a connection was opened: to wait a second time would not help. */
function isTimeout(cause: unknown): boolean {
  return (cause as { code?: unknown }).code === "ETIMEDOUT";
}

/** A connection, while a transaction has it. */
class MysqlTransaction implements BackendTransaction {
  readonly #connection: MysqlConnection;
  readonly #release: () => void;
  /**
   * Why the server has undone the transaction: a deadlock, or a lost connection. What came afterwards would be stored at
   * once, each statement for itself, so nothing is sent any more.
   */
  #undoneBy: unknown;

  constructor(connection: MysqlConnection, release: () => void) {
    this.#connection = connection;
    this.#release = release;
  }

  read(statement: Statement, params: readonly StoredValue[]) {
    return this.#within(() => this.#connection.read(statement, params));
  }
  readNamed(statement: Statement, params: readonly StoredValue[]) {
    return this.#within(() => this.#connection.readNamed(statement, params));
  }
  write(statement: Statement, params: readonly StoredValue[]) {
    return this.#within(() => this.#connection.write(statement, params));
  }
  async *stream(statement: Statement, params: readonly StoredValue[], chunk: number) {
    // Read at once: while rows come in, nothing else could be asked in the same transaction.
    const rows = await this.read(statement, params);
    for (let start = 0; start < rows.length; start += chunk) yield rows.slice(start, start + chunk);
  }
  async script(text: string) {
    if (this.#undoneBy !== undefined && text.startsWith("ROLLBACK")) return; // there is nothing left to undo
    await this.#within(() => this.#connection.script(text));
  }

  async commit() {
    await this.#within(() => this.#connection.script("COMMIT"));
    this.#release();
  }
  async rollback() {
    try {
      if (!this.#connection.isBroken) await this.#connection.script("ROLLBACK");
    } catch (error) {
      this.#connection.destroy(); // what it holds is given up with it
      throw error;
    } finally {
      this.#release();
    }
  }

  async #within<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#undoneBy !== undefined) throw this.#undoneBy;
    try {
      return await work();
    } catch (error) {
      if (this.#connection.isBroken || isDeadlock(error)) this.#undoneBy = error;
      throw error;
    }
  }
}

/** Whether the server has undone the whole transaction; waiting too long for a lock undoes only the statement. */
function isDeadlock(error: unknown): boolean {
  if (!(error instanceof DatabaseLocked)) return false;
  const { errno } = (error.cause ?? {}) as { errno?: unknown };
  return errno === 1213 || errno === 1020; // as in mysql-errors.ts
}
