import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { defaultMiddleware, type WebApp } from "quintet/app";
import { createTables, defaultDatabase, Model, string } from "quintet/db";
import { flash, flashMessages } from "quintet/flash";
import { html, type Middleware, NotFoundError } from "quintet/http";
import { parseAcceptLanguage, withLanguage } from "quintet/i18n";
import { defineRoutes, path } from "quintet/routing";
import { template } from "quintet/templates";
import { ask, smallApps } from "./small-app.ts";

class Book extends Model({ title: string({ maxLength: 100 }) }) {}

const page = template<Record<string, unknown>>("page.html");
let context: Record<string, unknown> = {};
const routes = defineRoutes({
  page: path("", () => html(page.stream(context))),
  flashed: path("flashed/", (request) => {
    flash(request, "info", "saved");
    return html(page.stream(context));
  }),
});

const open = smallApps({ routes, modules: [flashMessages], module: { models: [Book] } });

/** An app that streams this page, listening. */
async function listening(files: Readonly<Record<string, string>>, given: Record<string, unknown>) {
  context = given;
  const app = await open({ files });
  const server = await app.listen({ port: 0, shutdownGraceMs: 0 });
  return { app, url: server.url.replace("127.0.0.1", "localhost") };
}

test("the head of a page is at the browser while its middle waits for something slow", async () => {
  const slow = Promise.withResolvers<string>();
  const { url } = await listening({ "page.html": "<head>{{ slow }}</html>" }, { slow: slow.promise });

  const response = await fetch(url);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const head = await reader.read();
  slow.resolve("<b>");

  assert.equal(head.value, "<head>");
  assert.equal((await reader.read()).value, "&lt;b&gt;</html>");
  assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
  assert.equal(response.headers.get("cache-control"), "private, no-store");
  assert.equal(response.headers.get("vary"), "Cookie");
});

test("queries are loaded where the page uses them, once each", async () => {
  const { app, url } = await listening(
    {
      "page.html": "{% if books %}{% for b in books %}{{ b.title }}{% endfor %}{% endif %}{{ books|length }}",
    },
    {},
  );
  await app.run(async () => {
    await createTables(defaultDatabase("a test"), [Book]);
    await Book.create({ title: "Tea" });
  });
  context = { books: Book.all() };

  assert.equal(await (await fetch(url)).text(), "Tea1");
});

test("a browser that leaves ends the page, and the generator that it reads", async () => {
  const ended = Promise.withResolvers<void>();
  async function* rows() {
    try {
      for (;;) {
        yield "x".repeat(10_000);
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      ended.resolve();
    }
  }
  const { url } = await listening(
    { "page.html": "{% for x in rows %}{{ x }}{% endfor %}" },
    { rows: rows() },
  );
  const leaving = new AbortController();

  const response = await fetch(url, { signal: leaving.signal });
  await response.body!.getReader().read();
  leaving.abort();

  await ended.promise;
});

test("a page waits with its rows until the browser takes them", async () => {
  let made = 0;
  async function* rows() {
    for (; made < 5_000; made++) yield "x".repeat(20_000); // 100 MB: more than sockets hold
  }
  const { url } = await listening(
    { "page.html": "{% for x in rows %}{{ x }}{% endfor %}" },
    { rows: rows() },
  );
  const leaving = new AbortController();

  await fetch(url, { signal: leaving.signal });
  let before = -1;
  while (made !== before) {
    before = made; // until it stands still
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  assert.ok(made < 5_000, `${made} rows were made for a browser that reads none`);
  leaving.abort();
});

test("what fails before the first piece is answered like any error", async () => {
  context = { missing: Promise.reject(new NotFoundError("There is no such book.")) };
  const app = await open({ files: { "page.html": "<head>{{ missing }}" } });

  assert.equal((await ask(app, "/")).status, 404);
  context = {};
  const broken = await open({ files: { "page.html": "<head>{% include 'nothing.html' %}" } });
  assert.equal((await ask(broken, "/")).status, 500);
});

test("what fails later ends the connection, tells the browser nothing, and the log template and line", async () => {
  const script = fileURLToPath(new URL("fixtures/failing-stream.ts", import.meta.url));
  const flags = ["--conditions=quintet:source", "--disable-warning=ExperimentalWarning"];

  const { stdout, stderr } = await promisify(execFile)(process.execPath, [...flags, script]);

  assert.equal(stdout, "<head>\n<p>\nterminated\n<head>\n<p>7</p>\n");
  assert.match(stderr, /a streamed response failed; its connection is ended/);
  assert.match(stderr, /"template":\["page\.html:2:4"\]/);
});

test("a page's form gets its cookie and its messages count as shown, wherever they stand in the page", async () => {
  const later = new Promise((resolve) => setTimeout(resolve, 5, "later"));
  context = { later };
  const app = await open({
    files: { "page.html": "<head>{{ later }}{% csrf_token %}{% for m in messages %}{{ m }}{% endfor %}" },
  });

  const response = await ask(app, "/flashed/");
  const text = await response.text();

  assert.match(text, /^<head>later<input type="hidden" name="csrfmiddlewaretoken" value="\w{64}">saved$/);
  assert.match(response.headers.getSetCookie().join(), /csrftoken=\w{32}/);
  assert.doesNotMatch(response.headers.getSetCookie().join(), /messages=\w/);
});

test("a token that only an included template asks for, too late for its cookie, is an error", async () => {
  const later = Promise.withResolvers<string>();
  context = { later: later.promise };
  const app = await open({
    files: { "page.html": "<head>{% include later %}", "form.html": "{% csrf_token %}" },
  });

  const response = await ask(app, "/");
  later.resolve("form.html");

  await assert.rejects(response.text(), { code: "security.csrf-too-late" });
});

test("HEAD gets the status and the headers of a streamed page", async () => {
  context = { a: 1 };
  const app: WebApp = await open({ files: { "page.html": "{{ a }}" } });

  const response = await ask(app, "/", { method: "HEAD" });

  assert.equal(response.status, 200);
  assert.equal(await response.text(), "");
});

test("a streamed page keeps the language that a middleware chose, to its last row", async () => {
  const browserLanguage: Middleware = (request, next) => {
    const [wanted] = parseAcceptLanguage(request.headers.get("accept-language") ?? "");
    return withLanguage(wanted?.language ?? "en", () => next(request));
  };
  async function* rows() {
    for (const number of [1.5, 2.5]) {
      await new Promise(setImmediate);
      yield number;
    }
  }
  const files = { "page.html": "{{ LANGUAGE_CODE }}{% for row in rows %} {{ row }}{% endfor %}" };
  context = { rows: rows() };
  const app = await open({ files, middleware: [...defaultMiddleware, browserLanguage] });

  const response = await ask(app, "/", { headers: { "accept-language": "de" } });

  assert.equal(await response.text(), "de 1,5 2,5");
});
