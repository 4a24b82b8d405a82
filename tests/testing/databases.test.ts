import assert from "node:assert/strict";
import { test } from "node:test";
import { User } from "quintet/auth";
import {
  afterCommit,
  belongsTo,
  Model,
  openDatabase,
  sqlite,
  string,
  transaction,
  withDatabase,
} from "quintet/db";
import { createTestApp, rolledBack, temporaryDatabase } from "quintet/testing";
import { config } from "./notes-app.ts";

class Shelf extends Model({ name: string({ maxLength: 20 }) }) {}
class Jar extends Model({
  name: string({ maxLength: 20 }),
  get shelf() {
    return belongsTo(() => Shelf);
  },
}) {}

test("createTestApp() needs no secret key, no host and no database of the project", async () => {
  await using app = await createTestApp(config);

  assert.deepEqual(app.config.security.allowedHosts, ["localhost"]);
  assert.equal(await User.count(), 0);
});

test("two test apps have each a database of their own, and overrides win", async () => {
  await using first = await createTestApp(config);
  await first.run(() => User.createUser({ username: "tove", password: "unused but long enough" }));
  await using second = await createTestApp(config, { overrides: { debug: true } });

  assert.equal(await first.run(() => User.count().then(Number)), 1);
  assert.equal(await second.run(() => User.count().then(Number)), 0);
  assert.equal(second.config.debug, true);
});

test("without migrate: false the tables are there, with it they are not", async () => {
  await using _app = await createTestApp(config, { migrate: false });

  await assert.rejects(async () => await User.count(), { code: "db.schema-mismatch" });
});

test("temporaryDatabase() has the tables of the models it is given, and no others", async () => {
  await using database = await temporaryDatabase([Shelf]);

  await withDatabase(database, async () => {
    await Shelf.create({ name: "top" });
    assert.equal(await Shelf.count(), 1);
    await assert.rejects(async () => await Jar.count(), { code: "db.schema-mismatch" });
  });
});

test("rolledBack() undoes the work and gives its result", async () => {
  await using database = await temporaryDatabase([Shelf]);

  await withDatabase(database, async () => {
    const counted = await rolledBack(async () => {
      await Shelf.create({ name: "top" });
      return Shelf.count();
    });

    assert.equal(counted, 1);
    assert.equal(await Shelf.count(), 0);
  });
});

test("in rolledBack() a transaction is a savepoint, and nothing that waits for a commit runs", async () => {
  await using database = await temporaryDatabase([Shelf]);
  const ran: string[] = [];

  await withDatabase(database, () =>
    rolledBack(async () => {
      await transaction(async () => {
        afterCommit(() => void ran.push("after commit"));
        await Shelf.create({ name: "kept" });
      });
      await assert.rejects(
        transaction(async () => {
          await Shelf.create({ name: "undone" });
          throw new Error("changed my mind");
        }),
        /changed my mind/,
      );
      assert.deepEqual(
        (await Shelf.all()).map(({ name }) => name),
        ["kept"],
      );
    }),
  );

  assert.deepEqual(ran, []);
});

test("an error of the work passes through rolledBack(), and the work is undone", async () => {
  await using database = await temporaryDatabase([Shelf]);

  await withDatabase(database, async () => {
    const work = rolledBack(async () => {
      await Shelf.create({ name: "top" });
      throw new RangeError("wrong shelf");
    });

    await assert.rejects(work, RangeError);
    assert.equal(await Shelf.count(), 0);
  });
});

test("a database that can't get its tables is closed", async () => {
  await using other = openDatabase(sqlite({ file: ":memory:" }));
  const broken = temporaryDatabase([Map as never]);

  await assert.rejects(broken, { code: "db.invalid-model" });
  assert.equal((await other.query("SELECT 1")).length, 1);
});
