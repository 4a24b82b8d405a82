import assert from "node:assert/strict";
import { test } from "node:test";
import { Request, text, toResponse } from "quintet/http";
import { compileRoutes, defineRoutes, mount, path, rePath } from "quintet/routing";

const answer = () => text("ok");

function get(url: string, method = "GET") {
  return Request.fromPlatform(new globalThis.Request(`http://x.example${url}`, { method }));
}

test("a route gives its handler converted parameters", async () => {
  const routes = defineRoutes({
    article: path("articles/<int:year>/<slug:slug>/", (_request, { year, slug }) =>
      text(`${year + 1} ${slug}`),
    ),
  });
  const response = await toResponse(await compileRoutes(routes).dispatch(get("/articles/2025/tea/")));
  assert.equal(response.body, "2026 tea");
});

test("the first of two routes that match answers, whatever their kind", () => {
  const router = compileRoutes(
    defineRoutes({
      year: path("articles/<int:year>/", answer),
      special: path("articles/2003/", answer),
      any: path("<path:rest>", answer),
      late: path("late/", answer),
    }),
  );
  assert.equal(router.resolve("/articles/2003/")?.name, "year");
  assert.equal(router.resolve("/late/")?.name, "any");
  assert.equal(router.resolve("/articles/x/")?.name, "any");
});

test("static routes match where they stand first", () => {
  const router = compileRoutes(
    defineRoutes({
      special: path("articles/2003/", answer),
      year: path("articles/<int:year>/", answer),
      shop: mount("<slug:tenant>/shop/", defineRoutes({ detail: path("<int:pk>/", answer) })),
      regex: rePath("^(?P<name>\\w+)/$", answer),
    }),
  );
  assert.equal(router.resolve("/articles/2003/")?.name, "special");
  assert.equal(router.resolve("/articles/2004/")?.name, "year");
  assert.deepEqual(router.resolve("/acme/shop/7/")?.params, { tenant: "acme", pk: 7 });
  assert.equal(router.resolve("/acme/shop/7/")?.name, "shop:detail");
  assert.deepEqual(router.resolve("/größe/")?.params, { name: "größe" });
  assert.equal(router.reverse("shop:detail", { tenant: "a", pk: 3 }), "/a/shop/3/");
});

test("a parenthesis in a class of an expression closes no group", () => {
  const router = compileRoutes(
    defineRoutes({
      note: rePath("^notes/\\((?P<text>[^)]+)\\)/$", answer),
      sign: rePath("^signs/([])(]+)/(?P<rest>\\w+)$", answer),
    }),
  );
  assert.equal(router.reverse("note", { text: "a(b" }), "/notes/(a(b)/");
  assert.deepEqual(router.resolve("/notes/(a(b)/")?.params, { text: "a(b" });
  assert.deepEqual(router.resolve("/signs/)(/x")?.params, { rest: "x" });
});
