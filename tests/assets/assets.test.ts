import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { defineConfig, defineModule, Secret } from "quintet";
import { assets, assetsModule, assetUrl } from "quintet/assets";
import { composeMiddleware, httpModule, type Next, Request, runWithRequest, serve, text } from "quintet/http";
import { App, coreConfigSections, resolveConfig, runChecks } from "../../src/core/index.ts";
import { exchangeRaw } from "../http/raw-connection.ts";

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "quintet-assets-"));
  await mkdir(join(folder, "project/icons"), { recursive: true });
  await mkdir(join(folder, "shop/assets/shop"), { recursive: true });
  for (const [name, content] of [
    ["project/site.css", "body { color: red }"],
    ["project/icons/tea cup.svg", "<svg/>"],
    ["project/.htpasswd", "secret"],
    ["project/LICENSE", "free"],
    ["project/page.html", "<p>"],
    ["project/model.ts", "const secret = 1;"],
    ["shop/assets/shop/shop.js", "export {}"],
    ["shop/assets/site.css", "shadowed by the project's"],
    ["shop/secret.txt", "secret"],
  ] as const)
    await writeFile(join(folder, name), content);
  await symlink(join(folder, "shop/secret.txt"), join(folder, "project/link.txt"));
});
after(() => rm(folder, { recursive: true }));

async function start({ debug = false, folders = [join(folder, "project")], prefix = "/static/" } = {}) {
  const shop = defineModule({ name: "shop", folder: join(folder, "shop") });
  const file = defineConfig({
    modules: [shop],
    secretKey: new Secret("a-key-for-tests-that-is-long-enough-0123456789"),
    debug,
    assets: { folders, prefix },
  });
  const builtIn = [httpModule, assetsModule];
  const sections = [...coreConfigSections, ...builtIn.flatMap(({ configSections }) => configSections ?? [])];
  const app = new App(resolveConfig(file, sections), [...builtIn, shop]);
  await app.setUp();
  const chain = composeMiddleware([assets], () => text("the router"));
  const handle: Next = (request) => app.run(() => runWithRequest(request, () => chain(request)));
  return {
    app,
    handle,
    url: (name: string) => app.run(() => assetUrl(name)),
    ask: async (path: string, init?: RequestInit) =>
      handle(Request.fromPlatform(new globalThis.Request(`http://shop.example${path}`, init))),
  };
}

test("an address with the hash of its content leads to the file, and is kept for good", async () => {
  const { url, ask } = await start();
  const address = url("site.css");
  assert.match(address, /^\/static\/site\.[0-9a-f]{12}\.css$/);

  const response = await ask(address);

  assert.equal(await response.text(), "body { color: red }");
  assert.equal(response.headers.get("content-type"), "text/css; charset=utf-8");
  assert.equal(response.headers.get("cache-control"), "public, max-age=31536000, immutable");
});

test("names without a hash and with an old one lead to the file, which is asked about each time", async () => {
  const { ask } = await start();

  for (const address of ["/static/site.css", "/static/site.000000000000.css"]) {
    const response = await ask(address);
    assert.equal(await response.text(), "body { color: red }");
    assert.equal(response.headers.get("cache-control"), "no-cache");
    const again = await ask(address, { headers: { "if-none-match": response.headers.get("etag")! } });
    assert.equal(again.status, 304);
  }
});

test("the project's folders come before those of the modules", async () => {
  const { url, ask } = await start();

  assert.equal(await (await ask(url("site.css"))).text(), "body { color: red }");
  assert.equal(await (await ask(url("shop/shop.js"))).text(), "export {}");
  assert.equal(
    (await ask(url("shop/shop.js"))).headers.get("content-type"),
    "text/javascript; charset=utf-8",
  );
});

test("names with spaces are encoded and found", async () => {
  const { url, ask } = await start();

  assert.match(url("icons/tea cup.svg"), /^\/static\/icons\/tea%20cup\.[0-9a-f]{12}\.svg$/);
  assert.equal(await (await ask(url("icons/tea cup.svg"))).text(), "<svg/>");
});

test("other paths go on to the router", async () => {
  const { ask } = await start();

  for (const path of ["/", "/static", "/statics/x", "/x/static/site.css"])
    assert.equal(await (await ask(path)).text(), "the router");
});

test("what isn't an asset isn't there, and folders aren't listed", async () => {
  for (const debug of [true, false]) {
    const { ask } = await start({ debug });
    for (const path of [
      "",
      "icons",
      "icons/",
      ".htpasswd",
      "link.txt",
      "absent.css",
      "site.css/x",
      "site.css/",
      "shop//shop.js",
      "LICENSE",
      "page.html",
      "model.ts",
      "%00",
      "..%5cshop%5csecret.txt",
    ])
      await assert.rejects(ask(`/static/${path}`), { status: 404 }, path);
    await assert.rejects(ask("/static/site.css", { method: "POST" }), {
      status: 405,
      headers: { allow: "GET, HEAD" },
    });
  }
});

test("no path that a socket can send leads out of the folders", async () => {
  const { handle } = await start();
  await using server = await serve(handle, { port: 0, shutdownGraceMs: 0 });

  for (const path of [
    "/static/../shop/secret.txt",
    "/static/..%2f..%2fshop/secret.txt",
    "/static/%2e%2e/shop/secret.txt",
    "/static/icons/../../shop/secret.txt",
    "/static/....//shop/secret.txt",
    "/static//etc/passwd",
    "/static/%2fetc%2fpasswd",
    "/static/.htpasswd",
    "/static/icons/..%5c..%5cshop/secret.txt",
    "/static/site.css%00.txt",
  ]) {
    const answer = await exchangeRaw(
      server.port,
      `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1.1 404 /, path);
    assert.doesNotMatch(answer, /secret|root:/);
  }
});

test("HEAD and ranges work over a socket", async () => {
  const { handle, url } = await start();
  await using server = await serve(handle, { port: 0, shutdownGraceMs: 0 });

  const head = await fetch(server.url + url("site.css"), { method: "HEAD" });
  const part = await fetch(server.url + url("site.css"), { headers: { range: "bytes=0-3" } });

  assert.equal(head.headers.get("content-length"), "19");
  assert.equal(await head.text(), "");
  assert.equal(part.status, 206);
  assert.equal(await part.text(), "body");
});

test("in debug a change of the file changes its address; in production the address stays", async () => {
  const path = join(folder, "project/changing.css");
  await writeFile(path, "a {}");
  const [debug, production] = [await start({ debug: true }), await start()];
  const before = [debug.url("changing.css"), production.url("changing.css")];

  await writeFile(path, "b {}");
  await utimes(path, new Date(), new Date(Date.now() + 5_000));

  assert.notEqual(debug.url("changing.css"), before[0]);
  assert.equal(production.url("changing.css"), before[1]);
});

test("a missing asset is an error in debug, with the name that was meant, and a plain address in production", async () => {
  const debug = await start({ debug: true });
  const production = await start();

  assert.throws(() => debug.url("shop/shp.js"), {
    code: "assets.not-found",
    message: /no asset "shop\/shp\.js"\. Did you mean "shop\/shop\.js"\?\nLooked in:\n {2}.*project/,
  });
  assert.equal(production.url("shop/a b.js"), "/static/shop/a%20b.js");
});

test("a folder that isn't there is told by a check, and a wrong prefix by the configuration", async () => {
  const { app } = await start({ folders: ["/nowhere/at/all"] });

  assert.deepEqual(
    (await runChecks(app)).map(({ id }) => id),
    ["assets.W004"],
  );
  for (const prefix of ["static/", "/static", "/", "/../", "https://cdn.example/"])
    await assert.rejects(
      start({ prefix }),
      { code: "core.config", message: /assets\.prefix: must be a path/ },
      prefix,
    );
});
