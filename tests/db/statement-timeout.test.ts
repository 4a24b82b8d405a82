import assert from "node:assert/strict";
import { test as nodeTest } from "node:test";
import { type Database, Model, openDatabase, StatementTimeout, text } from "quintet/db";
import { coreConfigSections, defineConfig, resolveConfig, Secret } from "../../src/core/index.ts";
import { dbModule } from "../../src/db/db-module.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { type TestDatabase, testDatabases } from "./databases.ts";

/* How long a statement may take: on servers, which end it. SQLite has no such limit, and says so. */

class Tea extends Model({ notes: text() }) {}

/** What each server calls its limit, how it tells it in milliseconds, and a statement that takes so many seconds. */
const words = {
  postgres: {
    limit: "SELECT extract(epoch FROM current_setting('statement_timeout')::interval) * 1000",
    sleep: (seconds: number) => `SELECT pg_sleep(${seconds})`,
  },
  mysql: {
    limit: "SELECT @@max_statement_time * 1000",
    sleep: (seconds: number) => `SELECT SLEEP(${seconds})`,
  },
};

/** The same database once more, with options of its own. */
async function opened(
  { describe }: TestDatabase,
  options: { statementTimeoutMs?: number; pool?: object },
): Promise<Database> {
  const { backend, options: address } = await describe();
  return openDatabase({ backend, options: { ...address, ...options } }, "timed");
}

for (const kind of testDatabases) {
  if (kind.dialect === "sqlite") continue;
  const { test } = kind;
  const { limit, sleep } = words[kind.dialect];
  const limitOf = async (database: Database) => Math.round(Number((await database.query(limit))[0]![0]));

  test("a statement may take 30 seconds where nothing is said", async () => {
    await using _ = await kind.open();
    await using database = await opened(kind, {});

    assert.equal(await limitOf(database), 30_000);
  });

  test("a statement that takes longer than it may is ended, and its connection works on", async () => {
    await using _ = await kind.open();
    await using database = await opened(kind, { statementTimeoutMs: 200, pool: { max: 1 } });
    const before = performance.now();

    const refused = await database.query(sleep(20)).catch((error: unknown) => error);

    assert.ok(performance.now() - before < 10_000);
    assert.ok(refused instanceof StatementTimeout, String(refused));
    assert.match(refused.message, /took longer than it may.*\n.*"statementTimeoutMs".*\nStatement: SELECT/s);
    assert.equal(refused.code, "db.statement-timeout");
    assert.deepEqual(await database.query("SELECT 7"), [[7]]);
  });

  test("0 takes the limit away, and a number changes it", async () => {
    await using _ = await kind.open();
    await using unlimited = await opened(kind, { statementTimeoutMs: 0 });
    await using short = await opened(kind, { statementTimeoutMs: 1500 });

    assert.equal(await limitOf(unlimited), 0);
    assert.equal(await limitOf(short), 1500);
  });

  test("changes of the schema take as long as they take, and the limit is back afterwards", async () => {
    await using _ = await kind.open();
    await using database = await opened(kind, { statementTimeoutMs: 200, pool: { max: 1 } });

    const rows = await withSchemaSession(database, (session) =>
      session.exclusively(() => session.query(sleep(0.6))),
    );

    assert.equal(rows.length, 1);
    assert.equal(await limitOf(database), 200);
  });

  test("a stream may be read for longer than a statement may take, and the limit is back afterwards", async () => {
    await using plain = await kind.open([Tea]);
    await Tea.createMany(Array.from({ length: 300 }, () => ({ notes: "" })));
    await plain.script("UPDATE tea SET notes = REPEAT('x', 100000)"); // more than sockets hold for a reader
    await using database = await opened(kind, { statementTimeoutMs: 500, pool: { max: 1 } });
    let count = 0;

    for await (const _tea of Tea.using(database).stream({ chunk: 50 }))
      if (++count % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 150)); // a reader that has other work

    assert.equal(count, 300);
    assert.equal(await limitOf(database), 500);
  });
}

for (const kind of testDatabases) {
  if (kind.dialect !== "postgres") continue;

  kind.test("a statement that is ended leaves those alone that were sent beside it", async () => {
    await using _ = await kind.open();
    await using database = await opened(kind, { statementTimeoutMs: 300, pool: { max: 1 } });

    const [slow, quick] = await Promise.allSettled([
      database.query("SELECT pg_sleep(20)"),
      database.query("SELECT 7"),
    ]);

    assert.equal(slow.status, "rejected");
    assert.deepEqual(quick, { status: "fulfilled", value: [[7]] });
  });

  kind.test("a limit of the database's own stands where the configuration says nothing", async () => {
    await using plain = await kind.open();
    const [[name] = []] = await plain.query("SELECT current_database()");
    await plain.script(`ALTER DATABASE "${name}" SET statement_timeout TO 4000`);
    try {
      await using silent = await opened(kind, {});
      await using spoken = await opened(kind, { statementTimeoutMs: 9000 });

      assert.deepEqual(await silent.query("SHOW statement_timeout"), [["4s"]]);
      assert.deepEqual(await spoken.query("SHOW statement_timeout"), [["9s"]]);
    } finally {
      await plain.script(`ALTER DATABASE "${name}" RESET statement_timeout`);
    }
  });
}

nodeTest("a limit that is no number of milliseconds is told at the start, and SQLite takes none", () => {
  const databases = {
    default: { backend: "postgres", options: { database: "shop", statementTimeoutMs: -1 } },
    other: { backend: "mysql", options: { database: "shop", statementTimeoutMs: "soon" } },
    file: { backend: "sqlite", options: { file: "a.sqlite3", statementTimeoutMs: 5000 } },
  };
  const secretKey = new Secret("a-long-enough-secret-for-the-tests-0123456789");

  assert.throws(
    () =>
      resolveConfig(defineConfig({ modules: [], secretKey, databases } as never), [
        ...coreConfigSections,
        ...(dbModule.configSections ?? []),
      ]),
    (error: Error) => {
      assert.match(error.message, /databases\.default\.statementTimeoutMs/);
      assert.match(error.message, /databases\.other\.statementTimeoutMs/);
      assert.match(error.message, /databases\.file.*statementTimeoutMs/s);
      return true;
    },
  );
});
