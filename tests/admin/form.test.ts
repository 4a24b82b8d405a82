import assert from "node:assert/strict";
import { test } from "node:test";
import { LogEntry } from "quintet/admin";
import { testClient } from "quintet/testing";
import { Author, Book, makeBooks, openBookshop, Tag } from "./bookshop.ts";
import { pageOf } from "./page.ts";

const emil = {
  title: "Emil",
  blurb: "",
  price: "12.00",
  status: "draft",
  inPrint: "on",
  author: "1",
  tags: ["1"],
};

test("a row is added with its relations, logged and announced", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(0));
  const client = await shop.superuser();

  const response = await client.post("/admin/shop/book/add/", { form: emil });
  const list = await pageOf(await client.get("/admin/shop/book/"));

  assert.equal(response.status, 303);
  assert.equal(response.headers.get("location"), "/admin/shop/book/");
  assert.match(list.text, /The book “Emil” was added\./);
  await shop.run(async () => {
    const book = await Book.get({ title: "Emil" });
    assert.equal(book.price.toFixed(2), "12.00");
    assert.deepEqual((await book.tags).map(String), ["classic"]);
    const [entry] = await LogEntry.all().include("user", "contentType");
    assert.equal(
      `${entry!.user}: ${entry!.action} ${entry!.contentType!.model} ${entry!.objectId}`,
      "root: added book 1",
    );
    assert.equal(entry!.changeMessage, '[{"added": {}}]');
  });
});

test("a row is changed, and the log names the fields that changed", async () => {
  await using shop = await openBookshop();
  await shop.run(async () => {
    await makeBooks(1);
    await Tag.create({ slug: "new" });
  });
  const client = await shop.superuser();

  const form = { ...emil, title: "Emil", price: "9.50", tags: ["1", "2"] };
  const response = await client.post("/admin/shop/book/1/change/", { form });
  const history = await pageOf(await client.get("/admin/shop/book/1/history/"));

  assert.equal(response.status, 303);
  assert.match(history.text, /Changed Title and Tags\. root ·/);
  await shop.run(async () => {
    const book = await Book.get(1);
    assert.equal(book.title, "Emil");
    assert.deepEqual((await book.tags).map(String).sort(), ["classic", "new"]);
  });
});

test("the buttons lead to the list, the row or the next one", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(0));
  const client = await shop.superuser();
  const target = async (button: string, path = "/admin/shop/book/add/") =>
    (await client.post(path, { form: { ...emil, [button]: "1" } })).headers.get("location");

  assert.equal(await target("_save"), "/admin/shop/book/");
  assert.equal(await target("_continue"), "/admin/shop/book/2/change/");
  assert.equal(await target("_addanother"), "/admin/shop/book/add/");
  assert.equal(
    await target("_save", "/admin/shop/book/1/change/?list=q%3Dtea%26page%3D2"),
    "/admin/shop/book/?q=tea&page=2",
  );
});

test("what is wrong stands beside its field, what was typed stays, and nothing is stored", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(1));
  const client = await shop.superuser();

  const form = { ...emil, title: "", price: "a lot", author: "99" };
  const page = await pageOf(await client.post("/admin/shop/book/1/change/", { form }));

  assert.equal(page.status, 422);
  assert.match(page.text, /Please correct the 3 errors below\./);
  assert.match(page.html, /id="id_title_error"><li>[\s\S]*?This field is required\./);
  assert.match(page.html, /value="a lot"[^>]*aria-invalid="true"/);
  assert.match(page.html, /<h1>Book 001<\/h1>/);
  await shop.run(async () => {
    assert.equal((await Book.get(1)).title, "Book 001");
    assert.equal(await LogEntry.count(), 0);
  });
});

test("a value that must be unique is refused beside its field", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(0));
  const client = await shop.superuser();

  const page = await pageOf(await client.post("/admin/shop/tag/add/", { form: { slug: "classic" } }));

  assert.equal(page.status, 422);
  assert.match(page.text, /There is already a tag with this slug/);
});

test("fields that the form doesn't have are not set, whatever is sent", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(1));
  const client = await shop.superuser();

  const form = { ...emil, secretNote: "stolen", createdAt: "2001-01-01T00:00", id: "77", authorId: "99" };
  await client.post("/admin/shop/book/1/change/", { form });

  await shop.run(async () => {
    const book = await Book.get(1);
    assert.equal(book.title, "Emil");
    assert.equal(book.secretNote, "kept");
    assert.notEqual(book.createdAt.getUTCFullYear(), 2001);
    assert.equal(book.authorId, 1);
    assert.equal(await Book.count(), 1);
  });
});

test("a form without a token from an own page is refused", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(1));
  const client = await shop.superuser();
  const foreign = testClient(shop.app, { withoutCsrfToken: true });
  for (const name of ["sessionid", "csrftoken"]) {
    const value = client.cookies.get(name);
    if (value !== undefined) foreign.cookies.set(name, value);
  }

  for (const path of ["book/1/change/", "book/1/delete/", "book/add/", "book/"]) {
    const response = await foreign.post(`/admin/shop/${path}`, {
      form: { ...emil, action: "delete", selected: "1", confirmed: "yes" },
    });
    assert.equal(response.status, 403, path);
  }

  await shop.run(async () => assert.equal((await Book.get(1)).title, "Book 001"));
});

test("read-only fields and values of one's own are shown and not edited", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(1));
  const client = await shop.superuser();

  const { html, text } = await pageOf(await client.get("/admin/shop/book/1/change/"));

  assert.match(text, /Created at [A-Z]/);
  assert.match(text, /Length 8/);
  assert.doesNotMatch(html, /name="createdAt"|name="secretNote"/);
});

test("defaults of the model stand in the form for a new row", async () => {
  await using shop = await openBookshop();
  await shop.run(() => Author.create({ name: "Tove" }));
  const client = await shop.superuser();

  const { html } = await pageOf(await client.get("/admin/shop/book/add/"));

  assert.match(html, /name="price"[^>]*value="9\.50"/);
  assert.match(html, /<option value="draft" selected>Draft/);
  assert.match(html, /type="checkbox" name="inPrint"[^>]*checked/);
});

test("pages about rows and models that don't exist are not found, within the admin", async () => {
  await using shop = await openBookshop();
  const client = await shop.superuser();

  for (const path of [
    "shop/book/99/change/",
    "shop/book/x/delete/",
    "shop/cheese/",
    "cheese/",
    "shop/book/1e3/history/",
  ]) {
    const page = await pageOf(await client.get(`/admin/${path}`));
    assert.equal(page.status, 404, path);
    assert.match(page.html, /class="sidebar"/);
  }
});

test("line breaks stay as they are stored, though browsers send others", async () => {
  await using shop = await openBookshop();
  await shop.run(async () => {
    const author = await makeBooks(0);
    await Book.create({ title: "Emil", author, price: "12.00", blurb: "One.\nTwo." });
  });
  const client = await shop.superuser();

  await client.post("/admin/shop/book/1/change/", { form: { ...emil, tags: [], blurb: "One.\r\nTwo." } });

  await shop.run(async () => {
    assert.equal((await Book.get(1)).blurb, "One.\nTwo.");
    assert.equal((await LogEntry.first())!.changeMessage, "[]");
  });
});
