import assert from "node:assert/strict";
import { openDatabase } from "quintet/db";
import { halfApplied } from "../../src/db/migrations/run/migration-steps.ts";
import { readingSession, withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { forEachDatabase } from "./databases.ts";
import { judgeKill, readReference, startProcess } from "./kills/judge-kills.ts";
import { killedName } from "./kills/killed-migration.ts";
import { countStatements, run } from "./kills/killed-process.ts";

// Every point, and random times: tests/reliability/migration-kills.ts. Here two points each run, by a seed of the day.
const seed = Number(process.env.QUINTET_TEST_SEED ?? Math.floor(Date.now() / 86_400_000));

forEachDatabase(({ name, dialect, test, open, describe }) => {
  if (name === "SQLite in memory") return;

  test(`a process that is killed leaves a migration done, not done, or to be finished (seed ${seed})`, async () => {
    const children = [startProcess(), startProcess()];
    await using database = await open();
    const description = await describe();
    const reference = await readReference(description);

    const up = { description, direction: "up", at: 20 + (seed % (reference.up - 30)) } as const;
    assert.equal(await judgeKill(database, children[0]!, up, reference, true), undefined, JSON.stringify(up));
    await run(database, "up");
    const down = { description, direction: "down", at: 20 + (seed % (reference.down - 30)) } as const;
    assert.equal(
      await judgeKill(database, children[1]!, down, reference, false),
      undefined,
      JSON.stringify(down),
    );
  });

  test("an error in the middle leaves a migration whole, or says so, and it goes on from there", async () => {
    await using database = await open();
    await run(database, "up");
    await run(database, "down");
    const ends = new Error("the connection is gone");
    await using failing = openDatabase(await describe());
    countStatements(failing, (_position, sql) => {
      if (/^ALTER TABLE .*RENAME COLUMN .title/.test(sql)) throw ends;
    });

    await assert.rejects(run(failing, "up"), {
      code: "db.migration-failed",
      message:
        /^Migration shop\.0002_everything failed at operation \d+ \(Rename field title on Book to heading\): the connection/,
    });

    const half = await halfApplied(readingSession(database));
    assert.deepEqual(
      half.map(({ id }) => id),
      dialect === "mysql" ? [["shop", killedName]] : [],
    );
    await run(database, "up");
    assert.deepEqual(await halfApplied(readingSession(database)), []);
    assert.deepEqual(await database.query("SELECT heading FROM shop_novel ORDER BY id"), [
      ["Tea!"],
      ["Salt!"],
    ]);
  });

  test("who waits for a turn is told who has it, and gets it at its end", async () => {
    await using database = await open();
    await run(database, "up"); // from then on, MariaDB has a table to write it to
    await using other = openDatabase(await describe());
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
