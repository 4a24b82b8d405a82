import { type DatabaseError, ForeignKeyViolation } from "../../errors.ts";
import { SchemaChangeError } from "../errors.ts";
import { type LockReport, lockTimeoutMs, retryLocked, untilTaken } from "../lock-patience.ts";
import { type RehearsalKind, type Rehearse, rehearseOn, withoutCopy } from "../rehearsal.ts";
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
import { explainPostgresError } from "./explain-error.ts";
import { literalSql } from "./literal-sql.ts";
import { PostgresSchemaEditor } from "./postgres-schema-editor.ts";

// An advisory lock of the database, by a number that nobody else will choose: the letters of "quintet".
const lockNumber = 0x71_75_69_6e_74_65n;
/** How the connection of the one who migrates is called. */
const turnName = "quintet migrate: ";

/** Changes the schema of one PostgreSQL database. A transaction is all or nothing here, changes of tables included. */
export class PostgresSchemaSession implements SchemaSession {
  readonly kind = "postgres";
  readonly #connection: SchemaConnection;

  /** @param connection - Used by nobody else while the session lasts. */
  constructor(connection: SchemaConnection) {
    this.#connection = {
      query: (sql, parameters = []) =>
        connection.query(parameters.length === 0 ? sql : numbered(sql), parameters),
    };
  }

  query(sql: string, parameters?: readonly unknown[]): Promise<readonly (readonly unknown[])[]> {
    return this.#connection.query(sql, parameters);
  }

  async hasTable(name: string): Promise<boolean> {
    const rows = await this.query(
      "SELECT 1 FROM pg_class WHERE relname = ? AND relkind IN ('r', 'p', 'v', 'm', 'f') AND pg_table_is_visible(oid)",
      [name],
    );
    return rows.length > 0;
  }

  exclusively<Result>(
    work: (editor: SchemaEditor) => Promise<Result>,
    { transaction, waits }: ExclusiveOptions = {},
  ): Promise<Result> {
    if (transaction === false) return this.#inSteps(work, waits);
    return retryLocked(() => this.#inTransaction(work), waits);
  }

  async #inTransaction<Result>(work: (editor: SchemaEditor) => Promise<Result>): Promise<Result> {
    await this.#takeTurn("pg_try_advisory_xact_lock", ["BEGIN"], ["ROLLBACK"]);
    try {
      await this.query("SET LOCAL statement_timeout TO 0"); // changing a large table takes as long as it takes
      await this.query(`SET LOCAL lock_timeout TO '${lockTimeoutMs}ms'`);
      const editor = new PostgresSchemaEditor(this.#connection);
      const result = await work(editor);
      await editor.finish();
      await this.query("SET CONSTRAINTS ALL IMMEDIATE"); // now, and not at COMMIT, where nobody would know why
      await this.query("COMMIT");
      return result;
    } catch (error) {
      await this.query("ROLLBACK").catch(() => {}); // the first error is the one to tell: the connection may be lost
      throw error instanceof ForeignKeyViolation ? brokenReference(error) : error;
    }
  }

  /** Each statement by itself, tried again where it gets no lock. The turn is the session's, not a transaction's. */
  async #inSteps<Result>(
    work: (editor: SchemaEditor) => Promise<Result>,
    waits: LockReport | undefined,
  ): Promise<Result> {
    await this.#takeTurn("pg_try_advisory_lock", [], []);
    const [[limit] = []] = await this.query("SHOW statement_timeout");
    try {
      await this.query("SET statement_timeout TO 0");
      const connection = stepsOn(this.#connection, waits);
      const editor = new PostgresSchemaEditor(connection, (own) => inTransactionOn(connection, own, waits));
      const result = await work(editor);
      await editor.finish();
      return result;
    } catch (error) {
      throw error instanceof ForeignKeyViolation ? brokenReference(error) : error;
    } finally {
      // A connection that is lost has forgotten all of it already.
      await this.query("RESET lock_timeout").catch(() => {});
      await this.query(`SET statement_timeout TO '${limit}'`).catch(() => {});
      await this.query(`SELECT pg_advisory_unlock(${lockNumber})`).catch(() => {});
    }
  }

  /**
   * Asks again and again, and never waits in the server: CREATE INDEX CONCURRENTLY waits for every transaction that began
   * before it, so one that waits for the turn meanwhile would wait forever.
   */
  async #takeTurn(
    take: string,
    before: readonly string[],
    after: readonly string[],
    waits: TurnReport = () => {},
  ): Promise<void> {
    const attempt = async () => {
      for (const statement of before) await this.query(statement);
      const [row] = await this.query(`SELECT ${take}(${lockNumber})::int`);
      const isTaken = Number(row?.[0]) === 1;
      if (!isTaken) for (const statement of after) await this.query(statement);
      return isTaken;
    };
    let holder: TurnHolder | undefined;
    let isTold = false;
    await untilTaken(
      async () => {
        if (await attempt()) return true;
        holder = (await this.turnHolder()) ?? holder;
        if (!isTold) waits(holder);
        isTold = true;
        return false;
      },
      () =>
        new SchemaChangeError(
          `${holderText(holder)} has been changing the schema of this database for ten minutes.\nSee who: SELECT * FROM pg_stat_activity WHERE pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory'). A migration that hangs may be ended: SELECT pg_terminate_backend(pid).`,
        ),
    );
  }

  /**
   * The turn is the session's, so that transactions may come and go; those within take it once more. Who has it is the
   * name of the connection, which everybody can read and which goes with it.
   */
  async inTurn<Result>(work: () => Promise<Result>, waits?: TurnReport): Promise<Result> {
    await this.#takeTurn("pg_try_advisory_lock", [], [], waits);
    const [[before] = []] = await this.query("SHOW application_name");
    const { who, since } = thisProcess();
    const rename = (name: unknown) => this.query("SELECT set_config('application_name', ?, false)", [name]);
    try {
      await rename(`${turnName}${who} ${since}`);
      return await work();
    } finally {
      // A connection that is lost has given it back already.
      await rename(before).catch(() => {});
      await this.query(`SELECT pg_advisory_unlock(${lockNumber})`).catch(() => {});
    }
  }

  async turnHolder(): Promise<TurnHolder | undefined> {
    const [row] = await this.query(
      `SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
       WHERE l.locktype = 'advisory' AND l.granted AND l.classid = ${lockNumber >> 32n} AND l.objid = ${lockNumber & 0xffff_ffffn}
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    const name = String(row?.[0] ?? "");
    if (!name.startsWith(turnName)) return undefined;
    const end = name.lastIndexOf(" ");
    return { who: name.slice(turnName.length, end), since: name.slice(end + 1) };
  }

  explain(error: DatabaseError): Promise<string | undefined> {
    return explainPostgresError(this.#connection, error);
  }

  async rehearse<Result>(work: (begin: Rehearse) => Promise<Result>): Promise<Result> {
    await this.query("BEGIN");
    try {
      const { note, places } = await this.#copyTables();
      return await work(rehearseOn(this.#rehearsalKind(places), note));
    } finally {
      await this.query("ROLLBACK");
    }
  }

  /** Where the tables were; or what is told where no copy can be made. */
  async #copyTables(): Promise<{ readonly note?: string; readonly places?: readonly string[] }> {
    try {
      return { places: await copyTables(this.#connection) };
    } catch (error) {
      await this.query("ROLLBACK");
      await this.query("BEGIN");
      return { note: withoutCopy(error) };
    }
  }

  #rehearsalKind(places: readonly string[] | undefined): RehearsalKind {
    return {
      copy: this.#connection,
      isRead: /^\s*SELECT\b(?! setval)/i,
      ...(places && { isRun: changesTables }),
      isTried: changesTables,
      here: places ?? [],
      attempt: (own) => this.#attempt(own),
      forCopy: (sql) => sql.replace(/\bCONCURRENTLY\b/, ""),
      toTell,
      literal: (value) => literalSql(value, undefined),
      editorOn: (connection, inOwnTransaction) => new PostgresSchemaEditor(connection, inOwnTransaction),
    };
  }

  async #attempt(work: () => Promise<unknown>): Promise<void> {
    await this.query("SAVEPOINT attempt");
    try {
      await work();
      await this.query("RELEASE SAVEPOINT attempt");
    } catch {
      await this.query("ROLLBACK TO SAVEPOINT attempt");
    }
  }

  asScript(statements: readonly string[], isOneTransaction: boolean): readonly string[] {
    return statements.length > 0 && isOneTransaction ? ["BEGIN", ...statements, "COMMIT"] : statements;
  }
}

/** What is tried on a copy: triggers and functions change no names, and rows are not there. */
const changesTables =
  /^\s*((CREATE|ALTER|DROP)\s+(TABLE|(UNIQUE )?INDEX|SEQUENCE|TYPE|DOMAIN|COLLATION)|COMMENT ON|SET CONSTRAINTS)\b/i;

/** References to rows are looked at where rows were changed: a table with open checks can't be altered. */
function toTell(sql: string, told: readonly string[]): string | undefined {
  if (!/^\s*SET CONSTRAINTS\b/i.test(sql)) return sql.replaceAll(/\bpg_temp(_\d+)?\./g, "");
  const last = told.findLast((other) => !other.startsWith("SET CONSTRAINTS"));
  const isOpen = last !== undefined && /^\s*(INSERT|UPDATE|DELETE|WITH)\b/i.test(last);
  return isOpen && !told.slice(told.lastIndexOf(last)).includes(sql) ? sql : undefined;
}

// They wait for others, and nobody waits for them: others read and write meanwhile.
const waitsAside = /\bCONCURRENTLY\b|\bVALIDATE CONSTRAINT\b/;

/** A connection that tries each statement again where it gets no lock. Inside a transaction, that is for its owner to do. */
function stepsOn(connection: SchemaConnection, waits: LockReport | undefined): SchemaConnection {
  let isOpen = false;
  let limit: string | undefined;
  return {
    async query(sql, parameters) {
      const wanted = waitsAside.test(sql) ? "0" : `${lockTimeoutMs}ms`;
      if (wanted !== limit && !isOpen) {
        await connection.query(`SET lock_timeout TO '${wanted}'`);
        limit = wanted;
      }
      if (/^\s*BEGIN\b/i.test(sql)) isOpen = true;
      else if (/^\s*(COMMIT|ROLLBACK)\b/i.test(sql)) isOpen = false;
      if (isOpen) return connection.query(sql, parameters);
      return retryLocked(() => connection.query(sql, parameters), waits);
    },
  };
}

/** A short transaction among the steps, as a whole tried again where it gets no lock. */
function inTransactionOn<Result>(
  connection: SchemaConnection,
  work: () => Promise<Result>,
  waits: LockReport | undefined,
): Promise<Result> {
  return retryLocked(async () => {
    await connection.query("BEGIN");
    try {
      const result = await work();
      await connection.query("COMMIT");
      return result;
    } catch (error) {
      await connection.query("ROLLBACK").catch(() => {}); // the first error is the one to tell
      throw error;
    }
  }, waits);
}

function brokenReference(error: ForeignKeyViolation): SchemaChangeError {
  const { detail, table } = error.cause as { detail?: string; table?: string };
  return new SchemaChangeError(
    `Afterwards, a row of "${table}" would refer to one that does not exist. ${detail ?? ""} Nothing was changed.\nCorrect or delete such rows first.`,
    { cause: error },
  );
}

/** The marks `?` as PostgreSQL numbers them, those in texts and names left alone. Marks that are numbered already stay. */
function numbered(sql: string): string {
  let number = 0;
  return sql.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\?/g, (part) =>
    part === "?" ? `$${++number}` : part,
  );
}
