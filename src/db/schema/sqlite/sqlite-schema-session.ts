import type { DatabaseError } from "../../errors.ts";
import { SchemaChangeError } from "../errors.ts";
import { type LockReport, retryLocked } from "../lock-patience.ts";
import { type Rehearse, rehearseOn } from "../rehearsal.ts";
import type {
  ExclusiveOptions,
  SchemaConnection,
  SchemaEditor,
  SchemaSession,
  TurnHolder,
  TurnReport,
} from "../schema-editor.ts";
import { holderText, thisProcess } from "../this-process.ts";
import { copyTables } from "./copy-tables.ts";
import { explainSqliteError } from "./explain-error.ts";
import { literalSql } from "./literal-sql.ts";
import { SqliteSchemaEditor } from "./sqlite-schema-editor.ts";
import { currentHolder, fileOf, readHolder, type SqliteTurn, takeTurn } from "./sqlite-turn.ts";

// How often a process that waits for another one's migration tries again, and for how long.
const retryMs = 100;
const patienceMs = 10 * 60_000;

/**
 * Changes the schema of one SQLite file. A transaction that begins as a writer is the lock: it dies with its process.
 * Foreign keys are not enforced meanwhile, because tables are dropped and made anew, and looked through before the end.
 */
export class SqliteSchemaSession implements SchemaSession {
  readonly kind = "sqlite";
  readonly #connection: SchemaConnection;

  /** @param connection - Used by nobody else while the session lasts. */
  constructor(connection: SchemaConnection) {
    this.#connection = connection;
  }

  query(sql: string, parameters?: readonly unknown[]): Promise<readonly (readonly unknown[])[]> {
    return this.#connection.query(sql, parameters);
  }

  async hasTable(name: string): Promise<boolean> {
    const rows = await this.query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [name]);
    return rows.length > 0;
  }

  async exclusively<Result>(
    work: (editor: SchemaEditor) => Promise<Result>,
    { transaction, waits }: ExclusiveOptions = {},
  ): Promise<Result> {
    await this.query("PRAGMA foreign_keys = OFF"); // means nothing inside a transaction
    const inTransaction = <Part>(own: () => Promise<Part>, isBatch?: boolean) =>
      this.#inTransaction(own, waits, isBatch);
    try {
      if (transaction === false) return await work(new SqliteSchemaEditor(this.#connection, inTransaction));
      return await inTransaction(() => work(new SqliteSchemaEditor(this.#connection)));
    } finally {
      await this.query("PRAGMA foreign_keys = ON");
    }
  }

  async #inTransaction<Result>(
    work: () => Promise<Result>,
    waits: LockReport | undefined,
    isBatch = false,
  ): Promise<Result> {
    await retryLocked(() => this.query("BEGIN IMMEDIATE"), waits);
    try {
      const result = await work();
      if (!isBatch) await this.#checkReferences();
      await this.query("COMMIT");
      return result;
    } catch (error) {
      await this.query("ROLLBACK").catch(() => {}); // SQLite has done it itself where the disk is full
      throw error;
    }
  }

  async inTurn<Result>(work: () => Promise<Result>, waits: TurnReport = () => {}): Promise<Result> {
    const turn = await this.#turn(waits);
    try {
      return await work();
    } finally {
      turn?.release();
    }
  }

  /** `undefined` for a database in memory, and where no file can be made beside it: then nothing can be written at all. */
  async #turn(waits: TurnReport): Promise<SqliteTurn | undefined> {
    const file = await fileOf(this.#connection);
    if (file === undefined) return undefined;
    const deadline = Date.now() + patienceMs;
    for (let isTold = false; ; isTold = true) {
      const turn = takeTurn(file, thisProcess());
      if (turn !== undefined) return turn === "impossible" ? undefined : turn;
      if (!isTold) waits(readHolder(file));
      if (Date.now() > deadline)
        throw new SchemaChangeError(
          `${holderText(readHolder(file))} has been changing the schema of this database for ten minutes.\nEnd that process if it hangs, and run the migration again.`,
        );
      await new Promise((resolve) => setTimeout(resolve, retryMs * (0.5 + Math.random())));
    }
  }

  async turnHolder(): Promise<TurnHolder | undefined> {
    const file = await fileOf(this.#connection);
    return file === undefined ? undefined : currentHolder(file);
  }

  explain(error: DatabaseError): Promise<string | undefined> {
    return explainSqliteError(this.#connection, error);
  }

  async rehearse<Result>(work: (begin: Rehearse) => Promise<Result>): Promise<Result> {
    const copy = await copyTables(this.#connection);
    try {
      return await work(
        rehearseOn({
          copy,
          isRead: /^\s*(SELECT\b|PRAGMA\b(?!.*=))/i,
          isRun: /./,
          isTried: /^\s*(CREATE|ALTER|DROP)\b/i,
          here: ["main"],
          attempt: async (own) => void (await own().catch(() => {})),
          toTell: (sql) => sql,
          literal: (value) => literalSql(value, undefined),
          editorOn: (connection, inOwnTransaction) => new SqliteSchemaEditor(connection, inOwnTransaction),
        }),
      );
    } finally {
      copy.close();
    }
  }

  /** References are not looked at meanwhile: dropping a table would delete what refers to it. */
  asScript(statements: readonly string[], isOneTransaction: boolean): readonly string[] {
    if (statements.length === 0) return [];
    const whole = isOneTransaction ? ["BEGIN", ...statements, "COMMIT"] : statements;
    const drops = statements.some((sql) => /^\s*DROP TABLE\b/i.test(sql));
    return drops ? ["PRAGMA foreign_keys = OFF", ...whole, "PRAGMA foreign_keys = ON"] : whole;
  }

  async #checkReferences(): Promise<void> {
    const [broken] = await this.query("PRAGMA foreign_key_check");
    if (broken === undefined) return;
    const [table, row, parent] = broken.map(String);
    throw new SchemaChangeError(
      `Afterwards, row ${row} of "${table}" would refer to a row of "${parent}" that does not exist. Nothing was changed.\nCorrect or delete such rows first; "PRAGMA foreign_key_check" lists them.`,
    );
  }
}
