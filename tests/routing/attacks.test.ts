import assert from "node:assert/strict";
import { test } from "node:test";
import { Request, text } from "quintet/http";
import { compileRoutes, defineConverter, defineRoutes, mount, path, type Router } from "quintet/routing";

declare module "quintet/routing" {
  interface ConverterTypes {
    "known-path": string;
  }
}

const answer = () => text("");

/** The name of the route and its parameters, by a target as it comes over a socket. */
function routeOf(router: Router, target: string) {
  const request = Request.fromPlatform(new globalThis.Request(`http://x.example${target}`));
  const match = router.resolve(request.path);
  return match && { name: match.name, params: { ...match.params } };
}

const router = compileRoutes(
  defineRoutes({
    admin: path("admin/", answer),
    report: path("reports/<int:id>", answer),
    page: path("pages/<slug:slug>/", answer),
    proto: path("proto/<toString>/<constructor>/", answer),
    api: mount("api/", defineRoutes({ key: path("<uuid:key>/", answer) })),
    name: path("names/<name>", answer),
    mixed: path("mixed/<name>-<int:n>", answer),
    file: path("files/<path:file>", answer),
  }),
);

test("control characters and line breaks lead to no route", () => {
  for (const target of [
    "/reports/1%0A",
    "/reports/%0A1",
    "/reports/1%00",
    "/pages/tea%0A/",
    "/pages/tea%0D/",
  ]) {
    assert.equal(routeOf(router, target), undefined, target);
  }
  for (const letter of ["%0A", "%0D", "%00", "%1B", "%7F", "%C2%85", "%E2%80%A8", "%E2%80%A9"]) {
    assert.equal(routeOf(router, `/files/a${letter}b`), undefined, letter);
    assert.equal(routeOf(router, `/names/ada${letter}`), undefined, letter);
    assert.equal(routeOf(router, `/mixed/ada${letter}-7`), undefined, letter);
  }
  assert.deepEqual(routeOf(router, "/names/%C2%A0%F0%9F%98%80")?.params, { name: "\u00a0😀" });
});

test("digits of other scripts are no number", () => {
  assert.equal(routeOf(router, "/reports/%D9%A1"), undefined);
  assert.equal(routeOf(router, "/reports/%EF%BC%91"), undefined);
});

test("a path is decoded once", () => {
  assert.equal(routeOf(router, "/%61dmin/")?.name, "admin");
  assert.equal(routeOf(router, "/%2561dmin/"), undefined);
  assert.deepEqual(routeOf(router, "/files/%252e%252e")?.params, { file: "%2e%2e" });
});

test("paths that are only like that of a route lead to none", () => {
  for (const target of [
    "//admin/",
    "/admin;x/",
    "/admin/;x",
    "/admin//",
    "/./admin/.",
    "/ADMIN/",
    "/admin%2F/",
  ]) {
    // The platform's Request would resolve dots; a socket doesn't.
    const path = target.includes("%") ? decodeURIComponent(target) : target;
    assert.equal(router.resolve(path), undefined, target);
  }
});

test("parameters named like members of all objects are parameters, apart from __proto__", () => {
  assert.deepEqual({ ...router.resolve("/proto/a/b/")?.params }, { toString: "a", constructor: "b" });
  assert.throws(() => path("x/<__proto__>/", answer), { code: "routing.route-syntax" });
});

test("paths named like members of all objects lead nowhere", () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"]) {
    assert.equal(router.resolve(`/${name}`), undefined);
    assert.equal(router.resolve(`/${name}/`), undefined);
    assert.equal(router.resolve(`/api/${name}/`), undefined);
  }
});

test("a converter may ask the router itself", () => {
  const inner = (given: string) => asked.resolve(`/${given}`) !== undefined;
  defineConverter("known-path", {
    pattern: ".+",
    parse: (given) => (inner(given) ? given : undefined),
  });
  const asked = compileRoutes(
    defineRoutes({
      user: path("users/<int:id>/", answer),
      go: path("go/<slug:a>/<known-path:to>", answer),
      any: path("<slug:a>/<slug:b>/<path:rest>", answer),
    }),
  );

  assert.deepEqual({ ...asked.resolve("/go/x/users/7/")?.params }, { a: "x", to: "users/7/" });
  assert.deepEqual({ ...asked.resolve("/go/x/nothing")?.params }, { a: "go", b: "x", rest: "nothing" });
});
