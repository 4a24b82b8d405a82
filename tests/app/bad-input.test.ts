import assert from "node:assert/strict";
import { test } from "node:test";
import type { WebApp } from "quintet/app";
import { contentTypes } from "quintet/contenttypes";
import { belongsTo, hasMany, Model, type ModelClass, manyToMany, migrateAppUp, string } from "quintet/db";
import { html, json, text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { sessions } from "quintet/sessions";
import { template } from "quintet/templates";
import { ask, smallApps } from "./small-app.ts";

/*
 * What people get wrong, in the code of an app and in what they send: each has a clear error in the right place, and the
 * next request is answered.
 */

class Book extends Model({ title: string({ maxLength: 100 }) }) {}

const post = { unsafeCsrfExempt: true };
const routes = defineRoutes({
  fine: path("fine/", () => text("fine")),
  page: path("page/<slug:name>/", (_request, { name }) =>
    html(template<{ self: string }>(`${name}.html`)({ self: "self.html" })),
  ),
  books: path("books/", async () => json(await Book.count())),
  json: path("json/", async (request) => json(await request.json()), post),
  form: path("form/", async (request) => text(String((await request.form()).get("name"))), post),
  named: path("named/<str:name>/", (_request, { name }) => text(name)),
  search: path("search/", (request) => text(request.query.get("q") ?? "")),
});

const open = smallApps({ routes });

async function assertAlive(app: WebApp): Promise<void> {
  assert.equal(await (await ask(app, "/fine/")).text(), "fine");
}

// What is wrong in the code of an app.

test("an unknown key of the configuration is refused, with the one that was meant", async () => {
  await assert.rejects(open({ databses: {} } as never), {
    code: "core.config",
    message: /databses: is not a key of the configuration\.\n\s+Did you mean "databases"\?/,
  });
  await assert.rejects(open({ http: { prot: 1 } } as never), { message: /http\.prot[\s\S]*"port"/ });
});

const wrongReferences: Record<string, [model: () => ModelClass, message: RegExp]> = {
  "to undefined": [
    () =>
      class Note extends Model({
        get book() {
          return belongsTo(() => undefined as never);
        },
      }) {},
    /^Note\.book points at undefined: its target must be a model\.\n.*does not export it/,
  ],
  "to a class that isn't a model": [
    () =>
      class Note extends Model({
        get book() {
          return belongsTo(() => Map as never);
        },
      }) {},
    /^Note\.book points at the function Map: its target must be a model\./,
  ],
  "to a name instead of a model": [
    () =>
      class Note extends Model({
        get books() {
          return manyToMany(() => "Book" as never);
        },
      }) {},
    /^Note\.books points at Book: its target must be a model\./,
  ],
  "to a model without a function around it": [
    () =>
      class Note extends Model({
        get book() {
          return belongsTo(Book as never);
        },
      }) {},
    /^Note\.book needs a function that gives its target, and was given the class Book\.\nWrite \(\) => Book: /,
  ],
  "to what can't be read": [
    () =>
      class Note extends Model({
        get book() {
          return belongsTo(() => (undefined as never as { readonly Book: typeof Book }).Book);
        },
      }) {},
    /^Note\.book can't read its target: Cannot read properties of undefined \(reading 'Book'\)\.$/,
  ],
  "to what a circle of imports has not made yet": [
    () =>
      class Note extends Model({
        get book() {
          return belongsTo(undefined as never);
        },
      }) {},
    /^Note\.book needs a function that gives its target, and was given undefined\.\nWrite \(\) => Book: .* in a circle\.$/,
  ],
  "back over a relation that isn't there": [
    () =>
      class Shelf extends Model({
        get books() {
          return hasMany(() => Book, "shelf" as never);
        },
      }) {},
    /^Shelf\.books is hasMany\(\(\) => Book, "shelf"\), but Book has no relation "shelf"\./,
  ],
};

for (const [kind, [model, message]] of Object.entries(wrongReferences)) {
  test(`a relation ${kind} is told when the app starts`, async () => {
    await assert.rejects(open({ module: { models: [model(), Book] } }), {
      code: "db.invalid-model",
      message,
    });
  });
}

const brokenTemplates = {
  "a.html": "{% include 'b.html' %}",
  "b.html": "<p>\n{% include 'a.html' %}",
  "base.html": "\n{% extends 'page.html' %}",
  "page.html": "{% extends 'base.html' %}",
  "self.html": "{% include self %}",
  "unclosed.html": "<p>\n{% if book %}\n</p>",
  "filter.html": "<p>\n\n  {{ title|uper }}",
};

const templateCases: [name: string, what: string, place: string, message: RegExp][] = [
  ["a", "templates that include each other", "b.html:2:1", /Templates include each other more than 100 deep/],
  ["self", "a template that includes itself", "self.html:1:1", /Templates include each other/],
  [
    "page",
    "templates that extend each other",
    "base.html:2:1",
    /in a circle: page\.html → base\.html → page\.html/,
  ],
  [
    "unclosed",
    "a tag that is never closed",
    "unclosed.html:2:1",
    /{% if %} of line 2 is never closed: {% endif %} is missing/,
  ],
  [
    "filter",
    "an unknown filter",
    "filter.html:3:12",
    /Unknown filter &quot;uper&quot;\. Did you mean &quot;upper&quot;\?/,
  ],
];
for (const [name, what, place, message] of templateCases) {
  test(`${what}: the debug page points at ${place}`, async () => {
    const app = await open({ files: brokenTemplates, debug: true });

    const response = await ask(app, `/page/${name}/`);

    assert.equal(response.status, 500);
    const body = await response.text();
    const [, headline = ""] = /<h1>(.*)<\/h1>/.exec(body) ?? [];
    assert.match(headline, message);
    assert.match(body, new RegExp(`in ${place}\n`));
    const [file, line] = place.split(":");
    assert.match(body, new RegExp(`In the templates[^§]*?/${file}<b>:${line}</b>`));
    await assertAlive(app);
  });

  test(`${what}: a visitor gets a plain 500`, async () => {
    const app = await open({ files: brokenTemplates });

    const response = await ask(app, `/page/${name}/`);

    assert.equal(response.status, 500);
    assert.doesNotMatch(await response.text(), /template|\.html|include|filter|extend/i);
    await assertAlive(app);
  });
}

test("a template that isn't there is told with the places that were looked at", async () => {
  const app = await open({ files: { "books.html": "" }, debug: true });

  const body = await (await ask(app, "/page/boks/")).text();

  assert.match(
    body,
    /Template &quot;boks\.html&quot; does not exist\. Did you mean &quot;books\.html&quot;\?/,
  );
  assert.match(body, /Tried:/);
});

test("a query on a table that isn't there says which one, and which command makes it", async () => {
  const app = await open({ module: { models: [Book] }, debug: true });

  const response = await ask(app, "/books/");

  assert.equal(response.status, 500);
  const body = await response.text();
  assert.match(body, /there is no table &quot;shop_book&quot;/);
  assert.match(body, /Run &quot;quintet migrate up&quot;/);
  assert.match(body, /bad-input\.test\.ts<b>:\d+/);
  await assert.rejects(
    app.run(async () => await Book.count()),
    { code: "db.schema-mismatch" },
  );
  await assertAlive(app);
});

test("what has not been migrated is found before the first request", async () => {
  const app = await open({ module: { models: [Book] } });

  const findings = await app.startupFindings();

  assert.match(findings.join("\n"), /migrate make/);
});

test("migrations that are not applied are found before the first request", async () => {
  const app = await open({ modules: [contentTypes, sessions] });

  const before = await app.startupFindings();
  await migrateAppUp(app);
  const after = await app.startupFindings();

  assert.match(
    before.join("\n"),
    /2 migrations are not applied: contenttypes\.0001_initial, sessions\.0001_initial\.\n\s+Apply with: quintet migrate up/,
  );
  assert.deepEqual(after, []);
});

// What is wrong in what a client sends.

for (const debug of [false, true]) {
  const mode = debug ? "in debug" : "deployed";
  const sent = (body: BodyInit, type: string) => ({
    method: "POST",
    body,
    headers: { "content-type": type },
  });

  test(`malformed JSON is a 400 that says where (${mode})`, async () => {
    const app = await open({ debug });

    const page = await ask(app, "/json/", sent('{"a": tru}', "application/json"));

    assert.equal(page.status, 400);
    assert.match(await page.text(), /not valid JSON: unexpected &quot;t&quot; at line 1, column 7\./);
    await assertAlive(app);
  });

  test(`a body beyond the limit is a 413 that says how much is accepted (${mode})`, async () => {
    const app = await open({ debug, http: { maxBodyBytes: 1000 } });

    const page = await ask(app, "/json/", sent("1".repeat(1001), "application/json"));

    assert.equal(page.status, 413);
    assert.match(await page.text(), /larger than the 1000 bytes/);
    await assertAlive(app);
  });

  test(`a body that isn't UTF-8 is a 400 (${mode})`, async () => {
    const app = await open({ debug });
    const bytes = new Uint8Array([0x22, 0xff, 0x22]);

    const asJson = await ask(app, "/json/", sent(bytes, "application/json"));
    const asForm = await ask(app, "/form/", sent("name=%ff", "application/x-www-form-urlencoded"));

    assert.equal(asJson.status, 400);
    assert.match(await asJson.text(), /The body is not valid UTF-8\./);
    assert.equal(asForm.status, 400);
    assert.match(await asForm.text(), /&quot;name&quot; is not valid UTF-8\./);
    await assertAlive(app);
  });

  test(`an address that isn't UTF-8 is a 400 (${mode})`, async () => {
    const app = await open({ debug });

    for (const address of ["/named/%ff/", "/named/%/", "/named/%C3%28/", "/search/?q=%ff"]) {
      const response = await ask(app, address);
      assert.equal(response.status, 400, address);
      assert.match(await response.text(), /UTF-8/);
    }
    assert.equal(await (await ask(app, "/search/?q=%EF%BF%BD")).text(), "\uFFFD"); // this one was meant
    assert.equal(await (await ask(app, "/named/caf%C3%A9/")).text(), "café");
    await assertAlive(app);
  });
}
