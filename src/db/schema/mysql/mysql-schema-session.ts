import { limitAgain, withoutLimit } from "../../backends/mysql/statement-limit.ts";
import { DatabaseError } from "../../errors.ts";
import { SchemaChangeError } from "../errors.ts";
import { type LockReport, retryLocked } from "../lock-patience.ts";
import { type RehearsalKind, type Rehearse, rehearseOn, withoutCopy, withParameters } from "../rehearsal.ts";
import type {
  ExclusiveOptions,
  SchemaConnection,
  SchemaEditor,
  SchemaSession,
  StepKey,
  TurnHolder,
  TurnReport,
} from "../schema-editor.ts";
import { holderText, thisProcess } from "../this-process.ts";
import { copyTables } from "./copy-tables.ts";
import { explainMysqlError } from "./explain-error.ts";
import { literalSql } from "./literal-sql.ts";
import { MysqlSchemaEditor } from "./mysql-schema-editor.ts";
import { withCopies } from "./online-clauses.ts";
import {
  changesRows,
  changesTables,
  endsTransaction,
  locksTables,
  StatementJournal,
} from "./statement-journal.ts";
import { StoredStatements, statementsTable } from "./stored-statements.ts";

// How long a process waits for another one's migration, in seconds.
const patienceSeconds = 600;

/** What is tried on a copy: triggers change no names, and rows are not there. */
const changesCopies =
  /^\s*(\/\*.*?\*\/\s*)?((CREATE|ALTER|DROP)\s+(TABLE|(UNIQUE )?INDEX)|RENAME TABLE|SET foreign_key_checks)\b/i;

/** A lock of the whole server, by name; it dies with its connection. Names have at most 64 characters. */
const lockName = "LEFT(CONCAT('quintet.schema.', SHA2(DATABASE(), 256)), 64)";

/*
 * Changes the schema of one database. Neither MariaDB nor MySQL can undo a change of a table: each such statement
 * commits what came before it, and stays. What can be had is kept:
 *
 * - between changes of tables a transaction is open, so that a failure undoes changes of rows since the last one;
 * - what an operation of a migration has done is written down (statement-journal.ts), so that it goes on from there;
 * - whoever fails is told which statements stay done.
 */
export class MysqlSchemaSession implements SchemaSession {
  readonly kind = "mysql";
  readonly #connection: SchemaConnection;

  /** @param connection - Used by nobody else while the session lasts. */
  constructor(connection: SchemaConnection) {
    this.#connection = connection;
  }

  query(sql: string, parameters?: readonly unknown[]): Promise<readonly (readonly unknown[])[]> {
    return this.#connection.query(sql, parameters);
  }

  async hasTable(name: string): Promise<boolean> {
    const rows = await this.query(
      "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?",
      [name],
    );
    return rows.length > 0;
  }

  /** Changes of tables are steps by themselves here, whatever is said of a transaction. */
  async exclusively<Result>(
    work: (editor: SchemaEditor) => Promise<Result>,
    options: ExclusiveOptions = {},
  ): Promise<Result> {
    await this.query(withoutLimit); // changing a large table takes as long as it takes
    try {
      return await this.#locked(work, options);
    } finally {
      // A connection that is lost has forgotten both already.
      await this.query("SET SESSION lock_wait_timeout = DEFAULT").catch(() => {});
      await this.query(limitAgain).catch(() => {});
    }
  }

  async inTurn<Result>(work: () => Promise<Result>, waits: TurnReport = () => {}): Promise<Result> {
    if (!(await this.#take(0))) {
      waits(await this.#holder());
      await this.#lock();
    }
    try {
      await this.#say(thisProcess());
      return await work();
    } finally {
      // A connection that is lost has given it back already.
      await this.#say(undefined);
      await this.query(`SELECT RELEASE_LOCK(${lockName})`).catch(() => {});
    }
  }

  /**
   * Writes down who has the turn, for those who wait, once there is a table for it. Who may not write can still find out
   * that there is nothing to do; where there is, the first change is refused, and told.
   */
  async #say(holder: TurnHolder | undefined): Promise<void> {
    try {
      if (await this.hasTable(statementsTable))
        await new StoredStatements(this.#connection).setHolder(holder);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
    }
  }

  async #holder(): Promise<TurnHolder | undefined> {
    if (!(await this.hasTable(statementsTable))) return undefined;
    return new StoredStatements(this.#connection).holder();
  }

  async turnHolder(): Promise<TurnHolder | undefined> {
    const [[connection] = []] = await this.query(`SELECT IS_USED_LOCK(${lockName})`);
    return connection === null || connection === undefined ? undefined : this.#holder();
  }

  explain(error: DatabaseError): Promise<string | undefined> {
    return explainMysqlError(this.#connection, error);
  }

  async rehearse<Result>(work: (begin: Rehearse) => Promise<Result>): Promise<Result> {
    let note: string | undefined;
    const copy = await copyTables(this.#connection).catch((error: unknown) => {
      note = withoutCopy(error);
      return undefined;
    });
    const kind: RehearsalKind = {
      copy: copy ?? this.#connection,
      isRead: /^\s*(SELECT|SHOW)\b/i,
      ...(copy && { isRun: changesCopies }),
      isTried: changesCopies,
      here: copy === undefined ? [] : [copy.home],
      attempt: async (own) => void (await own().catch(() => {})),
      toTell: (sql) => sql,
      literal: (value) => literalSql(value, undefined),
      editorOn: (connection) => new MysqlSchemaEditor(connection),
    };
    try {
      return await work(rehearseOn(kind, note));
    } finally {
      await copy?.goBack();
    }
  }

  /** Each statement is stored by itself here, whatever stands around it. */
  asScript(statements: readonly string[]): readonly string[] {
    return statements;
  }

  async #locked<Result>(
    work: (editor: SchemaEditor) => Promise<Result>,
    { transaction, waits, acceptsCopies }: ExclusiveOptions,
  ): Promise<Result> {
    await this.#lock();
    try {
      const recorder = new StatementRecorder(
        acceptsCopies ? withCopies(this.#connection) : this.#connection,
        waits,
      );
      await this.query("START TRANSACTION");
      try {
        const stored = <Part>(own: () => Promise<Part>) => retryLocked(() => this.#storing(own), waits);
        const editor = new SteppingEditor(recorder, transaction === false ? stored : undefined);
        const result = await work(editor);
        await editor.finish();
        await this.query("COMMIT");
        return result;
      } catch (error) {
        await this.query("ROLLBACK").catch(() => {}); // the first error is the one to tell
        throw recorder.committed.length === 0 ? error : partlyDone(error, recorder);
      }
    } finally {
      await this.query(`SELECT RELEASE_LOCK(${lockName})`).catch(() => {});
    }
  }

  /** Ends the transaction that is open, and runs `work` in one that is stored at its end. */
  async #storing<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.query("COMMIT");
    await this.query("START TRANSACTION");
    try {
      const result = await work();
      await this.query("COMMIT");
      return result;
    } catch (error) {
      await this.query("ROLLBACK").catch(() => {}); // the first error is the one to tell
      throw error;
    } finally {
      await this.query("START TRANSACTION").catch(() => {});
    }
  }

  async #lock(): Promise<void> {
    if (await this.#take(patienceSeconds)) return;
    throw new SchemaChangeError(
      `${holderText(await this.#holder())} has been changing the schema of this database for ${patienceSeconds / 60} minutes.\nSee who: SHOW FULL PROCESSLIST. A migration that hangs may be ended there: KILL, with the number of its connection.`,
    );
  }

  async #take(seconds: number): Promise<boolean> {
    const [[taken] = []] = await this.query(`SELECT GET_LOCK(${lockName}, ${seconds})`);
    return Number(taken) === 1;
  }
}

/** Sends the statements of an operation through its journal. */
class SteppingEditor extends MysqlSchemaEditor {
  readonly #recorder: StatementRecorder;
  readonly #stored: StoredStatements;
  readonly #switch: { current: SchemaConnection };

  constructor(recorder: StatementRecorder, inOwnTransaction: SchemaEditor["inOwnTransaction"]) {
    const way: { current: SchemaConnection } = { current: recorder };
    super({ query: (sql, parameters) => way.current.query(sql, parameters) }, inOwnTransaction);
    this.#switch = way;
    this.#recorder = recorder;
    this.#stored = new StoredStatements(recorder);
  }

  readonly asStep = async (key: StepKey, work: () => Promise<void>): Promise<void> => {
    const journal = await StatementJournal.open(this.#recorder, this.#stored, key);
    this.#recorder.goesOn = true;
    this.#switch.current = journal;
    try {
      await work();
      await this.finish();
    } finally {
      this.#switch.current = this.#recorder;
    }
    await journal.forget();
  };

  readonly asWhole = async (work: () => Promise<void>): Promise<void> => {
    this.#recorder.goesOn = true;
    this.#switch.current = rowsOnly(this.#recorder);
    try {
      await work();
    } finally {
      this.#switch.current = this.#recorder;
    }
  };

  readonly begunSteps = async (module: string, name: string): Promise<readonly StepKey[]> => {
    await this.#stored.prepare();
    return this.#stored.begun(module, name);
  };
}

/** A connection that refuses what would store the rows that were changed before it. */
function rowsOnly(connection: SchemaConnection): SchemaConnection {
  return {
    async query(sql, parameters) {
      if (!endsTransaction.test(sql)) return connection.query(sql, parameters);
      throw new SchemaChangeError(
        `Code with models changes rows in one transaction, and MariaDB and MySQL would end it with: ${sql}\nChange the table in an operation of its own, before or after the code: an operation on models, or runSql().`,
      );
    },
  };
}

/** Remembers which statements can't be undone any more. */
class StatementRecorder implements SchemaConnection {
  readonly committed: string[] = [];
  /** Whether what is done is written down, so that a later run goes on from there. */
  goesOn = false;
  readonly #connection: SchemaConnection;
  /** Changes of rows since the last change of a table. */
  #open: string[] = [];

  readonly #waits: LockReport | undefined;

  constructor(connection: SchemaConnection, waits: LockReport | undefined) {
    this.#connection = connection;
    this.#waits = waits;
  }

  async query(sql: string, parameters?: readonly unknown[]): Promise<readonly (readonly unknown[])[]> {
    if (changesTables.test(sql)) return this.#changeTables(sql, parameters);
    if (locksTables.test(sql)) return this.#patiently(sql, parameters);
    if (underLock.test(sql)) await this.#connection.query(`SET SESSION lock_wait_timeout = ${heldSeconds}`);
    const rows = await this.#connection.query(sql, parameters);
    if (changesRows.test(sql) && isTold(sql))
      this.#open.push(withParameters(sql, parameters ?? [], (value) => literalSql(value, undefined)));
    return rows;
  }

  async #changeTables(
    sql: string,
    parameters?: readonly unknown[],
  ): Promise<readonly (readonly unknown[])[]> {
    this.committed.push(...this.#open); // the statement commits them, even where it fails itself
    this.#open = [];
    const rows = await this.#patiently(sql, parameters);
    this.committed.push(...[sql].filter(isTold));
    await this.#connection.query("START TRANSACTION");
    return rows;
  }

  #patiently(sql: string, parameters?: readonly unknown[]): Promise<readonly (readonly unknown[])[]> {
    return retryLocked(async () => {
      await this.#connection.query(`SET SESSION lock_wait_timeout = ${await this.#patienceSeconds()}`);
      return this.#connection.query(sql, parameters);
    }, this.#waits);
  }

  /**
   * A change that waits for a table stops all who come after it. While a transaction is open that has been for long, the
   * change doesn't wait for it (MySQL waits a second at least); otherwise it waits for short ones to end.
   */
  async #patienceSeconds(): Promise<number> {
    const old = `SELECT COUNT(*) FROM information_schema.INNODB_TRX WHERE trx_started < NOW() - INTERVAL ${shortSeconds} SECOND AND trx_mysql_thread_id <> CONNECTION_ID()`;
    const [row] = await this.#connection.query(old).catch(() => []); // who may not look is careful anyway
    return Number(row?.[0] ?? 0) > 0 ? 0 : shortSeconds;
  }
}

/** Whether a statement is the migration's, and not part of the bookkeeping. */
function isTold(sql: string): boolean {
  return !/^\s*(CREATE TABLE( IF NOT EXISTS)?|INSERT INTO|DELETE FROM|UPDATE) [`"]quintet_migration/.test(
    sql,
  );
}

// The shortest time that lock_wait_timeout can say, beside none.
const shortSeconds = 1;
// Of a table that is locked already: nobody but the server's own threads, which clean up behind transactions, has it too.
const heldSeconds = 10;
/** What comes between LOCK TABLES and UNLOCK TABLES (replace-column.ts). */
const underLock = /^\s*\/\* together \*\//;

function partlyDone(error: unknown, { committed, goesOn }: StatementRecorder): SchemaChangeError {
  const reason = error instanceof Error ? error.message : String(error);
  const advice = goesOn
    ? "They are written down: quintet migrate up goes on behind them once the reason is gone, and quintet migrate down undoes them."
    : "Undo them by hand, or correct the rest so that it can go on from there.";
  return new SchemaChangeError(
    `${reason}\nMariaDB and MySQL can't undo changes of tables. These statements were done and stay:\n${committed.map((sql) => `  ${sql};`).join("\n")}\n${advice}`,
    { cause: error },
  );
}
