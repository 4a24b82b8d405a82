import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { WebApp } from "quintet/app";
import { createTables, defaultDatabase, Model, string } from "quintet/db";
import { html, NotFoundError, text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { template } from "quintet/templates";
import { ask, type SmallAppOptions, smallApps } from "../app/small-app.ts";

class Book extends Model({ title: string({ maxLength: 100 }) }) {}

function priceOf(isbn: string): number {
  throw new RangeError(`No price is known for <${isbn}>`);
}

const routes = defineRoutes({
  books: path("books/", async () => {
    await Book.where({ title: "a private title" }).count();
    await Book.all();
    return text(String(priceOf("12")));
  }),
  repeats: path("repeats/", async () => {
    for (const title of ["a", "b", "c"]) await Book.where({ title }).count();
    return text(String(priceOf("12")));
  }),
  page: path("page/", () => html(template<{ price(): number }>("page.html")({ price: () => priceOf("34") }))),
  cause: path("cause/", () => {
    try {
      return text(String(priceOf("56")));
    } catch (cause) {
      throw new Error("The shelf could not be drawn", { cause });
    }
  }),
  reset: path("reset/<int:pk>/<str:token>/", () => {
    throw new NotFoundError("This link was used already.");
  }),
});

const openApp = smallApps({ routes, debug: true, module: { models: [Book] } });

async function open(options: SmallAppOptions = {}): Promise<WebApp> {
  const app = await openApp(options);
  await app.run(() => createTables(defaultDatabase("a test"), [Book]));
  return app;
}

test("it shows the error, escaped, and the line of the developer's own code", async () => {
  const app = await open();

  const response = await ask(app, "/books/");

  const body = await response.text();
  assert.equal(response.status, 500);
  assert.match(body, /<h1>No price is known for &lt;12&gt;<\/h1>/);
  assert.match(body, /<mark><i>\d+<\/i> {2}throw new RangeError/);
  assert.match(
    body,
    /<details class="frame" open><summary><code class="place">tests\/devtools\/debug-page\.test\.ts/,
  );
  assert.match(body, /\d+ calls? in Quintet and packages/);
});

test("it lists the SQL of this request alone, without the values, whatever apps there are besides", async () => {
  const app = await open();
  await open();

  await ask(app, "/books/");
  const body = await (await ask(app, "/books/")).text();

  assert.match(body, /SQL of this request <small>2<\/small>/);
  assert.match(
    body,
    /<small>[\d.]+ ms · 1 parameter · <code>tests\/devtools\/debug-page\.test\.ts:\d+<\/code><\/small><pre>SELECT COUNT\(\*\) FROM &quot;shop_book&quot;/,
  );
  assert.doesNotMatch(body.replace(/<pre class="source"[\s\S]*?<\/pre>/g, ""), /a private title/);
});

test("statements that were sent several times stand above the others, with the lines that asked", async () => {
  const app = await open();

  const body = await (await ask(app, "/repeats/")).text();

  assert.match(
    body,
    /<td>3 times<\/td><td>[\d.]+ ms<\/td><td><code>SELECT COUNT\(\*\) FROM [^<]*<\/code><\/td><td><code class="line">tests\/devtools\/debug-page\.test\.ts:\d+<\/code><\/td>/,
  );
});

test("it shows the stack of templates with the line of each", async () => {
  const app = await open({
    files: { "page.html": "<p>\n{% include 'price.html' %}", "price.html": "<b>\n\n{{ price }}</b>" },
  });

  const body = await (await ask(app, "/page/")).text();

  const [, templates = ""] = /In the templates([\s\S]*?)<\/section>/.exec(body) ?? [];
  assert.match(templates, /price\.html<b>:3<\/b>[\s\S]*page\.html<b>:2<\/b>/);
  assert.match(templates, /<mark><i>3<\/i>\{\{ price \}\}&lt;\/b&gt;<\/mark>/);
});

test("the piece of a template in a message keeps its lines, so that the marks stand below what they mean", async () => {
  const app = await open({ files: { "page.html": "<p>{{ price|truncatword:3 }}</p>" } });

  const body = await (await ask(app, "/page/")).text();

  assert.match(
    body,
    /<pre class="details pointing" tabindex="0"> {2}in page\.html:1:13\n {2}1 \| &lt;p&gt;\{\{[^\n]*\n {4}\| {13}\^{11}<\/pre>/,
  );
});

test("it shows what caused the error", async () => {
  const app = await open();

  const body = await (await ask(app, "/cause/")).text();

  assert.match(body, /<h1>The shelf could not be drawn<\/h1>/);
  assert.match(body, /<h2>Caused by<\/h2><p class="message">No price is known for &lt;56&gt;<\/p>/);
});

test("where no route fits it lists those that were tried", async () => {
  const app = await open();

  const response = await ask(app, "/bookz/");

  assert.equal(response.status, 404);
  const body = await response.text();
  assert.match(body, /Routes tried <small>5<\/small>/);
  assert.match(body, /<code>\/reset\/&lt;int:pk&gt;\/&lt;str:token&gt;\/<\/code><\/td><td>reset<\/td>/);
  assert.doesNotMatch(body, /Where it was thrown/);
});

test("secrets in the path, the query and the headers are masked", async () => {
  const app = await open();
  const secret = "s3cr3t-value";
  const headers = {
    cookie: `sessionid=${secret}`,
    authorization: `Bearer ${secret}`,
    "x-api-key": secret,
    referer: `http://localhost/?token=${secret}&page=2`,
    "x-plain": "shown",
  };

  const body = await (await ask(app, `/reset/3/${secret}/?password=${secret}&q=tea`, { headers })).text();

  assert.doesNotMatch(body, new RegExp(secret));
  assert.match(body, /\/reset\/3\/••••••••\/\?password=••••••••&amp;q=tea/);
  assert.match(body, /token=••••••••&amp;page=2/);
  assert.match(body, /<td>x-plain<\/td><td><code>shown<\/code>/);
});

test("its policy allows its own style sheet and nothing else", async () => {
  const app = await open();

  const response = await ask(app, "/books/");

  const body = await response.text();
  const [, styles = ""] = /<style>([\s\S]*?)<\/style>/.exec(body) ?? [];
  const hash = createHash("sha256").update(styles).digest("base64");
  const policy = response.headers.get("content-security-policy") ?? "";
  assert.match(policy, /^default-src 'none'; style-src 'sha256-/);
  assert.ok(policy.includes(hash));
  assert.doesNotMatch(body, /<script|style="|onclick/);
});
