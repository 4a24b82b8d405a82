import assert from "node:assert/strict";
import { integer, Model, string, stringAgg, text, transaction } from "quintet/db";
import { forEachDatabase } from "./databases.ts";

/*
 * SQL of one's own is sent as it is. What stands beside it is looked at, so that drivers don't make something of values
 * that they don't know, and so that a connection that others get next is as they expect it.
 */

class Note extends Model({ body: string({ maxLength: 20 }), rank: integer({ default: 0 }) }) {}
class Page extends Model({ body: text() }) {}

forEachDatabase(({ test, open, dialect }) => {
  const mark = dialect === "postgres" ? "$1::text" : "?";
  // biome-ignore lint/suspicious/noExplicitAny: what the types refuse is what this is about
  type Unchecked = any;

  test("parameters that no column holds are refused, and others arrive", async () => {
    await using database = await open();
    const wrong: Unchecked[] = [
      undefined,
      Symbol("x"),
      {},
      { toString: () => "x" },
      Object.create(null),
      [],
      [1],
      () => 1,
      Number.NaN,
      new Date(),
      true,
      "\ud800",
    ];
    for (const param of wrong) {
      await assert.rejects(
        database.query(`SELECT ${mark}`, [param]),
        { code: "db.wrong-value", message: /^Parameter 1 of query\(\) takes a text in well-formed Unicode/ },
        String(typeof param),
      );
      await assert.rejects(database.execute(`SELECT ${mark}`, ["x", param]), { code: "db.wrong-value" });
    }
    for (const statement of [undefined, null, 1, {}] as Unchecked[]) {
      for (const method of ["query", "execute", "script"] as const)
        await assert.rejects(async () => database[method](statement), { code: "db.invalid-query" });
    }
    await assert.rejects(database.query("SELECT 1", "x" as Unchecked), { code: "db.invalid-query" });

    for (const param of ["ä😀'\\", "", null])
      assert.deepEqual(await database.query(`SELECT ${mark}`, [param]), [[param]]);
  });

  test("transactions are begun and ended by transaction() alone", async () => {
    await using database = await open([Note]);
    const statements = [
      "BEGIN",
      " begin work",
      ";START  TRANSACTION",
      "-- one\n/* two */ commit",
      "END",
      "rollback",
      "ROLLBACK TRANSACTION",
    ];
    const refused = { code: "db.invalid-query", message: /Use transaction\(/ };
    for (const statement of [
      ...statements,
      "SAVEPOINT x",
      "RELEASE x",
      "ROLLBACK TO x",
      "SET autocommit = 0",
    ]) {
      await assert.rejects(database.execute(statement), refused, statement);
      await assert.rejects(database.query(statement), refused, statement);
    }
    const undone = transaction(async () => {
      await Note.create({ body: "x" });
      for (const statement of statements) {
        await assert.rejects(database.execute(statement), refused, statement);
        await assert.rejects(database.script(statement), refused, statement);
      }
      await database.execute("SAVEPOINT own");
      await Note.create({ body: "y" });
      await database.execute("ROLLBACK TO SAVEPOINT own");
      assert.equal(await Note.count(), 1);
      throw new Error("undo");
    });

    await assert.rejects(undone, /undo/);
    assert.equal(await Note.count(), 0);
  });

  test("a transaction that a script leaves open is undone, and others don't find themselves in it", async () => {
    await using database = await open([Note]);
    const insert = `INSERT INTO note (body, "rank") VALUES ('x', 0)`;

    await assert.rejects(database.script(`BEGIN; ${insert}`), /didn't end it, so it was undone/);
    await assert.rejects(database.script("BEGIN"), /didn't end it, so it was undone/);
    await assert.rejects(database.script(`BEGIN; ${insert}; SELECT missing_one`), {
      code: "db.schema-mismatch",
    });
    await database.script(`BEGIN; ${insert}; COMMIT`);

    await transaction(() => Note.create({ body: "y" }));
    assert.equal(await Note.count(), 2);
  });

  test("numbers beyond what a database has are its error, or come back as they are", async () => {
    await using database = await open();
    for (const number of [2n ** 63n, -(2n ** 63n) - 1n, 2n ** 200n]) {
      const asked = database.query(`SELECT ${mark}`, [number]);
      if (dialect === "sqlite") await assert.rejects(asked, { code: "db.database-error" });
      else assert.equal(String((await asked)[0]![0]), String(number));
    }
  });

  test("texts that are put together have any length", async () => {
    await using _database = await open([Page]);
    await Page.createMany(["a", "b", "c"].map((letter) => ({ body: letter.repeat(700_000) })));

    const { all } = await Page.aggregate((page) => ({
      all: stringAgg(page.body, "-", { orderBy: page.id }),
    }));

    assert.equal(all?.length, 2_100_002);
  });

  test("a database that was closed says so", async () => {
    const database = await open([Note]);
    await database.close();

    await assert.rejects(async () => database.query("SELECT 1"), { code: "db.connection" });
    await assert.rejects(async () => Note.using(database).count(), { code: "db.connection" });
    await assert.rejects(
      transaction(() => 1, { database }),
      { code: "db.connection" },
    );
  });
});
