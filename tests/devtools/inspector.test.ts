import assert from "node:assert/strict";
import { test } from "node:test";
import { logger } from "quintet";
import { createTables, defaultDatabase, Model, string } from "quintet/db";
import { html, text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { template } from "quintet/templates";
import { configureLogging } from "../../src/core/index.ts";
import { devtoolsService } from "../../src/devtools/index.ts";
import { ask, smallApp } from "../app/small-app.ts";
import { listeningApp } from "./dev-server-app.ts";

class Book extends Model({ title: string({ maxLength: 100 }) }) {}

const routes = defineRoutes({
  home: path("", () => html("<!doctype html><html><head></head></html>")),
  books: path("books/<int:page>/", async () => {
    for (const title of ["a", "b", "c"]) await Book.where({ title }).count();
    logger("shop").error("the shelf is <empty>");
    await (await fetch(`${url}/other/`)).text();
    return html(template("list.html")({}));
  }),
  fails: path("fails/", () => {
    throw new RangeError("no price");
  }),
  other: path("other/", () => text("")),
});
const { app, url } = await listeningApp({
  routes,
  module: { models: [Book] },
  files: { "list.html": "<p>list</p>" },
  logLevel: "error",
});
await app.run(() => createTables(defaultDatabase("a test"), [Book]));
const [, tools = ""] = /src="(\/__quintet\/\w+\/)/.exec(await (await fetch(url)).text()) ?? [];

/** What is kept of a request once its answer is out. */
async function recordingOf(path: string, init: RequestInit = {}) {
  const response = await fetch(url + path, init);
  await response.text();
  const id = response.headers.get("x-request-id") ?? "";
  const address = `${url}${tools}requests/${id}`;
  for (;;) {
    const recording = (await (await fetch(`${address}.json`)).json()) as {
      isComplete?: boolean;
      route: string;
      status: number;
      error?: { message: string };
      spans: { kind: string; name: string; detail?: string }[];
      entries: { level: string; message: string }[];
      groups: { title: string; facts: [string, string][] }[];
      repeated: { count: number; sources: string[] }[];
    };
    if (recording.isComplete !== undefined && recording.groups.length > 0)
      return { recording, page: await (await fetch(address)).text() };
  }
}

test("it keeps layers, handler, statements, pages, requests to others and the log of a request", async () => {
  configureLogging("error", "json"); // the log is one for the process, and apps of other tests have silenced it
  const { recording, page } = await recordingOf("/books/2/?token=s3cr3t", {
    headers: { cookie: "sessionid=s3cr3t" },
  });

  const kinds = new Set(recording.spans.map(({ kind }) => kind));
  assert.deepEqual([...kinds].sort(), ["handler", "layer", "outgoing", "query", "template"]);
  assert.ok(recording.spans.some(({ kind, name }) => kind === "layer" && name === "securityHeaders"));
  assert.ok(recording.spans.some(({ name }) => name === `GET ${url}/other/`));
  const query = recording.spans.find(({ kind }) => kind === "query");
  assert.match(query?.detail ?? "", /^tests\/devtools\/inspector\.test\.ts:\d+$/);
  assert.equal(recording.route, "/books/<int:page>/");
  assert.deepEqual(
    recording.repeated.map(({ count }) => count),
    [3],
  );
  assert.deepEqual(
    recording.entries.map(({ level, message }) => `${level} ${message}`),
    ["error the shelf is <empty>"],
  );
  assert.match(page, /Sent again and again/);
  assert.match(page, /the shelf is &lt;empty&gt;/);
  assert.doesNotMatch(JSON.stringify(recording) + page, /s3cr3t/);
});

test("a request that failed carries its error", async () => {
  const { recording, page } = await recordingOf("/fails/");

  assert.equal(recording.status, 500);
  assert.equal(recording.error?.message, "no price");
  assert.match(page, /<b>RangeError<\/b> no price/);
});

test("the last hundred are kept, without the tools' own", async () => {
  for (let count = 0; count < 120; count++) await (await fetch(`${url}/other/`)).text();

  const list = (await (await fetch(`${url}${tools}requests/all.json`)).json()) as { target: string }[];
  const page = await (await fetch(`${url}${tools}requests/`)).text();

  assert.equal(list.length, 100);
  assert.ok(list.every(({ target }) => target === "/other/"));
  assert.equal(page.match(/<tr class="ok">/g)?.length, 100);
});

test("open lists are told of new requests", async () => {
  const events = await fetch(`${url}${tools}requests/events`);
  const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
  await reader.read();

  await (await fetch(`${url}/other/`)).text();

  assert.match((await reader.read()).value ?? "", /event: changed/);
  await reader.cancel();
});

test("without debug there are no tools, and nothing is recorded", async () => {
  await using deployed = await smallApp({ routes });

  const response = await ask(deployed, "/");

  assert.equal(deployed.hasService(devtoolsService), false);
  assert.equal(response.headers.get("x-request-id"), null);
  assert.equal((await ask(deployed, `${tools}requests/`)).status, 404);
});
