import assert from "node:assert/strict";
import { test } from "node:test";
import { html, stream, text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { template } from "quintet/templates";
import { listeningApp } from "./dev-server-app.ts";

const document = "<!doctype html>\n<html><head><title>x</title></head><body>é</body></html>";
const routes = defineRoutes({
  whole: path("", () => html(document)),
  template: path("template/", () => html(template("page.html")({}))),
  streamed: path("streamed/", () => html(template("page.html").stream({}))),
  bytes: path("bytes/", () =>
    stream(
      (async function* () {
        yield Buffer.from(document);
        yield "<!-- end -->";
      })(),
      { contentType: "text/html" },
    ),
  ),
  piece: path("piece/", () => html("<p>a piece of a page</p>")),
  plain: path("plain/", () => text(document)),
  nonce: path("nonce/", (request) => html(document, { headers: { "x-nonce": request.cspNonce } })),
  strict: path("strict/", () =>
    html(document, { headers: { "content-security-policy": "default-src 'none'; script-src 'none'" } }),
  ),
  length: path("length/", () =>
    html(document, { headers: { "content-length": String(Buffer.byteLength(document)) } }),
  ),
});
const { url } = await listeningApp({ routes, files: { "page.html": document } });
const pageOf = async (path: string) => (await fetch(url + path)).text();
const script = /<head><script async src="\/__quintet\/\w{32}\/reload\.js" data-life="1"><\/script><title>/;

for (const path of ["", "template/", "streamed/", "bytes/", "length/"]) {
  test(`/${path} gets the script that reloads, right behind the start of its head`, async () => {
    const page = await pageOf(`/${path}`);

    assert.match(page, script);
    assert.match(page, /<body>é<\/body><\/html>(<!-- end -->)?$/);
  });
}

test("pieces of pages and other texts stay as they are", async () => {
  assert.equal(await pageOf("/piece/"), "<p>a piece of a page</p>");
  assert.equal(await pageOf("/plain/"), document);
});

test("the script carries the nonce where the page has one", async () => {
  const response = await fetch(`${url}/nonce/`);

  const nonce = response.headers.get("x-nonce") ?? "none";
  assert.ok(
    (await response.text()).includes(`nonce="${nonce}"`) || nonce.includes("+") || nonce.includes("="),
  );
  assert.ok(response.headers.get("content-security-policy")?.includes(`'nonce-${nonce}'`));
});

test("a policy that allows no script allows these two addresses, and nothing else", async () => {
  const policy = (await fetch(`${url}/strict/`)).headers.get("content-security-policy") ?? "";

  assert.match(
    policy,
    /^default-src 'none'; script-src http:\/\/127\.0\.0\.1:\d+\/__quintet\/\w{32}\/reload\.js; connect-src http:\/\/127\.0\.0\.1:\d+\/__quintet\/\w{32}\/events$/,
  );
});

test("a policy that allows the site itself stays as it is", async () => {
  const policy = (await fetch(url)).headers.get("content-security-policy");

  assert.doesNotMatch(policy ?? "", /__quintet/);
});

test("pages are told of the life of the app, of changes, and of its end", async () => {
  const { app, url: other } = await listeningApp({ routes });
  const { devtoolsService } = await import("../../src/devtools/index.ts");
  const [, address = ""] = /src="(\/__quintet\/\w+\/)reload/.exec(await (await fetch(other)).text()) ?? [];
  const events = await fetch(`${other}${address}events`);
  const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
  assert.match((await reader.read()).value ?? "", /event: life\nretry: 100\ndata: 1\n\n/);

  const tools = app.service(devtoolsService);
  tools.announce("style");
  assert.match((await reader.read()).value ?? "", /event: style\n/);
  tools.announce("page");
  assert.match((await reader.read()).value ?? "", /event: page\n/);
  tools.endStreams();

  assert.equal((await reader.read()).done, true);
});

test("a server closes at once, whoever listens for changes", async () => {
  const { app, url: other } = await listeningApp({ routes, http: { shutdownTimeoutMs: 60_000 } });
  const [, address = ""] = /src="(\/__quintet\/\w+\/)reload/.exec(await (await fetch(other)).text()) ?? [];
  const events = await fetch(`${other}${address}events`);

  await app.close();

  assert.match(await events.text(), /event: life/);
});
