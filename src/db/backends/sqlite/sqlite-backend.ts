import type { StoredValue } from "../../fields/column.ts";
import type {
  Backend,
  BackendTransaction,
  Executor,
  NamedRows,
  Statement,
  StoredRow,
  WriteResult,
} from "../backend.ts";
import { type ExplainOptions, type Explanation, explainSqlite } from "../explain.ts";
import { FairLock } from "../fair-lock.ts";
import { leftOpen } from "../left-open.ts";
import { SqliteConnection } from "./sqlite-connection.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";

export interface SqliteSettings {
  /** A path, or `":memory:"`. */
  readonly file: string;
  /** How long a statement waits for another process, and a transaction for another one of this process. */
  readonly busyTimeoutMs: number;
}

/*
 * SQLite in one process. node:sqlite runs a statement to its end before it returns, so what has to be kept apart is not
 * statements but transactions, which stay open while their flow awaits other things.
 *
 * - One connection writes. Whoever has the lock has it: a transaction until it ends, a single statement for a moment.
 *   Locks are given in the order in which they are asked for.
 * - One connection reads what is committed (WAL), also while a transaction is open on the other. Streams have one each.
 * - A database in memory has only one connection, so there everything waits for the lock.
 */
export class SqliteBackend implements Backend {
  readonly dialect = sqliteDialect;
  readonly description: string;
  readonly #settings: SqliteSettings;
  readonly #isMemory: boolean;
  readonly #lock: FairLock;
  readonly #writer: SqliteConnection;
  readonly #reader: SqliteConnection;

  constructor(settings: SqliteSettings) {
    this.#settings = settings;
    this.#isMemory = settings.file === ":memory:" || settings.file === "";
    this.description = `SQLite (${settings.file})`;
    this.#lock = new FairLock(Math.max(settings.busyTimeoutMs, 1) * 6);
    this.#writer = this.#connect();
    this.#reader = this.#isMemory ? this.#writer : this.#connect("query_only = ON");
  }

  read(
    statement: Statement,
    params: readonly StoredValue[],
  ): readonly StoredRow[] | Promise<readonly StoredRow[]> {
    if (!this.#isMemory) return this.#reader.read(statement, params);
    return this.#locked(() => this.#writer.read(statement, params));
  }

  readNamed(statement: Statement, params: readonly StoredValue[]): NamedRows | Promise<NamedRows> {
    if (!this.#isMemory) return this.#reader.readNamed(statement, params);
    return this.#locked(() => this.#writer.readNamed(statement, params));
  }

  write(statement: Statement, params: readonly StoredValue[]): WriteResult | Promise<WriteResult> {
    return this.#locked(() => this.#writer.write(statement, params));
  }

  script(text: string): void | Promise<void> {
    return this.#locked(() => {
      try {
        this.#writer.script(text);
      } catch (error) {
        this.#undo();
        throw error;
      }
      if (this.#undo()) throw leftOpen("SQLite");
    });
  }

  async *stream(statement: Statement, params: readonly StoredValue[], chunk: number) {
    if (this.#isMemory) {
      // The one connection can't keep a snapshot open while others write: read at once, hand out in portions.
      const rows = await this.read(statement, params);
      for (let start = 0; start < rows.length; start += chunk) yield rows.slice(start, start + chunk);
      return;
    }
    const connection = this.#connect("query_only = ON");
    try {
      yield* connection.stream(statement, params, chunk);
    } finally {
      connection.close();
    }
  }

  async begin(): Promise<BackendTransaction> {
    await this.#lock.take();
    try {
      // IMMEDIATE takes the file's write lock now: a transaction that reads first and writes later can't then fail
      // because another process wrote in between.
      this.#writer.script("BEGIN IMMEDIATE");
    } catch (error) {
      this.#lock.release();
      throw error;
    }
    return new SqliteTransaction(this.#writer, () => this.#lock.release());
  }

  async borrow<Result>(work: (connection: Executor) => Promise<Result>): Promise<Result> {
    await this.#lock.take();
    try {
      return await work(new SqliteTransaction(this.#writer, () => {})); // it only passes statements on
    } finally {
      this.#lock.release();
    }
  }

  explanation(options: ExplainOptions): Explanation {
    return explainSqlite(options);
  }

  close(): void {
    if (this.#reader !== this.#writer) this.#reader.close();
    this.#writer.close();
  }

  /** Undoes a transaction that was left open; tells whether there was one. */
  #undo(): boolean {
    const { inTransaction } = this.#writer;
    if (inTransaction) this.#writer.script("ROLLBACK");
    return inTransaction;
  }

  #connect(...more: readonly string[]): SqliteConnection {
    const { file, busyTimeoutMs } = this.#settings;
    const timeout = `busy_timeout = ${Math.trunc(busyTimeoutMs)}`;
    // NORMAL with WAL keeps the database consistent after a crash; only the last moments may be lost when the power fails.
    const journal = this.#isMemory ? [] : ["journal_mode = WAL", "synchronous = NORMAL"];
    return new SqliteConnection(file, [timeout, ...journal, "foreign_keys = ON", ...more]);
  }

  #locked<Result>(work: () => Result): Result | Promise<Result> {
    if (!this.#lock.tryTake()) return this.#lock.take().then(() => this.#releasing(work));
    return this.#releasing(work);
  }

  #releasing<Result>(work: () => Result): Result {
    try {
      return work();
    } finally {
      this.#lock.release();
    }
  }
}

/** The writer's connection, while a transaction has it. */
class SqliteTransaction implements BackendTransaction {
  readonly #connection: SqliteConnection;
  readonly #release: () => void;

  constructor(connection: SqliteConnection, release: () => void) {
    this.#connection = connection;
    this.#release = release;
  }

  read(statement: Statement, params: readonly StoredValue[]) {
    return this.#connection.read(statement, params);
  }
  readNamed(statement: Statement, params: readonly StoredValue[]) {
    return this.#connection.readNamed(statement, params);
  }
  write(statement: Statement, params: readonly StoredValue[]) {
    return this.#connection.write(statement, params);
  }
  script(text: string) {
    this.#connection.script(text);
  }
  async *stream(statement: Statement, params: readonly StoredValue[], chunk: number) {
    const rows = this.#connection.read(statement, params);
    for (let start = 0; start < rows.length; start += chunk) yield rows.slice(start, start + chunk);
  }

  commit() {
    this.#connection.script("COMMIT"); // where it fails (a deferred foreign key), the transaction is still open
    this.#release();
  }
  rollback() {
    try {
      if (this.#connection.inTransaction) this.#connection.script("ROLLBACK");
    } finally {
      this.#release();
    }
  }
}
