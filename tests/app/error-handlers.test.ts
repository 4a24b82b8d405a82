import assert from "node:assert/strict";
import { test } from "node:test";
import { ForbiddenError, html, json, type Request as OwnRequest, text } from "quintet/http";
import { defineRoutes, mount, path } from "quintet/routing";
import { template } from "quintet/templates";
import { ask, smallApps } from "./small-app.ts";

const secretRoutes = defineRoutes({
  no: path("no/", () => {
    throw new ForbiddenError("Not you.");
  }),
  broken: path("broken/", () => {
    throw new Error("password=hunter2");
  }),
});
const routes = defineRoutes({
  secret: mount("secret/", secretRoutes),
  own: mount("own/", secretRoutes, { errorHandlers: { 403: () => text("own 403") } }),
});
const makeApp = smallApps({
  routes,
  files: { "404.html": "template {{ status }}", "own.html": "<{{ path }}>" },
});

test("a function answers errors of its status, with that status", async () => {
  const page = template<{ path: string }>("own.html");
  const app = await makeApp({
    errorHandlers: {
      403: (_request, error) => text(`${error.status}: ${error.message}`),
      404: (request) => html(page({ path: request.target })),
      500: async () => json({ sorry: true }, { status: 503 }),
    },
  });

  const forbidden = await ask(app, "/secret/no/");
  assert.equal(forbidden.status, 403);
  assert.equal(await forbidden.text(), "403: Not you.");
  assert.match(forbidden.headers.get("content-security-policy") ?? "", /default-src/);

  const missing = await ask(app, "/nothing/<b>");
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /^<\/nothing\/(&lt;b&gt;|%3Cb%3E)>$/);

  const broken = await ask(app, "/secret/broken/");
  assert.equal(broken.status, 503);
  assert.deepEqual(await broken.json(), { sorry: true });
});

test("a mount's own functions are asked before those of the configuration", async () => {
  const app = await makeApp({ errorHandlers: { 403: () => text("app 403"), 500: () => text("app 500") } });

  assert.equal(await (await ask(app, "/own/no/")).text(), "own 403");
  assert.equal(await (await ask(app, "/own/broken/")).text(), "app 500");
  assert.equal(await (await ask(app, "/secret/no/")).text(), "app 403");
});

test("nested functions are asked from the inside to the outside, status by status, until one answers", async () => {
  const failing = () => {
    throw new Error("the function failed");
  };
  const asked: string[] = [];
  const silent = () => {
    asked.push("inner");
    return undefined;
  };
  const inner = defineRoutes({
    plain: mount("plain/", secretRoutes, { errorHandlers: { 500: () => text("inner 500") } }),
    silent: mount("silent/", secretRoutes, { errorHandlers: { 403: silent, 500: failing } }),
    route: path(
      "route/",
      () => {
        throw new ForbiddenError("Not you.");
      },
      { errorHandlers: { 403: () => text("route 403") } },
    ),
  });
  const app = await makeApp({
    routes: defineRoutes({
      outer: mount("outer/", inner, {
        errorHandlers: { 403: () => text("outer 403"), 500: () => text("outer 500") },
      }),
    }),
    errorHandlers: { 403: () => text("app 403"), 500: () => text("app 500") },
  });
  const answer = async (address: string) => {
    const response = await ask(app, address);
    return `${response.status} ${await response.text()}`;
  };

  assert.equal(await answer("/outer/plain/no/"), "403 outer 403"); // the inner one has none for 403
  assert.equal(await answer("/outer/plain/broken/"), "500 inner 500");
  assert.equal(await answer("/outer/silent/no/"), "403 outer 403"); // the inner one gave nothing
  assert.equal(await answer("/outer/silent/broken/"), "500 outer 500"); // the inner one failed
  assert.equal(await answer("/outer/route/"), "403 route 403");
  assert.deepEqual(asked, ["inner"]);
});

test("a function that gives nothing leaves the answer to the template, or to JSON", async () => {
  const app = await makeApp({
    errorHandlers: {
      404: (request: OwnRequest) => (request.accepts("text/html") ? undefined : text("program")),
    },
  });

  assert.equal(await (await ask(app, "/nothing/")).text(), "template 404");
  const program = await ask(app, "/nothing/", { headers: { accept: "application/json" } });
  assert.equal(await program.text(), "program");
});

test("a function that fails leaves the answer to the plain page, and shows nothing of either error", async () => {
  const fail = () => {
    throw new Error("secret of the handler");
  };
  const app = await makeApp({ errorHandlers: { 403: fail, 404: () => Promise.reject(fail), 500: fail } });

  const broken = await ask(app, "/secret/broken/");
  assert.equal(broken.status, 500);
  assert.doesNotMatch(await broken.text(), /hunter2|secret of/);
  assert.equal((await ask(app, "/secret/no/")).status, 403);
  assert.equal(await (await ask(app, "/nothing/")).text(), "template 404");
});

test("a function that gives something else than a response is one that fails", async () => {
  const app = await makeApp({ errorHandlers: { 403: (() => "no response") as never } });
  const response = await ask(app, "/secret/no/");

  assert.equal(response.status, 403);
  assert.match(await response.text(), /Not you/);
});

test("with debug the debug page goes first, and plain errors go to the function", async () => {
  const app = await makeApp({
    debug: true,
    errorHandlers: { 404: () => text("own"), 405: () => text("own 405") },
  });

  assert.match(await (await ask(app, "/nothing/")).text(), /secret\/no\//);
});

test("a request whose path can't be read is answered, too", async () => {
  const app = await makeApp({ errorHandlers: { 400: () => text("own 400") } });
  const response = await ask(app, "/%ff/");

  assert.equal(response.status, 400);
  assert.equal(await response.text(), "own 400");
});

test("a status that there is no function for is told when the app is made", async () => {
  await assert.rejects(makeApp({ errorHandlers: { 418: () => text("") } as never }), /errorHandlers/);
  await assert.rejects(makeApp({ errorHandlers: { 404: "404.html" } as never }), /errorHandlers/);
});
