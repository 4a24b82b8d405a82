import type { Connection, ConnectionOptions, ResultSetHeader } from "mysql2";
import { ConnectionError } from "../../errors.ts";
import type { StoredValue } from "../../fields/column.ts";
import type { Executor, NamedRows, Statement, StoredRow, WriteResult } from "../backend.ts";
import type { PooledConnection } from "../connection-pool.ts";
import { endsConnection, translateMysqlError } from "./mysql-errors.ts";
import { changesRows, countedRows, withoutReturning } from "./mysql-returning.ts";
import type { MysqlSettings } from "./mysql-settings.ts";
import { DecimalParameter } from "./mysql-values.ts";
import { limitStatements } from "./statement-limit.ts";

type Driver = typeof import("mysql2");

// The server keeps prepared statements for each connection, 16,382 in all ("max_prepared_stmt_count"). The driver closes
// those that were not used for longest.
const maxStatements = 300;

/** How every session is set up, whatever the server's own settings are: statements mean the same everywhere. */
const sessionStatements = [
  // Wrong values are refused rather than changed, as Django demands; and "name" is a name, as in every other database, so
  // that the SQL of a migration or of an app runs on all of them. Backticks work as well.
  "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_IN_DATE,NO_ZERO_DATE,NO_ENGINE_SUBSTITUTION,ANSI_QUOTES'",
  "SET SESSION sql_auto_is_null = 0, SESSION time_zone = '+00:00', SESSION default_storage_engine = 'InnoDB'",
  "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
  // A text that a statement computes has the collation of the connection, and can't be compared with a column of another.
  "SET collation_connection = IF(@@character_set_database = 'utf8mb4', @@collation_database, @@collation_connection)",
  // What GROUP_CONCAT puts together is cut without an error beyond this: after 1,024 bytes, on MySQL.
  "SET SESSION group_concat_max_len = 1073741824",
];

/** Rows with what their columns are, or what a statement without rows has done. */
interface Answer {
  readonly result: unknown[] | ResultSetHeader;
  readonly fields: readonly { readonly name: string }[] | undefined;
}

/** What the server is, as far as statements depend on it. */
export interface MysqlServer {
  /** Whether INSERT … RETURNING is known: MariaDB knows it, MySQL doesn't. */
  readonly hasReturning: boolean;
  /** From one counted key to the next: more than 1 where several servers write. */
  readonly keyStep: number;
}

/** One connection: prepared statements, rows as arrays, errors with a meaning. */
export class MysqlConnection implements Executor, PooledConnection {
  readonly server: MysqlServer;
  readonly #driver: Driver;
  readonly #connection: Connection;
  readonly #description: string;
  #pending = 0;
  #isBroken = false;
  #inTransaction = false;

  private constructor(driver: Driver, connection: Connection, server: MysqlServer, description: string) {
    this.#driver = driver;
    this.#connection = connection;
    this.#description = description;
    this.server = server;
    // An idle connection that the server closes says so here; one at work also in the answer of its statement.
    connection.on("error", () => this.#break());
    connection.on("end", () => this.#break());
  }

  /**
   * Connects and sets up the session.
   * @throws {@link ConnectionError} that says what to do.
   */
  static async open(settings: MysqlSettings, description: string): Promise<MysqlConnection> {
    const driver = await loadDriver();
    const connection = driver.createConnection(driverOptions(settings));
    try {
      const [[version, step]] = await greet(connection, settings.statementTimeoutMs);
      const server = knownServer(String(version), Number(step), description);
      return new MysqlConnection(driver, connection, server, description);
    } catch (error) {
      connection.on("error", () => {}); // it is told once, below
      connection.destroy();
      throw translateMysqlError(error, "", description);
    }
  }

  get pending(): number {
    return this.#pending;
  }
  /** The driver sends a statement when the one before is answered: behind any other it would wait. */
  get isSlow(): boolean {
    return this.#pending > 0;
  }
  get isBroken(): boolean {
    return this.#isBroken;
  }
  /** Whether the last statement without rows has left a transaction open. */
  get inTransaction(): boolean {
    return this.#inTransaction;
  }

  async read(statement: Statement, params: readonly StoredValue[]): Promise<readonly StoredRow[]> {
    const { result } = await this.#execute(statement.text, params);
    return Array.isArray(result) ? (result as StoredRow[]) : []; // a statement without rows: of a schema change
  }

  async readNamed(statement: Statement, params: readonly StoredValue[]): Promise<NamedRows> {
    const { result, fields } = await this.#execute(statement.text, params);
    const rows = Array.isArray(result) ? (result as StoredRow[]) : [];
    return { columns: (fields ?? []).map(({ name }) => name), rows };
  }

  async write(statement: Statement, params: readonly StoredValue[]): Promise<WriteResult> {
    const { text } = statement;
    const plain = this.server.hasReturning ? undefined : withoutReturning(text);
    const { result } = await this.#execute(plain ?? text, params);
    if (Array.isArray(result)) {
      const rows = result as StoredRow[];
      return { changes: rows.length, lastKey: 0, rows };
    }
    const { affectedRows, insertId } = result;
    const lastKey = typeof insertId === "string" ? BigInt(insertId) : insertId;
    const rows =
      plain === undefined || changesRows(plain)
        ? []
        : countedRows(insertId, affectedRows, this.server.keyStep);
    return { changes: affectedRows, lastKey, rows };
  }

  /** Reads rows while the server sends them. Who stops before the end must close the connection: the rest is on its way. */
  async *stream(statement: Statement, params: readonly StoredValue[], chunk: number) {
    this.#pending++;
    try {
      const rows = this.#connection
        .execute({ sql: statement.text, values: this.#bound(params), rowsAsArray: true })
        .stream({ highWaterMark: chunk });
      let portion: StoredRow[] = [];
      for await (const row of rows) {
        if (portion.push(row as StoredRow) < chunk) continue;
        yield portion;
        portion = [];
      }
      if (portion.length > 0) yield portion;
    } catch (error) {
      throw this.#translated(error, statement.text);
    } finally {
      this.#pending--;
    }
  }

  async script(text: string): Promise<void> {
    const { result } = await this.#query(text);
    const last: unknown = Array.isArray(result) ? result.at(-1) : result; // one for each statement, if there are several
    const { serverStatus } = (last ?? {}) as Partial<ResultSetHeader>;
    if (serverStatus !== undefined) this.#inTransaction = (serverStatus & statusInTransaction) !== 0;
  }

  close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.#isBroken) {
      this.#connection.destroy();
      resolve();
    } else {
      this.#isBroken = true; // nobody may use it from now on
      this.#connection.end(() => resolve());
    }
    return promise;
  }

  /** Closes it at once, whatever is on its way. */
  destroy(): void {
    this.#isBroken = true;
    this.#connection.destroy();
  }

  #execute(text: string, params: readonly StoredValue[]): Promise<Answer> {
    return this.#sent(text, (done) =>
      this.#connection.execute({ sql: text, values: this.#bound(params), rowsAsArray: true }, done),
    ).catch((error) => {
      if (params.length > 0 || !isUnpreparable(error)) throw error;
      return this.#query(text);
    });
  }

  /** Sends a text as it is, which may hold several statements. */
  #query(text: string): Promise<Answer> {
    return this.#sent(text, (done) => this.#connection.query({ sql: text, rowsAsArray: true }, done));
  }

  #sent(
    text: string,
    send: (done: (error: unknown, result: unknown, fields: unknown) => void) => unknown,
  ): Promise<Answer> {
    this.#pending++;
    return new Promise((resolve, reject) => {
      send((error, result, fields) => {
        this.#pending--;
        if (error) reject(this.#translated(error, text));
        else resolve({ result, fields } as Answer); // the driver's types know fewer forms
      });
    });
  }

  #translated(error: unknown, text: string): unknown {
    if (endsConnection(error)) this.#isBroken = true;
    return translateMysqlError(error, text, this.#description);
  }

  #break(): void {
    this.#isBroken = true;
  }

  /** The values with their types: the driver would send every number as a binary fraction. */
  #bound(params: readonly StoredValue[]): never[] {
    const { LONGLONG, NEWDECIMAL } = this.#driver.TypedParameter;
    return params.map((value: unknown) => {
      if (typeof value === "number") return Number.isSafeInteger(value) ? LONGLONG(value) : value;
      if (typeof value === "bigint") {
        if (value >= minSigned && value <= maxSigned) return LONGLONG(value);
        return value >= 0n && value <= maxUnsigned ? LONGLONG.unsigned(value) : NEWDECIMAL(String(value));
      }
      if (value instanceof DecimalParameter) return NEWDECIMAL(value.text);
      if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      return value;
    }) as never[]; // the driver's types know fewer values than its documentation
  }
}

// SERVER_STATUS_IN_TRANS
const statusInTransaction = 1;

const minSigned = -(2n ** 63n);
const maxSigned = 2n ** 63n - 1n;
const maxUnsigned = 2n ** 64n - 1n;

async function loadDriver(): Promise<Driver> {
  try {
    const module = await import("mysql2");
    return module.default as unknown as Driver; // a CommonJS package: all of it is the default export
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new ConnectionError(
      'MariaDB and MySQL need the package "mysql2", which is not installed.\nInstall it: npm install mysql2',
      cause,
    );
  }
}

function driverOptions({ password, ssl, ...rest }: MysqlSettings): ConnectionOptions {
  const { host, port, user, database } = rest;
  return {
    ...(host.startsWith("/") ? { socketPath: host } : { host, port }),
    user,
    database,
    ...(password !== undefined && { password: password.reveal() }),
    ...(ssl !== undefined && { ssl: { verifyIdentity: ssl.rejectUnauthorized !== false, ...ssl } }),
    charset: "utf8mb4",
    connectTimeout: connectTimeoutMs,
    // FOUND_ROWS: UPDATE tells how many rows it found, also those that had the new values already, as elsewhere.
    // LOCAL_FILES would let a server ask for files of this machine.
    flags: ["FOUND_ROWS", "-LOCAL_FILES"],
    multipleStatements: true, // only for script(): what has parameters is prepared, and then can't hold several
    // Values as the dialect's decoders want them: nothing that would be read by way of the local time zone.
    timezone: "Z",
    dateStrings: true,
    jsonStrings: true,
    supportBigNumbers: true,
    maxPreparedStatements: maxStatements,
  };
}

const connectTimeoutMs = 10_000;

/** Sets up the session; gives the one row of its last statement. */
function greet(connection: Connection, statementTimeoutMs: number | undefined): Promise<[unknown[]]> {
  const sql = [
    ...sessionStatements,
    limitStatements(statementTimeoutMs),
    "SELECT VERSION(), @@auto_increment_increment",
  ].join("; ");
  return new Promise((resolve, reject) => {
    connection.query({ sql, rowsAsArray: true }, (error, results) => {
      if (error) reject(error);
      else resolve((results as unknown[]).at(-1) as [unknown[]]); // one result for each statement
    });
  });
}

/** Refuses servers that lack what the dialect and the schema rely on. */
function knownServer(version: string, keyStep: number, description: string): MysqlServer {
  const isMariaDb = /mariadb/i.test(version);
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  const number = major * 1_000_000 + minor * 1000 + patch;
  const [name, oldest, least] = isMariaDb
    ? ["MariaDB", 10_011_000, "10.11"] // JSON_EQUALS, the type uuid, RANDOM_BYTES
    : ["MySQL", 8_000_019, "8.0.19"]; // CHECK constraints that are kept, and DROP CONSTRAINT
  if (number < (oldest as number)) {
    throw new ConnectionError(
      `${description} is ${name} ${version}, and at least ${least} is needed.\nUpgrade the server.`,
    );
  }
  return { hasReturning: isMariaDb, keyStep };
}

/** ER_UNSUPPORTED_PS: some statements, mostly of administration, can only be sent as a text. */
function isUnpreparable(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { errno?: unknown } | undefined) : undefined;
  return cause?.errno === 1295;
}
