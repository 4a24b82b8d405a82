import assert from "node:assert/strict";
import { transaction } from "quintet/db";
import { forEachDatabase } from "./databases.ts";
import { Book, fillLibrary, openLibrary, titles } from "./library.ts";

/* Rows that nobody else may change; that somebody waits for them is tested with each database. */

forEachDatabase((place) => {
  const { test, dialect } = place;

  test("rows are locked inside a transaction, alone or with those that are included", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();

    await transaction(async () => {
      const found = await Book.include("author").orderBy("title").limit(2).lock({ skipLocked: true });
      const one = await Book.all().lock({ noWait: true }).get({ title: "The Nose" });

      assert.deepEqual(titles(found), ["Anna Karenina", "Dead Souls"]);
      assert.equal(one.title, "The Nose");
    });
  });

  test("a lock outside of a transaction is refused, because it would end at once", async () => {
    await using _database = await openLibrary(place);
    const wanted = { code: "db.invalid-query", message: /lock\(\) on Book.*none is open.*transaction\(/ };

    await assert.rejects(async () => await Book.all().lock(), wanted);
    await assert.rejects(Book.all().lock().find(1), wanted);
    await assert.rejects(async () => {
      for await (const _book of Book.all().lock().stream()) break;
    }, wanted);
    assert.equal(await Book.all().lock().count(), 0);
  });

  test("only rows that are read can be locked", async () => {
    await using _database = await openLibrary(place);

    await transaction(async () => {
      const query = async () => await Book.include("author").lock({ of: ["editor"] });
      if (dialect === "mysql") return; // locks whole rows of all tables
      await assert.rejects(query, { code: "db.invalid-query", message: /It can be of self, author\./ });
      assert.deepEqual(await Book.include("author").lock({ of: ["self", "author"] }), []);
    });
  });

  test("options that lock() doesn't have are refused, and so are unions", () => {
    assert.throws(() => Book.all().lock({ skip: true } as never), {
      message: /no option "skip"\. It has: of, /,
    });
    assert.throws(
      () =>
        Book.where({ id: 1 })
          .union(Book.where({ id: 2 }))
          .lock(),
      {
        code: "db.unsupported-query",
      },
    );
  });
});
