import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultMiddleware } from "quintet/app";
import {
  answerErrors,
  changePages,
  composeMiddleware,
  ForbiddenError,
  html,
  type Middleware,
  Request as OwnRequest,
  text,
} from "quintet/http";
import { defineRoutes, mount, path } from "quintet/routing";
import { html as markup, TemplateRendering, template } from "quintet/templates";
import { ask, smallApps } from "./small-app.ts";

/*
 * What a layer can see of a handler: the route before it, the error that it threw, the page that it gave before the page is
 * rendered. Django's process_view(), process_exception() and process_template_response().
 */

class SoldOutError extends Error {
  readonly product: string;
  constructor(product: string) {
    super(`${product} is sold out`);
    this.product = product;
  }
}

const page = template<{ name: string; season?: string }>("page.html");
const routes = defineRoutes({
  shop: mount(
    "<slug:tenant>/",
    defineRoutes({
      tea: path("teas/<int:id>/", (request, { id }) => text(`${request.route?.params.tenant} ${id}`), {
        testRole: "staff",
      }),
    }),
  ),
  sold: path("sold-out", async () => {
    throw new SoldOutError("Tea");
  }),
  soldAtOnce: path("sold-out-at-once", () => {
    throw new SoldOutError("Tea");
  }),
  forbidden: path("forbidden", () => {
    throw new ForbiddenError("Not you.");
  }),
  page: path("page", () => html(page({ name: "Tea" }))),
  broken: path("broken", () =>
    html(template("broken.html")({ fail: () => thrownBy(new SoldOutError("Cake")) })),
  ),
  stream: path("stream", () => html(page.stream({ name: "Tea" }))),
  own: path("own", () => html(markup`<p>${"Tea"}</p>`)),
  plain: path("plain", () => text("plain")),
});
declare module "quintet/http" {
  interface RouteOptions {
    readonly testRole?: string;
  }
}

function thrownBy(error: Error): never {
  throw error;
}

const files = {
  "page.html": "{{ name }} in {{ season|default:'any season' }}",
  "other.html": "other {{ name }} {{ season }}",
  "broken.html": "{{ fail }}",
};
const open = smallApps({ routes, files });
const soldOut = answerErrors((request, error) =>
  error instanceof SoldOutError ? text(`${error.product}? ${request.path}`, { status: 409 }) : undefined,
);

test("a layer sees the route that will answer, with its parameters and options, and may answer instead", async () => {
  const seen: unknown[] = [];
  const staffAlone: Middleware = (request, next) => {
    const { route } = request;
    seen.push([route?.name, route?.route, route?.params]);
    return route?.options.testRole === "staff" && !request.query.has("staff")
      ? text("staff alone", { status: 403 })
      : next(request);
  };
  const app = await open({ middleware: [...defaultMiddleware, staffAlone] });

  assert.equal(await (await ask(app, "/acme/teas/7/")).text(), "staff alone");
  assert.equal(await (await ask(app, "/acme/teas/7/?staff")).text(), "acme 7");
  assert.equal((await ask(app, "/nowhere/")).status, 404);
  assert.deepEqual(seen[0], ["shop:tea", "<slug:tenant>/teas/<int:id>/", { tenant: "acme", id: 7 }]);
  assert.deepEqual(seen[2], [undefined, undefined, undefined]);
});

test("answerErrors() answers what a handler or its page throws, at once or later, and its answer goes out through all layers", async () => {
  const statuses: number[] = [];
  const outer: Middleware = async (request, next) => {
    const response = await next(request);
    statuses.push(response.status);
    return response;
  };
  const app = await open({ middleware: [outer, ...defaultMiddleware, soldOut] });

  for (const [address, body] of [
    ["/sold-out", "Tea? /sold-out"],
    ["/sold-out-at-once", "Tea? /sold-out-at-once"],
    ["/broken", "Cake? /broken"],
  ] as const) {
    const response = await ask(app, address);
    assert.equal(response.status, 409, address);
    assert.equal(await response.text(), body);
    assert.match(response.headers.get("content-security-policy") ?? "", /default-src/);
  }
  assert.equal((await ask(app, "/forbidden")).status, 403); // nobody answers it: the page about the error
  assert.equal(await (await ask(app, "/plain")).text(), "plain");
  assert.deepEqual(statuses, [409, 409, 409, 403, 200]);
});

test("an error that is answered is neither logged nor reported, and one that isn't is", async () => {
  const reported: unknown[] = [];
  const app = await open({
    middleware: [soldOut],
    errorReporters: [({ error }) => void reported.push(error)],
    routes: defineRoutes({
      sold: path("sold-out", () => thrownBy(new SoldOutError("Tea"))),
      other: path("other", () => thrownBy(new Error("other"))),
    }),
  });

  assert.equal((await ask(app, "/sold-out")).status, 409);
  assert.equal((await ask(app, "/other")).status, 500);
  assert.deepEqual(
    reported.map((error) => (error as Error).message),
    ["other"],
  );
});

test("of several the one nearest to the handler is asked first, and one that fails leaves its own error", async () => {
  const asked: string[] = [];
  const named = (name: string, answer: () => undefined) =>
    answerErrors(() => {
      asked.push(name);
      return answer();
    });
  const app = await open({
    middleware: [named("outer", () => undefined), named("inner", () => undefined)],
  });
  const failing = await open({ middleware: [named("failing", () => thrownBy(new ForbiddenError("No.")))] });

  assert.equal((await ask(app, "/sold-out")).status, 500);
  assert.deepEqual(asked, ["inner", "outer"]);
  assert.equal((await ask(failing, "/sold-out")).status, 403);
});

test("in debug an error that is answered has no debug page", async () => {
  const app = await open({ debug: true, middleware: [soldOut] });

  const response = await ask(app, "/sold-out");

  assert.equal(response.status, 409);
  assert.equal(await response.text(), "Tea? /sold-out");
});

test("changePages() adds to a page's context or takes another template, before it is rendered", async () => {
  const season = changePages((_request, response) => {
    if (response.body instanceof TemplateRendering) response.body = response.body.with({ season: "spring" });
  });
  const mobile = changePages(async (request, response) => {
    await null;
    if (!request.query.has("other") || !(response.body instanceof TemplateRendering)) return undefined;
    assert.equal(response.body.templateName, "page.html");
    assert.deepEqual(response.body.context, { name: "Tea", season: "spring" });
    return html(response.body.with({ name: "Cake" }, "other.html"));
  });
  const app = await open({ middleware: [mobile, season] }); // the last in the list begins
  const body = async (address: string) => (await ask(app, address)).text();

  assert.equal(await body("/page"), "Tea in spring");
  assert.equal(await body("/page?other"), "other Cake spring");
  assert.equal(await body("/stream"), "Tea in any season");
  assert.equal(await body("/plain"), "plain");
  assert.equal(await body("/own"), "<p>Tea</p>");
});

test("an answer to an error may be a page, which is changed like others", async () => {
  const season = changePages((_request, response) => {
    if (response.body instanceof TemplateRendering) response.body = response.body.with({ season: "spring" });
  });
  const app = await open({ middleware: [season, answerErrors(() => html(page({ name: "Sorry" })))] });

  assert.equal(await (await ask(app, "/sold-out")).text(), "Sorry in spring");
});

test("layers that are put together without an app take part, too", async () => {
  const outer: Middleware = async (request, next) => {
    const response = await next(request);
    response.headers.set("x-outer", "1");
    return response;
  };
  const answer = composeMiddleware([outer, soldOut], () => thrownBy(new SoldOutError("Tea")));

  const response = await answer(OwnRequest.fromPlatform(new Request("http://localhost/x")));

  assert.deepEqual([response.status, response.headers.get("x-outer")], [409, "1"]);
});
