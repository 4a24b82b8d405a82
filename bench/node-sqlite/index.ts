/*
 * node:sqlite behind the part of better-sqlite3's interface that Drizzle, Kysely, TypeORM and Prisma's adapter call. All
 * contenders then run on the same driver and the same SQLite, and nothing has to be compiled or downloaded. As in
 * better-sqlite3 each prepare() compiles the statement: keeping it is the caller's affair.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

type Values = readonly SQLInputValue[];

// biome-ignore lint/style/noDefaultExport: the shape of better-sqlite3
export default class Database {
  readonly #database: DatabaseSync;
  #readsBigints = false;

  constructor(file: string) {
    this.#database = new DatabaseSync(file);
  }

  prepare(sql: string): Statement {
    const statement = this.#database.prepare(sql);
    if (this.#readsBigints) statement.setReadBigInts(true);
    return new Statement(statement, sql);
  }
  exec(sql: string): this {
    this.#database.exec(sql);
    return this;
  }
  pragma(text: string): unknown {
    return this.#database.prepare(`PRAGMA ${text}`).all();
  }
  /** A function that runs `work` in a transaction, and variants that begin it otherwise. */
  transaction<Args extends readonly unknown[], Result>(work: (...args: Args) => Result) {
    const within =
      (begin: string) =>
      (...args: Args) =>
        this.#inTransaction(begin, () => work(...args));
    return Object.assign(within("BEGIN"), {
      deferred: within("BEGIN DEFERRED"),
      immediate: within("BEGIN IMMEDIATE"),
      exclusive: within("BEGIN EXCLUSIVE"),
    });
  }
  defaultSafeIntegers(on = true): this {
    this.#readsBigints = on;
    return this;
  }
  close(): void {
    this.#database.close();
  }

  #inTransaction<Result>(begin: string, work: () => Result): Result {
    this.#database.exec(begin);
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}

class Statement {
  readonly #statement: StatementSync;
  readonly #sql: string;
  #bound: Values = [];

  constructor(statement: StatementSync, sql: string) {
    this.#statement = statement;
    this.#sql = sql;
  }

  /** Whether it gives rows. */
  get reader(): boolean {
    return /^\s*(select|pragma|explain|with)/i.test(this.#sql) || /\breturning\b/i.test(this.#sql);
  }
  bind(...params: unknown[]): this {
    this.#bound = flat(params);
    return this;
  }
  raw(): this {
    this.#statement.setReturnArrays(true);
    return this;
  }
  columns() {
    return this.#statement.columns();
  }
  all(...params: unknown[]) {
    return this.#statement.all(...this.#values(params));
  }
  get(...params: unknown[]) {
    return this.#statement.get(...this.#values(params));
  }
  run(...params: unknown[]) {
    const { changes, lastInsertRowid } = this.#statement.run(...this.#values(params));
    return { changes: Number(changes), lastInsertRowid }; // a number also where integers are read as bigints
  }
  iterate(...params: unknown[]) {
    return this.#statement.iterate(...this.#values(params));
  }

  #values(params: readonly unknown[]): Values {
    return params.length === 0 ? this.#bound : flat(params);
  }
}

/** Values may come one by one or in a list. */
function flat(params: readonly unknown[]): Values {
  return (Array.isArray(params[0]) ? params[0] : params) as Values; // node:sqlite refuses what it can't bind
}
