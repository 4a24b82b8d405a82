import { quoteName } from "../../backends/mysql/mysql-dialect.ts";
import { SchemaChangeError } from "../errors.ts";
import type { SchemaConnection, StepKey } from "../schema-editor.ts";
import { readKept, type StoredEntry, type StoredStatements, statementsTable } from "./stored-statements.ts";
import { tablesText } from "./tables-text.ts";

/*
 * How an operation goes on after a crash, on servers where each change of a table is stored at once and for good.
 *
 * The first time, every statement of the operation is written down in the order in which it was run: what it was, and of
 * one that only reads, what it gave. The second time the operation runs the same code from its beginning, and as long as
 * there are entries left, it is given what the statement gave the first time, and nothing is sent. So it makes the same
 * decisions, also where tables look different by now. When the entries are used up, statements are sent again.
 *
 *   what changes rows     is in a transaction together with its entry: both are there, or neither
 *   what changes tables   1. the entry is stored, with the text of the tables as they are, which also stores the rows changed before
 *                         2. the statement runs: each is done as a whole or not at all
 *                         3. whatever is written next says by its being there that the statement is done
 *
 * Of the last entry alone it isn't known, then, whether its change of a table was made. The tables tell: if their text is
 * what it was, it was not made (or changes nothing, so that it may be made twice). The turn of the one who crashed ends
 * with its connection, and that not before a statement of it that is running has come to its end.
 *
 * Entries of an operation go in the transaction that says that the operation is done.
 */
export class StatementJournal implements SchemaConnection {
  readonly #connection: SchemaConnection;
  readonly #stored: StoredStatements;
  readonly #key: StepKey;
  /** What was written down by a run before this one, and is still to come. */
  readonly #past: StoredEntry[];
  /** How many entries are stored. */
  #storedCount: number;
  /** Entries that are stored with the next change of a table. */
  #pending: StoredEntry[] = [];
  #pendingLength = 0;

  private constructor(
    connection: SchemaConnection,
    stored: StoredStatements,
    key: StepKey,
    past: readonly StoredEntry[],
  ) {
    this.#connection = connection;
    this.#stored = stored;
    this.#key = key;
    this.#past = [...past];
    this.#storedCount = past.length;
  }

  /** @param connection - Where statements go that were not run yet. */
  static async open(
    connection: SchemaConnection,
    stored: StoredStatements,
    key: StepKey,
  ): Promise<StatementJournal> {
    return new StatementJournal(connection, stored, key, await stored.read(key));
  }

  async query(sql: string, parameters: readonly unknown[] = []): Promise<readonly (readonly unknown[])[]> {
    if (setsSession.test(sql)) return this.#connection.query(sql, parameters);
    if (locksTables.test(sql)) return this.#lockTables(sql);
    const text = parameters.length === 0 ? sql : `${sql} -- ${JSON.stringify(parameters, textOf)}`;
    const past = this.#past.shift();
    if (past !== undefined) return this.#again(past, { sql, parameters, text });
    if (changesTables.test(withoutComment(sql))) return this.#changeTables({ sql, parameters, text });
    const rows = await this.#connection.query(sql, parameters);
    this.#keep({ text, tables: null, rows: changesRows.test(sql) ? null : JSON.stringify(rows, textOf) });
    return rows;
  }

  /** Forgets the entries, in the transaction that says that the operation is done. */
  async forget(): Promise<void> {
    if (this.#past.length > 0) throw this.#diverged(this.#past[0]!.text, "ends before that");
    await this.#stored.forget(this.#key);
  }

  /** What a statement gave the first time. */
  async #again(past: StoredEntry, now: Statement): Promise<readonly (readonly unknown[])[]> {
    if (past.rows === tooMuch) throw this.#unrepeatable();
    if (past.text !== now.text) throw this.#diverged(past.text, `now runs: ${now.text}`);
    const isUncertain = past.tables !== null && this.#past.length === 0;
    if (isUncertain && past.tables === (await tablesText(this.#connection, now.sql))) {
      return this.#run(now, this.#storedCount - 1);
    }
    return past.rows === null ? [] : readKept(past.rows);
  }

  /** Locks die with the connection, so they are taken again each time; the entries must be writable meanwhile. */
  async #lockTables(sql: string): Promise<readonly (readonly unknown[])[]> {
    if (this.#past.length === 0) await this.#storePending(); // locking stores the rows that were changed before
    const entries = /^\s*UNLOCK/i.test(withoutComment(sql)) ? "" : `, ${quoteName(statementsTable)} WRITE`;
    return this.#connection.query(sql + entries);
  }

  async #storePending(): Promise<void> {
    await this.#stored.write(this.#key, this.#storedCount, this.#pending);
    this.#storedCount += this.#pending.length;
    this.#pending = [];
  }

  async #changeTables(statement: Statement): Promise<readonly (readonly unknown[])[]> {
    const tables = await tablesText(this.#connection, statement.sql);
    this.#pending.push({ text: statement.text, tables, rows: null });
    await this.#storePending();
    await this.#connection.query("COMMIT");
    return this.#run(statement, this.#storedCount - 1);
  }

  /** Runs a change of a table whose entry is there. Where the server refuses it, it isn't done, and has no entry. */
  async #run({ sql, parameters }: Statement, position: number): Promise<readonly (readonly unknown[])[]> {
    try {
      return await this.#connection.query(sql, parameters);
    } catch (error) {
      // Without a connection the entry stays, and the next run finds out.
      await this.#forgetRefused(position).catch(() => {});
      throw error;
    }
  }

  /** An operation that has changed nothing before the refused statement wasn't begun: nobody has to bring it to its end. */
  async #forgetRefused(position: number): Promise<void> {
    const before = (await this.#stored.read(this.#key)).slice(0, position);
    const isBegun = before.some(({ text, tables }) => tables !== null || changesRows.test(text));
    await this.#stored.forgetFrom(this.#key, isBegun ? position : 0);
    await this.#connection.query("COMMIT");
  }

  #keep(entry: StoredEntry): void {
    if (this.#pendingLength > maxKeptLength) return; // the entry that says so is there
    this.#pendingLength += entry.text.length + (entry.rows?.length ?? 0);
    const isTooMuch = this.#pendingLength > maxKeptLength;
    this.#pending.push(isTooMuch ? { text: "…", tables: null, rows: tooMuch } : entry);
  }

  #diverged(before: string, now: string): SchemaChangeError {
    return new SchemaChangeError(
      `The operation was begun before, and did something else then: it ran ${before}, and ${now}.\nA migration that is half applied must go on as it began: give its file back what it said.`,
    );
  }

  #unrepeatable(): SchemaChangeError {
    return new SchemaChangeError(
      "The operation was begun before, and has read or written more before it changed a table than can be kept, so nothing can go on from there by itself.\nBring what it does to its end by hand, and give changes of rows and of tables operations of their own.",
    );
  }
}

interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** The statement with its parameters, to know it again. */
  readonly text: string;
}

// What the entries of one operation may take: operations on models stay far below; code may read whole tables.
const maxKeptLength = 1_000_000;
const tooMuch = "too much";

/** What belongs to the connection, and what is the same whenever it is asked. */
const setsSession = /^\s*(SET\b|SELECT VERSION\(\))/i;
export const locksTables = /^\s*(\/\*.*?\*\/\s*)?(UN)?LOCK TABLES\b/i;
export const changesRows = /^\s*(INSERT|UPDATE|DELETE|REPLACE|WITH|LOAD)\b/i;
/** What commits by itself ("Statements That Cause an Implicit Commit" in the manual). */
export const changesTables =
  /^\s*(CREATE|ALTER|DROP|RENAME|TRUNCATE|ANALYZE|OPTIMIZE|REPAIR|GRANT|REVOKE|LOCK|UNLOCK)\b/i;
/** The same behind a comment, and what ends a transaction in so many words. */
export const endsTransaction = new RegExp(
  `^\\s*(/\\*(?!!).*?\\*/\\s*)?(${changesTables.source.slice("^\\s*".length)}|(COMMIT|BEGIN|START TRANSACTION|SET\\s+(SESSION\\s+)?AUTOCOMMIT)\\b)`,
  "is",
);

function withoutComment(sql: string): string {
  return sql.replace(/^\s*\/\*(?!!).*?\*\//s, "");
}

/** What JSON has no words for: whole numbers beyond its own, and bytes. */
function textOf(this: unknown, key: string, value: unknown): unknown {
  const given = (this as Readonly<Record<string, unknown>>)[key]; // before toJSON()
  if (typeof value === "bigint") return { bigint: String(value) };
  if (given instanceof Uint8Array) return { bytes: Buffer.from(given).toString("base64") };
  return value;
}
