import assert from "node:assert/strict";
import { test } from "node:test";
import { resourceRoutes, setLanguage } from "quintet/handlers";
import { ForbiddenError } from "quintet/http";
import { defineRoutes, listRoutes, mount, path, routerService, urlFor } from "quintet/routing";
import { library, Novel, Writer } from "./library.ts";

const novels = resourceRoutes(Novel, { fields: ["title", "price"], perPage: 2, orderings: ["title"] });
const published = resourceRoutes(Novel, {
  by: "slug",
  actions: ["list", "detail"],
  query: (_request, { writer }: { writer: number }) => Novel.where({ writer, status: "published" }),
  templates: { list: ({ rows }) => rows.map(String).join(), detail: ({ row }) => row.title },
});
const guarded = resourceRoutes(Writer, {
  fields: ["name"],
  actions: ["create", "delete"],
  wrap: (handler, action) =>
    action === "delete"
      ? () => {
          throw new ForbiddenError();
        }
      : handler,
});
const ofWriter = resourceRoutes(Novel, {
  fields: ["title"],
  actions: ["list", "create", "delete"],
  query: (_request, { writer }: { writer: number }) => Novel.where({ writer }),
  beforeSave: (novel, _request, { writer }) => {
    novel.writerId = writer;
  },
});
const routes = defineRoutes({
  novels: mount("novels/", novels),
  published: mount("writers/<int:writer>/published/", published),
  ofWriter: mount("writers/<int:writer>/novels/", ofWriter),
  guarded: mount("guarded/", guarded),
  language: path("language/", setLanguage),
});

async function open() {
  const site = await library({ routes });
  await site.run(async () => {
    const tove = await Writer.create({ name: "Tove" });
    await Novel.create({ title: "A", slug: "a", status: "published", writer: tove });
    await Novel.create({ title: "B", slug: "b", status: "draft", writer: tove });
    await Novel.create({ title: "C", slug: "c", status: "published" });
  });
  return site;
}

test("a resource has its routes, with typed names and the methods that they answer to", async () => {
  const { app, run } = await open();

  const listed = listRoutes(app.service(routerService)).filter(({ name }) => name.startsWith("novels:"));
  assert.deepEqual(
    listed.map(({ name, route, methods }) => [name, route, methods.join()]),
    [
      ["novels:list", "novels/", "GET"],
      ["novels:create", "novels/new/", "GET,POST"],
      ["novels:detail", "novels/<int:id>/", "GET"],
      ["novels:update", "novels/<int:id>/edit/", "GET,POST"],
      ["novels:delete", "novels/<int:id>/delete/", "GET,POST,DELETE"],
    ],
  );
  run(() => {
    assert.equal(urlFor(routes, "novels:detail", { id: 7 }), "/novels/7/");
    assert.equal(urlFor(routes, "published:detail", { writer: 1, slug: "a" }), "/writers/1/published/a/");
  });
});

test("a row's whole life", async () => {
  const { page, send } = await open();

  assert.deepEqual(await page("/novels/?order=-title"), [200, "C,B, page 1/2 order -title"]);
  const made = await send("/novels/new/", { title: "D", price: "4" });
  assert.deepEqual([made.status, made.location], [303, "/novels/4/"]);
  const changed = await send("/novels/4/edit/", { title: "D2", price: "4" });
  assert.deepEqual([changed.status, changed.location], [303, "/novels/4/"]);
  assert.deepEqual(await page("/novels/4/"), [200, "D2 of None"]);
  const gone = await send("/novels/4/delete/", {});
  assert.deepEqual([gone.status, gone.location], [303, "/novels/"]);
  assert.equal((await page("/novels/4/"))[0], 404);
});

test("the query narrows all pages of a resource, by the parameters of its mount", async () => {
  const { page, send } = await open();

  assert.deepEqual(await page("/writers/1/published/"), [200, "A"]);
  assert.deepEqual(await page("/writers/1/published/a/"), [200, "A"]);
  assert.equal((await page("/writers/1/published/b/"))[0], 404);
  assert.equal((await page("/writers/1/published/new/"))[0], 404); // there is no such page, and no such slug
  assert.equal((await send("/writers/1/novels/3/delete/", {})).status, 404);
});

test("what comes after stays below the mount that the visitor came through", async () => {
  const { send, run } = await open();

  const made = await send("/writers/1/novels/new/", { title: "E", writer: "99" });
  assert.deepEqual([made.status, made.location], [303, "/writers/1/novels/"]);
  assert.equal((await run(() => Novel.get({ title: "E" }))).writerId, 1);
});

test("each handler can be wrapped", async () => {
  const { send } = await open();

  assert.equal((await send("/guarded/1/delete/", {})).status, 403);
  assert.equal((await send("/guarded/new/", { name: "New" })).status, 303);
});

test("a resource whose form has no fields is refused when it is made", () => {
  assert.throws(() => resourceRoutes(Novel, {} as never), { code: "handlers.options", message: /fields/ });
  assert.throws(() => resourceRoutes(Novel, { by: "nothing", fields: ["title"] }), {
    code: "handlers.options",
  });
});
