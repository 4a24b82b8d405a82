import assert from "node:assert/strict";
import { test } from "node:test";
import { createHandler, deleteHandler, detailHandler, foundOr404, updateHandler } from "quintet/handlers";
import { text } from "quintet/http";
import { defineRoutes, lazyUrlFor, mount, path } from "quintet/routing";
import { library, Novel, Writer } from "./library.ts";

const others = defineRoutes({ home: path("home/", () => text("home")) });
const routes = defineRoutes({
  others: mount("", others, { namespace: false }),
  detail: path("novels/<int:id>/", detailHandler(Novel, { query: () => Novel.all().include("writer") })),
  bySlug: path(
    "n/<slug:slug>/",
    detailHandler(Novel, {
      by: "slug",
      as: "novel",
      query: () => Novel.where({ status: "published" }),
      context: (request) => ({ asked: request.path }),
      template: ({ novel, asked }) => `${novel.title} ${asked}`,
    }),
  ),
  create: path(
    "new/",
    createHandler(Novel, {
      fields: ["title", "price"],
      initial: (request) => ({ title: request.query.get("title") ?? "" }),
      beforeSave: async (novel) => {
        novel.status = "published";
      },
      success: (novel) => `/novels/${novel.id}/`,
    }),
  ),
  edit: path(
    "novels/<int:id>/edit/",
    updateHandler(Novel, {
      fields: ["title"],
      query: () => Novel.where({ status: "published" }),
      success: (novel, _request, { id }) => text(`saved ${novel.title} ${id}`),
    }),
  ),
  remove: path("novels/<int:id>/delete/", deleteHandler(Novel, { success: () => "/gone/" })),
  removeWriter: path(
    "writers/<int:id>/delete/",
    deleteHandler(Writer, { success: () => lazyUrlFor(others, "home") }),
  ),
  found: path("found/", async () => text((await foundOr404(Novel.where({ title: "A" }))).join())),
});
async function filled() {
  const site = await library({ routes });
  await site.run(async () => {
    const tove = await Writer.create({ name: "Tove" });
    await Novel.create({ title: "A", slug: "a-slug", status: "published", writer: tove });
    await Novel.create({ title: "B", slug: "b-slug", price: "7" });
  });
  return site;
}

test("a detail page shows the row of the route, and 404 where there is none", async () => {
  const { page } = await filled();

  assert.deepEqual(await page("/novels/1/"), [200, "A of Tove"]);
  assert.equal((await page("/novels/99/"))[0], 404);
  assert.equal((await page("/novels/9007199254740991/"))[0], 404);
});

test("a detail page finds by another field, and shows what the page gets besides", async () => {
  const { page } = await filled();

  assert.deepEqual(await page("/n/a-slug/"), [200, "A /n/a-slug/"]);
  assert.equal((await page("/n/nothing/"))[0], 404);
});

test("a row that the query leaves out doesn't exist for this request", async () => {
  const { page, send, run } = await filled();

  assert.equal((await page("/n/b-slug/"))[0], 404);
  assert.equal((await page("/novels/2/edit/"))[0], 404);
  assert.equal((await send("/novels/2/edit/", { title: "stolen" })).status, 404);
  assert.equal((await run(() => Novel.get(2))).title, "B");
});

test("a new row is made by the listed fields alone, and the visitor sent on", async () => {
  const { page, send, run } = await filled();

  assert.match((await page("/new/?title=Hint"))[1], /^new .*value="Hint"/s);
  const made = await send("/new/", { title: "C", price: "3.50", slug: "forged", status: "draft", id: "77" });

  assert.deepEqual([made.status, made.location], [303, "/novels/3/"]);
  const novel = await run(() => Novel.get(3));
  assert.deepEqual(
    [novel.title, String(novel.price), novel.slug, novel.status],
    ["C", "3.5", "", "published"],
  );
});

test("a form that isn't right is shown again with what was typed, and stores nothing", async () => {
  const { send, run } = await filled();

  const wrong = await send("/new/", { title: "A", price: "x" }); // the title is taken
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /value="x"/);
  assert.equal((await send("/new/", { price: "1" })).status, 422);
  assert.equal(await run(() => Novel.all().count()), 2);
});

test("a row is changed by the listed fields alone", async () => {
  const { page, send, run } = await filled();

  assert.match((await page("/novels/1/edit/"))[1], /^edit A .*value="A"/s);
  const saved = await send("/novels/1/edit/", { title: "A2", price: "99", status: "draft" });

  assert.deepEqual([saved.status, saved.text], [200, "saved A2 1"]);
  const novel = await run(() => Novel.get(1));
  assert.deepEqual([novel.title, String(novel.price), novel.status], ["A2", "1", "published"]);
});

test("a deletion asks first, and happens when the answer is sent", async () => {
  const { page, send, run } = await filled();

  assert.deepEqual(await page("/novels/2/delete/"), [200, "delete B? None"]);
  assert.equal(await run(() => Novel.all().count()), 2);
  const gone = await send("/novels/2/delete/", {});
  assert.deepEqual([gone.status, gone.location], [303, "/gone/"]);
  assert.equal(await run(() => Novel.all().count()), 1);
  assert.equal((await send("/novels/2/delete/", {})).status, 404);
});

test("a row that others refer to stays, and the page says so", async () => {
  const { send, run } = await filled();

  const refused = await send("/writers/1/delete/", {});
  assert.equal(refused.status, 409);
  assert.match(refused.text, /delete Tove\? It is still in use\./);
  await run(() => Novel.where({ writer: 1 }).delete());
  const gone = await send("/writers/1/delete/", {});
  assert.deepEqual([gone.status, gone.location], [303, "/home/"]);
});

test("pages with forms answer no other methods", async () => {
  const { app } = await filled();
  const put = await app.fetch(
    new Request("http://localhost/new/", { method: "PUT", headers: { "sec-fetch-site": "same-origin" } }),
  );
  assert.notEqual(put.status, 200);
  const options = await app.fetch(new Request("http://localhost/new/", { method: "OPTIONS" }));
  assert.equal(options.headers.get("allow"), "GET, POST, HEAD, OPTIONS");
});

test("a form is refused without its token", async () => {
  const { app } = await filled();
  const forged = await app.fetch(
    new Request("http://localhost/novels/1/delete/", {
      method: "POST",
      headers: { origin: "https://evil.example", "content-type": "application/x-www-form-urlencoded" },
    }),
  );
  assert.equal(forged.status, 403);
});

test("foundOr404() gives rows, and 404 where there are none", async () => {
  const { page, run } = await filled();

  assert.deepEqual(await page("/found/"), [200, "A"]);
  await run(() => Novel.all().delete());
  assert.equal((await page("/found/"))[0], 404);
  await assert.rejects(foundOr404(null), { status: 404 });
  assert.equal(await foundOr404(Promise.resolve(0)), 0);
});

test("foundOr404() takes get() like find(), and leaves other errors as they are", async () => {
  const { run } = await filled();

  await run(async () => {
    assert.equal((await foundOr404(Novel.get({ title: "A" }))).title, "A");
    await assert.rejects(foundOr404(Novel.get({ title: "Z" })), { status: 404, code: "http.not-found" });
    await Novel.create({ title: "Again", price: "1" });
    const several = { title: { startsWith: "A" } } as const;
    await assert.rejects(foundOr404(Novel.get(several)), { code: "db.multiple-objects" });
    await assert.rejects(foundOr404(Novel.find(several)), { code: "db.multiple-objects" });
  });
});

test("a field that the model doesn't have is told when the handler is made", () => {
  assert.throws(() => detailHandler(Novel, { by: "slugg" }), { code: "handlers.options" });
  assert.throws(() => createHandler(Novel, { success: () => "/" } as never), { code: "forms.invalid-form" });
});
