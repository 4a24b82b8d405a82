import assert from "node:assert/strict";
import { test } from "node:test";
import { text } from "quintet/http";
import { compileRoutes, defineConverter, defineRoutes, mount, path, rePath } from "quintet/routing";

declare module "quintet/routing" {
  interface ConverterTypes {
    half: number;
    bad: string;
  }
}

const answer = () => text("");
// Routes that the compiler would refuse: plain JavaScript and routes made at runtime get here.
const loose = path as unknown as (route: string, handler: unknown) => ReturnType<typeof path>;

test("a bracket that is never closed is shown at its place", () => {
  assert.throws(() => loose("articles/<int:year/", answer), {
    code: "routing.route-syntax",
    message:
      "This bracket is never closed. Write <name> or <converter:name>.\n  articles/<int:year/\n           ^",
  });
});

test("a bracket that was never opened is refused", () => {
  assert.throws(() => loose("articles/int:year>/", answer), { message: /never opened.*\n.*\n {19}\^/ });
});

test("spaces between brackets are refused", () => {
  assert.throws(() => loose("<int: year>/", answer), { message: /no space between the brackets/ });
});

test("a parameter's name must be one", () => {
  assert.throws(() => loose("<int:1st>/", answer), { message: /"1st" can't be the name of a parameter/ });
  assert.throws(() => loose("<int:>/", answer), { message: /"" can't be the name of a parameter/ });
});

test("a parameter stands in a route once", () => {
  assert.throws(() => loose("<int:a>/<str:a>/", answer), {
    message: /The parameter "a" stands here a second time/,
  });
});

test("an unknown converter is told with what was perhaps meant", () => {
  assert.throws(() => loose("<itn:year>/", answer), {
    code: "routing.unknown-converter",
    message:
      /the converter "itn", which isn't there\. Did you mean "int"\?\nConverters: .*int\b.*\bpath, slug, str, uuid/,
  });
});

test("a route without a handler is refused where it is written", () => {
  assert.throws(() => loose("x/", undefined), { code: "routing.method-table", message: /no handler/ });
  assert.throws(() => loose("x/", { gte: answer }), {
    message: /"gte", which is no method\. Did you mean "get"\?/,
  });
  assert.throws(() => loose("x/", {}), { message: /empty table of methods/ });
});

test("defineRoutes() refuses what is no route, and names that lose the order", () => {
  assert.throws(() => defineRoutes({ home: answer as never }), {
    code: "routing.route-table",
    message: /a function under "home"/,
  });
  assert.throws(() => defineRoutes({ 404: path("", answer) }), {
    message: /the order of the routes would be lost/,
  });
  assert.throws(() => defineRoutes({ "a:b": path("", answer) }), { message: /has no ":"/ });
  assert.throws(() => mount("x/", undefined as never), { message: /import each other in a circle/ });
});

test("a regular expression that can't be translated is told when the route is made", () => {
  assert.throws(() => rePath("^(?>a)$", answer), { code: "routing.route-regex", message: /\(\?>a/ });
  assert.throws(() => rePath("^(a$", answer), { code: "routing.route-regex" });
});

const router = compileRoutes(
  defineRoutes({
    article: path("articles/<int:year>/<slug:slug>/", answer),
    shop: mount("<slug:tenant>/shop/", defineRoutes({ detail: path("<int:pk>/", answer) }, { app: "shop" })),
  }),
);

test("a URL of an unknown name is told with what was perhaps meant", () => {
  assert.throws(() => router.reverse("artcle"), {
    code: "routing.no-route",
    message: 'There is no route "artcle". Did you mean "article"?\nRoutes here: article.',
  });
  assert.throws(() => router.reverse("detail"), { message: /Did you mean "shop:detail"\?/ });
  assert.throws(() => router.reverse("shop:detial"), {
    message: 'There is no route "shop:detial". Did you mean "shop:detail"?\nRoutes here: detail.',
  });
  assert.throws(() => router.reverse("shopp:detail"), {
    message: /There is no namespace "shopp" .*Did you mean "shop"\?/,
  });
});

test("parameters that don't fit are told with the routes and what they take", () => {
  assert.throws(() => router.reverse("article", { year: "x", slug: "a" }), {
    message:
      'No route "article" takes { year: "x", slug: "a" }. There is:\n  articles/<int:year>/<slug:slug>/   takes year: int, slug: slug',
  });
});

test("a converter of one's own reads, writes and refuses", () => {
  defineConverter("half", {
    pattern: "[0-9]+",
    parse: (digits) => {
      if (Number(digits) % 2 === 1) throw new RangeError("odd");
      return Number(digits) / 2;
    },
    format: (value) => String(value * 2),
  });
  const own = compileRoutes(defineRoutes({ even: path("<half:n>/", answer), odd: path("<int:n>/", answer) }));

  assert.deepEqual(own.resolve("/8/")?.params, { n: 4 });
  assert.equal(own.resolve("/7/")?.name, "odd");
  assert.equal(own.reverse("even", { n: 4 }), "/8/");
  assert.throws(() => defineConverter("half", { pattern: "x", parse: Number }), {
    code: "routing.converter",
  });
  assert.throws(() => defineConverter("bad", { pattern: "(a)", parse: String }), {
    message: /capturing group/,
  });
});

test("an int beyond what a number holds exactly matches nothing", () => {
  const numbers = compileRoutes(defineRoutes({ n: path("<int:n>/", answer) }));
  assert.deepEqual(numbers.resolve("/9007199254740991/")?.params, { n: 9007199254740991 });
  assert.equal(numbers.resolve("/9007199254740993/"), undefined);
});
