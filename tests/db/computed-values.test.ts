import assert from "node:assert/strict";
import { Decimal } from "decimal.js";
import {
  belongsTo,
  datetime,
  decimal,
  inherit,
  integer,
  json,
  lower,
  Model,
  now,
  string,
  upper,
  value,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";

/* Expressions as values of rows: the database computes them when it writes the row, and the row then holds the outcome. */

class Shop extends Model({ name: string({ maxLength: 50 }) }) {}
class Item extends Model({
  name: string({ maxLength: 50, unique: true }),
  stock: integer({ default: 0 }),
  price: decimal({ digits: 8, places: 2, default: "1.50" }),
  data: json({ nullable: true }),
  seenAt: datetime({ nullable: true }),
  get shop() {
    return belongsTo(() => Shop, { nullable: true });
  },
}) {}
class Place extends Model({ name: string({ maxLength: 50 }), visits: integer({ default: 0 }) }) {}
class Cafe extends inherit(Place, { tables: integer({ default: 0 }) }) {}

const tables = [Item, Cafe] as const;

forEachDatabase(({ test, open }) => {
  test("create() takes expressions, and the row holds what the database made of them", async () => {
    await using _database = await open(tables);

    const made = await Item.create({ name: lower(value("TEA")), stock: 3, seenAt: now() });

    assert.equal(made.name, "tea");
    assert.ok(made.seenAt instanceof Date);
    assert.deepEqual((await Item.get(made.id)).toJSON(), made.toJSON());
  });

  test("create() takes what another query chooses, of the same model too", async () => {
    await using _database = await open(tables);
    const shop = await Shop.create({ name: "Corner" });
    await Item.createMany([
      { name: "a", stock: 4, price: "2.25" },
      { name: "b", stock: 9 },
    ]);
    const most = Item.orderBy("-stock")
      .limit(1)
      .select((item) => item.stock.plus(1))
      .asValue();
    const dearest = Item.orderBy("-price")
      .limit(1)
      .select((item) => item.price)
      .asValue();
    const corner = Shop.where({ name: "Corner" })
      .select((shop) => shop.id)
      .asValue();

    const made = await Item.create({ name: "c", stock: most, price: dearest, shop: corner });

    assert.deepEqual([made.stock, made.price, made.shopId], [10, new Decimal("2.25"), shop.id]);
  });

  test("createMany() takes them in some rows, and keys follow the order of the rows", async () => {
    await using _database = await open(tables);

    const made = await Item.createMany([
      { name: "a" },
      { name: "b" },
      { name: lower(value("C")), stock: 5 },
      { name: lower(value("D")) },
      { name: "e" },
    ]);

    assert.deepEqual(
      made.map(({ name, stock }) => [name, stock]),
      [
        ["a", 0],
        ["b", 0],
        ["c", 5],
        ["d", 0],
        ["e", 0],
      ],
    );
    const found = await Item.orderBy("id");
    assert.deepEqual(
      found.map((item) => item.toJSON()),
      made.map((item) => item.toJSON()),
    );
  });

  test("a new row can't take a value from columns or totals", async () => {
    await using _database = await open(tables);
    const saved = new Item({ name: "a" }).save({ set: (item) => ({ stock: item.stock.plus(1) }) });

    await assert.rejects(saved, { code: "db.invalid-query", message: /no row yet/ });
    assert.equal(await Item.count(), 0);
  });

  test("save({ set }) computes of what is stored, and the row holds the outcome", async () => {
    await using _database = await open(tables);
    const row = await Item.create({ name: "a", stock: 3 });
    await Item.where({ id: row.id }).update((item) => ({ stock: item.stock.plus(10) })); // meanwhile

    row.price = new Decimal("7.25");
    await row.save({ set: (item) => ({ stock: item.stock.plus(1), name: upper(item.name) }) });

    assert.deepEqual([row.name, row.stock, row.price], ["A", 14, new Decimal("7.25")]);
    assert.deepEqual((await Item.get(row.id)).toJSON(), row.toJSON());
  });

  test("save({ only, set }) writes what both name", async () => {
    await using _database = await open(tables);
    const row = await Item.create({ name: "a", stock: 3 });

    row.name = "b";
    row.price = new Decimal("7.25");
    await row.save({ only: ["name"], set: (item) => ({ stock: item.stock.times(2) }) });

    const found = await Item.get(row.id);
    assert.deepEqual([found.name, found.stock, found.price], ["b", 6, new Decimal("1.50")]);
  });

  test("save({ set }) takes fields of a parent's table", async () => {
    await using _database = await open(tables);
    const cafe = await Cafe.create({ name: lower(value("CORNER")), tables: 4 });
    assert.equal(cafe.name, "corner");

    await cafe.save({ set: (place) => ({ visits: place.visits.plus(1), tables: place.tables.plus(2) }) });

    assert.deepEqual([cafe.visits, cafe.tables], [1, 6]);
    assert.deepEqual((await Cafe.get(cafe.id)).toJSON(), cafe.toJSON());
  });

  test("upsert() and getOrCreate() take them for what they write", async () => {
    await using _database = await open(tables);

    const [made, created] = await Item.upsert({ name: "a" }, { stock: value(2).plus(1) });
    const [changed, again] = await Item.upsert({ name: "a" }, { stock: value(5).plus(1) });
    const [other] = await Item.getOrCreate({ name: "b" }, { stock: value(7).plus(1) });

    assert.deepEqual([made.stock, created, changed.stock, again, other.stock], [3, true, 6, false, 8]);
    assert.equal((await Item.get(made.id)).stock, 6);
  });

  test("assign() takes no expressions: they would stand in the row until it is saved", async () => {
    await using _database = await open(tables);
    const row = await Item.create({ name: "a" });

    assert.throws(() => row.assign({ name: lower(value("B")) as never }), { code: "db.wrong-value" });
    assert.equal(row.name, "a");
  });

  test("createMany() that changes rows on a conflict tells the keys of all of them", async () => {
    await using _database = await open(tables);
    const [first] = await Item.createMany([{ name: "a" }, { name: "b" }]);

    const rows = await Item.createMany(
      [
        { name: "c", stock: 1 },
        { name: "a", stock: 2 },
        { name: lower(value("B")), stock: 3 },
      ],
      { onConflict: { fields: ["name"], update: ["stock"] } },
    );

    assert.equal(rows[1]?.id, first?.id);
    const both = { ignoreConflicts: true, onConflict: { fields: ["name"], update: ["stock"] } } as const;
    await assert.rejects(Item.createMany([{ name: "x" }], both), { message: /choose ignoreConflicts or/ });
    for (const row of rows) assert.equal((await Item.get({ name: row.name })).id, row.id);
    rows[1]!.stock = 8;
    await rows[1]!.save();
    assert.equal((await Item.get({ name: "a" })).stock, 8);
  });
});
