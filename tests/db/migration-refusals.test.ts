import assert from "node:assert/strict";
import { type Database, openDatabase, transaction } from "quintet/db";
import type { Terminal } from "../../src/core/index.ts";
import { progressOn } from "../../src/db/migrations/commands/progress.ts";
import { migrateAppUp } from "../../src/db/migrations/run/migrate-app.ts";
import { forEachDatabase, type TestDatabase } from "./databases.ts";
import { initialMigration, interruptedMigration } from "./interrupted-migration.ts";
import { type MigrationProject, migrationProject, runCommand } from "./migration-project.ts";

/*
 * A server refuses what a migration asks for, or goes away in the middle of it. The message names who lacks what, who
 * stands in the way, and what to do: where it is a statement, the tests run it, and go on.
 */

const id = `id: { type: "auto", primaryKey: true }`;
const more = `import { addField, createModel, migration } from "quintet/db";
export default migration({
  dependsOn: [["shop", "0001_initial"]],
  operations: [
    createModel("Tag", { fields: { ${id}, book: { type: "belongsTo", to: "shop.Book", onDelete: "cascade" } } }),
    addField("Book", "pages", { type: "integer" }, { fill: 1 }),
  ],
});`;

/** A project whose first migration is applied, and whose second is this one. */
async function startedProject(kind: TestDatabase, second = more): Promise<MigrationProject> {
  const project = await migrationProject(kind);
  await project.write("shop", "0001_initial.ts", initialMigration);
  await project.write("shop", "0002_more.ts", second);
  await runCommand(project.app({ shop: [] }), "migrate up", { module: "shop", migration: "0001" });
  return project;
}

async function messageOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => assert.fail("it should fail"),
    (error: Error) => error.message,
  );
}

/** The database by way of connections of another user, or with other settings. */
async function connect(kind: TestDatabase, user: string, more: object = {}): Promise<Database> {
  const description = await kind.describe();
  const { url, ...options } = description.options as { readonly url: string };
  const own = new URL(url);
  if (user !== "") [own.username, own.password] = [user, "secret-of-tests"];
  return openDatabase({
    ...description,
    options: { ...options, url: own.href, ...more },
  } as typeof description);
}

/** A transaction that has run a statement, and stays open until it is released; `ended` gives its error, if it has one. */
async function hold(database: Database, statement: string) {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const work = async () => {
    await database.query(statement);
    held.resolve();
    await released.promise;
  };
  const ended = transaction(work, { database }).catch((error: Error) => error);
  await Promise.race([held.promise, ended]);
  return { release: released.resolve, ended };
}

/** How it is to be told where a table is in use. */
function reporter(told: string[], ready: (text: string) => void) {
  const line = (text = "") => {
    told.push(text);
    ready(text);
  };
  return progressOn({ line, interactive: false } as Terminal);
}

forEachDatabase((kind) => {
  if (kind.dialect === "sqlite") return;
  const { dialect, test } = kind;
  const isPostgres = dialect === "postgres";
  const user = `quintet_test_${process.pid}`;

  test("a user without a right is told which, and the statement that grants it", async () => {
    await using project = await startedProject(kind);
    await project.database.execute(
      isPostgres
        ? `CREATE ROLE ${user} LOGIN PASSWORD 'secret-of-tests'`
        : `CREATE USER ${user}@'%' IDENTIFIED BY 'secret-of-tests'`,
    );
    try {
      const [[name] = []] = await project.database.query(
        isPostgres ? "SELECT current_database()" : "SELECT DATABASE()",
      );
      if (!isPostgres) await project.database.execute(`GRANT SELECT ON ${name}.* TO ${user}@'%'`);
      const granted: string[] = [];
      const failed: string[] = [];
      for (let round = 0; round < 10; round++) {
        await using database = await connect(kind, user);
        const app = project.app({ shop: [] }, undefined, database);
        const said = await runCommand(app, "migrate up").catch((error: Error) => error.message);
        const [, statement] = /^.*[Hh]ave this run by [^:]+: (.+)$/m.exec(said) ?? [];
        if (statement === undefined) break;
        failed.push(/^(.+?): /.exec(said)![1]!);
        granted.push(statement.replaceAll(String(name), "DB"));
        await project.database.execute(statement);
        if (round === 0 && isPostgres)
          await project.database.execute(`REVOKE CREATE ON SCHEMA public FROM ${user}`);
      }

      const role = `"${user}"`;
      const account = `'${user}'@'%'`;
      assert.deepEqual(
        granted,
        isPostgres
          ? [
              `GRANT USAGE, CREATE ON SCHEMA public TO ${role}`,
              `GRANT SELECT, INSERT, UPDATE, DELETE ON "quintet_migrations" TO ${role}`,
              `GRANT CREATE ON SCHEMA "public" TO ${role}`,
              `GRANT REFERENCES ON "shop_book" TO ${role}`,
              `ALTER TABLE "shop_book" OWNER TO ${role}`,
            ]
          : ["DELETE", "INSERT", "CREATE", "ALTER"].map(
              (right) => `GRANT ${right} ON \`DB\`.* TO ${account}`,
            ),
      );
      assert.match(failed.at(-1)!, /^Migration shop\.0002_more failed at operation \d \(.+\)$/);
      assert.match(await runCommand(project.app({ shop: [] }), "migrate status"), /\[x\] 0002_more/);
    } finally {
      await project.database.script(
        isPostgres ? `DROP OWNED BY ${user}; DROP ROLE ${user}` : `DROP USER ${user}@'%'`,
      );
    }
  });

  test("a connection that is lost in the middle is told with what stays, and the next run goes on", async () => {
    await using project = await startedProject(kind, interruptedMigration());
    const app = project.app({ shop: [] });
    globalThis.duringMigration = async (database) => {
      globalThis.duringMigration = undefined;
      const [[own] = []] = await database.query(
        isPostgres ? "SELECT pg_backend_pid()" : "SELECT CONNECTION_ID()",
      );
      await database.query(isPostgres ? `SELECT pg_terminate_backend(${own})` : `KILL ${own}`);
    };

    const said = await messageOf(runCommand(app, "migrate up"));

    assert.match(
      said,
      /^Migration shop\.0002_more failed at operation 2 \(Run code\): .*the connection was lost \(.+\)/,
    );
    if (isPostgres)
      assert.match(said, /all of it is done, or nothing\. .*"quintet migrate up" goes on from there\.$/);
    else
      assert.match(
        said,
        /done and stay:\n {2}ALTER TABLE `shop_book` ADD COLUMN `pages` [\s\S]*quintet migrate up goes on behind them/,
      );
    const status = await runCommand(app, "migrate status");
    assert.match(
      status,
      isPostgres ? /\[x\] 0001_initial\n \[ \] 0002_more/ : /\[~\] 0002_more \(half applied: .*goes on/,
    );
    await runCommand(app, "migrate up");
    await project.database.execute("INSERT INTO shop_book (title, pages, words) VALUES ('Tea', 1, 2)");
    assert.match(await runCommand(app, "migrate status"), /\[x\] 0002_more/);
  });

  test("a connection that is lost between two steps is told, and the next run goes on behind them", async () => {
    await using project = await startedProject(kind, interruptedMigration("transaction: false,"));
    const app = project.app({ shop: [] });
    globalThis.duringMigration = async (database) => {
      globalThis.duringMigration = undefined;
      const [[own] = []] = await database.query(
        isPostgres ? "SELECT pg_backend_pid()" : "SELECT CONNECTION_ID()",
      );
      await database.query(isPostgres ? `SELECT pg_terminate_backend(${own})` : `KILL ${own}`);
    };

    const said = await messageOf(runCommand(app, "migrate up"));

    assert.match(
      said,
      /operation 2 \(Run code\): .*the connection was lost[\s\S]*written down: .*quintet migrate up"? goes on behind/,
    );
    assert.match(await runCommand(app, "migrate status"), /\[~\] 0002_more/);
    await runCommand(app, "migrate up");
    assert.match(await runCommand(app, "migrate status"), /\[x\] 0002_more/);
  });

  test("who holds the lock that a migration waits for is told while it waits", async () => {
    await using project = await startedProject(kind);
    await using other = await connect(kind, "");
    const told: string[] = [];
    const { release, ended } = await hold(other, "INSERT INTO shop_book (title) VALUES ('Tea')");
    const report = reporter(told, (text) => {
      if (/Wait for its end/.test(text)) release();
    });

    await migrateAppUp(project.app({ shop: [] }), { report });
    await ended;

    assert.match(
      told[0]!,
      /^ {2}shop\.0002_more: a transaction holds what it has to lock; asking again, without stopping others$/,
    );
    assert.match(
      told[1]!,
      isPostgres
        ? /^ {4}Process \d+ \(user \w+, from [\d.:]+\) holds "shop_book" in a transaction that is open for \d+ s; it has done nothing for \d+ s, and ran last: INSERT INTO shop_book/
        : /^ {4}Open on this database for the longest: process \d+ \(user \w+, from .+\) in a transaction that is open for \d+ s$/,
    );
    assert.match(told[2]!, isPostgres ? /: SELECT pg_terminate_backend\(\d+\)$/ : /: KILL \d+$/);
    assert.equal(told.length, 4);
  });

  test("a lock that isn't given within ten minutes is an error that names who holds it, and how to end that", async (t) => {
    await using project = await startedProject(kind);
    await using other = await connect(kind, "");
    const { release, ended } = await hold(other, "SELECT title FROM shop_book");
    const now = Date.now;
    let laterMs = 0;
    t.mock.method(Date, "now", () => now() + laterMs);
    const report = reporter([], () => {
      laterMs = 11 * 60_000;
    });

    const said = await messageOf(migrateAppUp(project.app({ shop: [] }), { report }));

    assert.match(
      said,
      /^Migration shop\.0002_more failed at operation \d \(.+\): [\s\S]*The lock could not be had within 10 minutes/,
    );
    const [, end] = /^Wait for its end, or end it, which undoes what it did: (.+)$/m.exec(said)!;
    await project.database.query(end!).catch(() => {});
    release();
    assert.ok((await ended) instanceof Error); // it was ended from outside
    assert.match(await runCommand(project.app({ shop: [] }), "migrate up"), /1 migration applied/);
  });

  if (!isPostgres) return;

  test("a history that can't be read, because somebody holds its table, is told with who it is", async () => {
    await using project = await startedProject(kind);
    await using other = await connect(kind, "");
    await using impatient = await connect(kind, "", { statementTimeoutMs: 300 });
    const said = await transaction(
      async () => {
        await other.execute("LOCK TABLE quintet_migrations");
        return messageOf(runCommand(project.app({ shop: [] }, undefined, impatient), "migrate up"));
      },
      { database: other },
    );

    assert.match(said, /^What was applied can't be read: PostgreSQL: a statement took longer than it may/);
    assert.match(said, /\nProcess \d+ \(.+\) holds "quintet_migrations" in a transaction/);
  });

  test("a database that can only be read is told with the setting that says so, and how to take it back", async () => {
    await using project = await startedProject(kind);
    const [[name] = []] = await project.database.query("SELECT current_database()");
    await project.database.execute(`ALTER DATABASE ${name} SET default_transaction_read_only TO on`);
    await using database = await connect(kind, "");
    const app = project.app({ shop: [] }, undefined, database);

    const said = await messageOf(runCommand(app, "migrate up"));

    assert.match(
      said,
      /operation 1 \(Create model Tag\): PostgreSQL can only be read: cannot execute CREATE TABLE/,
    );
    const [, statement] = /is on for the database: (ALTER DATABASE .+)$/m.exec(said)!;
    assert.match(
      said,
      /\nNothing of it was done\. Once the reason is gone, run it again: quintet migrate up$/,
    );
    assert.match(
      await messageOf(runCommand(app, "migrate fake", { module: "shop" })),
      /^Nothing was recorded: PostgreSQL can only be read: [\s\S]*is on for the database: ALTER DATABASE/,
    );
    await project.database.execute(`SET default_transaction_read_only TO off; ${statement}`).catch(() => {});
    await project.database.script(statement!);
    await using again = await connect(kind, "");
    await runCommand(project.app({ shop: [] }, undefined, again), "migrate up");
  });
});
