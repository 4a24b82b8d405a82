import { DatabaseSync, type StatementSync } from "node:sqlite";
import { DatabaseError } from "../../errors.ts";
import type { StoredValue } from "../../fields/column.ts";
import type { Executor, NamedRows, Statement, StoredRow, WriteResult } from "../backend.ts";
import { translateOpenError, translateSqliteError } from "./sqlite-errors.ts";
import { registerFunctions } from "./sqlite-functions.ts";

// Compiling a statement costs some 55 µs where running a kept one costs 8. A program has some hundred shapes; beyond
// that the ones that were not used for longest go.
const maxStatements = 500;

interface Prepared {
  readonly statement: StatementSync;
  /** Whether it gives rows although it writes. */
  readonly isReturning: boolean;
}

/** One connection: keeps statements prepared, reads rows as arrays, and gives errors their meaning. */
export class SqliteConnection implements Executor {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, Prepared>();

  constructor(file: string, pragmas: readonly string[], readOnly = false) {
    try {
      this.#database = new DatabaseSync(file, { readOnly });
      for (const pragma of pragmas) this.#database.exec(`PRAGMA ${pragma}`);
    } catch (error) {
      throw translateOpenError(error, file);
    }
    registerFunctions(this.#database);
  }

  read(statement: Statement, params: readonly StoredValue[]): readonly StoredRow[] {
    try {
      return rowsOf(this.#prepared(statement).statement.all(...params));
    } catch (error) {
      throw translateSqliteError(error, statement.text);
    }
  }

  readNamed(statement: Statement, params: readonly StoredValue[]): NamedRows {
    try {
      const prepared = this.#prepared(statement).statement;
      const rows = rowsOf(prepared.all(...params));
      return { columns: prepared.columns().map(({ name }) => name), rows };
    } catch (error) {
      throw translateSqliteError(error, statement.text);
    }
  }

  write(statement: Statement, params: readonly StoredValue[]): WriteResult {
    try {
      const { statement: prepared, isReturning } = this.#prepared(statement);
      if (isReturning) {
        const rows = rowsOf(prepared.all(...params));
        return { changes: rows.length, lastKey: 0, rows };
      }
      const { changes, lastInsertRowid } = prepared.run(...params);
      return { changes: Number(changes), lastKey: lastInsertRowid, rows: [] };
    } catch (error) {
      throw translateSqliteError(error, statement.text);
    }
  }

  async *stream(statement: Statement, params: readonly StoredValue[], chunk: number) {
    let rows: StoredRow[] = [];
    try {
      // A statement of its own: a kept one would begin again when the same shape is asked for meanwhile.
      const prepared = this.#prepare(statement);
      for (const row of prepared.iterate(...params)) {
        if (rows.push(row as unknown as StoredRow) < chunk) continue;
        yield rows;
        rows = [];
      }
    } catch (error) {
      throw translateSqliteError(error, statement.text);
    }
    if (rows.length > 0) yield rows;
  }

  script(text: string): void {
    try {
      this.#database.exec(text);
    } catch (error) {
      throw translateSqliteError(error, text);
    }
  }

  get inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #prepared(statement: Statement): Prepared {
    const { text } = statement;
    const key = statement.bigints ? `b ${text}` : text;
    const known = this.#statements.get(key);
    if (known !== undefined) {
      // Used last: a Map lists its keys in the order in which they were set.
      if (this.#statements.size > maxStatements / 2) {
        this.#statements.delete(key);
        this.#statements.set(key, known);
      }
      return known;
    }
    if (this.#statements.size >= maxStatements) {
      const [oldest] = this.#statements.keys();
      this.#statements.delete(oldest!); // the map is full, so it has a first key
    }
    const prepared = { statement: this.#prepare(statement), isReturning: /\bRETURNING\b/.test(text) };
    this.#statements.set(key, prepared);
    return prepared;
  }

  #prepare(statement: Statement): StatementSync {
    const prepared = this.#database.prepare(statement.text);
    prepared.setReturnArrays(true);
    if (statement.bigints) prepared.setReadBigInts(true);
    return prepared;
  }
}

/** setReturnArrays() made them arrays. Where a total of ours has thrown, Node gives nothing, and no error. */
function rowsOf(rows: unknown): StoredRow[] {
  if (rows === undefined)
    throw new DatabaseError(
      "SQLite: a total was asked of values that it can't add up, such as bits of texts or fractions.",
    );
  return rows as StoredRow[];
}
