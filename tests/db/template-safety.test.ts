import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine } from "quintet/templates";
import { Author, Book, fillLibrary, openLibrary, Tag } from "./library.ts";

async function render(source: string, context: object): Promise<string> {
  return new Engine({}).fromString(source).render(context);
}

const writing = [
  "book.save",
  "book.delete",
  "book.refresh",
  "book.beforeDelete",
  "book.tags.clear",
  "book.tags.all.delete",
  "loaded.tags.clear",
  "loaded.tags.remove",
  "author.books.all.delete",
  "author.books.create",
  "books.delete",
  "books.all.delete",
  "Book.all.delete",
  "Book",
];

for (const path of writing) {
  test(`{{ ${path} }} changes nothing and prints nothing`, async () => {
    await using _database = await openLibrary();
    await fillLibrary();
    const book = await Book.all()
      .orderBy("id")
      .get({ title: (await Book.first())!.title });
    const loaded = (await Book.include("tags").where({ id: book.id }))[0]!;
    const author = await book.author;
    const counts = async () => [
      await Book.count(),
      await Tag.count(),
      await Author.count(),
      await book.tags.count(),
    ];
    const before = await counts();

    const text = await render(`[{{ ${path} }}]`, { book, loaded, author, books: Book.all(), Book });

    assert.equal(text, "[]");
    assert.deepEqual(await counts(), before);
  });
}

test("a model's own delete() isn't called by a template either", async () => {
  await using _database = await openLibrary();
  await fillLibrary();
  class Shelved extends Book {
    override async delete() {
      return super.delete();
    }
  }
  const row = (await Shelved.first())!;

  assert.equal(await render("[{{ row.delete }}]", { row }), "[]");
  assert.equal(await Shelved.where({ id: row.id }).exists(), true);
});

test("a row that a template looks up and that isn't there prints nothing", async () => {
  await using _database = await openLibrary();
  const found = { book: () => Book.get(4711) };
  const context = { found, promise: Book.get(4711), missing: () => Book.all().get(4711) };

  assert.equal(await render("[{{ found.book.title }}{{ promise }}{{ missing.author.name }}]", context), "[]");
});
