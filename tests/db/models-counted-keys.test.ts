import assert from "node:assert/strict";
import { belongsTo, bigId, hasMany, Model, modelMeta, registerModels, smallId, string } from "quintet/db";
import { forEachDatabase } from "./databases.ts";

const beyond = 2n ** 53n + 1n; // a number would be rounded

class Ledger extends Model({
  number: bigId({ as: "bigint" }),
  name: string({ maxLength: 20, default: "" }),
  get lines() {
    return hasMany(() => Line, "ledger");
  },
}) {}
class Line extends Model({
  get ledger() {
    return belongsTo(() => Ledger, { onDelete: "cascade" });
  },
}) {}
class Shelf extends Model({ slot: smallId(), name: string({ maxLength: 20 }) }) {}
class Box extends Model({
  get shelf() {
    return belongsTo(() => Shelf);
  },
}) {}
const models = [Ledger, Line, Shelf, Box];

forEachDatabase(({ test, open, dialect }) => {
  test("a counted key may be a bigint, which nothing rounds", async () => {
    await using _database = await open(models);

    const first = await Ledger.create({ number: beyond });
    const second = await Ledger.create({});
    const [third, fourth] = await Ledger.createMany([{}, {}]);

    assert.equal(first.number, beyond);
    if (dialect === "postgres") return; // its counter doesn't follow keys that are given
    assert.equal(second.number, beyond + 1n);
    assert.deepEqual([third?.number, fourth?.number], [beyond + 2n, beyond + 3n]);
  });

  test("rows are found by a key that is a bigint, and referred to by it", async () => {
    await using _database = await open(models);
    const ledger = await Ledger.create({ number: beyond, name: "a" });
    const line = await Line.create({ ledger });

    const found = await Ledger.get(beyond);
    const loaded = await Line.include("ledger").get({ ledger: { number: beyond } });

    assert.equal(found.number, beyond);
    await assert.rejects(Ledger.get(beyond + 1n), { message: /no Ledger with number 9007199254740994/ });
    assert.equal(line.ledgerId, beyond);
    assert.equal((await loaded.ledger).number, beyond);
    assert.deepEqual(
      (await found.lines).map(({ id }) => id),
      [line.id],
    );
    found.name = "b";
    await found.save();
    assert.equal(await Ledger.where({ number: beyond, name: "b" }).count(), 1);
    assert.equal((await found.delete()).total, 2);
  });

  test("a key of 16 bits counts up, and what refers to it is as small", async () => {
    await using database = await open(models);

    const shelf = await Shelf.create({ name: "top" });
    const [second] = await Shelf.createMany([{ name: "below" }]);
    await Box.create({ shelf });

    assert.deepEqual([shelf.slot, second?.slot], [1, 2]);
    assert.equal(modelMeta(Box).fields.get("shelf")?.type, "smallInteger");
    if (dialect === "sqlite") return;
    const types = await database.query(
      `SELECT table_name, data_type FROM information_schema.columns WHERE column_name IN ('slot', 'shelf_id') ORDER BY table_name`,
    );
    assert.deepEqual(types, [
      ["box", "smallint"],
      ["shelf", "smallint"],
    ]);
  });

  test("a number of 64 bits that rows hold as a number refuses a bigint that would be rounded", async () => {
    class Plain extends Model({ number: bigId() }) {}
    await using _database = await open([Plain]);

    assert.equal((await Plain.create({ number: 7n })).number, 7);
    await assert.rejects(Plain.create({ number: beyond }), { code: "db.wrong-value" });
  });

  test("a module may say that the keys of its models have 16 bits", async () => {
    class Tiny extends Model({ name: string({ maxLength: 20 }) }) {}
    registerModels(`tiny_${dialect}`, [Tiny], "smallAuto");
    await using _database = await open([Tiny]);

    assert.equal(modelMeta(Tiny).primaryKey.type, "smallAuto");
    assert.equal((await Tiny.create({ name: "a" })).id, 1);
  });
});
