import assert from "node:assert/strict";
import { test } from "node:test";
import { LogEntry } from "quintet/admin";
import { Author, Book, makeBooks, Order, openBookshop } from "./bookshop.ts";
import { pageOf } from "./page.ts";

test("before a row is deleted, the page lists what else goes", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(3));
  const client = await shop.superuser();

  const page = await pageOf(await client.get("/admin/shop/author/1/delete/"));

  assert.match(page.text, /Delete “Tove Jansson” and everything that belongs to it\?/);
  assert.match(page.text, /3 books 1 author|1 author 3 books/);
  assert.match(page.text, /Author Tove Jansson Book Book 001 Book Book 002 Book Book 003/);
  await shop.run(async () => assert.equal(await Book.count(), 3));
});

test("a confirmed row goes with what belongs to it, and is remembered", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(3));
  const client = await shop.superuser();

  const response = await client.post("/admin/shop/author/1/delete/", { form: { confirmed: "yes" } });
  const list = await pageOf(await client.get("/admin/shop/author/"));

  assert.equal(response.status, 303);
  assert.match(list.text, /The author “Tove Jansson” was deleted\./);
  await shop.run(async () => {
    assert.equal(await Book.count(), 0);
    const [entry] = await LogEntry.all();
    assert.equal(`${entry!.action} ${entry!.objectRepr} ${entry!.objectId}`, "deleted Tove Jansson 1");
  });
});

test("a row that a protected one refers to stays, and the page names what stands in the way", async () => {
  await using shop = await openBookshop();
  await shop.run(async () => {
    await makeBooks(1);
    await Order.create({ number: "N1", book: 1 });
  });
  const client = await shop.superuser();

  const asked = await pageOf(await client.get("/admin/shop/author/1/delete/"));
  const forced = await client.post("/admin/shop/author/1/delete/", { form: { confirmed: "yes" } });

  assert.equal(asked.status, 200);
  assert.match(asked.text, /can’t be deleted.* Order Order N1/);
  assert.doesNotMatch(asked.html, /name="confirmed"/);
  assert.equal(forced.status, 409);
  await shop.run(async () => assert.equal(await Author.count(), 1));
});

test("a row isn't deleted by somebody who may not delete what goes with it", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(1));
  const client = await shop.clientOf({}, ["shop.view_author", "shop.delete_author"]);

  const asked = await pageOf(await client.get("/admin/shop/author/1/delete/"));
  const forced = await client.post("/admin/shop/author/1/delete/", { form: { confirmed: "yes" } });

  assert.match(asked.text, /no permission to delete: books/);
  assert.equal(forced.status, 403);
  await shop.run(async () => assert.equal(await Author.count(), 1));
});

test("ticked rows are deleted after a question that names them", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(5));
  const client = await shop.superuser();
  const form = { action: "delete", everything: "", selected: ["2", "3"] };

  const asked = await pageOf(await client.post("/admin/shop/book/?q=book", { form }));
  const done = await client.post("/admin/shop/book/?q=book", { form: { ...form, confirmed: "yes" } });

  assert.match(asked.text, /Delete 2 books\?/);
  assert.match(asked.html, /name="selected" value="2"[\s\S]*name="selected" value="3"/);
  assert.equal(done.headers.get("location"), "/admin/shop/book/?q=book");
  const list = await pageOf(await client.get("/admin/shop/book/"));
  assert.deepEqual(list.rows, ["Book 001", "Book 004", "Book 005"]);
  assert.match(list.text, /2 books were deleted\./);
  await shop.run(async () => assert.equal(await LogEntry.count(), 2));
});

test("“select all” takes all rows that match, not those of other searches", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(45));
  const client = await shop.superuser();

  const form = { action: "delete", everything: "yes", selected: ["1"], confirmed: "yes" };
  await client.post("/admin/shop/book/?q=%22book+01%22", { form });

  await shop.run(async () => assert.equal(await Book.count(), 35));
});

test("nothing ticked deletes nothing", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(1));
  const client = await shop.superuser();

  await client.post("/admin/shop/book/", { form: { action: "delete", everything: "", confirmed: "yes" } });
  const list = await pageOf(await client.get("/admin/shop/book/"));

  assert.match(list.text, /No books were selected/);
  assert.equal(list.rows.length, 1);
});
