import assert from "node:assert/strict";
import { Decimal } from "decimal.js";
import { binary, boolean, datetime, decimal, integer, json, Model, string } from "quintet/db";
import { forEachDatabase } from "./databases.ts";

/* Many rows go in batches, whose texts, arrays and keys differ by database. */

class Item extends Model({
  name: string({ maxLength: 100, unique: true }),
  price: decimal({ digits: 10, places: 2, nullable: true }),
  size: integer({ nullable: true }),
  isOpen: boolean({ default: true }),
  addedAt: datetime({ nullable: true }),
  data: json({ nullable: true }),
  bytes: binary({ nullable: true }),
}) {}

/** Values that arrays and batches have to quote, and nulls. */
function itemValues(number: number) {
  const isOdd = number % 2 === 1;
  return {
    name: `"${number}" \\ {a,b} NULL 'ü' 🎈`,
    price: [null, "12.50", -number, 0.1 + number, new Decimal("99999999.99")][number % 5]!,
    size: isOdd ? number : null,
    isOpen: number % 3 === 0,
    addedAt: isOdd ? new Date(Date.UTC(2024, 0, 1) + number * 8_640_123) : null,
    data: isOdd ? { list: [`"x\\${number}`, null, {}] } : null,
    bytes: isOdd ? new Uint8Array([0, 255, 92, 34, number]) : null,
  };
}

forEachDatabase(({ test, open, dialect }) => {
  for (const count of [2, 9, 10, 50, 51, 137]) {
    test(`${count} rows come back as they were given, each with its own key`, async () => {
      await using _database = await open([Item]);

      const made = await Item.createMany(Array.from({ length: count }, (_, number) => itemValues(number)));

      const found = await Item.orderBy("id");
      assert.deepEqual(
        found.map((item) => item.toJSON()),
        made.map((item) => item.toJSON()),
      );
      assert.deepEqual(
        found.map(({ price }) => price?.toString()),
        found.map((_, number) => {
          const { price } = itemValues(number);
          return price === null ? undefined : new Decimal(price).toString();
        }),
      );
    });
  }

  test("rows with keys of their own go between rows whose keys are counted", async () => {
    await using _database = await open([Item]);
    const rows = Array.from({ length: 120 }, (_, number) => ({
      name: `n${number}`,
      ...(number % 40 === 7 ? { id: 5000 + number } : {}),
    }));

    const made = await Item.createMany(rows);

    for (const { id, name } of made) assert.equal((await Item.get(id)).name, name);
  });

  test("where a row of a later batch is refused, none is stored and none has a key", async () => {
    await using _database = await open([Item]);
    await Item.create({ name: "n99" });
    const given = Array.from({ length: 100 }, (_, number) => ({ name: `n${number}` }));

    await assert.rejects(Item.createMany(given), { code: "db.unique-violation" });

    assert.equal(await Item.count(), 1);
  });

  test("a price that is set to a text after the row was made is the one that is stored", async () => {
    await using _database = await open([Item]);
    const item = new Item({ name: "a", price: "1.50" });

    (item as { price: unknown }).price = "2.50";
    await item.save();

    assert.equal(String((await Item.get(item.id)).price), "2.5");
  });

  if (dialect !== "sqlite") return;

  test("keys are right where a trigger adds rows to the same table", async () => {
    await using database = await open([Item]);
    await database.script(
      `CREATE TRIGGER twin AFTER INSERT ON item WHEN new.name LIKE '%7' BEGIN
         INSERT INTO item (name, is_open) VALUES (new.name || ' twin', 1);
       END`,
    );

    const made = await Item.createMany(Array.from({ length: 100 }, (_, number) => ({ name: `n${number}` })));
    const late = await Item.createMany(
      Array.from({ length: 70 }, (_, number) => ({ name: `late ${number === 60 ? "7" : `${number}-`}` })),
    );

    for (const { id, name } of [...made, ...late]) assert.equal((await Item.get(id)).name, name);
    assert.equal(await Item.count(), 181);
  });
});
