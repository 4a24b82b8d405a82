import type { StoredValue } from "../fields/column.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { ExplainOptions, Explanation } from "./explain.ts";

/** A statement to send. One object for each plan, so that connections may keep it prepared. */
export interface Statement {
  readonly text: string;
  /** Whether whole numbers are read as bigint. */
  readonly bigints: boolean;
}

/** A row as drivers give it: the values in the order of the columns. */
export type StoredRow = readonly StoredValue[];

/** What came of a statement that changes something. */
export interface WriteResult {
  /** How many rows were inserted, changed or deleted. */
  readonly changes: number;
  /** The key that the database counted up for the last new row. */
  readonly lastKey: number | bigint;
  /** What RETURNING gave. */
  readonly rows: readonly StoredRow[];
}

export type MaybePromise<Value> = Value | Promise<Value>;

/** Rows with the names that the database gives their columns. */
export interface NamedRows {
  readonly columns: readonly string[];
  readonly rows: readonly StoredRow[];
}

/** Something that statements can be sent to: a database outside of transactions, or a transaction. */
export interface Executor {
  /** Sends a statement that only reads. */
  read(statement: Statement, params: readonly StoredValue[]): MaybePromise<readonly StoredRow[]>;
  /** The same, with the names of the columns. */
  readNamed(statement: Statement, params: readonly StoredValue[]): MaybePromise<NamedRows>;
  /** Sends a statement that may change something. */
  write(statement: Statement, params: readonly StoredValue[]): MaybePromise<WriteResult>;
  /** Reads rows in portions. */
  stream(
    statement: Statement,
    params: readonly StoredValue[],
    chunk: number,
  ): AsyncIterable<readonly StoredRow[]>;
  /** Sends statements without parameters, several at once: changes of the schema, savepoints. */
  script(text: string): MaybePromise<void>;
}

export type IsolationLevel = "read-committed" | "repeatable-read" | "serializable";

/** A transaction on a connection of its own. */
export interface BackendTransaction extends Executor {
  commit(): MaybePromise<void>;
  rollback(): MaybePromise<void>;
}

/**
 * One database, as everything above sees it. A backend owns its connections: it decides which one a statement goes to,
 * keeps statements prepared on each, and may send several at once. Rows are arrays, so that the generated hydrators
 * can read them. Errors of the driver leave it as the errors of db/errors.ts.
 */
export interface Backend extends Executor {
  readonly dialect: Dialect;
  /** For messages, without secrets: `"SQLite (db.sqlite3)"`. */
  readonly description: string;
  /** Begins a transaction; waits until there is a connection for it. */
  begin(options: { readonly isolation?: IsolationLevel }): Promise<BackendTransaction>;
  /** Lends a connection that can write, outside of a transaction, to nobody else meanwhile: the schema is changed on it. */
  borrow<Result>(work: (connection: Executor) => Promise<Result>): Promise<Result>;
  /** @throws {@link UnsupportedQueryError} for what this database can't tell. */
  explanation(options: ExplainOptions): Explanation;
  close(): MaybePromise<void>;
}
