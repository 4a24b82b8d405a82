import assert from "node:assert/strict";
import { test } from "node:test";
import { Temporal } from "quintet/dates";
import { listHandler } from "quintet/handlers";
import { defineRoutes, path } from "quintet/routing";
import { html } from "quintet/templates";
import { library, Novel, Writer } from "./library.ts";

const routes = defineRoutes({
  all: path("all/", listHandler(Novel)),
  paged: path("paged/", listHandler(Novel, { query: () => Novel.orderBy("title"), perPage: 2 })),
  numbered: path(
    "paged/<int:page>/",
    listHandler(Novel, { query: () => Novel.orderBy("title"), perPage: 2 }),
  ),
  short: path("short/", listHandler(Novel, { query: () => Novel.orderBy("title"), perPage: 2, orphans: 1 })),
  chosen: path(
    "chosen/",
    listHandler(Novel, {
      query: () => Novel.orderBy("id"),
      orderings: ["title", "price"],
      filters: ["status", "writer", "publishedOn"],
      template: ({ rows, order, filter }) =>
        html`${rows.map(String).join()} ${order ?? "-"} ${filter.errors.status?.length ?? 0}`.toString(),
    }),
  ),
  full: path("full/", listHandler(Novel, { allowEmpty: false })),
  ofWriter: path(
    "writers/<int:writer>/",
    listHandler(Novel, {
      query: (_request, { writer }: { writer: number }) => Novel.where({ writer }).include("writer"),
      as: "novels",
      context: async (_request, { writer }) => ({ writer: await Writer.get(writer) }),
      template: ({ novels, writer, page }) =>
        `${writer.name}: ${novels.map((novel) => `${novel.title} by ${novel.writer?.name}`).join()} ${page}`,
    }),
  ),
});

async function filled() {
  const site = await library({ routes });
  await site.run(async () => {
    const tove = await Writer.create({ name: "Tove" });
    await Novel.create({ title: "C", price: "3", status: "published", writer: tove });
    await Novel.create({ title: "A", price: "1", publishedOn: Temporal.PlainDate.from("2026-01-31") });
    await Novel.create({ title: "B", price: "2", status: "published" });
    await Novel.create({ title: "D", price: "2" });
    await Novel.create({ title: "E", price: "2" });
  });
  return site;
}

test("a list has all rows, on the page that Django would look for", async () => {
  const { page } = await filled();
  assert.deepEqual(await page("/all/"), [200, "C,A,B,D,E, page / order None"]);
});

test("a list without rows is a page, or 404 where that was said", async () => {
  const { page } = await library({ routes });

  assert.equal((await page("/all/"))[0], 200);
  assert.equal((await page("/paged/"))[0], 200); // the first page is there
  assert.equal((await page("/full/"))[0], 404);
});

test("pages are chosen by the query or by the route, by number or as the last", async () => {
  const { page } = await filled();

  assert.deepEqual(await page("/paged/"), [200, "A,B, page 1/3 order None"]);
  assert.deepEqual(await page("/paged/?page=2"), [200, "C,D, page 2/3 order None"]);
  assert.deepEqual(await page("/paged/?page=last"), [200, "E, page 3/3 order None"]);
  assert.deepEqual(await page("/paged/?page="), [200, "A,B, page 1/3 order None"]);
  assert.deepEqual(await page("/paged/3/"), [200, "E, page 3/3 order None"]);
  assert.deepEqual(await page("/paged/2/?page=1"), [200, "C,D, page 2/3 order None"]);
});

test("a few last rows stand on the page before, where that was said", async () => {
  const { page } = await filled();

  assert.deepEqual(await page("/short/"), [200, "A,B, page 1/2 order None"]);
  assert.deepEqual(await page("/short/?page=2"), [200, "C,D,E, page 2/2 order None"]);
  assert.deepEqual(await page("/short/?page=last"), [200, "C,D,E, page 2/2 order None"]);
  assert.equal((await page("/short/?page=3"))[0], 404);
});

test("pages that don't exist are 404, whatever they are called", async () => {
  const { page } = await filled();
  const names = ["4", "0", "-1", "frog", "1.5", "1e1", "9".repeat(400), "%00", "NaN", "١", "0x1", "1 2"];
  for (const name of names) assert.equal((await page(`/paged/?page=${name}`))[0], 404, name);
  assert.equal((await page("/paged/4/"))[0], 404);
  assert.equal((await page("/paged/9007199254740991/"))[0], 404);
});

test("visitors order by what is listed, and by nothing else", async () => {
  const { page } = await filled();

  assert.equal((await page("/chosen/?order=title"))[1], "A,B,C,D,E title 0");
  assert.equal((await page("/chosen/?order=-title"))[1], "E,D,C,B,A -title 0");
  assert.equal((await page("/chosen/?order=-price"))[1], "C,B,D,E,A -price 0"); // ties by key
  for (const order of [
    "status",
    "writer.name",
    "--title",
    "-",
    "",
    "constructor",
    "title,price",
    "__proto__",
  ]) {
    assert.equal((await page(`/chosen/?order=${order}`))[1], "C,A,B,D,E - 0", order);
  }
});

test("visitors filter by what is listed, and what no row can have finds none", async () => {
  const { page } = await filled();

  assert.equal((await page("/chosen/?status=published"))[1], "C,B - 0");
  assert.equal((await page("/chosen/?status=published&order=title"))[1], "B,C title 0");
  assert.equal((await page("/chosen/?writer=1"))[1], "C - 0");
  assert.equal((await page("/chosen/?publishedOn=2026-01-31"))[1], "A - 0");
  assert.equal((await page("/chosen/?status="))[1], "C,A,B,D,E - 0");
  assert.match((await page("/chosen/?status=gone"))[1], /^- 1$/);
  assert.match((await page("/chosen/?writer=99"))[1], /^- 0$/);
  // What isn't listed is no filter, and operators are no values.
  assert.equal((await page("/chosen/?title=A"))[1], "C,A,B,D,E - 0");
  assert.equal((await page("/chosen/?status[ne]=draft"))[1], "C,A,B,D,E - 0");
  assert.equal((await page('/chosen/?status={"ne":"draft"}'))[1], "- 1");
});

test("a query narrows the list by the route's parameters, and the page is typed by what it includes", async () => {
  const { page } = await filled();
  assert.deepEqual(await page("/writers/1/"), [200, "Tove: C by Tove null"]);
});

test("a list answers GET, HEAD and OPTIONS", async () => {
  const { client, app } = await filled();

  assert.equal((await app.fetch(new Request("http://localhost/all/", { method: "HEAD" }))).status, 200);
  const options = await app.fetch(new Request("http://localhost/all/", { method: "OPTIONS" }));
  assert.equal(options.headers.get("allow"), "GET, HEAD, OPTIONS");
  assert.equal((await client.post("/all/", { form: {} })).status, 405);
});

test("what the model doesn't have is told when the handler is made", () => {
  assert.throws(() => listHandler(Novel, { orderings: ["titel" as never] }), {
    code: "handlers.options",
    message: /Did you mean "title"/,
  });
  assert.throws(() => listHandler(Novel, { filters: ["id"] }), { code: "handlers.options" });
});
