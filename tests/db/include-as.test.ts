import assert from "node:assert/strict";
import { belongsTo, count, expectQueries, hasMany, Model, string } from "quintet/db";
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

  test("the row that a relation leads to comes with annotations, in a statement of its own", async () => {
    await using _database = await open(models);
    await fill();
    const withCounts = () =>
      Book.orderBy("id").include({
        author: (author) => author.annotate((each) => ({ written: count(each.books) })).include("books"),
      });

    const books = await expectQueries(3, async () => withCounts());
    const [loaded] = await Book.load([(await Book.first())!], {
      author: (author) => author.annotate((each) => ({ written: count(each.books) })),
    });

    assert.deepEqual(
      books.map(({ author }) => [author.name, author.written, author.books.length]),
      [...Array(3).fill(["Ann", 3, 3]), ...Array(3).fill(["Bob", 3, 3])],
    );
    assert.equal(loaded!.author.written, 3);
    assert.deepEqual(
      (await withCounts().union(withCounts())).map(({ author }) => author.written),
      Array(6).fill(3),
    );
  });

  test("includeAs() of a relation to one is the row, or null where conditions don't hold", async () => {
    await using _database = await open(models);
    await fill();

    const books = await expectQueries(2, async () =>
      Book.orderBy("id")
        .includeAs("ann", "author", (author) => author.where({ name: "Ann" }))
        .includeAs("shortened", "author", (author) => author.only("name")),
    );

    assert.deepEqual(
      books.map(({ ann, shortened }) => [ann?.name, shortened?.name]),
      [...Array(3).fill(["Ann", "Ann"]), ...Array(3).fill([undefined, "Bob"])],
    );
  });

  test("what would leave out the row that a relation leads to is refused, with what to do", async () => {
    await using _database = await open(models);
    const wanted = { code: "db.invalid-query", message: /includeAs\("name", "author", …\) takes conditions/ };

    assert.throws(() => Book.include({ author: (author) => author.where({ name: "Ann" }) }), wanted);
    assert.throws(() => Book.include({ author: (author) => author.limit(1) }), wanted);
    assert.throws(() => Book.includeAs("one", "author", (author) => author.limit(1)), {
      message: /includeAs\("one", …\) leads to one row: it takes conditions, and no limit/,
    });
    assert.throws(() => Author.include({ books: (books) => books.select("title") as never }), {
      message: /select\(\) can't be used there\. Use only\(\)/,
    });
  });
});
