import assert from "node:assert/strict";
import { test } from "node:test";
import { LogEntry } from "quintet/admin";
import { testClient } from "quintet/testing";
import { Book, makeBooks, openBookshop } from "./bookshop.ts";
import { pageOf } from "./page.ts";

const emil = { title: "Emil", blurb: "", price: "12.00", status: "draft", inPrint: "on", author: "1" };

test("who isn't logged in is sent to the login, and back afterwards", async () => {
  await using shop = await openBookshop();
  await shop.clientOf({ username: "ada", password: "bergamot-42", isSuperuser: true });
  const client = testClient(shop.app);

  const sent = await client.get("/admin/shop/book/?q=tea");
  const form = { username: "ada", password: "bergamot-42", next: "/admin/shop/book/?q=tea" };
  const loggedIn = await client.post("/admin/login/", { form });

  assert.equal(sent.headers.get("location"), "/admin/login/?next=%2Fadmin%2Fshop%2Fbook%2F%3Fq%3Dtea");
  assert.equal(loggedIn.headers.get("location"), "/admin/shop/book/?q=tea");
  assert.equal((await client.get("/admin/")).status, 200);
});

test("a login leads to pages of this site only", async () => {
  await using shop = await openBookshop();
  await shop.clientOf({ username: "ada", password: "bergamot-42", isSuperuser: true });

  for (const next of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    const form = { username: "ada", password: "bergamot-42", next };
    const response = await testClient(shop.app).post("/admin/login/", { form });
    assert.equal(response.headers.get("location"), "/admin/", next);
  }
});

test("a wrong password and an account that is no staff are told the same", async () => {
  await using shop = await openBookshop();
  await shop.clientOf({ username: "ada", password: "bergamot-42" });
  await shop.clientOf({ username: "bob", password: "bergamot-42", isStaff: false });
  const attempt = async (username: string, password: string) => {
    const response = await testClient(shop.app).post("/admin/login/", {
      form: { username, password, next: "" },
    });
    return pageOf(response);
  };

  const wrong = await attempt("ada", "wrong");
  const noStaff = await attempt("bob", "bergamot-42");

  assert.equal(wrong.status, 422);
  assert.equal(noStaff.status, 422);
  assert.match(wrong.text, /That name and password don’t match/);
  assert.equal(noStaff.text.replaceAll("bob", ""), wrong.text.replaceAll("ada", ""));
  assert.doesNotMatch(wrong.html, /value="wrong"/);
});

test("logging out takes a POST", async () => {
  await using shop = await openBookshop();
  const client = await shop.superuser();

  assert.equal((await client.get("/admin/logout/")).status, 405);
  assert.equal((await client.get("/admin/")).status, 200);
  assert.equal((await client.post("/admin/logout/")).status, 303);
  assert.equal((await client.get("/admin/")).status, 302);
});

test("users who are no staff don't get in, whatever their permissions", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(1));
  const client = await shop.clientOf({ isStaff: false, isSuperuser: true });

  for (const path of ["", "shop/book/", "shop/book/1/change/"]) {
    assert.equal((await client.get(`/admin/${path}`)).status, 302);
  }
  assert.equal((await client.post("/admin/shop/book/1/delete/", { form: { confirmed: "yes" } })).status, 302);
  await shop.run(async () => assert.equal(await Book.count(), 1));
});

// Rows: what a permission allows. Columns: list, look, change, add, delete.
const matrix: readonly [
  permissions: readonly string[],
  look: number,
  change: number,
  add: number,
  remove: number,
][] = [
  [[], 403, 403, 403, 403],
  [["shop.view_book"], 200, 403, 403, 403],
  [["shop.change_book"], 200, 303, 403, 403],
  [["shop.add_book"], 403, 403, 303, 403],
  [["shop.view_book", "shop.delete_book"], 200, 403, 403, 303],
  [["shop.delete_book"], 403, 403, 403, 403],
  [["shop.view_author", "shop.change_author", "shop.add_author", "shop.delete_author"], 403, 403, 403, 403],
];

for (const [permissions, look, change, add, remove] of matrix) {
  test(`staff with ${permissions.join(" and ") || "no permission"} can do that and no more`, async () => {
    await using shop = await openBookshop();
    await shop.run(() => makeBooks(1));
    const client = await shop.clientOf({}, permissions);
    const post = async (path: string, form: Record<string, string>) =>
      (await client.post(`/admin/shop/book/${path}`, { form })).status;

    assert.equal((await client.get("/admin/shop/book/")).status, look, "list");
    assert.equal((await client.get("/admin/shop/book/1/change/")).status, look, "look");
    assert.equal((await client.get("/admin/shop/book/1/history/")).status, look, "history");
    assert.equal(await post("1/change/", emil), change, "change");
    assert.equal(await post("add/", emil), add, "add");
    assert.equal(await post("1/delete/", { confirmed: "yes" }), remove, "delete");
    await shop.run(async () => {
      const changes = [change, add, remove].filter((status) => status === 303).length;
      assert.equal(await LogEntry.count(), changes);
    });
  });
}

test("bulk deletion takes the permission to delete", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(1));
  const client = await shop.clientOf({}, ["shop.change_book"]);

  const form = { action: "delete", selected: ["1"], confirmed: "yes" };
  const response = await client.post("/admin/shop/book/", { form });

  assert.equal(response.status, 403);
  await shop.run(async () => assert.equal(await Book.count(), 1));
});

test("who may only look gets a page without inputs and without buttons that change", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(1));
  const client = await shop.clientOf({}, ["shop.view_book"]);

  const row = await pageOf(await client.get("/admin/shop/book/1/change/"));
  const list = await pageOf(await client.get("/admin/shop/book/"));

  assert.match(row.text, /Title Book 001/);
  assert.match(row.text, /Tags classic/);
  assert.doesNotMatch(row.html, /name="title"|data-save|\/delete\//);
  assert.doesNotMatch(list.html, /Add book|class="row-select"/);
});

test("the navigation and the first page show what may be seen", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(3));
  const some = await shop.clientOf({}, ["shop.view_book"]);
  const none = await shop.clientOf({});

  const page = await pageOf(await some.get("/admin/"));
  const empty = await pageOf(await none.get("/admin/"));

  assert.match(page.text, /Books 3/);
  assert.doesNotMatch(page.text, /Authors|Users/);
  assert.match(empty.text, /Nothing to see yet/);
});
