import assert from "node:assert/strict";
import { test } from "node:test";
import { Request } from "quintet/http";
import { Author, Book, fillLibrary, openLibrary } from "./library.ts";

/** What a client sends, as a handler that believes its own cast has it. */
async function sent(value: unknown): Promise<never> {
  const body = JSON.stringify(value);
  const request = new globalThis.Request("http://shop.example/", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  return (await Request.fromPlatform(request).json()) as never;
}

const refused = { code: "db.client-object" };

test("a client's JSON is no condition: neither as a whole nor in the place of a value", async () => {
  await using _database = await openLibrary();
  await fillLibrary();
  const body: { title: never } = await sent({ title: { ne: "" }, or: [{ title: { contains: "" } }] });

  assert.throws(() => Book.where(body), refused);
  assert.throws(() => Book.where({ title: body.title }), refused);
  assert.throws(() => Book.all().whereNot({ not: body }), refused);
  assert.throws(() => Book.where({ author: body as never }), refused);
  assert.throws(() => Book.where({ or: [{ ...body }] }), refused);
  await assert.rejects(Book.find({ title: body.title }), refused);
  await assert.rejects(Book.getOrCreate({ title: body.title }), refused);
});

test("a client's JSON is no row: fields are taken out of it one by one", async () => {
  await using _database = await openLibrary();
  const { gogol } = await fillLibrary();
  const body: { name: string } & never = await sent({ name: "Eve", id: 1 });
  const before = await Author.count();

  await assert.rejects(async () => Author.create(body), refused);
  await assert.rejects(async () => Author.createMany([body]), refused);
  assert.throws(() => new Author(body), refused);
  assert.throws(() => gogol.assign(body), refused);
  await assert.rejects(Author.where({ id: gogol.id }).update(body), refused);
  await assert.rejects(async () => gogol.books.create(body), refused);
  assert.equal(await Author.count(), before);

  const author = await Author.create({ name: String((body as { name: string }).name) });
  assert.equal(author.name, "Eve");
});

test("values and lists of values from a client's JSON are values like any others", async () => {
  await using _database = await openLibrary();
  const { gogol } = await fillLibrary();
  const body: { ids: number[]; id: number } = await sent({ ids: [gogol.id], id: gogol.id });

  assert.equal(await Author.where({ id: { in: body.ids } }).count(), 1);
  assert.equal((await Author.get({ id: body.id })).name, gogol.name);
});
