import assert from "node:assert/strict";
import { belongsTo, expectQueries, hasMany, Model, string } from "quintet/db";
import { forEachDatabase } from "./databases.ts";

class Author extends Model({
  name: string({ maxLength: 20 }),
  get books() {
    return hasMany(() => Book, "author");
  },
}) {}
class Book extends Model({
  title: string({ maxLength: 20 }),
  status: string({ maxLength: 10 }),
  get author() {
    return belongsTo(() => Author, { onDelete: "cascade" });
  },
}) {}
const models = [Author, Book];

async function fill(): Promise<void> {
  for (const name of ["Ann", "Bob"]) {
    const author = await Author.create({ name });
    for (const [title, status] of [
      ["one", "draft"],
      ["two", "done"],
      ["three", "draft"],
    ])
      await Book.create({ title: `${name} ${title}`, status: status!, author });
  }
}

forEachDatabase(({ test, open }) => {
  test("one relation is loaded in several ways under names of their own", async () => {
    await using _database = await open(models);
    await fill();

    const authors = await expectQueries(4, async () =>
      Author.orderBy("name")
        .include("books")
        .includeAs("drafts", "books", (books) => books.where({ status: "draft" }).orderBy("id"))
        .includeAs("latest", "books", (books) => books.orderBy("-id").limit(1)),
    );

    assert.deepEqual(
      authors.map((author) => [
        author.books.length,
        author.drafts.map(({ title }) => title),
        author.latest[0]?.title,
      ]),
      [
        [3, ["Ann one", "Ann three"], "Ann three"],
        [3, ["Bob one", "Bob three"], "Bob three"],
      ],
    );
  });

  test("a name that rows have already is refused", async () => {
    await using _database = await open(models);

    assert.throws(() => Author.includeAs("name", "books"), { code: "db.invalid-query", message: /"name"/ });
    assert.throws(() => Author.includeAs("save", "books"), { code: "db.invalid-query", message: /"save"/ });
  });

  test("relations of loaded rows are loaded for all of them at once", async () => {
    await using _database = await open(models);
    await fill();
    const books = await Book.orderBy("id");

    const loaded = await expectQueries(2, async () =>
      Book.load(books, { author: (author) => author.include("books") }),
    );

    assert.deepEqual(
      loaded.map((book) => [book.author.name, book.author.books.length]),
      [...Array(3).fill(["Ann", 3]), ...Array(3).fill(["Bob", 3])],
    );
    await assert.rejects(() => Book.load([new Book({ title: "new" })], "author"), {
      code: "db.invalid-query",
    });
  });
});
