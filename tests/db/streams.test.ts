import assert from "node:assert/strict";
import {
  belongsTo,
  type Database,
  hasMany,
  integer,
  Model,
  openDatabase,
  recordStatements,
  string,
  transaction,
} from "quintet/db";
import { forEachDatabase, type TestDatabase } from "./databases.ts";

class Reader extends Model({
  name: string({ maxLength: 20 }),
  get loans() {
    return hasMany(() => Loan, "reader");
  },
}) {}

class Loan extends Model({
  days: integer(),
  get reader() {
    return belongsTo(() => Reader, { onDelete: "cascade" });
  },
}) {}

const models = [Reader, Loan];

/** 25 readers, each with two loans. */
async function fill(): Promise<void> {
  const readers = await Reader.createMany(
    Array.from({ length: 25 }, (_, number) => ({ name: `r${number}` })),
  );
  await Loan.createMany(readers.flatMap((reader) => [1, 2].map((days) => ({ reader, days }))));
}

/** The same database over a single connection, where there are several: who doesn't give it back blocks everybody. */
async function narrow({ describe, dialect }: TestDatabase): Promise<Database> {
  const description = await describe();
  const pool = dialect === "sqlite" ? {} : { pool: { max: 1, waitMs: 2000 } };
  return openDatabase({ ...description, options: { ...description.options, ...pool } }, "narrow");
}

forEachDatabase((place) => {
  const { test, open, dialect } = place;

  test("rows of a stream come in order, whatever the chunk", async () => {
    await using _database = await open(models);
    await fill();

    for (const chunk of [1, 7, 25, 1000]) {
      const names: string[] = [];
      for await (const reader of Reader.orderBy("-id").stream({ chunk })) names.push(reader.name);
      assert.deepEqual(
        names,
        Array.from({ length: 25 }, (_, number) => `r${24 - number}`),
      );
    }
  });

  test("what a stream includes is loaded once for each chunk", async () => {
    await using _database = await open(models);
    await fill();
    const seen: [string, number[], string][] = [];

    const { statements } = await recordStatements(async () => {
      const readers = Reader.orderBy("id").include({
        loans: (loans) => loans.orderBy("-days").include("reader"),
      });
      for await (const { name, loans } of readers.stream({ chunk: 10 }))
        seen.push([name, loans.map(({ days }) => days), loans[0]!.reader.name]);
    });

    assert.equal(seen.length, 25);
    assert.deepEqual(seen[24], ["r24", [2, 1], "r24"]);
    assert.equal(statements.length, 1 + 3);
  });

  test("relations that are awaited in a stream are loaded for the whole chunk", async () => {
    await using _database = await open(models);
    await fill();

    const { statements } = await recordStatements(async () => {
      for await (const loan of Loan.orderBy("id").stream({ chunk: 25 }))
        assert.match((await loan.reader).name, /^r\d+$/);
    });

    assert.equal(statements.length, 1 + 2);
  });

  // In memory each connection would be a database of its own.
  if (place.name !== "SQLite in memory") {
    test("who stops early, or throws, gives the connection back", async () => {
      await using _database = await open(models);
      await fill();
      await using single = await narrow(place);
      const readers = () => Reader.using(single).stream({ chunk: 5 });

      for await (const reader of readers()) if (reader.name === "r7") break;
      const afterBreak = await Reader.using(single).count();
      const thrown = (async () => {
        for await (const _reader of readers()) throw new Error("enough");
      })();
      await assert.rejects(thrown, /enough/);
      const iterator = readers()[Symbol.asyncIterator]();
      await iterator.next();
      await iterator.return?.();

      assert.equal(afterBreak, 25);
      assert.equal(await Reader.using(single).count(), 25);
    });
  }

  test("a stream in a transaction sees its changes, and other queries can be asked meanwhile", async () => {
    await using _database = await open(models);
    await fill();
    const names: string[] = [];

    const counted = await transaction(async () => {
      await Reader.where({ name: "r0" }).update({ name: "changed" });
      for await (const reader of Reader.orderBy("id").stream({ chunk: 4 })) {
        names.push(reader.name);
        if (names.length === 10) break;
        await Loan.where({ reader }).count();
      }
      return Reader.count();
    });

    assert.deepEqual(names.slice(0, 2), ["changed", "r1"]);
    assert.equal(counted, 25);
  });

  test("selected values are streamed as well, and nothing where there is nothing", async () => {
    await using _database = await open(models);
    await fill();
    const days: number[] = [];

    for await (const value of Loan.orderBy("id")
      .limit(3)
      .select((loan) => loan.days)
      .stream({ chunk: 2 }))
      days.push(value);
    for await (const _none of Loan.none().stream()) assert.fail("there is no row");

    assert.deepEqual(days, [1, 2, 1]);
  });

  test("a query can be iterated over: it is asked once, for all rows", async () => {
    await using _database = await open(models);
    await fill();
    let rows = 0;

    const { statements } = await recordStatements(async () => {
      for await (const reader of Reader.all()) rows += reader.name.startsWith("r") ? 1 : 0;
    });

    assert.equal(rows, 25);
    assert.equal(statements.length, 1);
  });

  test("errors of a stream reach who reads it", async () => {
    await using database = await open(models);
    await database.script("DROP TABLE loan");

    const read = (async () => {
      for await (const _loan of Loan.all().stream()) assert.fail("there is no table");
    })();

    await assert.rejects(read, { code: "db.schema-mismatch" });
    assert.equal(await Reader.count(), 0);
  });

  if (dialect === "sqlite") {
    test("a chunk has at least one row", async () => {
      const read = async (chunk: number) => {
        for await (const _reader of Reader.all().stream({ chunk })) assert.fail("nothing is asked");
      };

      await assert.rejects(read(0), /a chunk of 1 row or more, and was given 0/);
      await assert.rejects(read(1.5), /was given 1\.5/);
    });
  }
});
