import assert from "node:assert/strict";
import { test } from "node:test";
import * as db from "quintet/db";
import { halfApplied } from "../../src/db/migrations/run/migration-steps.ts";
import { migrateTo } from "../../src/db/migrations/run/run-migrations.ts";
import { readingSession, withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { forEachDatabase } from "./databases.ts";
import { judgeKill, readReference, startProcess } from "./kills/judge-kills.ts";
import { countStatements, run } from "./kills/killed-process.ts";
import { killedSets } from "./kills/killed-sets.ts";

// Every point, and random times: tests/reliability/migration-kills.ts. Here two points each run, by a seed of the day.
/** The functions of quintet/db that make an operation: the compiler refuses a list that lacks one. */
type OperationKind = {
  [Name in keyof typeof db]: (typeof db)[Name] extends (...args: never) => infer Made
    ? [Made] extends [never]
      ? never
      : Made extends db.Operation
        ? Name
        : never
    : never;
}[keyof typeof db];

const everyKind: Readonly<Record<OperationKind, true>> = {
  addConstraint: true,
  addField: true,
  addIndex: true,
  alterConstraint: true,
  alterField: true,
  alterOnlyOn: true,
  alterOptions: true,
  alterPrimaryKey: true,
  alterTable: true,
  backfill: true,
  beginAlterField: true,
  beginRenameField: true,
  copyField: true,
  createModel: true,
  deleteModel: true,
  finishAlterField: true,
  finishRenameField: true,
  removeConstraint: true,
  removeField: true,
  removeIndex: true,
  renameField: true,
  renameIndex: true,
  renameModel: true,
  renameTable: true,
  runCode: true,
  runSql: true,
  separate: true,
  validateConstraint: true,
};

function goTo(database: db.Database, name: string) {
  return withSchemaSession(database, (session) =>
    session.inTurn(() => migrateTo(session, killedSets.steps.graph, { module: "shop", name })),
  );
}

const seed = Number(process.env.QUINTET_TEST_SEED ?? Math.floor(Date.now() / 86_400_000));

const { plain } = killedSets;

test("processes are killed in every kind of operation that there is", () => {
  const killed = Object.values(killedSets).flatMap(({ operations }) => operations.map(({ kind }) => kind));

  assert.deepEqual([...new Set(killed)].toSorted(), Object.keys(everyKind).toSorted());
});

forEachDatabase(({ name, dialect, test, open, describe }) => {
  if (name === "SQLite in memory") return;

  for (const set of ["plain", "steps"] as const)
    test(`a process that is killed leaves migrations done, not done, or to be finished (${set}, seed ${seed})`, async () => {
      const children = [startProcess(), startProcess()];
      await using database = await open();
      const description = await describe();
      const reference = await readReference(description, killedSets[set]);

      const up = { set, description, direction: "up", at: 20 + (seed % (reference.up - 30)) } as const;
      const down = { set, description, direction: "down", at: 20 + (seed % (reference.down - 30)) } as const;
      const upProblem = await judgeKill(database, children[0]!, up, reference, "up");
      const downProblem = await judgeKill(database, children[1]!, down, reference, "up");

      assert.equal(upProblem, undefined, JSON.stringify(up));
      assert.equal(downProblem, undefined, JSON.stringify(down));
    });

  test("an error in the middle leaves a migration whole, or says so, and it goes on from there", async () => {
    await using database = await open();
    await run(database, plain, "up");
    await run(database, plain, "down");
    const ends = new Error("the connection is gone");
    await using failing = db.openDatabase(await describe());
    countStatements(failing, (_position, sql) => {
      if (/^ALTER TABLE .*RENAME COLUMN .title/.test(sql)) throw ends;
    });

    await assert.rejects(run(failing, plain, "up"), {
      code: "db.migration-failed",
      message:
        /^Migration shop\.0002_everything failed at operation \d+ \(Rename field title on Book to heading\): the connection/,
    });

    const half = await halfApplied(readingSession(database));
    assert.deepEqual(
      half.map(({ id }) => id),
      dialect === "mysql" ? [["shop", "0002_everything"]] : [],
    );
    await run(database, plain, "up");
    assert.deepEqual(await halfApplied(readingSession(database)), []);
    assert.deepEqual(await database.query("SELECT heading FROM shop_novel ORDER BY id"), [
      ["Tea!"],
      ["Salt!"],
    ]);
  });

  if (dialect === "postgres")
    test("an index that a lost connection has left invalid is built again", async () => {
      const { steps } = killedSets;
      const child = startProcess();
      await using database = await open();
      const description = await describe();
      await using other = db.openDatabase(description);
      await goTo(database, "0002_book_expand");
      const invalid = () =>
        database.query("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid");

      // An index is not valid while it waits for who has written to the table, and its server process is ended there.
      await withSchemaSession(other, async (writer) => {
        await writer.query("BEGIN");
        await writer.query("LOCK TABLE shop_book IN ROW EXCLUSIVE MODE");
        child.stdin!.write(`${JSON.stringify({ set: "steps", description, direction: "up" })}\n`);
        while ((await invalid()).length === 0) await new Promise((done) => setTimeout(done, 10));
        child.kill("SIGKILL");
        await database.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE INDEX CONCURRENTLY%'",
        );
        await writer.query("ROLLBACK");
      });
      const left = await withSchemaSession(database, (session) => session.inTurn(invalid));
      const half = await halfApplied(readingSession(database));
      await goTo(database, "0003_book_backfill");

      const [twin] = left.flat();
      assert.match(String(twin), /_twin$/);
      assert.deepEqual(half, [{ id: ["shop", "0003_book_backfill"], marked: 0, rows: { rows: 3, of: 3 } }]);
      assert.deepEqual(await invalid(), []);
      assert.deepEqual(await database.query("SELECT to_regclass($1)::text", [twin as string]), [[twin]]);
      await run(database, steps, "up");
    });

  test("who waits for a turn is told who has it, and gets it at its end", async () => {
    await using database = await open();
    await run(database, plain, "up"); // from then on, MariaDB has a table to write it to
    await using other = db.openDatabase(await describe());
    const told: unknown[] = [];
    const order: string[] = [];

    await withSchemaSession(database, (session) =>
      session.inTurn(async () => {
        const waiting = withSchemaSession(other, (second) =>
          second.inTurn(
            async () => void order.push("second"),
            (holder) => void told.push(holder?.who.split(" on ")[0]),
          ),
        );
        const deadline = Date.now() + 5_000;
        while (told.length === 0 && Date.now() < deadline) await new Promise((done) => setTimeout(done, 10));
        order.push("first");
        return { waiting };
      }),
    ).then(({ waiting }) => waiting);

    assert.deepEqual(told, [`process ${process.pid}`]);
    assert.deepEqual(order, ["first", "second"]);
  });
});
