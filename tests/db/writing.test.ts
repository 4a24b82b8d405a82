import assert from "node:assert/strict";
import {
  bigInteger,
  binary,
  boolean,
  type CreateInput,
  date,
  datetime,
  decimal,
  defineField,
  duration,
  email,
  expectQueries,
  float,
  json,
  Model,
  string,
  Temporal,
  text,
  time,
  uuid,
} from "quintet/db";
import { createTables } from "../../src/db/schema/create-tables.ts";
import { forEachDatabase, testDatabases } from "./databases.ts";
import { Author, Book, fillLibrary, openLibrary, Profile, Review, Tag } from "./library.ts";

const point = defineField<{ x: number; y: number }>({
  name: "point",
  columnType: "text",
  toDatabase: ({ x, y }) => `${x} ${y}`,
  fromDatabase: (stored) => {
    const [x, y] = String(stored).split(" ").map(Number);
    return { x: x!, y: y! };
  },
});

class Everything extends Model({
  at: datetime(),
  day: date(),
  hour: time(),
  length: duration(),
  price: decimal({ digits: 20, places: 3 }),
  flag: boolean(),
  key: uuid({ default: "v4" }),
  big: bigInteger({ as: "bigint" }),
  ratio: float(),
  data: json<{ list: number[] }>(),
  bytes: binary(),
  place: point({ nullable: true }),
  note: text({ optional: true }),
}) {}

const kinds = [Everything];

const values = {
  at: new Date("2026-03-01T10:00:00.120Z"),
  day: Temporal.PlainDate.from("2026-03-01"),
  hour: Temporal.PlainTime.from("10:30"),
  length: Temporal.Duration.from({ hours: 1, seconds: 2 }),
  price: "1234.5",
  flag: true,
  key: "0d9f3c5e-7b1a-4c57-9f0e-0a5b6c7d8e9f",
  big: 9_007_199_254_740_993n,
  ratio: 0.5,
  data: { list: [1, 2] },
  bytes: new Uint8Array([1, 2, 255]),
  place: { x: 1, y: -2 },
};

forEachDatabase((kind) => {
  const { test } = kind;

  test("every kind of value comes back as it was given", async () => {
    await using _database = await kind.open(kinds);

    const { id } = await Everything.create(values);
    const found = await Everything.get(id);

    assert.deepEqual(found.at, values.at);
    assert.equal(String(found.day), "2026-03-01");
    assert.equal(String(found.hour), "10:30:00");
    assert.equal(String(found.length), "PT1H2S");
    assert.equal(found.price.toFixed(3), "1234.500");
    assert.equal(found.flag, true);
    assert.equal(found.key, values.key);
    assert.equal(found.big, values.big);
    assert.equal(found.ratio, 0.5);
    assert.deepEqual(found.data, { list: [1, 2] });
    assert.deepEqual([...found.bytes], [1, 2, 255]);
    assert.deepEqual(found.place, { x: 1, y: -2 });
    assert.equal(found.note, "");
    assert.equal(found.id, id);
  });

  test("every kind of value can be compared with", async () => {
    await using _database = await kind.open(kinds);
    await Everything.create(values);

    assert.equal(
      await Everything.where({ at: values.at, day: { lte: values.day }, hour: values.hour }).count(),
      1,
    );
    assert.equal(
      await Everything.where({ length: values.length, price: 1234.5, flag: true, key: values.key }).count(),
      1,
    );
    assert.equal(
      await Everything.where({ big: values.big, ratio: { gt: 0.4 }, data: { eq: values.data } }).count(),
      1,
    );
    assert.equal(await Everything.where({ place: { eq: values.place } }).count(), 1);
    assert.equal(await Everything.where((row) => row.price.times(2).eq("2469")).count(), 1);
  });

  test("create(), save(), refresh() and delete()", async () => {
    await using _database = await openLibrary(kind);

    const author = await Author.create({ name: "Gogol" });
    author.name = "Nikolai Gogol";
    await author.save();
    await Author.where({ id: author.id }).update({ name: "N. Gogol" });
    await author.refresh();
    assert.equal(author.name, "N. Gogol");

    assert.deepEqual(await author.delete(), { total: 1, byModel: { Author: 1 } });
    assert.equal(await Author.count(), 0);
  });

  test("save() writes only the fields that it is told", async () => {
    await using _database = await openLibrary(kind);
    const { war } = await fillLibrary();
    war.title = "Peace";
    war.pages = 1;

    await war.save({ only: ["pages"] });

    assert.equal((await Book.get(war.id)).title, "War and Peace");
    assert.equal((await Book.get(war.id)).pages, 1);
  });

  test("save() of a row that is gone says so", async () => {
    await using _database = await openLibrary(kind);
    const author = await Author.create({ name: "Gogol" });
    await Author.where({ id: author.id }).delete();

    await assert.rejects(author.save(), { code: "db.not-updated", message: /deleted since/ });
  });

  test("a relation is given as a row or as a key, and must be a saved row of its model", async () => {
    await using _database = await openLibrary(kind);
    const { nose, tolstoy, classic } = await fillLibrary();

    nose.author = tolstoy;
    await nose.save();
    assert.equal((await Book.get(nose.id)).authorId, tolstoy.id);

    const unsaved = new Author({ name: "Nobody" });
    const book = new Book({ title: "x", price: 1, author: unsaved });
    await assert.rejects(book.save(), {
      code: "db.unsaved-relation",
      message: /Book\.author refers to a row that is not saved/,
    });
    await unsaved.save();
    await book.save();
    assert.equal(book.authorId, unsaved.id);
    assert.throws(() => book.assign({ author: classic as unknown as Author }), { code: "db.wrong-value" });
  });

  test("an unknown property is refused with the one that was meant", async () => {
    await using _database = await openLibrary(kind);
    const mistaken = { nam: "x" } as unknown as CreateInput<typeof Author.fields>;

    await assert.rejects(async () => Author.create(mistaken), {
      code: "db.unknown-field",
      message: /Did you mean "name"/,
    });
  });

  test("createMany() stores many rows in few statements and gives their keys", async () => {
    await using _database = await openLibrary(kind);

    // One array for each column, or batches of 50 and of 10.
    const tags = await expectQueries(kind.dialect === "postgres" ? 1 : 5, () =>
      Tag.createMany(Array.from({ length: 130 }, (_, number) => ({ slug: `t${number}` }))),
    );

    assert.equal(await Tag.count(), 130);
    for (const number of [0, 49, 50, 99, 100, 129])
      assert.equal((await Tag.get(tags[number]!.id)).slug, `t${number}`);
    assert.deepEqual(await Tag.createMany([]), []);
  });

  test("createMany() leaves out or changes rows that are there", async () => {
    await using _database = await openLibrary(kind);
    const { classic } = await fillLibrary();

    await Tag.createMany([{ slug: "classic" }, { slug: "new" }], { ignoreConflicts: true });
    await Tag.createMany([{ id: classic.id, slug: "changed" }], {
      onConflict: { fields: ["id"], update: ["slug"] },
    });

    assert.deepEqual(
      (await Tag.orderBy("slug")).map((tag) => tag.slug),
      ["changed", "new", "sale"],
    );
  });

  test("getOrCreate() and upsert()", async () => {
    await using _database = await openLibrary(kind);
    const { gogol } = await fillLibrary();

    const [same, created] = await Author.getOrCreate({ name: "Gogol" });
    const [fresh, isNew] = await Profile.getOrCreate({ author: gogol }, { site: "a.example" });
    const [changed, isNewToo] = await Profile.upsert({ author: gogol }, { site: "b.example" });

    assert.deepEqual([same.id, created, isNew, isNewToo], [gogol.id, false, true, false]);
    assert.equal(changed.id, fresh.id);
    assert.equal((await Profile.get(fresh.id)).site, "b.example");
  });

  test("update() computes in the database, also for rows found through relations", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();

    const changed = await Book.where({ author: { name: "Tolstoy" } }).update((book) => ({
      price: book.price.times("1.1"),
      pages: null,
    }));

    assert.equal(changed, 2);
    assert.equal((await Book.get({ title: "War and Peace" })).price.toFixed(2), "22.00");
  });

  test("update() and delete() mean the rows, whatever is chosen of them and however often they are found", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();
    const ofTolstoy = Book.where({ author: { name: "Tolstoy" } });

    const renamed = await ofTolstoy.select((book) => ({ name: book.author.name })).update({ pages: 7 });
    const once = await Author.where({ books: { pages: 7 } })
      .distinct()
      .update({ name: "Leo" });

    assert.deepEqual([renamed, once], [2, 1]);
    assert.deepEqual(await Book.where({ pages: 7 }).select((book) => book.author.name), ["Leo", "Leo"]);
    assert.equal(
      (
        await Author.where({ books: { pages: 7 } })
          .distinct()
          .delete()
      ).byModel.Author,
      1,
    );
    assert.equal(await Book.where({ pages: 7 }).count(), 0);
  });

  test("update() of an unknown field, with related values, or after totals is refused", async () => {
    await using _database = await openLibrary(kind);

    await assert.rejects(Book.all().update({ titel: "x" } as never), { code: "db.unknown-field" });
    await assert.rejects(
      Book.all().update((book) => ({ title: book.author.name })),
      { code: "db.invalid-query" },
    );
    const totals = Author.select((author) => ({ name: author.name, books: author.books.count() }));
    await assert.rejects(totals.update({ name: "x" }), { message: /can't follow select\(\) of totals/ });
    await assert.rejects(Book.distinct().limit(1).update({ title: "x" }), { code: "db.invalid-query" });
    await assert.rejects(Book.select("title").delete(), {
      message: /delete\(\) on Book can't follow select/,
    });
  });

  test("a broken rule is an error with its meaning and the driver's error as cause", async () => {
    await using _database = await openLibrary(kind);
    const { war, tolstoy } = await fillLibrary();
    const again = { title: war.title, price: 1, author: tolstoy };

    await assert.rejects(Book.create(again), (error: { code: string; columns: string[]; cause: unknown }) => {
      assert.equal(error.code, "db.unique-violation");
      // MariaDB only names the rule.
      assert.deepEqual(error.columns, kind.dialect === "mysql" ? [] : ["author_id", "title"]);
      assert.ok(error.cause instanceof Error);
      return true;
    });
    await assert.rejects(Book.create({ ...again, title: "y", price: -1 }), {
      code: "db.check-violation",
      constraint: "price_positive",
    });
    await assert.rejects(Author.create({ name: null as unknown as string }), {
      code: "db.not-null-violation",
      column: "name",
    });
    await assert.rejects(Review.create({ stars: 1, book: 999 }), { code: "db.foreign-key-violation" });
  });

  test("delete() takes along what refers to the row, and counts it", async () => {
    await using _database = await openLibrary(kind);
    const { tolstoy, nose } = await fillLibrary();

    const deleted = await tolstoy.delete();

    assert.deepEqual(deleted, { total: 6, byModel: { "Book.tags": 3, Book: 2, Author: 1 } });
    await nose.refresh();
    assert.equal(nose.editorId, null);
  });

  test("delete() is refused where a protected row refers to the row", async () => {
    await using _database = await openLibrary(kind);
    const { tolstoy, war } = await fillLibrary();
    await Review.create({ stars: 5, book: war });

    await assert.rejects(tolstoy.delete(), {
      code: "db.protected",
      message: /Author can't be deleted: 1 row refers to it \(Review\.book\)/,
    });
    assert.equal(await Author.count(), 2);
  });

  test("deleting a query without referring rows is one statement", async () => {
    await using _database = await openLibrary(kind);
    const { war } = await fillLibrary();
    await Review.createMany([
      { stars: 1, book: war },
      { stars: 5, book: war },
    ]);

    const deleted = await expectQueries(1, () =>
      Review.where({ book: { title: "War and Peace" }, stars: { lt: 3 } }).delete(),
    );

    assert.deepEqual(deleted, { total: 1, byModel: { Review: 1 } });
  });

  test("hooks are called around save and delete", async () => {
    await using database = await openLibrary(kind);
    const calls: string[] = [];
    class Note extends Model({ body: string(), updatedAt: datetime({ autoNow: true }) }) {
      override beforeSave() {
        this.body = this.body.trim();
        calls.push("beforeSave");
      }
      override afterSave({ created }: { created: boolean }) {
        calls.push(`afterSave ${created}`);
      }
      override beforeDelete() {
        calls.push("beforeDelete");
      }
    }
    await createTables(database, [Note]);

    const note = await Note.create({ body: " x " });
    await note.save();
    await Note.all().delete();

    assert.equal(note.body, "x");
    assert.deepEqual(calls, [
      "beforeSave",
      "afterSave true",
      "beforeSave",
      "afterSave false",
      "beforeDelete",
    ]);
  });

  test("validate() lists what is wrong, as data", async () => {
    await using database = await openLibrary(kind);
    class Member extends Model({ email: email({ unique: true }), name: string({ maxLength: 3 }) }) {}
    await createTables(database, [Member]);
    await Member.create({ email: "a@example.org", name: "A" });
    const { tolstoy, war } = await fillLibrary();

    const wrong = await new Member({ email: "nothing", name: "Long" }).validate();
    const taken = await new Member({ email: "a@example.org", name: "" }).validate();
    const together = await new Book({
      title: war.title,
      price: "1.234",
      author: tolstoy,
      status: "gone" as "draft",
    }).validate();

    assert.deepEqual(
      wrong.map(({ field, code }) => [field, code]),
      [
        ["email", "email"],
        ["name", "max-length"],
      ],
    );
    assert.deepEqual(
      taken.map(({ field, code }) => [field, code]),
      [
        ["name", "required"],
        ["email", "unique"],
      ],
    );
    assert.deepEqual(
      together.map(({ field, code }) => [field, code]),
      [
        ["price", "max-decimal-places"],
        ["status", "choice"],
        [null, "unique-together"],
      ],
    );
    assert.deepEqual(await war.validate(), []);
  });
});

for (const { test, open } of testDatabases.filter(({ dialect }) => dialect === "sqlite")) {
  test("values are stored as Django's SQLite backend stores them", async () => {
    await using database = await open(kinds);
    await Everything.create(values);

    const [row] = await database.query(
      `SELECT at, day, hour, length, price, typeof(price), flag, "key", data, typeof(bytes) FROM everything`,
    );

    assert.deepEqual(row, [
      "2026-03-01 10:00:00.120000",
      "2026-03-01",
      "10:30:00",
      3_602_000_000,
      1234.5,
      "real",
      1,
      "0d9f3c5e7b1a4c579f0e0a5b6c7d8e9f",
      '{"list":[1,2]}',
      "blob",
    ]);
  });

  test("a whole second is stored without a fraction", async () => {
    await using database = await open(kinds);
    await Everything.create({ ...values, at: new Date("2026-03-01T10:00:00Z") });

    assert.deepEqual(await database.query("SELECT at FROM everything"), [["2026-03-01 10:00:00"]]);
  });
}
