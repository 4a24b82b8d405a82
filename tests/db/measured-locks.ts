import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { type Database, DatabaseLocked, openDatabase, transaction } from "quintet/db";
import type { LockFact } from "../../src/db/migrations/safety/lock-facts.ts";
import { MysqlSchemaSession } from "../../src/db/schema/mysql/mysql-schema-session.ts";
import { PostgresSchemaSession } from "../../src/db/schema/postgres/postgres-schema-session.ts";
import type { SchemaConnection, SchemaSession } from "../../src/db/schema/schema-editor.ts";
import { SqliteSchemaSession } from "../../src/db/schema/sqlite/sqlite-schema-session.ts";
import type { TestDatabase } from "./databases.ts";

/*
 * What a change of a table takes, as the database itself shows it. A session runs the change over a connection that stops
 * at each step and looks: what is locked, whether somebody else may read and write meanwhile, and what became of the table.
 * Of a change in several steps the worst counts: the one that somebody waits for the longest.
 *
 *   PostgreSQL  pg_locks; LOCK TABLE … NOWAIT of another connection; files of the table and its indexes, rows that were read.
 *               Each statement is a transaction that is looked at before its end. CREATE and DROP INDEX CONCURRENTLY take none:
 *               they are looked at while they wait for a transaction of somebody else.
 *   MariaDB     the least ALGORITHM and LOCK that the server takes; what happens to who comes while a statement waits for a
 *               reader, or under LOCK TABLES; the numbers of the table and its indexes in InnoDB; locks of rows
 *   SQLite      whether another connection may read and write before the end of the transaction, and the pages it writes
 */

/** Changes `table` through a session. */
export type Change = (session: SchemaSession) => Promise<void>;

/** Runs a change and gives what it took. */
export async function measureLocks(
  kind: TestDatabase,
  database: Database,
  table: string,
  change: Change,
): Promise<LockFact> {
  const measure = { postgres: measurePostgres, mysql: measureMysql, sqlite: measureSqlite }[kind.dialect];
  const description = await kind.describe();
  await using watcher = openDatabase(description, "watcher");
  await using blocker = openDatabase(description, "blocker");
  return await database.backend.borrow((executor) => {
    const connection: SchemaConnection = {
      query: async (text, parameters = []) => executor.read({ text, bigints: false }, parameters as string[]),
    };
    return measure({ connection, watcher, blocker, table, change });
  });
}

interface Measured {
  readonly connection: SchemaConnection;
  /** Somebody who comes meanwhile. */
  readonly watcher: Database;
  /** Somebody who was there before. */
  readonly blocker: Database;
  readonly table: string;
  readonly change: Change;
}

const works = ["moment", "scan", "build", "rewrite"] as const;

/** The worst, and the last of those that are equally bad. */
function worst(facts: readonly LockFact[]): LockFact {
  const harm = ({ stops, work }: LockFact) =>
    stops === "nobody"
      ? works.indexOf(work) / 10
      : 1 + works.indexOf(work) + (stops === "everybody" ? 0.5 : 0);
  return facts.toReversed().toSorted((a, b) => harm(b) - harm(a))[0]!;
}

/** Runs `work` while a transaction of `blocker` is open that has done `statement`; it is undone at the end. */
async function blocked<Result>(
  blocker: Database,
  statement: string,
  work: (release: () => void) => Promise<Result>,
): Promise<Result> {
  const released = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const undone = new Error("undone");
  const hold = async () => {
    await blocker.query(statement);
    begun.resolve();
    await released.promise;
    throw undone;
  };
  const holding = transaction(hold, { database: blocker }).catch((error) => {
    begun.reject(error);
    if (error !== undone) throw error;
  });
  await begun.promise;
  try {
    return await work(released.resolve);
  } finally {
    released.resolve();
    await holding;
  }
}

/** Whether a statement gets its locks at once. */
async function passes(database: Database, ...statements: readonly string[]): Promise<boolean> {
  try {
    const run = async () => {
      for (const statement of statements) await database.query(statement);
    };
    await transaction(run, { database });
    return true;
  } catch (error) {
    if (error instanceof DatabaseLocked) return false;
    throw error;
  }
}

async function stoppedOf(
  reads: Promise<boolean>,
  writes: () => Promise<boolean>,
): Promise<LockFact["stops"]> {
  if (!(await reads)) return "everybody";
  return (await writes()) ? "nobody" : "writers";
}

const strength = [
  "AccessShareLock",
  "RowShareLock",
  "RowExclusiveLock",
  "ShareUpdateExclusiveLock",
  "ShareLock",
  "ShareRowExclusiveLock",
  "ExclusiveLock",
  "AccessExclusiveLock",
];

async function measurePostgres({ connection, watcher, blocker, table, change }: Measured): Promise<LockFact> {
  const values = async (sql: string) => (await connection.query(sql)).flat();
  const [oid, pid] = await values(`SELECT '${table}'::regclass::oid, pg_backend_pid()`);
  const indexesOf = `SELECT indexrelid FROM pg_index WHERE indrelid = ${oid}`;
  const files = async () => ({
    table: (await values(`SELECT relfilenode FROM pg_class WHERE oid = ${oid}`))[0],
    indexes: await values(`SELECT relfilenode FROM pg_class WHERE oid IN (${indexesOf})`),
  });
  const readRows = async () =>
    Number((await values(`SELECT pg_stat_get_xact_tuples_returned(${oid}::oid)`))[0] ?? 0);
  const locksOn = async (
    relations: string,
    from: (sql: string) => Promise<readonly (readonly unknown[])[]>,
  ) =>
    (
      await from(`SELECT mode FROM pg_locks WHERE pid = ${pid} AND granted AND relation IN (${relations})`)
    ).map(([mode]) => String(mode));

  const facts: LockFact[] = [];
  let earlier = await files();
  let earlierReads = 0;
  let isOpen = false;

  const lookAt = async (
    work: LockFact["work"],
    from: (sql: string) => Promise<readonly (readonly unknown[])[]>,
  ) => {
    const onTable = await locksOn(`${oid}`, from);
    const modes = onTable.length > 0 ? onTable : await locksOn(indexesOf, from); // an index may change by itself
    const strongest = modes.toSorted((a, b) => strength.indexOf(b) - strength.indexOf(a))[0];
    if (strongest === undefined) return;
    const lock = (mode: string) => `LOCK TABLE ${table} IN ${mode} MODE NOWAIT`;
    const stops = await stoppedOf(passes(watcher, lock("ACCESS SHARE")), () =>
      passes(watcher, lock("ROW EXCLUSIVE")),
    );
    const row = `SELECT * FROM ${table} ORDER BY id LIMIT 1 FOR UPDATE NOWAIT`;
    const isRowLocked = stops === "nobody" && !(await passes(watcher, row));
    const words = strongest.replace(/Lock$/, "").replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ");
    facts.push({
      lock: isRowLocked ? "row locks" : words.toUpperCase(),
      stops: isRowLocked ? "writers" : stops,
      work,
    });
  };
  const workSince = async (): Promise<LockFact["work"]> => {
    const now = await files();
    const hasRead = (await readRows()) > earlierReads;
    const before = earlier;
    earlier = now;
    if (now.table === undefined) return "moment"; // it is gone
    if (now.table !== before.table) return "rewrite";
    if (!hasRead) return "moment";
    return now.indexes.some((file) => !before.indexes.includes(file)) ? "build" : "scan";
  };
  const begin = async () => {
    earlier = await files();
    earlierReads = await readRows();
  };

  const aside = (sql: string) =>
    blocked(blocker, `DELETE FROM ${table} WHERE id < 0`, async (release) => {
      const before = await files();
      const running = connection.query(sql);
      const waits = `SELECT 1 FROM pg_locks WHERE pid = ${pid} AND NOT granted`;
      while ((await watcher.query(waits)).length === 0);
      const looked = facts.length;
      await lookAt("moment", (text) => watcher.query(text));
      release();
      const rows = await running;
      const isMade = (await files()).indexes.some((file) => !before.indexes.includes(file));
      if (isMade) facts[looked] = { ...facts[looked]!, work: "build" };
      return rows;
    });

  await change(
    new PostgresSchemaSession({
      async query(sql, parameters) {
        if (/\bCONCURRENTLY\b/.test(sql)) return aside(sql);
        if (/^\s*(SELECT|SET|SHOW|RESET)\b/i.test(sql)) return connection.query(sql, parameters);
        if (sql === "COMMIT") await lookAt(await workSince(), (text) => connection.query(text));
        if (sql === "COMMIT" || sql === "ROLLBACK") isOpen = false;
        const isAlone = !isOpen && !/^(BEGIN|COMMIT|ROLLBACK)$/.test(sql);
        if (isAlone) {
          await connection.query("BEGIN");
          await begin();
        }
        const rows = await connection.query(sql, parameters);
        if (sql === "BEGIN") {
          isOpen = true;
          await begin();
        }
        if (isAlone) {
          await lookAt(await workSince(), (text) => connection.query(text));
          await connection.query("COMMIT");
        }
        return rows;
      },
    }),
  );
  return worst(facts);
}

async function measureMysql({ connection, watcher, blocker, table, change }: Measured): Promise<LockFact> {
  const values = async (sql: string) => (await connection.query(sql)).flat();
  const [[id] = []] = await connection.query("SELECT CONNECTION_ID()");
  const [name] = await values("SELECT DATABASE()");
  const numbers = async () => {
    const known = `SELECT TABLE_ID FROM information_schema.INNODB_SYS_TABLES WHERE NAME = '${name}/${table}'`;
    const [number] = await values(known);
    const indexes = `SELECT INDEX_ID FROM information_schema.INNODB_SYS_INDEXES WHERE TABLE_ID = ${number ?? 0}`;
    return { table: number, indexes: await values(indexes) };
  };
  const rowCount = Number((await values(`SELECT COUNT(*) FROM ${table}`))[0]);
  const reads = async () => {
    const counted = await connection.query("SHOW SESSION STATUS LIKE 'Handler_read_%'");
    return counted.reduce((sum, [, count]) => sum + Number(count), 0);
  };
  const quickly = ["SET SESSION lock_wait_timeout = 0", "SET SESSION innodb_lock_wait_timeout = 0"];
  const stops = () =>
    stoppedOf(passes(watcher, ...quickly, `SELECT id FROM ${table} LIMIT 1`), () =>
      passes(watcher, ...quickly, `UPDATE ${table} SET pages = pages WHERE id = 1`),
    );

  const facts: LockFact[] = [];
  let isHeld = false;

  /** A change of the table that waits for a reader, while others come; then it goes on. */
  const behindReader = (sql: string) =>
    blocked(blocker, `SELECT id FROM ${table} LIMIT 1`, async (release) => {
      await connection.query("SET SESSION lock_wait_timeout = 60");
      let isDone = false;
      const running = connection.query(sql).finally(() => {
        isDone = true;
      });
      running.catch(() => {}); // who awaits it below is told
      const waits = `SELECT 1 FROM information_schema.PROCESSLIST WHERE ID = ${id} AND STATE LIKE 'Waiting for table metadata lock%'`;
      while (!isDone && (await watcher.query(waits)).length === 0);
      const stopped = isDone ? "nobody" : await stops();
      release();
      await running;
      return stopped;
    });
  const run = async (sql: string): Promise<LockFact["stops"]> => {
    if (!isHeld) return behindReader(sql);
    await connection.query(sql);
    return "everybody";
  };
  const least = async (sql: string) => {
    const plain = sql.replace(/, ALGORITHM=\w+, LOCK=\w+$/, "");
    for (const algorithm of ["INSTANT", "NOCOPY", "INPLACE", "COPY"])
      for (const mode of ["NONE", "SHARED", "EXCLUSIVE"] as const)
        try {
          const stopped = await run(`${plain}, ALGORITHM=${algorithm}, LOCK=${mode}`);
          return { algorithm, mode, stopped };
        } catch (error) {
          if (!/is not supported/.test(String(error))) throw error;
        }
    throw new Error(`No algorithm is accepted for ${sql}`);
  };
  const alter = async (sql: string) => {
    const before = await numbers();
    const { algorithm, mode, stopped } = await least(sql);
    const now = await numbers();
    const isRewritten = before.table !== now.table && now.table !== undefined;
    const isBuilt = now.indexes.some((index) => !before.indexes.includes(index));
    const work = isRewritten ? "rewrite" : isBuilt ? "build" : "moment";
    const lock = isHeld ? `LOCK TABLES, ${algorithm}` : `${algorithm}, LOCK=${mode}`;
    const meanwhile = isHeld
      ? "everybody"
      : ({ NONE: "nobody", SHARED: "writers", EXCLUSIVE: "everybody" } as const)[mode];
    facts.push(
      worst([
        { lock, stops: stopped, work: "moment" },
        { lock, stops: meanwhile, work },
      ]),
    );
  };

  const ofTable = (words: string) => new RegExp(`^(/\\* together \\*/ )?${words} \`${table}\``);
  await change(
    new MysqlSchemaSession({
      async query(sql, parameters) {
        if (ofTable("ALTER TABLE").test(sql)) {
          await alter(sql.replace(/^\/\*.*?\*\/ /, ""));
          return [];
        }
        if (ofTable("RENAME TABLE").test(sql)) {
          await alter(sql.replace(/^RENAME TABLE (\S+) TO/, "ALTER TABLE $1 RENAME TO"));
          return [];
        }
        if (ofTable("DROP TABLE").test(sql)) {
          const stopped = await run(sql);
          const lock = { nobody: "LOCK=NONE", writers: "LOCK=SHARED", everybody: "LOCK=EXCLUSIVE" }[stopped];
          facts.push({ lock, stops: stopped, work: "moment" });
          return [];
        }
        const before = await reads();
        const rows = await connection.query(sql, parameters);
        if (/\bLOCK TABLES\b/.test(sql)) isHeld = !/UNLOCK/.test(sql);
        if (isHeld || !sql.includes(`\`${table}\``) || /information_schema/i.test(sql)) return rows;
        if ((await reads()) - before < rowCount) return rows;
        const stopped = await stops();
        facts.push({ lock: stopped === "nobody" ? "none" : "row locks", stops: stopped, work: "scan" });
        return rows;
      },
    }),
  );
  return worst(facts);
}

async function measureSqlite({ connection, table, change }: Measured): Promise<LockFact> {
  const [[, , file] = []] = await connection.query("PRAGMA database_list");
  using other = new DatabaseSync(String(file), { timeout: 0 });
  await connection.query("PRAGMA wal_checkpoint(TRUNCATE)");
  const tableSize = `SELECT SUM(pgsize) FROM dbstat WHERE name = '${table}'`;
  const [[size] = []] = await connection.query(tableSize);
  const may = (sql: string): boolean => {
    try {
      other.exec(sql);
      return true;
    } catch (error) {
      if (/locked/.test(String(error))) return false;
      throw error;
    }
  };
  const seen: LockFact["stops"][] = [];
  let makesTable = false;
  let makesIndex = false;
  await change(
    new SqliteSchemaSession({
      async query(sql, parameters) {
        if (/^CREATE TABLE "new__/.test(sql)) makesTable = true;
        if (/^CREATE (UNIQUE )?INDEX/.test(sql)) makesIndex = true;
        if (sql === "COMMIT")
          seen.push(
            await stoppedOf(Promise.resolve(may(`SELECT count(*) FROM ${table}`)), async () =>
              may("BEGIN IMMEDIATE; ROLLBACK"),
            ),
          );
        return connection.query(sql, parameters);
      },
    }),
  );
  const isAllWritten = statSync(`${file}-wal`).size >= Number(size);
  const work = makesTable || (isAllWritten && !makesIndex) ? "rewrite" : makesIndex ? "build" : "moment";
  const lock = { nobody: "none", writers: "writer lock of the file", everybody: "the whole file" }[seen[0]!];
  return { lock, stops: seen[0]!, work };
}
