import assert from "node:assert/strict";
import { test } from "node:test";
import { loginRequired } from "quintet/auth";
import {
  allowMethods,
  condition,
  neverCache,
  Request,
  text,
  toResponse,
  vary,
  type WrappedHandler,
  wrapHandler,
} from "quintet/http";
import {
  byMethod,
  compileRoutes,
  defineRoutes,
  listRoutes,
  mount,
  NoMatchingRouteError,
  path,
  type RouteFilter,
  type RouterOptions,
} from "quintet/routing";

declare module "quintet/http" {
  interface RouteOptions {
    readonly testMark?: string;
  }
}

function request(url: string, method = "GET"): Request {
  return Request.fromPlatform(new globalThis.Request(`http://x.example${url}`, { method }));
}

const table = defineRoutes({
  list: path("articles/", { get: () => text("list"), post: () => text("created") }),
  any: path("any/<int:n>/", (_request, { n }) => text(`n=${n}`), { testMark: "own" }),
  "late-slash": path("no-slash", () => text("")),
  api: mount("api/", defineRoutes({ item: path("<slug:key>/", { get: () => text("item") }) }), {
    testMark: "mount",
  }),
});

async function dispatch(incoming: Request, options?: RouterOptions) {
  return toResponse(await compileRoutes(table, options).dispatch(incoming));
}

test("a table of methods answers each method by its handler", async () => {
  assert.equal((await dispatch(request("/articles/"))).body, "list");
  assert.equal((await dispatch(request("/articles/", "POST"))).body, "created");
});

test("HEAD is answered by get", async () => {
  assert.equal((await dispatch(request("/articles/", "HEAD"))).status, 200);
});

test("OPTIONS tells the methods, without a body", async () => {
  const response = await dispatch(request("/articles/", "OPTIONS"));
  assert.equal(response.status, 204);
  assert.equal(response.headers.get("allow"), "GET, POST, HEAD, OPTIONS");
});

test("a method that the table doesn't have is refused with 405 and the allowed ones", async () => {
  await assert.rejects(dispatch(request("/articles/", "DELETE")), {
    code: "http.method-not-allowed",
    status: 405,
    headers: { allow: "GET, POST, HEAD, OPTIONS" },
  });
});

test("one handler takes every method", async () => {
  assert.equal((await dispatch(request("/any/7/", "PUT"))).body, "n=7");
});

test("request.route tells name, parameters, route and options once the request was dispatched", async () => {
  const incoming = request("/any/7/");
  await dispatch(incoming);
  assert.equal(incoming.route?.name, "any");
  assert.deepEqual(incoming.route?.params, { n: 7 });
  assert.equal(incoming.route?.route, "any/<int:n>/");
  assert.equal(incoming.route?.options.testMark, "own");
});

test("options of a mount count for its routes", () => {
  assert.equal(compileRoutes(table).resolve("/api/x/")?.options.testMark, "mount");
});

test("limits of a route are added to those of its mounts, one by one, and what all levels say is there", () => {
  const ok = () => text("");
  const inner = defineRoutes({
    upload: path("", ok, { limits: { maxBodyBytes: 9, maxFormFiles: 1 }, unsafeCsrfExempt: true }),
    plain: path("plain/", ok),
  });
  const outer = defineRoutes({
    inner: mount("inner/", inner, { limits: { maxFormFiles: 2, maxJsonDepth: 3 } }),
  });
  const router = compileRoutes(
    defineRoutes({ outer: mount("", outer, { limits: { maxJsonDepth: 1, maxJsonKeys: 4 } }) }),
  );

  const upload = router.resolve("/inner/");
  assert.deepEqual(upload?.options.limits, {
    maxBodyBytes: 9,
    maxFormFiles: 1,
    maxJsonDepth: 3,
    maxJsonKeys: 4,
  });
  assert.deepEqual(
    upload?.declared.map(({ limits }) => limits?.maxFormFiles ?? null),
    [1, 2, null],
  );
  assert.deepEqual(router.resolve("/inner/plain/")?.options.limits, {
    maxFormFiles: 2,
    maxJsonDepth: 3,
    maxJsonKeys: 4,
  });
});

test("a path without a route is 404 and tells what was tried", async () => {
  await assert.rejects(dispatch(request("/nothing/")), (error: NoMatchingRouteError) => {
    assert.equal(error.status, 404);
    assert.deepEqual(
      error.tried.map(({ route, name, methods }) => [route, name, methods.join(" ")]),
      [
        ["articles/", "list", "GET POST"],
        ["any/<int:n>/", "any", "ANY"],
        ["no-slash", "late-slash", "ANY"],
        ["api/<slug:key>/", "api:item", "GET"],
      ],
    );
    return error instanceof NoMatchingRouteError;
  });
});

test("GET and HEAD are redirected to the path with its slash, query included", async () => {
  for (const method of ["GET", "HEAD"]) {
    const response = await dispatch(request("/api/caf%C3%A9-x", method)).catch((error: Error) => error);
    assert.ok(response instanceof NoMatchingRouteError); // "é" is no slug
    const redirected = await dispatch(request("/api/a?q=1&r=%20", method));
    assert.equal(redirected.status, 301);
    assert.equal(redirected.headers.get("location"), "/api/a/?q=1&r=%20");
  }
});

test("a redirect for the slash never leads to another host", async () => {
  const open = defineRoutes({ all: path("<path:rest>/", () => text("")) });
  const router = compileRoutes(open);
  const incoming = Request.fromPlatform(new globalThis.Request("http://x.example//evil.example/%5C"));
  const response = await toResponse(await router.dispatch(incoming));
  assert.equal(response.headers.get("location"), "/%2Fevil.example/%5C/");
});

test("a form sent without the slash is 404, and in debug a clear error", async () => {
  await assert.rejects(dispatch(request("/articles", "POST")), { status: 404 });
  await assert.rejects(dispatch(request("/articles", "POST"), { debug: true }), {
    code: "routing.missing-slash",
    message: /POST was sent to \/articles, where the route is \/articles\//,
  });
});

test("without slashRedirect the path is 404", async () => {
  await assert.rejects(dispatch(request("/articles"), { slashRedirect: false }), { status: 404 });
});

test("listRoutes() tells every route in order", () => {
  assert.deepEqual(
    listRoutes(compileRoutes(table)).map(({ name }) => name),
    ["list", "any", "late-slash", "api:item"],
  );
});

test("listRoutes() tells the methods and the name of a handler within its wrappers", () => {
  async function show() {
    return text("");
  }
  const own = <Params>(handler: WrappedHandler<Params>): WrappedHandler<Params> =>
    wrapHandler(handler, (request, params) => handler(request, params));
  const router = compileRoutes(
    defineRoutes({
      table: path("table/", { get: neverCache(show), post: own(show) }),
      guarded: path("guarded/", loginRequired(neverCache(byMethod({ get: show, post: show })))),
      some: path("some/", own(vary(["Cookie"], allowMethods(["POST", "PUT"], show)))),
      fewer: path("fewer/", allowMethods(["POST"], loginRequired(byMethod({ get: show, post: show })))),
      all: path("all/", condition({}, show)),
      nameless: path(
        "nameless/",
        neverCache(() => text("")),
      ),
    }),
  );

  assert.deepEqual(
    listRoutes(router).map(({ name, methods, handler }) => [name, methods.join(), handler]),
    [
      ["table", "GET,POST", "show"],
      ["guarded", "GET,POST", "show"],
      ["some", "POST,PUT", "show"],
      ["fewer", "POST", "show"],
      ["all", "ANY", "show"],
      ["nameless", "ANY", ""],
    ],
  );
});

test("listRoutes() finds routes by name, by method and by the path that leads to them", () => {
  const router = compileRoutes(table);
  const names = (filter: RouteFilter) => listRoutes(router, filter).map(({ name }) => name);

  assert.deepEqual(names({ name: "API:" }), ["api:item"]);
  assert.deepEqual(names({ path: "/any/7/" }), ["any"]);
  assert.deepEqual(names({ path: "any" }), ["any"]);
  assert.deepEqual(names({ path: "/nowhere/" }), []);
  assert.deepEqual(names({ method: "patch" }), ["any", "late-slash"]);
  assert.deepEqual(names({ method: "HEAD" }), ["list", "any", "late-slash", "api:item"]);
  assert.deepEqual(names({ method: "patch", name: "any" }), ["any"]);
});
