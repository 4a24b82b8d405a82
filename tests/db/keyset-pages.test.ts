import assert from "node:assert/strict";
import fc from "fast-check";
import {
  belongsTo,
  coalesce,
  count,
  datetime,
  decimal,
  defineField,
  type Expression,
  float,
  hasMany,
  integer,
  type KeysetPage,
  Model,
  modelMeta,
  type Query,
  string,
  Temporal,
  uuid,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";

const point = defineField<{ x: number; y: number }>({
  name: "point",
  columnType: { sqlite: "text", postgres: "text", mysql: "varchar(40)" },
  toDatabase: ({ x, y }) => `${x} ${y}`,
  fromDatabase(stored) {
    const [x = 0, y = 0] = String(stored).split(" ").map(Number);
    return { x, y };
  },
});

class Shelf extends Model({
  name: string({ maxLength: 20 }),
  floor: integer({ nullable: true }),
  get items() {
    return hasMany(() => Item, "shelf");
  },
}) {}

class Item extends Model({
  name: string({ maxLength: 40 }),
  size: integer({ nullable: true }),
  price: decimal({ digits: 8, places: 2, nullable: true }),
  weight: float({ nullable: true }),
  addedAt: datetime({ nullable: true, as: "instant" }),
  seenAt: datetime({ nullable: true }),
  code: uuid({ unique: true, default: "v4" }),
  at: point({ nullable: true }),
  get shelf() {
    return belongsTo(() => Shelf, { nullable: true, onDelete: "cascade" });
  },
}) {
  static override meta() {
    return this.options({ orderBy: ["name"] });
  }
}

class Slot extends Model({
  row: integer(),
  place: integer(),
  note: string({ maxLength: 20, nullable: true }),
}) {
  static override meta() {
    return this.options({ primaryKey: ["row", "place"] });
  }
}

const models = [Shelf, Item, Slot];

/** All pages forward, and all pages backward from the end. */
async function walk<Row>(
  query: Query<Row, never>,
  size: number,
): Promise<{ forward: Row[]; backward: Row[] }> {
  const forward: Row[] = [];
  let page: KeysetPage<Row> = await query.keysetPage({ size });
  assert.equal(page.previous, null);
  forward.push(...page.rows);
  while (page.next !== null) {
    assert.equal(page.rows.length, size);
    page = await query.keysetPage({ size, after: page.next });
    assert.equal(page.hasPrevious, true);
    forward.push(...page.rows);
  }
  assert.equal(page.hasNext, false);
  const backward: Row[] = [...page.rows];
  while (page.previous !== null) {
    page = await query.keysetPage({ size, before: page.previous });
    assert.equal(page.hasNext, true);
    backward.unshift(...page.rows);
  }
  return { forward, backward };
}

async function fill(): Promise<void> {
  const [low, high, unknown] = await Shelf.createMany([
    { name: "low", floor: 1 },
    { name: "high", floor: 2 },
    { name: "unknown", floor: null },
  ]);
  const moment = (microsecond: number) => Temporal.Instant.from(`2026-03-01T10:00:00.00000${microsecond}Z`);
  await Item.createMany([
    { name: "a", size: 1, price: "1.10", weight: 0.1, addedAt: moment(1), at: { x: 1, y: 2 }, shelf: low! },
    { name: "a", size: 1, price: "1.10", weight: 0.1, addedAt: moment(1), at: { x: 1, y: 2 }, shelf: high! },
    { name: "b", size: null, price: null, weight: null, addedAt: moment(2), at: null, shelf: null },
    { name: "b", size: 2, price: "99.99", weight: 1 / 3, addedAt: null, at: { x: 0, y: 1 }, shelf: unknown! },
    { name: "c", size: null, price: "1.09", weight: -2.5, addedAt: moment(3), at: null, shelf: low! },
    { name: "é, 'ß' ✓", size: 2, price: null, weight: 1e300, addedAt: moment(1), at: null, shelf: null },
    { name: "", size: -5, price: "0.00", weight: 0, addedAt: null, at: { x: 9, y: 9 }, shelf: high! },
  ]);
}

forEachDatabase(({ test, open, dialect }) => {
  test("pages lead through all rows once, forward and backward, whatever the order", async () => {
    await using _database = await open(models);
    await fill();
    const queries = {
      "the model's own order": Item.all(),
      "descending with ties": Item.orderBy("-name"),
      nulls: Item.orderBy("size", "-price"),
      "nulls first": Item.orderBy((item) => item.size.asc({ nulls: "first" }), "-name"),
      "nulls last": Item.orderBy((item) => item.size.desc({ nulls: "last" }), "weight"),
      "moments with microseconds": Item.orderBy("-addedAt", "-id"),
      fractions: Item.orderBy("weight"),
      "a kind of field of one's own": Item.orderBy("-at", "price"),
      "a unique field": Item.orderBy("code"),
      "a field of a related row": Item.orderBy("-shelf.floor", "shelf.name", "-size"),
      "a relation": Item.orderBy("shelf"),
      "a computed value": Item.orderBy((item) => coalesce(item.size, 100).times(2).desc(), "name"),
    };
    for (const [name, query] of Object.entries(queries)) {
      // Where the query leaves ties, which rows come first is for the key to say.
      const expected = (await query.keysetPage({ size: 100 })).rows.map(({ id }) => id);
      assert.equal(new Set(expected).size, 7, name);
      for (const size of [1, 2, 3, 7]) {
        const { forward, backward } = await walk<Item>(query as never, size);
        assert.deepEqual(
          forward.map(({ id }) => id),
          expected,
          `${name}, forward by ${size}`,
        );
        assert.deepEqual(
          backward.map(({ id }) => id),
          expected,
          `${name}, backward by ${size}`,
        );
      }
    }
  });

  test("rows stand in the order of the query, and the key decides between equal ones", async () => {
    await using _database = await open(models);
    await fill();

    const { rows } = await Item.orderBy("-name", "size").keysetPage({ size: 10 });
    const whole = await Item.orderBy("-name", "size", "id");

    assert.deepEqual(
      rows.map(({ id }) => id),
      whole.map(({ id }) => id),
    );
  });

  test("conditions, includes, annotations and totals stay with the pages", async () => {
    await using _database = await open(models);
    await fill();

    const items = Item.where({ shelf: { floor: { isNull: false } } })
      .include("shelf")
      .orderBy("-size", "name");
    const first = await items.keysetPage({ size: 2 });
    const second = await items.keysetPage({ size: 2, after: first.next });
    const shelves = Shelf.annotate((shelf) => ({ held: count(shelf.items) })).orderBy("-held", "name");
    const walked = await walk<Shelf & { held: number }>(shelves as never, 1);

    assert.equal(first.rows[0]!.shelf!.floor! > 0, true);
    assert.equal(new Set([...first.rows, ...second.rows].map(({ id }) => id)).size, 4);
    assert.equal(second.next, null);
    assert.deepEqual(
      walked.forward.map(({ name, held }) => [name, held]),
      [
        ["high", 2],
        ["low", 2],
        ["unknown", 1],
      ],
    );
    assert.deepEqual(
      walked.backward.map(({ name }) => name),
      ["high", "low", "unknown"],
    );
    assert.deepEqual(Object.keys(first.rows[0]!).toSorted(), Object.keys((await items)[0]!).toSorted());
  });

  test("selected values can be read by pages, in an order of what is not selected", async () => {
    await using _database = await open(models);
    await fill();

    const objects = await walk(Item.select("name").orderBy("-size") as never, 2);
    const tuples = await walk(Item.select((item) => [item.name, item.id]).orderBy("-id") as never, 3);
    const values = await walk(Item.select((item) => item.id).orderBy("-id") as never, 3);

    assert.deepEqual(objects.forward, objects.backward);
    assert.deepEqual(Object.keys(objects.forward[0]!), ["name"]);
    assert.deepEqual(
      values.forward,
      (values.forward as number[]).toSorted((one, other) => other - one),
    );
    assert.deepEqual(
      tuples.forward.map((tuple) => (tuple as [string, number])[1]),
      values.forward,
    );
  });

  test("a key of several fields makes the order total", async () => {
    await using _database = await open(models);
    const places = [1, 2, 3].flatMap((row) => [1, 2].map((place) => ({ row, place, note: "same" })));
    await Slot.createMany(places);

    const { forward, backward } = await walk<Slot>(Slot.orderBy("note", "-place") as never, 2);

    const expected = [2, 1].flatMap((place) => [1, 2, 3].map((row) => [row, place]));
    assert.deepEqual(
      forward.map(({ row, place }) => [row, place]),
      expected,
    );
    assert.deepEqual(
      backward.map(({ row, place }) => [row, place]),
      expected,
    );
  });

  test("rows that come and go meanwhile are neither left out nor given twice", async () => {
    await using _database = await open(models);
    await fill();
    const query = Item.orderBy("id");
    const first = await query.keysetPage({ size: 3 });

    await Item.where({ id: first.rows[0]!.id }).delete();
    await Item.create({ name: "new" });
    const second = await query.keysetPage({ size: 10, after: first.next });
    await Item.where({ id: { gt: first.rows[1]!.id } }).delete();
    const empty = await query.keysetPage({ size: 10, after: first.next });
    const back = await query.keysetPage({ size: 10, before: empty.previous });

    assert.deepEqual(
      second.rows.map(({ name }) => name),
      ["b", "c", "é, 'ß' ✓", "", "new"],
    );
    assert.deepEqual([empty.rows, empty.next, empty.hasNext, empty.hasPrevious], [[], null, false, true]);
    assert.deepEqual(
      back.rows.map(({ id }) => id),
      [first.rows[1]!.id],
    );
  });

  test("from a page that became empty the way back includes the row that it began behind", async () => {
    await using _database = await open(models);
    await fill();
    const query = Item.orderBy("-size", "name");
    const all = await query.keysetPage({ size: 7 });
    const first = await query.keysetPage({ size: 6 });

    await Item.where({ id: all.rows[6]!.id }).delete();
    const empty = await query.keysetPage({ size: 6, after: first.next });
    const back = await query.keysetPage({ size: 6, before: empty.previous });

    assert.deepEqual(
      back.rows.map(({ id }) => id),
      first.rows.map(({ id }) => id),
    );
  });

  test("rows of random values are read once by pages in random orders", async () => {
    await using _database = await open(models);
    const fields = { name: 0, size: 0, price: 0, weight: 0 };
    const small = (value: fc.Arbitrary<number>) => fc.option(value, { nil: null });
    const row = fc.record({
      name: fc.constantFrom("a", "b", "Ä"),
      size: small(fc.integer({ min: -2, max: 2 })),
      price: fc.option(fc.constantFrom("0.10", "0.20", "12345.67"), { nil: null }),
      weight: small(fc.constantFrom(0.1, 0.3, 1 / 3, -1e-9)),
    });
    const key = fc.record({
      field: fc.constantFrom(...(Object.keys(fields) as (keyof typeof fields)[])),
      descending: fc.boolean(),
      nulls: fc.constantFrom(undefined, "first" as const, "last" as const),
    });
    const property = fc.asyncProperty(
      fc.array(row, { maxLength: 12 }),
      fc.array(key, { maxLength: 3 }),
      fc.integer({ min: 1, max: 5 }),
      async (rows, keys, size) => {
        await Item.all().delete();
        await Item.createMany(rows);
        const order = keys.map(
          ({ field, descending, nulls }) =>
            (item: Record<keyof typeof fields, Expression>) => {
              const options = nulls === undefined ? {} : { nulls };
              return descending ? item[field].desc(options) : item[field].asc(options);
            },
        );
        const query = Item.orderBy(...order);

        const { forward, backward } = await walk<Item>(query as never, size);

        const expected = (await query.keysetPage({ size: 20 })).rows.map(({ id }) => id);
        // With the key, as a plain query leaves the order of equal names open, and "a" equals "Ä" in MariaDB.
        const plain = (await query.orderBy(...order, "id")).map(({ id }) => id);
        assert.equal(new Set(expected).size, rows.length);
        assert.deepEqual(
          forward.map(({ id }) => id),
          expected,
        );
        assert.deepEqual(
          backward.map(({ id }) => id),
          expected,
        );
        assert.deepEqual(expected, plain);
      },
    );
    await fc.assert(property, { seed: 20_240_331, numRuns: dialect === "sqlite" ? 40 : 15 });
  });

  test("a place among moments is exact, though a Date has no microseconds", async () => {
    await using database = await open(models);
    await fill();
    const { table } = modelMeta(Item);
    for (const [id, micro] of [6, 5, 4, 3, 2, 1, 1].entries())
      await database.execute(
        `UPDATE ${table} SET seen_at = '2026-03-01 10:00:00.00000${micro}' WHERE id = ${id + 1}`,
      );

    const { forward, backward } = await walk<Item>(Item.orderBy("seenAt") as never, 1);

    assert.deepEqual(
      forward.map(({ id }) => id),
      [6, 7, 5, 4, 3, 2, 1],
    );
    assert.deepEqual(
      backward.map(({ id }) => id),
      [6, 7, 5, 4, 3, 2, 1],
    );
  });

  test("a cursor that was changed, or is of another order, is refused", async () => {
    await using _database = await open(models);
    await fill();
    const query = Item.orderBy("addedAt", "size", "name");
    const { next } = await query.keysetPage({ size: 5 });
    const content = JSON.parse(Buffer.from(next!, "base64url").toString()) as unknown[];
    const forged = (position: number, value: unknown) =>
      Buffer.from(JSON.stringify(content.with(position, value))).toString("base64url");

    const bad = {
      "": /was not made by keysetPage\(\)/,
      "no cursor at all": /was not made by keysetPage\(\)/,
      [Buffer.from("{}").toString("base64url")]: /was not made/,
      [(await Item.orderBy("size").keysetPage({ size: 1 })).next!]: /was made for another order/,
      [(await Item.orderBy("-addedAt", "size", "name").keysetPage({ size: 1 })).next!]: /another order/,
      [forged(2, "yesterday")]: /its value 1 is none of the key's/,
      [forged(3, "1 OR 1=1")]: /its value 2/,
      [forged(3, 1.5)]: /its value 2/,
      [forged(4, { startsWith: "a" })]: /its value 3/,
      [forged(4, null)]: /its value 3/,
      [forged(4, "zero \0")]: /its value 3/,
      [forged(4, "half \ud800")]: /its value 3/,
      [forged(5, null)]: /its value 4/,
      [forged(1, 7)]: /was changed on its way/,
      [Buffer.from(JSON.stringify(content.slice(0, -1))).toString("base64url")]: /was changed on its way/,
    };

    for (const [cursor, message] of Object.entries(bad)) {
      await assert.rejects(query.keysetPage({ size: 5, after: cursor }), {
        code: "db.invalid-cursor",
        message,
      });
      await assert.rejects(query.keysetPage({ size: 5, before: cursor }), {
        code: "db.invalid-cursor",
        message,
      });
    }
    await assert.rejects(query.keysetPage({ size: 5, after: 3 as never }), { code: "db.invalid-cursor" });
    assert.equal(await Item.count(), 7);
  });

  test("what has no single rows, or no place for them, is refused", async () => {
    await using _database = await open(models);
    const grouped = Item.select((item) => ({ name: item.name, items: count() }));
    const options = { size: 5 };

    await assert.rejects(grouped.keysetPage(options), /single rows, and this query gives groups/);
    await assert.rejects(
      Item.select("name").distinct().keysetPage(options),
      /each combination of values once/,
    );
    await assert.rejects(Item.limit(3).keysetPage(options), { code: "db.invalid-query" });
    await assert.rejects(Item.all().union(Item.all()).keysetPage(options), { code: "db.unsupported-query" });
    await assert.rejects(Shelf.orderBy("items.name").keysetPage(options), /leads to many rows/);
    await assert.rejects(Item.all().keysetPage({ size: 0 }), /a size from 1 up/);
    await assert.rejects(Item.all().keysetPage({ size: 1, after: "a", before: "b" }), /leave out "after" or/);
    assert.deepEqual(await Item.none().keysetPage(options), {
      rows: [],
      next: null,
      previous: null,
      hasNext: false,
      hasPrevious: false,
    });
  });
});
