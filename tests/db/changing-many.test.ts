import assert from "node:assert/strict";
import {
  belongsTo,
  datetime,
  expectQueries,
  generated,
  inherit,
  integer,
  Model,
  recordStatements,
  string,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";

class Place extends Model({
  name: string({ maxLength: 20 }),
  rating: integer({ default: 0 }),
}) {}
class Restaurant extends inherit(Place, { tables: integer({ default: 0 }) }) {}
class Seat extends Model({
  row: integer(),
  number: integer(),
  name: string({ maxLength: 20, default: "" }),
  double: generated(integer(), (seat) => seat.number.times(2)),
  changedAt: datetime({ nullable: true, autoNow: true }),
  get place() {
    return belongsTo(() => Place, { nullable: true });
  },
}) {
  static override meta() {
    return this.options({ primaryKey: ["row", "number"] });
  }
}
const models = [Place, Restaurant, Seat];

forEachDatabase(({ test, open }) => {
  test("updateMany() changes fields of the model and of its parent, in one statement for each table", async () => {
    await using _database = await open(models);
    const one = await Restaurant.create({ name: "a" });
    const two = await Restaurant.create({ name: "b" });
    await Place.create({ name: "other" });
    one.assign({ name: "A", tables: 1 });
    two.assign({ name: "B", tables: 2 });

    const changed = await expectQueries(2, () => Restaurant.updateMany([one, two], ["name", "tables"]));

    assert.equal(changed, 2);
    assert.deepEqual(await Restaurant.orderBy("name").select((row) => [row.name, row.tables]), [
      ["A", 1],
      ["B", 2],
    ]);
    assert.equal(await Place.where({ name: "other" }).count(), 1);
  });

  test("updateMany() looks at what it is given also when there are no rows", async () => {
    await using _database = await open(models);
    const refused = { code: "db.invalid-query" };

    assert.equal(await expectQueries(0, () => Seat.updateMany([], ["name"])), 0);
    await assert.rejects(Seat.updateMany([], ["nam" as "name"]), { code: "db.unknown-field" });
    await assert.rejects(Seat.updateMany([], []), refused);
    await assert.rejects(Seat.updateMany([], ["number"]), /can't change the key "number"/);
    await assert.rejects(Restaurant.updateMany([], ["id"]), /can't change the key "id"/);
    await assert.rejects(Seat.updateMany([], ["double"]), /the database computes it/);
    for (const batch of [0, -1, 1.5, Number.NaN])
      await assert.rejects(Seat.updateMany([], ["name"], { batch }), /batches of one row or more/);
    await assert.rejects(Seat.updateMany([new Seat({ row: 1, number: 1 })], ["name"]), {
      code: "db.unsaved-relation",
    });
  });

  test("updateMany() writes in batches of a size, and counts a row in each of them", async () => {
    await using _database = await open(models);
    const rows = [1, 2, 3].map((number) => ({ row: 1, number }));
    const seats = await Seat.createMany(rows);
    for (const seat of seats) seat.name = `seat ${seat.number}`;
    const { result: changed, statements } = await recordStatements(() =>
      Seat.updateMany([...seats, seats[0]!], ["name"], { batch: 2 }),
    );
    const updates = statements.filter(({ text }) => text.startsWith("UPDATE"));

    assert.equal(changed, 4);
    assert.equal(updates.length, 2);
    assert.deepEqual(
      (await Seat.orderBy("number")).map(({ name }) => name),
      ["seat 1", "seat 2", "seat 3"],
    );
  });

  test("update() refuses to refer to a row that isn't stored yet", async () => {
    await using _database = await open(models);
    const place = await Place.create({ name: "a" });
    await Seat.create({ row: 1, number: 1, place });

    const changed = Seat.where({ row: 1 }).update({ place: new Place({ name: "b" }) });

    await assert.rejects(changed, { code: "db.unsaved-relation", message: /Seat\.place/ });
    assert.equal((await Seat.get({ row: 1 })).placeId, place.id);
  });

  test("upsert() makes a new row of other values than it changes one that is there", async () => {
    await using _database = await open(models);
    const create = { rating: 1 };

    const [made, isNew] = await Place.upsert({ name: "a" }, { rating: 5 }, { create });
    assert.deepEqual([isNew, made.rating], [true, 1]);
    const [changed, isNewToo] = await Place.upsert({ name: "a" }, { rating: 5 }, { create });
    assert.deepEqual([isNewToo, changed.rating, changed.id], [false, 5, made.id]);
    assert.equal((await Place.get(made.id)).rating, 5);
  });

  test("upsert() refuses names that are no fields, also of the values that it doesn't need", async () => {
    await using _database = await open(models);
    await Place.create({ name: "a" });
    const wrong = { stars: 1 } as object;

    const refused = { code: "db.unknown-field", message: /Place has no field "stars" \(in upsert/ };
    await assert.rejects(Place.upsert({ name: "a" }, {}, { create: wrong }), refused);
    await assert.rejects(Place.upsert({ name: "b" }, wrong, { create: {} }), refused);
    assert.equal(await Place.count(), 1);
  });
});
