import assert from "node:assert/strict";
import { Decimal } from "decimal.js";
import {
  bigInteger,
  datetime,
  decimal,
  expectQueries,
  integer,
  isDeferred,
  isStored,
  sql,
  string,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";
import { Author, Book, fillLibrary, openLibrary, Review, titles } from "./library.ts";

/** A template's texts, as the compiler makes them: the statement, with a table behind it. */
function literal(text: string): TemplateStringsArray {
  return Object.assign([`${text} `, ""], { raw: [text, ""] });
}

forEachDatabase((place) => {
  const { test, dialect } = place;

  test("SQL of one's own gives instances, with values bound and models as the names of tables", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();
    const title = "x' OR '1' = '1";

    const dear = await Book.fromSql(
      sql`SELECT * FROM ${Book} WHERE price > ${new Decimal("9.99")} ORDER BY id`,
    );
    const none = await Book.fromSql(
      sql`SELECT * FROM ${Book} WHERE title = ${title} AND created_at < ${new Date()}`,
    );

    assert.deepEqual(titles(dear), ["War and Peace", "Anna Karenina"]);
    assert.ok(dear[0] instanceof Book && isStored(dear[0]));
    assert.ok(dear[0].createdAt instanceof Date);
    assert.equal(String(dear[0].price), "20");
    assert.deepEqual(none, []);
  });

  test("columns stand in any order; those that are missing are deferred", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();

    const [book] = await Book.fromSql(sql`SELECT pages, id, author_id FROM ${Book} ORDER BY price DESC`);

    assert.equal(book!.pages, 1200);
    assert.ok(isDeferred(book!, "title"));
    await book!.refresh({ only: ["title"] });
    assert.equal(book!.title, "War and Peace");
    await expectQueries(1, async () => assert.equal((await book!.author).name, "Tolstoy"));
  });

  test("a column that is named like a property is that field", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();

    const [book] = await Book.fromSql(sql`SELECT id, created_at AS "createdAt" FROM ${Book}`);

    assert.ok(book!.createdAt instanceof Date);
  });

  test("further columns become properties of the kinds that were said", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();

    const rows = await Book.fromSql(
      sql`SELECT b.*, price * 2 AS twice, 9007199254740993 AS large, created_at AS again, a.name AS writer, 1 AS one
        FROM ${Book} b JOIN ${Author} a ON a.id = b.author_id ORDER BY b.id`,
      {
        twice: decimal({ digits: 10, places: 2 }),
        large: bigInteger({ as: "bigint" }),
        again: datetime(),
        writer: string({ maxLength: 9 }),
      },
    );

    const [war] = rows;
    assert.equal(String(war!.twice satisfies Decimal), "40");
    assert.equal(war!.large satisfies bigint, 9007199254740993n);
    assert.deepEqual(war!.again satisfies Date, war!.createdAt);
    assert.equal(war!.writer satisfies string, "Tolstoy");
    assert.equal(Number((war as unknown as { one: number }).one), 1);
    assert.equal(war!.pages, 1200);
  });

  test("relations of such rows are included, one statement for each, and rows can be saved", async () => {
    await using database = await openLibrary(place);
    const { war } = await fillLibrary();
    await Review.create({ stars: 5, book: war });

    const rows = await expectQueries(4, async () =>
      Book.fromSql(sql`SELECT * FROM ${Book} ORDER BY id`)
        .include({ author: (author) => author.include("books") }, "reviews")
        .using(database),
    );
    rows[0]!.pages = 1;
    await rows[0]!.save();

    assert.equal(rows[0]!.author.name, "Tolstoy");
    assert.equal(rows[0]!.author.books.length, 2);
    assert.deepEqual(
      rows[0]!.reviews.map(({ stars }) => stars),
      [5],
    );
    assert.equal((await Book.get(war.id)).pages, 1);
  });

  test("such rows can be iterated over, and know their siblings", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();
    const writers: string[] = [];

    await expectQueries(2, async () => {
      for await (const book of Book.fromSql(sql`SELECT * FROM ${Book} ORDER BY id`))
        writers.push((await book.author).name);
    });

    assert.deepEqual(writers, ["Tolstoy", "Tolstoy", "Gogol", "Gogol"]);
  });

  test("a statement without the key, with a column twice, or with one that rows can't have is refused", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();
    const refused = {
      "SELECT title, pages FROM":
        /needs the key of each row, and .* no column "id"\. It gives: title, pages\./,
      "SELECT id, id FROM": /gives two columns "id"/,
      "SELECT id, title AS save FROM": /can't be called "save", which rows have already/,
      "SELECT id, 1 AS author FROM": /can't be called "author"/,
      "SELECT id, 1 AS constructor FROM": /can't be called "constructor"/,
      // MariaDB's driver refuses such a name itself.
      ...(dialect !== "mysql" && { "SELECT id, 1 AS __proto__ FROM": /can't be called "__proto__"/ }),
    };

    for (const [text, message] of Object.entries(refused))
      await assert.rejects(async () => await Book.fromSql(sql(literal(text), Book)), {
        code: "db.invalid-query",
        message,
      });
    const unknown = Book.fromSql(sql`SELECT id FROM ${Book}`, { total: integer() });
    await assert.rejects(
      async () => await unknown,
      /was told of a column "total", which the statement doesn't give/,
    );
  });

  test("what is no value is refused before anything is sent", async () => {
    await using _database = await openLibrary(place);
    const { war } = await fillLibrary();

    await expectQueries(0, async () => {
      await assert.rejects(
        async () => await Book.fromSql(sql`SELECT * FROM ${Book} WHERE id = ${undefined}`),
        /undefined as a value/,
      );
      await assert.rejects(
        async () => await Book.fromSql(sql`SELECT * FROM ${Book} WHERE id = ${war}`),
        /a row as a value\. Give its key/,
      );
    });
  });

  test("an error of the database says which statement it was", async () => {
    await using _database = await openLibrary(place);

    await assert.rejects(async () => await Book.fromSql(sql`SELECT * FROM no_such_table WHERE id = ${3}`), {
      message: /no_such_table/,
    });
  });
});
