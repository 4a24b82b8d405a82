import assert from "node:assert/strict";
import {
  belongsTo,
  bigInteger,
  boolean,
  date,
  datetime,
  decimal,
  duration,
  hasMany,
  integer,
  json,
  Model,
  type Path,
  string,
  Temporal,
  uuid,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";

/* The values of a query inside another one, as a list. */

class Shelf extends Model({
  name: string({ maxLength: 20 }),
  get items() {
    return hasMany(() => Item, "shelf");
  },
}) {}
class Item extends Model({
  name: string({ maxLength: 20 }),
  pieces: integer({ nullable: true }),
  price: decimal({ digits: 8, places: 2 }),
  serial: bigInteger({ as: "bigint" }),
  isNew: boolean(),
  day: date(),
  at: datetime(),
  code: uuid(),
  extra: json<{ tags: string[] }>(),
  took: duration(),
  get shelf() {
    return belongsTo(() => Shelf, { onDelete: "cascade" });
  },
}) {}
const models = [Shelf, Item];

async function fill(): Promise<void> {
  const [full] = await Shelf.createMany([{ name: "full" }, { name: "empty" }]);
  for (const [index, name] of ["b", "a"].entries())
    await Item.create({
      name,
      pieces: index === 0 ? null : 3,
      price: "1.10",
      serial: 9007199254740993n,
      isNew: index === 0,
      day: Temporal.PlainDate.from("2024-05-01"),
      at: new Date("2024-05-01T10:00:00.120Z"),
      code: "6f1c1f5e-7f3b-4a9e-9d5e-111111111111",
      extra: { tags: [name] },
      took: Temporal.Duration.from({ minutes: 1 }),
      shelf: full!,
    });
}

forEachDatabase(({ test, open, dialect }) => {
  test("values of another query are a list of their kind, in its order", async () => {
    await using _database = await open(models);
    await fill();
    const items = (shelf: Path<typeof Shelf>) => Item.where((item) => item.shelf.eq(shelf)).orderBy("name");

    const query = Shelf.orderBy("id").select((shelf) => ({
      names: items(shelf)
        .select((item) => item.name)
        .asList(),
      pieces: items(shelf)
        .select((item) => item.pieces)
        .asList(),
      prices: items(shelf)
        .select((item) => item.price)
        .asList(),
      serials: items(shelf)
        .select((item) => item.serial)
        .asList(),
      isNew: items(shelf)
        .select((item) => item.isNew)
        .asList(),
      days: items(shelf)
        .select((item) => item.day)
        .asList(),
      at: items(shelf)
        .select((item) => item.at)
        .asList(),
      codes: items(shelf)
        .limit(1)
        .select((item) => item.code)
        .asList(),
      extras: items(shelf)
        .select((item) => item.extra)
        .asList(),
    }));

    if (dialect === "mysql")
      return assert.rejects(async () => await query, { code: "db.unsupported-query", message: /includeAs/ });
    const [full, empty] = await query;
    assert.deepEqual(full!.names, ["a", "b"]);
    assert.deepEqual(full!.pieces, [3, null]);
    assert.deepEqual(full!.prices.map(String), ["1.1", "1.1"]);
    assert.deepEqual(full!.serials, [9007199254740993n, 9007199254740993n]);
    assert.deepEqual(full!.isNew, [false, true]);
    assert.deepEqual(full!.days.map(String), ["2024-05-01", "2024-05-01"]);
    assert.deepEqual(
      full!.at.map((at) => at.toISOString()),
      ["2024-05-01T10:00:00.120Z", "2024-05-01T10:00:00.120Z"],
    );
    assert.deepEqual(full!.codes, ["6f1c1f5e-7f3b-4a9e-9d5e-111111111111"]);
    assert.deepEqual(full!.extras, [{ tags: ["a"] }, { tags: ["b"] }]);
    assert.deepEqual([empty!.names, empty!.prices], [[], []]);
  });

  test("a list is of single values, of kinds that it can hold", async () => {
    await using _database = await open(models);
    if (dialect === "mysql") return;

    const pairs = Item.select((item) => [item.id, item.name]);
    const lengths = Item.select((item) => item.took);

    await assert.rejects(async () => await Shelf.select(() => pairs.asList()), {
      message: /asList\(\) on Item makes a list of single values, and the query gives 2/,
    });
    await assert.rejects(async () => await Shelf.select(() => lengths.asList()), {
      code: "db.unsupported-query",
      message: /can't make a list of this kind of value: Item\.took/,
    });
  });
});
