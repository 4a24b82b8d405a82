import assert from "node:assert/strict";
import { test } from "node:test";
import { expectQueries } from "quintet/db";
import { Author, Book, makeBooks, Order, openBookshop, Tag } from "./bookshop.ts";
import { cellsOf, pageOf } from "./page.ts";

test("a list shows its columns: text, link, badge, yes and no, number, count and time", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(2, { status: "published" }));
  const client = await shop.superuser();

  const page = await pageOf(await client.get("/admin/shop/book/"));

  const [first, second] = cellsOf(page.html);
  assert.deepEqual(first?.slice(0, 6), ["Book 001", "Tove Jansson", "Published", "Yes", "9.50", "1"]);
  assert.deepEqual(second?.slice(0, 6), ["Book 002", "Tove Jansson", "Published", "Yes", "9.50", "0"]);
  assert.match(first?.[6] ?? "", /^[A-Z][a-z]{2} \d+, \d{4}, \d\d:\d\d UTC$/);
  assert.match(page.html, /<a href="\/admin\/shop\/author\/1\/change\/">Tove Jansson<\/a>/);
});

test("a list's statements don't grow with its rows", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(20));
  const client = await shop.superuser();

  // Session, user; number of rows, rows with author and counts; the options of two relation filters.
  const few = async () => pageOf(await client.get("/admin/shop/book/?q=001"));
  const many = async () => pageOf(await client.get("/admin/shop/book/"));
  await shop.run(() => expectQueries(6, few));
  const page = await shop.run(() => expectQueries(6, many));

  assert.equal(page.rows.length, 20);
});

test("each word of a search must stand in one of the texts, also behind relations", async () => {
  await using shop = await openBookshop();
  await shop.run(async () => {
    await makeBooks(12);
    const other = await Author.create({ name: "Astrid Lindgren" });
    await Book.create({ title: "Book of Emil", author: other });
  });
  const client = await shop.superuser();
  const search = async (q: string) =>
    (await pageOf(await client.get(`/admin/shop/book/?q=${encodeURIComponent(q)}`))).rows;

  assert.deepEqual(await search("emil"), ["Book of Emil"]);
  assert.deepEqual(await search("lindgren BOOK"), ["Book of Emil"]);
  assert.deepEqual(await search("emil tove"), []);
  assert.deepEqual(await search('"book 01"'), ["Book 010", "Book 011", "Book 012"]);
  assert.deepEqual(await search("classic"), ["Book 001"]);
  assert.deepEqual(await search("%"), []);
});

test("a row that a search finds twice along a relation stands in the list once", async () => {
  await using shop = await openBookshop();
  await shop.run(async () => {
    const author = await makeBooks(1);
    const [book] = await Book.where({ author: author.id });
    await book!.tags.add(await Tag.create({ slug: "classical" }));
  });
  const client = await shop.superuser();

  const page = await pageOf(await client.get("/admin/shop/book/?q=class"));

  assert.deepEqual(page.rows, ["Book 001"]);
  assert.match(page.text, /1 book found/);
});

test("filters leave the rows of a choice, a boolean, a relation or a time", async () => {
  await using shop = await openBookshop();
  await shop.run(async () => {
    const author = await makeBooks(2);
    const other = await Author.create({ name: "Astrid Lindgren" });
    await Book.create({ title: "Emil", author: other, status: "published", inPrint: false });
    await Book.create({ title: "Old", author, createdAt: new Date("2001-01-01") });
  });
  const client = await shop.superuser();
  const filter = async (query: string) => (await pageOf(await client.get(`/admin/shop/book/?${query}`))).rows;

  assert.deepEqual(await filter("f.status=published"), ["Emil"]);
  assert.deepEqual(await filter("f.inPrint=no"), ["Emil"]);
  assert.deepEqual(await filter("f.author=2"), ["Emil"]);
  assert.deepEqual(await filter("f.tags=1"), ["Book 001"]);
  assert.deepEqual(await filter("f.createdAt=today"), ["Book 001", "Book 002", "Emil"]);
  assert.deepEqual(await filter("f.createdAt=today&f.author=1"), ["Book 001", "Book 002"]);
});

test("what isn't offered as a filter never reaches the query", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(2));
  const client = await shop.superuser();

  for (const query of [
    "f.secretNote=x",
    "f.status=gone",
    "f.author=1%20or%201=1",
    "f.author[startsWith]=T",
    "order=secretNote",
  ]) {
    const page = await pageOf(await client.get(`/admin/shop/book/?${query}`));
    assert.equal(page.status, 200);
    assert.equal(page.rows.length, 2, query);
  }
});

test("a filter that was chosen is named, and can be taken back", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(1));
  const client = await shop.superuser();

  const page = await pageOf(await client.get("/admin/shop/book/?q=book&f.author=1"));

  assert.match(page.text, /Author: Tove Jansson/);
  assert.match(page.html, /href="\?q=book">Any/);
  assert.match(page.html, /href="\?"[^>]*>\s*<svg[\s\S]*?<\/svg>Clear/);
});

test("a list is ordered by a click on a column, also by counts and related rows", async () => {
  await using shop = await openBookshop();
  await shop.run(async () => {
    await makeBooks(2);
    await Book.create({
      title: "Emil",
      author: await Author.create({ name: "Astrid Lindgren" }),
      price: "3",
    });
  });
  const client = await shop.superuser();
  const ordered = async (order: string) =>
    (await pageOf(await client.get(`/admin/shop/book/?order=${order}`))).rows;

  assert.deepEqual(await ordered("-title"), ["Emil", "Book 002", "Book 001"]);
  assert.deepEqual(await ordered("author"), ["Emil", "Book 001", "Book 002"]);
  assert.deepEqual(await ordered("-count:tags,-title"), ["Book 001", "Emil", "Book 002"]);
  assert.deepEqual(await ordered("price"), ["Emil", "Book 001", "Book 002"]);
});

test("a list is cut into pages, and a page past the last one shows the last", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(45));
  const client = await shop.superuser();

  const second = await pageOf(await client.get("/admin/shop/book/?page=2"));
  const past = await pageOf(await client.get("/admin/shop/book/?page=99"));

  assert.equal(second.rows[0], "Book 021");
  assert.match(second.text, /21–40 of 45/);
  assert.match(second.html, /href="\?" aria-label="Page 1"/);
  assert.deepEqual(past.rows, ["Book 041", "Book 042", "Book 043", "Book 044", "Book 045"]);
});

test("an empty list says what comes next, and one that was narrowed to nothing offers all rows", async () => {
  await using shop = await openBookshop();
  const client = await shop.superuser();

  const untouched = await pageOf(await client.get("/admin/shop/book/"));
  await shop.run(() => makeBooks(1));
  const narrowed = await pageOf(await client.get("/admin/shop/book/?q=zzz"));

  assert.match(untouched.text, /No books yet Add the first one/);
  assert.match(narrowed.text, /Nothing matches .* Show all books/);
});

test("a model without options gets a list and a form", async () => {
  await using shop = await openBookshop();
  await shop.run(async () => {
    const author = await makeBooks(1);
    const [book] = await Book.where({ author: author.id });
    await Order.create({ number: "2026/1", book: book!.id });
  });
  const client = await shop.superuser();

  const list = await pageOf(await client.get("/admin/shop/order/"));
  const shelf = await pageOf(await client.get("/admin/shop/shelf/add/"));

  assert.deepEqual(list.rows, ["Order 2026/1"]);
  assert.match(list.html, /href="\/admin\/shop\/order\/2026_2F1\/change\/"/);
  assert.match(shelf.html, /name="place"[\s\S]*name="isFull"/);
});

test("text of rows is escaped", async () => {
  await using shop = await openBookshop();
  await shop.run(async () => {
    const author = await Author.create({ name: '<img src=x onerror="alert(1)">' });
    await Book.create({ title: "<script>alert(1)</script>", author });
  });
  const client = await shop.superuser();

  for (const path of [
    "/admin/shop/book/",
    "/admin/shop/book/1/change/",
    "/admin/shop/author/1/delete/",
    "/admin/shop/book/?q=<script>",
  ]) {
    const { html } = await pageOf(await client.get(path));
    assert.doesNotMatch(html, /<script>alert|<img src=x/, path);
  }
});

test("a row's page leads back to the list as it was", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(1));
  const client = await shop.superuser();

  const { html } = await pageOf(await client.get("/admin/shop/book/?q=book&order=-title"));
  const link = /class="row-link" href="([^"]*)"/.exec(html)![1]!.replaceAll("&amp;", "&");
  const saved = await client.post(link, {
    form: { title: "Emil", blurb: "", price: "1", status: "draft", author: "1" },
  });

  assert.equal(saved.headers.get("location"), "/admin/shop/book/?q=book&order=-title");
});
