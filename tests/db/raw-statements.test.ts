import assert from "node:assert/strict";
import { bigInteger, decimal, integer, recordStatements, sql, sqlList, wrapStatements } from "quintet/db";
import { forEachDatabase } from "./databases.ts";
import { Book, fillLibrary, openLibrary, titles } from "./library.ts";

/* Statements of the app's own that give no instances, and wrappers around statements. */

forEachDatabase((place) => {
  const { test } = place;

  test("a statement is the same on every database, with its values between the texts", async () => {
    await using database = await openLibrary(place);
    await fillLibrary();
    const least = 100;

    const rows = await database.query(sql`SELECT title FROM ${Book} WHERE pages > ${least} ORDER BY title`);
    const { changes } = await database.execute(
      sql`UPDATE ${Book} SET pages = ${7} WHERE title = ${"The Nose"}`,
    );

    assert.deepEqual(rows, [["Anna Karenina"], ["War and Peace"]]);
    assert.equal(changes, 1);
    assert.equal((await Book.get({ title: "The Nose" })).pages, 7);
    await assert.rejects(database.query(sql`SELECT ${1}`, [1]), { message: /parameters beside a text only/ });
    await assert.rejects(database.query(Book as never), {
      message: /query\(\) takes a statement as a text or as sql/,
    });
  });

  test("rows() gives objects, with the kinds of values that were described", async () => {
    await using database = await openLibrary(place);
    await fillLibrary();

    const rows = await database.rows(
      sql`SELECT status, SUM(price) AS total, COUNT(*) AS books FROM ${Book} GROUP BY status ORDER BY status`,
      { total: decimal({ digits: 10, places: 2 }), books: bigInteger({ as: "bigint" }) },
    );

    assert.deepEqual(
      rows.map(({ total, books }) => [total.toFixed(2), books]),
      [
        ["5.00", 1n],
        ["45.49", 3n],
      ],
    );
    assert.deepEqual(Object.keys(rows[0]!), ["status", "total", "books"]);
    await assert.rejects(database.rows(sql`SELECT 1 AS one`, { two: integer() }), {
      code: "db.invalid-query",
      message: /column "two".*It gives: one/,
    });
  });

  test("sqlList() is the items of a list, with commas", async () => {
    await using database = await openLibrary(place);
    const { war, nose } = await fillLibrary();
    const ids = [war.id, nose.id];

    const found = await Book.fromSql(sql`SELECT * FROM ${Book} WHERE id IN (${sqlList(ids)}) ORDER BY title`);
    const same = await Book.where((book) => sql<boolean>`${book.id} IN (${sqlList(ids)})`);
    const pieces = [sql`title`, sql`pages`];

    assert.deepEqual(titles(found), ["The Nose", "War and Peace"]);
    assert.deepEqual(titles(same), ["The Nose", "War and Peace"]);
    assert.deepEqual(await database.query(sql`SELECT ${sqlList(pieces)} FROM ${Book} WHERE id = ${war.id}`), [
      ["War and Peace", 1200],
    ]);
    assert.throws(() => sqlList([]), { code: "db.invalid-query", message: /an item at least/ });
  });

  test("a wrapper stands around the statements of its work, and of nobody else", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();
    const seen: string[] = [];

    const [count] = await Promise.all([
      wrapStatements(
        async (send, { text, parameterCount, database }) => {
          seen.push(`${database} ${parameterCount} ${text.slice(0, 15)}`);
          return send();
        },
        () => Book.where({ pages: { gt: 100 } }).count(),
      ),
      Book.where({ pages: 1 }).exists(),
    ]);

    assert.equal(count, 2);
    assert.deepEqual(seen, ["default 1 SELECT COUNT(*)"]);
  });

  test("a wrapper can keep statements from being sent, streams among them", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();
    const { statements } = await recordStatements(() =>
      wrapStatements(
        async () => {
          throw new Error("No statement here.");
        },
        async () => {
          await assert.rejects(Book.count(), /No statement here/);
          await assert.rejects(Book.get(1), /No statement here/);
          await assert.rejects(Book.create({ title: "x", price: 1, author: 1 }), /No statement here/);
          await assert.rejects(async () => {
            for await (const _book of Book.all().stream()) break;
          }, /No statement here/);
        },
      ),
    );

    assert.deepEqual(statements, []);
  });

  test("wrappers stand in each other, and their own statements are not wrapped", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();
    const order: string[] = [];

    await wrapStatements(
      async (send) => {
        order.push("outer");
        assert.equal(await Book.where({ pages: 40 }).count(), 1);
        return send();
      },
      () =>
        wrapStatements(
          async (send) => {
            order.push("inner");
            return send();
          },
          () => Book.count(),
        ),
    );

    assert.deepEqual(order, ["outer", "inner"]);
  });
});
