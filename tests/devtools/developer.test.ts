import assert from "node:assert/strict";
import { request as ask } from "node:http";
import { test } from "node:test";
import { html } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { listeningApp } from "./dev-server-app.ts";

/*
 * What the developer's tools tell is for the developer alone: CVE-2025-54782 is what happens where any page that is open
 * in the same browser can ask them.
 */

const routes = defineRoutes({ home: path("", () => html("<!doctype html><html><head></head></html>")) });
const { url } = await listeningApp({ routes });
const [, tools = ""] = /src="(\/__quintet\/\w+\/)/.exec(await (await fetch(url)).text()) ?? [];

/** Asks with headers that fetch doesn't let a program set. */
function statusOf(path: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    ask(url + path, { headers }, (answer) => {
      answer.destroy();
      resolve(answer.statusCode!);
    })
      .on("error", reject)
      .end();
  });
}

const { host } = new URL(url);

test("the developer sees the tools under the token of the run", async () => {
  assert.match(tools, /^\/__quintet\/\w{32}\/$/);
  for (const name of ["requests/", "requests/all.json", "reload.js", "events"])
    assert.equal(await statusOf(tools + name), 200, name);
});

const others: Record<string, Record<string, string>> = {
  "a name of somebody else's that leads to this machine": { host: `rebound.example:${new URL(url).port}` },
  "a page of another site": { origin: "https://evil.example" },
  "a page of another port of this machine": { origin: "http://127.0.0.1:1" },
  "a page without an origin of its own": { origin: "null" },
  "a link or an image of another site": { "sec-fetch-site": "cross-site" },
  "a page of another port, which is the same site": { "sec-fetch-site": "same-site" },
  "somebody behind a proxy or a tunnel": { "x-forwarded-for": "127.0.0.1" },
  "somebody behind a proxy that says so by the standard": { forwarded: "for=127.0.0.1" },
};
for (const [who, headers] of Object.entries(others)) {
  test(`${who} finds nothing there`, async () => {
    assert.equal(await statusOf(`${tools}requests/`, { host, ...headers }), 404);
    assert.equal(await statusOf(`${tools}events`, { host, ...headers }), 404);
  });
}

test("without the token, or with another one, there is nothing; other methods neither", async () => {
  assert.equal(await statusOf("/__quintet/requests/"), 404);
  assert.equal(await statusOf(`/__quintet/${"a".repeat(32)}/requests/`), 404);
  assert.equal(await statusOf(tools.replace("/__quintet/", "/__quintet/x")), 404);
  assert.equal((await fetch(`${url}${tools}requests/`, { method: "POST" })).status, 404);
});

test("pages that others ask for don't hold the token", async () => {
  const forwarded = await fetch(url, { headers: { "x-forwarded-for": "192.0.2.1" } });
  const piece = await fetch(url, { headers: { "sec-fetch-dest": "empty" } });

  assert.doesNotMatch(await forwarded.text(), /__quintet/);
  assert.doesNotMatch(await piece.text(), /__quintet/);
});

test("answers of the tools can't be framed, read by other sites, kept, or run scripts of others", async () => {
  const { headers } = await fetch(`${url}${tools}requests/`);

  assert.match(
    headers.get("content-security-policy") ?? "",
    /default-src 'none'; script-src 'self'.*frame-ancestors 'none'/,
  );
  assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
  assert.equal(headers.get("access-control-allow-origin"), null);
  assert.equal(headers.get("cache-control"), "no-store");
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.equal(headers.get("referrer-policy"), "no-referrer");
});
