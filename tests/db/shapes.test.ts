import assert from "node:assert/strict";
import {
  belongsTo,
  datetime,
  defineField,
  exists,
  float,
  hasMany,
  integer,
  json,
  Model,
  manyToMany,
  namedQuery,
  recordStatements,
  sql,
  string,
  value,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";

/*
 * A statement is compiled once for all queries of the same shape. Queries that mean different things must have different
 * shapes, however much they look alike: each test asks one, and then another that could be taken for it.
 */

class Tag extends Model({ slug: string({ maxLength: 20 }) }) {}

/** Two models of different modules with the same name. */
const [ShopItem, LibraryItem] = [
  (() => {
    class Item extends Model({
      name: string({ maxLength: 20 }),
      get tags() {
        return manyToMany(() => Tag);
      },
    }) {
      static override meta() {
        return this.options({ module: "shop" });
      }
    }
    return Item;
  })(),
  (() => {
    class Item extends Model({
      name: string({ maxLength: 20 }),
      get tags() {
        return manyToMany(() => Tag);
      },
    }) {
      static override meta() {
        return this.options({ module: "library" });
      }
    }
    return Item;
  })(),
];

class Author extends Model({
  name: string({ maxLength: 20 }),
  age: integer({ nullable: true }),
  weight: float({ nullable: true }),
  bornAt: datetime({ nullable: true }),
  extra: json<unknown>({ nullable: true }),
  get books() {
    return hasMany(() => Book, "author");
  },
}) {}

class Book extends Model({
  title: string({ maxLength: 20 }),
  get author() {
    return belongsTo(() => Author, { onDelete: "cascade" });
  },
}) {}

// biome-ignore lint/suspicious/noExplicitAny: what the types refuse is asked too
type Unchecked = any;
const authors: Unchecked = Author;
type Row = Unchecked;

forEachDatabase(({ test, open }) => {
  test("models of the same name in different modules have statements of their own", async () => {
    await using _database = await open([Tag, ShopItem, LibraryItem]);
    const [bread, novel] = [
      await ShopItem.create({ name: "bread" }),
      await LibraryItem.create({ name: "novel" }),
    ];
    const [fresh, long] = await Tag.createMany([{ slug: "fresh" }, { slug: "long" }]);
    await bread.tags.add(fresh!);
    await novel.tags.add(long!);

    assert.equal(await ShopItem.where({ id: 1 }).update({ name: "toast" }), 1);
    assert.equal(await LibraryItem.where({ id: 1 }).update({ name: "poem" }), 1);
    assert.deepEqual([(await ShopItem.get(1)).name, (await LibraryItem.get(1)).name], ["toast", "poem"]);

    assert.deepEqual(await bread.tags.all().select((tag) => tag.slug), ["fresh"]);
    assert.deepEqual(await novel.tags.all().select((tag) => tag.slug), ["long"]);

    const inOne = (slug: string) => [
      Tag.where((tag) => exists(ShopItem.where((item) => item.tags.slug.eq(tag.slug)))).where({ slug }),
      Tag.where((tag) => exists(LibraryItem.where((item) => item.tags.slug.eq(tag.slug)))).where({ slug }),
    ];
    assert.deepEqual(await Promise.all(inOne("fresh").map((query) => query.count())), [1, 0]);

    assert.equal((await LibraryItem.where({ name: "poem" }).delete()).total > 0, true);
    assert.deepEqual([await ShopItem.count(), await LibraryItem.count()], [1, 0]);
    assert.equal(await ShopItem.where({ name: "toast" }).exists(), true);
  });

  test("whole numbers, fractions and numbers of any size are compared with a column of whole numbers", async () => {
    await using _database = await open([Author, Book]);
    await Author.create({ name: "x", age: 2 });
    const operators = {
      below: (age: unknown) => authors.where({ age: { lt: age } }).count(),
      "one of": (age: unknown) => authors.where({ age: { in: [age, 9] } }).count(),
      between: (age: unknown) => authors.where({ age: { between: [1, age] } }).count(),
      "below, in a callback": (age: unknown) => authors.where((row: Row) => row.age.lt(age)).count(),
      "one of, in a callback": (age: unknown) => authors.where((row: Row) => row.age.in([age, 9])).count(),
    };
    const numbers = [3, 2.5, 2, -0, 3n, 1e300, Number.POSITIVE_INFINITY, 2n ** 70n, -(2n ** 70n), 2.5, 3];
    const expected: Record<keyof typeof operators, (age: number) => boolean> = {
      below: (age) => 2 < age,
      "one of": (age) => age === 2,
      between: (age) => 2 <= age,
      "below, in a callback": (age) => 2 < age,
      "one of, in a callback": (age) => age === 2,
    };

    for (const [name, ask] of Object.entries(operators)) {
      for (const number of numbers) {
        const holds = expected[name as keyof typeof operators](Number(number));
        assert.equal(await ask(number), holds ? 1 : 0, `${name} ${number}`);
      }
    }
  });

  test("SQL of one's own is compared with values of any kind, one after the other", async () => {
    await using _database = await open([Author, Book]);
    await Author.create({ name: "2", age: 2, weight: 2.5, bornAt: new Date(0) });
    const named = () =>
      authors
        .all()
        .annotate((row: Row) => ({ n: sql`${row.age} + 0`, t: sql`${row.name}`, m: sql`${row.bornAt}` }));
    const count = (condition: object): Promise<number> => named().where(condition).count();

    for (const given of [2, 2.5, 3n, 2])
      assert.equal(await count({ n: given }), given === 2 ? 1 : 0, String(given));
    for (const given of [[2], [2.5, 2], [3n]])
      assert.equal(await count({ n: { in: given } }), given.includes(2 as never) ? 1 : 0, String(given));
    assert.equal(await count({ t: "2" }), 1);
    assert.equal(await count({ t: { in: ["2", "3"] } }), 1);
    assert.equal(await count({ m: new Date(0) }), 1);
    assert.equal(await count({ m: { in: [new Date(0), new Date(1000)] } }), 1);
    for (const nothing of [() => 1, Symbol("x"), undefined, new Author({ name: "x" })]) {
      await assert.rejects(
        async () => count({ n: { in: [1, nothing] } }),
        { code: /^db\.(wrong-value|invalid-condition)$/ },
        String(nothing),
      );
      await assert.rejects(
        async () => authors.where((row: Row) => sql<boolean>`${row.age} = ${nothing}`).count(),
        { code: "db.wrong-value" },
        String(nothing),
      );
    }
  });

  test("JSON from outside is a value, whatever it calls its constructor", async () => {
    await using _database = await open([Author, Book]);
    await Author.create({ name: "x" });
    const fake = JSON.parse('{"constructor":{"name":"Date"}}');

    assert.deepEqual(await authors.all().select(() => ({ own: value(fake) })), [{ own: fake }]);
    const [{ own }] = await authors.all().select(() => ({ own: value(new Date(0)) }));
    assert.ok(own instanceof Date);
    const statements = await recordStatements(async () => {
      for (const name of ["Date", ",)|where(password eq ?st,)", "x".repeat(1000)])
        await authors.where((row: Row) => row.extra.eq({ constructor: { name } })).count();
    });
    assert.equal(new Set(statements.statements.map(({ text }) => text)).size, 1);
  });

  test("mistakes are refused, also where a right query of that form was asked before", async () => {
    await using _database = await open([Author, Book]);
    assert.equal(await authors.where({ age: { isNull: false } }).count(), 0);
    await authors.where({ name: { in: ["x"] } });
    await authors.where({ extra: { hasKeys: ["a"] } });
    await authors.where({ id: { between: [1, 2] } });

    for (const condition of [
      { age: { isNull: "false" } },
      { age: { isNull: 0 } },
      { name: { in: "x" } },
      { name: ["x"] },
      { extra: { hasKeys: "a" } },
      { extra: { hasKeys: [{}] } },
      { id: { between: [1] } },
      { id: { between: "1,2" } },
    ])
      await assert.rejects(
        async () => authors.where(condition).count(),
        { code: /^db\.(invalid-condition|invalid-query|wrong-value)$/ },
        JSON.stringify(condition),
      );
  });

  test("fields of one's own keep to their own way of storing, whatever they are called", async () => {
    await using _database = await open([Author, Book]);
    await Author.create({ name: "x" });
    const field = (mark: string) =>
      defineField<string>({
        name: "marked",
        columnType: "text",
        toDatabase: (text) => text,
        fromDatabase: (stored) => mark + String(stored),
      });
    const [first, second] = [field("1"), field("2")];

    assert.deepEqual(await Author.select((author) => author.name.cast(first())), ["1x"]);
    assert.deepEqual(await Author.select((author) => author.name.cast(second())), ["2x"]);
  });

  test("a query with a name hides no table, and is no relation of that name", async () => {
    await using _database = await open([Author, Book]);
    const gogol = await Author.create({ name: "Gogol" });
    await Book.create({ title: "The Nose", author: gogol });
    for (const name of ["author", "AUTHOR", "book", "t1"]) {
      const found = namedQuery(
        name,
        Author.select((author) => ({ id: author.id, name: author.name.lower() })),
      );
      const joined = Book.join(found, (book) => found.row.id.eq(book.author.id));

      assert.equal(await joined.where((book) => book.author.name.eq("Gogol")).count(), 1, name);
      assert.equal(await joined.where(() => found.row.name.eq("gogol")).count(), 1, name);
      assert.equal(await joined.where((book) => book.author.name.startsWith("gog")).count(), 0, name);
      assert.equal(await joined.where(() => found.row.name.eq("Go" as never)).count(), 0, name);
    }
  });
});
