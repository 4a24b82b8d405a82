import assert from "node:assert/strict";
import { test } from "node:test";
import { date, defineField, float, integer, Model, string, Temporal } from "quintet/db";
import { forEachDatabase } from "./databases.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

const plainPoint = defineField<Point>({
  name: "point",
  columnType: { sqlite: "text", postgres: "varchar(40)", mysql: "varchar(40)" },
  toDatabase: ({ x, y }) => `${x} ${y}`,
  fromDatabase(stored) {
    const [x, y] = String(stored).split(" ").map(Number);
    return { x: x!, y: y! };
  },
});
const x = {
  sqlite: "CAST({1} AS integer)",
  postgres: "split_part({1}, ' ', 1)::integer",
  mysql: "CAST(substring_index({1}, ' ', 1) AS signed)",
};
const sqlOf = (ending: string) => ({
  sqlite: `${x.sqlite} ${ending}`,
  postgres: `${x.postgres} ${ending}`,
  mysql: `${x.mysql} ${ending}`,
});
const point = plainPoint.withOperators({
  inColumn: { takes: integer(), sql: sqlOf("= {2}") },
  around: { takes: integer(), sql: sqlOf("BETWEEN {2} - 1 AND {2} + 1") },
  sameAs: { takes: plainPoint(), sql: "{1} = {2}" },
  sinceYear: { takes: date(), sql: { postgres: "extract(year FROM {2}) < 2000" } },
});

class Pin extends Model({
  name: string({ maxLength: 10 }),
  at: point({ default: { x: 0, y: 0 } }),
  other: point({ nullable: true, unique: true }),
}) {}

forEachDatabase(({ test, open, dialect }) => {
  const names = async (query: PromiseLike<readonly Pin[]>) => (await query).map(({ name }) => name);
  const openPins = async () => {
    const database = await open([Pin]);
    await Pin.create({ name: "a", at: { x: 3, y: 4 }, other: { x: 12, y: 1 } });
    await Pin.create({ name: "b", at: { x: 5, y: 4 } });
    await Pin.create({ name: "c" });
    return database;
  };

  test("a kind of field has operators of its own, with values of the kind that they take", async () => {
    await using _database = await openPins();

    assert.deepEqual(await names(Pin.where({ at: { inColumn: 3 } })), ["a"]);
    assert.deepEqual(await names(Pin.where({ at: { inColumn: 5 } })), ["b"]);
    assert.deepEqual(await names(Pin.whereNot({ at: { inColumn: 3 } }).orderBy("name")), ["b", "c"]);
    assert.deepEqual(await names(Pin.where({ at: { around: 4, isNull: false } }).orderBy("name")), [
      "a",
      "b",
    ]);
    assert.deepEqual(await names(Pin.where({ or: [{ other: { inColumn: 12 } }, { at: { inColumn: 0 } }] })), [
      "a",
      "c",
    ]);
    const inCallback = Pin.where((pin) => pin.at.compare("inColumn", 3).or(pin.at.compare("around", 0)));
    assert.deepEqual(await names(inCallback.orderBy("name")), ["a", "c"]);
    assert.deepEqual(await names(Pin.where((pin) => pin.at.compare("sameAs", { x: 5, y: 4 }))), ["b"]);
  });

  test("values of an operator of one's own are checked, and never taken for structure", async () => {
    await using _database = await openPins();

    await assert.rejects(async () => await Pin.where({ at: { inColumn: "3" as unknown as number } }), {
      code: "db.wrong-value",
      message: /computed integer takes a whole number/,
    });
    await assert.rejects(async () => await Pin.where({ at: { inColumn: null as unknown as number } }), {
      code: "db.invalid-condition",
    });
    await assert.rejects(async () => await Pin.where({ at: { sameAs: { x: 1, y: 1 } } }), {
      code: "db.invalid-condition",
      message: /takes a value, and was given an object.*compare\("sameAs", \{ … \}\)/,
    });
    await assert.rejects(
      async () => await Pin.where({ at: { inRow: 3 } as object }),
      /Operators: .*inColumn/,
    );
    if (dialect !== "postgres") {
      const sinceYear = Temporal.PlainDate.from("2024-01-01");
      await assert.rejects(
        async () => await Pin.where({ at: { sinceYear } }),
        /operator "sinceYear" has no SQL for this database/,
      );
    }
  });

  test("fields of one's own have defaults, are unique, compared, selected and changed", async () => {
    await using _database = await openPins();

    assert.deepEqual(await Pin.orderBy("name").select((pin) => pin.at), [
      { x: 3, y: 4 },
      { x: 5, y: 4 },
      { x: 0, y: 0 },
    ]);
    assert.equal(
      await Pin.where({
        at: {
          in: [
            { x: 5, y: 4 },
            { x: 0, y: 0 },
          ],
        },
      }).count(),
      2,
    );
    assert.equal(await Pin.where({ other: null }).count(), 2);
    const double = new Pin({ name: "d", other: { x: 12, y: 1 } });
    assert.deepEqual(
      (await double.validate()).map(({ field, code }) => [field, code]),
      [["other", "unique"]],
    );
    await assert.rejects(double.save(), { code: "db.unique-violation" });
    await Pin.where({ name: "c" }).update({ at: { x: 7, y: 8 } });
    assert.deepEqual((await Pin.get({ name: "c" })).at, { x: 7, y: 8 });
  });
});

test("the name of an operator must be free, and its SQL name the two sides", () => {
  const operator = { takes: float(), sql: "{1} < {2}" };

  assert.throws(() => plainPoint.withOperators({ contains: operator }), {
    code: "db.invalid-model",
    message: /"point" can't have an operator "contains": every field may have that one/,
  });
  assert.throws(() => plainPoint.withOperators({ year: operator }), /a part of dates/);
  assert.throws(
    () => plainPoint.withOperators({ near: { ...operator, sql: "{3}" } }),
    /names the argument \{3\}/,
  );
});
