import assert from "node:assert/strict";
import { test } from "node:test";
import { Temporal } from "quintet/dates";
import {
  bigInteger,
  boolean,
  createTables,
  databasesService,
  json,
  Model,
  recordStatements,
  string,
  uuid,
} from "quintet/db";
import { filterFromRequest } from "quintet/handlers";
import { json as jsonResponse, type Request } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { library, Novel, Writer } from "./library.ts";

/* From what a client sends to the conditions of a query, over the one road that there is. */

const novels = filterFromRequest(Novel, {
  fields: {
    title: ["eq", "icontains", "in", "gte"],
    price: ["gte", "lte"],
    status: ["eq", "in"],
    writer: ["eq", "in", "isNull"],
    "writer.name": ["eq", "startsWith"],
    publishedOn: ["gte", "isNull"],
    id: ["in"],
  },
  orderings: ["title", "price"],
  pageSize: 3,
  maxPageSize: 5,
  besides: ["utm_source"],
});

async function answer(asked: Awaited<ReturnType<typeof novels.read>>) {
  const { rows, number, size, total } = await asked.apply(Novel.orderBy("id")).page(asked.page);
  return jsonResponse({ titles: rows.map(({ title }) => title).join(""), number, size, total });
}

const routes = defineRoutes({
  search: path("search/", {
    get: async (request: Request) => answer(await novels.read(request)),
    post: async (request: Request) => answer(await novels.readValues(await request.json())),
  }),
});

async function filled() {
  const site = await library({ routes });
  await site.run(async () => {
    const tove = await Writer.create({ name: "Tove" });
    const astrid = await Writer.create({ name: "Astrid" });
    await Novel.create({ title: "A", price: "1", status: "published", writer: tove });
    await Novel.create({ title: "B", price: "2.50", status: "published", writer: astrid });
    await Novel.create({ title: "C", price: "3", status: "draft", writer: astrid });
    await Novel.create({
      title: "D",
      price: "4",
      status: "draft",
      publishedOn: Temporal.PlainDate.from("2026-01-31"),
    });
  });
  const get = async (query: string) => {
    const response = await site.client.get(`/search/${query}`);
    return response.status === 200 ? response.json() : response.status;
  };
  const post = async (body: unknown) => {
    const response = await site.client.post("/search/", { json: body });
    return response.status === 200 ? response.json() : response.status;
  };
  return { ...site, get, post };
}

test("what the list allows is asked, by fields, operators and paths, and all of it must hold", async () => {
  const { get } = await filled();
  const titles = async (query: string) => ((await get(query)) as { titles: string }).titles;

  assert.equal(await titles("?size=5"), "ABCD");
  assert.equal(await titles("?title=B"), "B");
  assert.equal(await titles("?title.eq=B"), "B");
  assert.equal(await titles("?title.icontains=c"), "C");
  assert.equal(await titles("?title.in=A&title.in=C"), "AC");
  assert.equal(await titles("?price.gte=2&price.lte=3"), "BC");
  assert.equal(await titles("?status.in=draft&price.lte=3"), "C");
  assert.equal(await titles("?writer=1"), "A");
  assert.equal(await titles("?writer.in=1&writer.in=2"), "ABC");
  assert.equal(await titles("?writer.isNull=true"), "D");
  assert.equal(await titles("?writer.name.startsWith=Ast&status=draft"), "C");
  assert.equal(await titles("?publishedOn.gte=2026-01-01"), "D");
  assert.equal(await titles("?id.in=4&id.in=1"), "AD");
});

test("orders and pages are chosen within their limits, and other names are left to who reads them", async () => {
  const { get } = await filled();

  assert.deepEqual(await get("?order=-price&page=2&utm_source=mail"), {
    titles: "A",
    number: 2,
    size: 3,
    total: 4,
  });
  assert.deepEqual(await get("?order=title&size=2"), { titles: "AB", number: 1, size: 2, total: 4 });
  for (const query of ["?size=6", "?size=0", "?size=-1", "?size=1e3", "?size=9999999999", "?size=3&size=100"])
    assert.equal(await get(query), 400, query);
  for (const query of ["?page=0", "?page=x", "?page=99999999999", "?order=status", "?order=--price"])
    assert.equal(await get(query), 400, query);
  assert.equal(await get("?order=writer.name"), 400);
});

test("what forms send for empty inputs asks for nothing", async () => {
  const { get } = await filled();
  assert.deepEqual(await get("?title.icontains=&price.gte=&order=&page=&size="), {
    titles: "ABC",
    number: 1,
    size: 3,
    total: 4,
  });
});

test("names outside of the list are refused, those of fields and operators among them", async () => {
  const { get, post } = await filled();
  const names = [
    "soldAt",
    "slug",
    "slug.startsWith",
    "status.ne",
    "price",
    "price.gt",
    "title.regex",
    "title.iregex",
    "title__icontains",
    "writer.name.contains",
    "writer.novels.title",
    "or",
    "and",
    "not",
    "xor",
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "title.constructor",
    "title.__proto__.eq",
    "title.eq.eq",
    "title[eq]",
    ".",
    "title.",
    "title;DROP TABLE novel",
    'title"',
    "x".repeat(3000),
  ];
  for (const name of names) {
    assert.equal(await get(`?${encodeURIComponent(name)}=A`), 400, name);
    assert.equal(await post(JSON.parse(`{${JSON.stringify(name)}: "A"}`)), 400, name);
  }
});

test("a value is one value of its field's kind", async () => {
  const { get, post } = await filled();
  const queries = [
    "?title=A&title=B",
    "?price.gte=cheap",
    "?price.gte=NaN",
    "?price.gte=1e400",
    `?price.gte=${"9".repeat(500)}`,
    "?status=stolen",
    "?writer=1.5",
    "?writer=1%20OR%201=1",
    `?writer=${"9".repeat(30)}`,
    "?writer.isNull=maybe",
    "?publishedOn.gte=2026-02-30",
    "?title=%00",
    `?title=${"x".repeat(1001)}`,
    `?${Array.from({ length: 101 }, (_, id) => `id.in=${id}`).join("&")}`,
  ];
  for (const query of queries) assert.equal(await get(query), 400, query.slice(0, 80));
  const bodies = [
    { title: { startsWith: "" } },
    { title: { eq: "A" } },
    { title: ["A"] },
    { title: null },
    { "title.in": [] },
    { "title.in": ["A", { ne: "" }] },
    { "title.in": [["A"]] },
    { "title.in": Array.from({ length: 101 }, String) },
    { "title.in": { length: 1, 0: "A" } },
    { order: ["title"] },
    { order: { title: 1 } },
    { size: 1e9 },
    { size: 2.5 },
    { page: "1 OR 1" },
    ["title"],
    "title",
    null,
    7,
  ];
  for (const body of bodies) assert.equal(await post(body), 400, JSON.stringify(body));
});

test("JSON asks the same as an address", async () => {
  const { post } = await filled();

  assert.deepEqual(await post({ "price.lte": 3, "status.in": ["published"], order: "-price", size: 1 }), {
    titles: "B",
    number: 1,
    size: 1,
    total: 2,
  });
  assert.deepEqual(await post({ "writer.isNull": true, page: 1 }), {
    titles: "D",
    number: 1,
    size: 3,
    total: 1,
  });
});

test("the words of a client are parameters, whatever they are", async () => {
  const { run, get } = await filled();
  const words = ["' OR 1=1 --", '" OR ""="', "%", "_", "\\", "A'); DROP TABLE shop_novel; --", "$1", "?"];
  const texts = async (word: string) => {
    const { statements } = await recordStatements(() =>
      run(async () => {
        const asked = await novels.readValues({ "title.icontains": word });
        assert.equal(await asked.apply(Novel.all()).count(), 0, word);
      }),
    );
    return statements.map(({ text }) => text).join(";");
  };
  const plain = await texts("zzz");

  for (const word of words) assert.equal(await texts(word), plain, word);
  assert.equal(((await get("?size=5")) as { total: number }).total, 4);
});

class Person extends Model({
  name: string({ maxLength: 50 }),
  password: string({ maxLength: 128 }),
  number: bigInteger({ as: "bigint", default: 0n }),
  isActive: boolean({ default: true }),
  key: uuid({ default: "v4" }),
  notes: json({ nullable: true }),
}) {}

test("a list that doesn't fit the model is told when it is made", () => {
  const mistaken: [fields: object, message: RegExp][] = [
    [{ nmae: ["eq"] }, /"nmae" can't stand in fields of a handler for Person\. Did you mean "name"/],
    [{ name: ["regex"] }, /"regex" can't stand in fields\["name"\]/],
    [{ number: ["icontains"] }, /"icontains" can't stand in fields\["number"\]/],
    [{ isActive: ["gt"] }, /"gt" can't stand/],
    [{ notes: ["eq"] }, /"eq" can't stand/],
    [{ "name.length": ["eq"] }, /"name" can't stand in fields\["name.length"\]/],
    [{ "constructor.name": ["eq"] }, /"constructor" can't stand/],
    [{ __proto__x: ["eq"] }, /can't stand in fields/],
  ];
  for (const [fields, message] of mistaken)
    assert.throws(() => filterFromRequest(Person, { fields }), { code: "handlers.options", message });
  assert.throws(() => filterFromRequest(Person, { fields: {}, orderings: ["size" as never] }), {
    code: "handlers.options",
  });
  // @ts-expect-error: a field that the model doesn't have
  assert.throws(() => filterFromRequest(Person, { fields: { nmae: ["eq"] } }));
  // @ts-expect-error: an operator that no client may use
  assert.throws(() => filterFromRequest(Person, { fields: { name: ["regex"] } }));
});

test("keys, big numbers, truth and names of 128 bits keep their kinds", async () => {
  const { app, run } = await filled();
  const filter = filterFromRequest(Person, {
    fields: { number: ["gte"], isActive: ["eq"], key: ["eq"], notes: ["isNull"] },
  });
  await run(async () => {
    await createTables(app.service(databasesService).default, [Person]);
    const ada = await Person.create({ name: "Ada", password: "x", number: 2n ** 62n });
    await Person.create({ name: "Bob", password: "x", isActive: false });
    const names = async (values: object) =>
      (await (await filter.readValues(values)).apply(Person.orderBy("id"))).map(({ name }) => name).join();

    assert.equal(await names({ "number.gte": "4611686018427387904" }), "Ada");
    assert.equal(await names({ isActive: false }), "Bob");
    assert.equal(await names({ isActive: "true" }), "Ada");
    assert.equal(await names({ key: ada.key.toUpperCase() }), "Ada");
    assert.equal(await names({ "notes.isNull": true }), "Ada,Bob");
    await assert.rejects(names({ "number.gte": "9223372036854775808" }), { status: 400 });
    await assert.rejects(names({ key: "ada" }), { status: 400 });
  });
});
