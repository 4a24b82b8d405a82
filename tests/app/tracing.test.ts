import assert from "node:assert/strict";
import { channel, tracingChannel } from "node:diagnostics_channel";
import { afterEach, test } from "node:test";
import { defaultDatabase } from "quintet/db";
import { html } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { template } from "quintet/templates";
import { ask, smallApps } from "./small-app.ts";

/*
 * What the channels of `node:diagnostics_channel` tell, as somebody sees it who knows nothing but their names.
 */

const hello = template<{ name: string }>("hello.html");
const routes = defineRoutes({
  hello: path("hello/<str:name>/", async (_request, { name }) => {
    await defaultDatabase("query()").query("SELECT 'tea'");
    return html(hello({ name }));
  }),
  broken: path("broken/", async () => {
    throw new RangeError("broken");
  }),
});
const open = smallApps({ routes, files: { "hello.html": "Hello {{ name }}" } });

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** The events of the traced channels from now on, in order. */
function recordEvents(...names: string[]): string[] {
  const events: string[] = [];
  for (const name of names) {
    const traced = tracingChannel(`quintet:${name}`);
    const subscriber = {
      start: (message: object) => void events.push(`${name} ${describe(message)} {`),
      end: (message: object) => {
        if ("result" in message) events.push(`} ${name}`); // it had nothing to wait for
      },
      asyncStart: () => {},
      asyncEnd: () => void events.push(`} ${name}`),
      error: () => void events.push(`! ${name}`),
    };
    traced.subscribe(subscriber);
    cleanups.push(() => traced.unsubscribe(subscriber));
  }
  return events;
}

function describe(message: object): string {
  const { request, route, text, name } = message as Record<string, unknown>;
  return String(text ?? route ?? name ?? (request as { target: string }).target);
}

test("a request, its route, its statements and its page are told, one inside the other", async () => {
  const app = await open();
  const events = recordEvents("request", "route", "query");
  const pages = recordEvents("template");

  const response = await ask(app, "/hello/Ada/?token=1");

  assert.equal(await response.text(), "Hello Ada");
  assert.deepEqual(events, [
    "request /hello/Ada/?token=1 {",
    "route hello/<str:name>/ {",
    "query SELECT 'tea' {",
    "} query",
    "} route",
    "} request",
  ]);
  assert.deepEqual(pages, ["template hello.html {", "} template"]);
});

test("an error that nobody handled is told once, with its request and the status of the answer", async () => {
  const app = await open();
  const told: { error: Error; status: number; request: { target: string } }[] = [];
  const listener = (message: unknown) => void told.push(message as (typeof told)[number]);
  channel("quintet:error").subscribe(listener);
  cleanups.push(() => channel("quintet:error").unsubscribe(listener));

  assert.equal((await ask(app, "/broken/")).status, 500);
  assert.equal((await ask(app, "/nowhere/")).status, 404);

  assert.deepEqual(
    told.map(({ error, status, request }) => [error.message, status, request.target]),
    [["broken", 500, "/broken/"]],
  );
});
