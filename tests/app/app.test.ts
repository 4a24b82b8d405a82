import assert from "node:assert/strict";
import { test } from "node:test";
import { currentApp, defineConfig, defineModule } from "quintet";
import { createApp, defaultMiddleware } from "quintet/app";
import { currentRequest, html, Request as OwnRequest, text } from "quintet/http";
import { defineRoutes, type Handler, path } from "quintet/routing";
import { template } from "quintet/templates";
import { ask, smallApp, testKey } from "./small-app.ts";

const routes = defineRoutes({
  home: path("", (request) => text(`${request.method} ${request.path}`)),
  made: path("made/", { get: () => text("got"), post: () => text("posted") }, { unsafeCsrfExempt: true }),
  echo: path("echo/", async (request) => text(await request.text()), { unsafeCsrfExempt: true }),
});

test("createApp() needs no more than modules, a secret key and the hosts it answers for", async () => {
  const config = defineConfig({
    modules: [],
    secretKey: testKey,
    security: { allowedHosts: ["localhost"] },
    logLevel: "silent",
  });

  await using app = await createApp(config);

  assert.equal(app.config.debug, false);
  assert.equal(app.config.http.host, "127.0.0.1");
  assert.deepEqual(app.config.middleware, defaultMiddleware);
  assert.equal((await ask(app, "/")).status, 404);
});

test("templates have what Django's context processors give", async () => {
  const source =
    "{% load static %}{{ STATIC_URL }} {% get_static_prefix %} {{ debug }} {{ TIME_ZONE }} {{ LANGUAGE_CODE }} {{ LANGUAGE_BIDI }} {{ request.path }}|{{ csp_nonce }}";
  await using app = await smallApp({ files: { "page.html": source }, debug: true });

  const page = await app.run(() => template("page.html")().render());

  assert.equal(page, "/static/ /static/ True UTC en False |");
});

test("overrides replace keys of the configuration", async () => {
  const config = defineConfig({ modules: [], routes, secretKey: testKey, debug: false, logLevel: "silent" });

  await using app = await createApp(config, { overrides: { debug: true } });

  assert.equal(app.config.debug, true);
  assert.equal(await (await ask(app, "/")).text(), "GET /");
});

test("createApp() refuses a configuration with everything that is wrong in it", async () => {
  const config = defineConfig({ modules: [], routs: {}, middleware: ["csrf"] } as never);

  await assert.rejects(createApp(config), {
    code: "core.config",
    message: /4 problems[\s\S]*middleware\.0: must be a function[\s\S]*"csrf"/,
  });
});

test("the app is the current one in its handlers, and outside of them until it closes", async () => {
  const seen: unknown[] = [];
  const home = path("", () => {
    seen.push(currentApp());
    return text("");
  });
  const app = await smallApp({ routes: defineRoutes({ home }) });
  await using other = await smallApp();

  await ask(app, "/");

  assert.equal(seen[0], app);
  assert.equal(currentApp(), other);
  await app.close();
  assert.equal(currentApp(), other);
});

test("an app whose set-up fails closes what it had opened", async () => {
  const closed: string[] = [];
  const opens = defineModule({
    name: "opens",
    folder: import.meta.dirname,
    setup: (app) => app.onClose(() => void closed.push("opens")),
  });
  const fails = defineModule({
    name: "fails",
    folder: import.meta.dirname,
    setup: () => {
      throw new Error("no such machine");
    },
  });

  await assert.rejects(smallApp({ modules: [opens, fails] }), /no such machine/);

  assert.deepEqual(closed, ["opens"]);
});

test("fetch() and listen() walk the same path", async () => {
  await using app = await smallApp({ routes });
  const server = await app.listen({ port: 0, shutdownGraceMs: 0 });
  const over = (path: string, init?: RequestInit) =>
    fetch(`${server.url.replace("127.0.0.1", "localhost")}${path}`, init);

  for (const [path, init] of [
    ["/", {}],
    ["/nothing/", {}],
    ["/made/", { method: "POST" }],
    ["/made/", { method: "DELETE" }],
    ["/echo/", { method: "POST", body: "tea" }],
  ] as const) {
    const [one, other] = await Promise.all([ask(app, path, init), over(path, init)]);
    assert.equal(one.status, other.status, path);
    assert.equal(withoutNonce(await one.text()), withoutNonce(await other.text()));
    for (const name of ["content-type", "content-security-policy", "x-frame-options", "allow"])
      assert.equal(
        withoutNonce(one.headers.get(name)),
        withoutNonce(other.headers.get(name)),
        `${name} of ${path}`,
      );
  }
});

/** Each page about an error has a nonce of its own for its style. */
function withoutNonce(text: string | null): string | undefined {
  return text?.replaceAll(/nonce(-|=")[\w+/=]+/g, "nonce$1…");
}

test("HEAD gets the answer of GET without its body, OPTIONS the methods, and another method 405", async () => {
  await using app = await smallApp({ routes });

  const head = await ask(app, "/made/", { method: "HEAD" });
  const options = await ask(app, "/made/", { method: "OPTIONS" });
  const put = await ask(app, "/made/", { method: "PUT" });

  assert.equal(head.status, 200);
  assert.equal(await head.text(), "");
  assert.equal(options.headers.get("allow"), "GET, POST, HEAD, OPTIONS");
  assert.equal(put.status, 405);
  assert.equal(put.headers.get("allow"), "GET, POST, HEAD, OPTIONS");
});

test("a handler may return the platform's own Response, and it gets the security headers too", async () => {
  const home = path(
    "",
    () => new Response("made of <b>platform</b>", { status: 201, headers: { "x-own": "1" } }),
  );
  await using app = await smallApp({ routes: defineRoutes({ home }) });

  const response = await ask(app, "/");

  assert.equal(response.status, 201);
  assert.equal(response.headers.get("x-own"), "1");
  assert.ok(response.headers.has("x-content-type-options"));
  assert.equal(await response.text(), "made of <b>platform</b>");
});

test("a synchronous handler under the default middleware makes no promise before fetch()", async () => {
  await using app = await smallApp({
    routes: defineRoutes({ home: path("", () => html("<p>at once</p>")) }),
  });
  const request = OwnRequest.fromPlatform(new Request("http://localhost/"));

  const answer = app.answer(request);

  assert.ok(!(answer instanceof Promise));
  assert.equal(answer.status, 200);
});

test("requests at the same time each see themselves as the current one", async () => {
  const handler: Handler<{ pk: number }> = async (request) => {
    await new Promise((resolve) => setImmediate(resolve));
    return text(String(currentRequest() === request));
  };
  await using app = await smallApp({ routes: defineRoutes({ item: path("<int:pk>/", handler) }) });

  const answers = await Promise.all([1, 2, 3].map(async (pk) => (await ask(app, `/${pk}/`)).text()));

  assert.deepEqual(answers, ["true", "true", "true"]);
});

test("an app that isn't set up says how to make one", async () => {
  const { WebApp } = await import("quintet/app");
  await using ready = await smallApp();
  const raw = new WebApp(ready.config, []);

  assert.throws(() => raw.answer(OwnRequest.fromPlatform(new Request("http://localhost/"))), /createApp\(\)/);
});
