import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultMiddleware } from "quintet/app";
import { HashQueueFullError } from "quintet/crypto";
import { BadRequestError, ForbiddenError, type Middleware, NotFoundError, text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { ask, smallApps } from "./small-app.ts";

/*
 * What a handler or a layer throws becomes a response in one place, and the process lives.
 */

const routes = defineRoutes({
  fine: path("fine/", () => text("fine")),
  missing: path("missing/", () => {
    throw new NotFoundError("There is no such book.");
  }),
  forbidden: path("forbidden/", async () => {
    throw new ForbiddenError("Only for readers.");
  }),
  sync: path("sync/", () => {
    throw new Error("the password is 1234");
  }),
  async: path("async/", async () => {
    await null;
    throw new Error("the password is 1234");
  }),
  nothing: path("nothing/", (() => undefined) as never),
  notAnError: path("not-an-error/", () => {
    throw "just a text";
  }),
  nullThrown: path("null/", async () => {
    throw null;
  }),
  busy: path("busy/", () => {
    throw new HashQueueFullError(256);
  }),
  strange: path("strange/", () => {
    throw Object.create(null); // it has no toString() either
  }),
});

const open = smallApps({ routes });

test("an HttpError becomes its own status and message", async () => {
  const app = await open();

  const missing = await ask(app, "/missing/");
  const forbidden = await ask(app, "/forbidden/");

  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /<h1>Not Found<\/h1><p>There is no such book\.<\/p>/);
  assert.equal(forbidden.status, 403);
  assert.match(await forbidden.text(), /Only for readers\./);
});

for (const name of ["sync", "async", "nothing", "not-an-error", "null", "strange"]) {
  for (const debug of [false, true]) {
    const mode = debug ? "in debug" : "deployed";
    test(`/${name}/ ${mode}: 500, and the next request is answered`, async () => {
      const app = await open({ debug });

      const failed = await ask(app, `/${name}/`);
      const next = await ask(app, "/fine/");

      assert.equal(failed.status, 500);
      assert.equal(failed.headers.get("cache-control"), "no-store");
      const body = await failed.text();
      if (!debug) assert.doesNotMatch(body, /password|just a text|\.ts|undefined/);
      assert.equal(await next.text(), "fine");
    });
  }
}

test("a handler that returns nothing is told so in debug, with its route", async () => {
  const app = await open({ debug: true });

  const body = await (await ask(app, "/nothing/")).text();

  assert.match(body, /<h1>[^<]*undefined[^<]*<\/h1>/);
});

test("a program that names JSON and no page gets JSON, without details of ours", async () => {
  const app = await open();
  const asProgram = (accept: string, address: string) => ask(app, address, { headers: { accept } });

  const missing = await asProgram("application/json", "/missing/");
  const broken = await asProgram("application/json, text/plain, */*", "/sync/");
  const browser = await asProgram("text/html,application/json", "/missing/");

  assert.deepEqual(await missing.json(), {
    error: { code: "http.not-found", message: "There is no such book." },
  });
  assert.deepEqual(await broken.json(), {
    error: { code: "app.internal", message: "Something went wrong on the server." },
  });
  assert.match(browser.headers.get("content-type") ?? "", /^text\/html/);
});

test("in debug a program is told where an error comes from", async () => {
  const app = await open({ debug: true });

  const response = await ask(app, "/sync/", { headers: { accept: "application/json" } });

  const { error } = (await response.json()) as {
    error: { debug: { errors: { message: string; stack: string[] }[] } };
  };
  const [thrown] = error.debug.errors;
  assert.equal(thrown?.message, "the password is 1234");
  assert.match(thrown?.stack[0] ?? "", /error-responses\.test\.ts:\d+/);
});

test("the app's own templates are used for 404 and 500, with what they need", async () => {
  const app = await open({
    files: {
      "404.html": "own {{ status }} {{ title }}: {{ message }}",
      "500.html": "own {{ status }} for {{ request.path }}: {{ message }}",
    },
  });

  assert.equal(await (await ask(app, "/missing/")).text(), "own 404 Not Found: There is no such book.");
  assert.equal(
    await (await ask(app, "/sync/")).text(),
    "own 500 for /sync/: Something went wrong here. It has been noted.",
  );
});

test("an error page that fails itself gives way to the plain one", async () => {
  const app = await open({ files: { "404.html": "{% bad tag %}", "500.html": "{% extends 'gone.html' %}" } });

  const missing = await ask(app, "/missing/");
  const broken = await ask(app, "/sync/");

  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /<h1>Not Found<\/h1>/);
  assert.equal(broken.status, 500);
  assert.match(await broken.text(), /<h1>Internal Server Error<\/h1>/);
});

test("layers run from the first to the last and back", async () => {
  const order: string[] = [];
  const layer =
    (name: string): Middleware =>
    async (request, next) => {
      order.push(`${name} in`);
      const response = await next(request);
      order.push(`${name} out`);
      return response;
    };
  const app = await open({ middleware: [layer("first"), layer("second")] });

  await ask(app, "/fine/");

  assert.deepEqual(order, ["first in", "second in", "second out", "first out"]);
});

test("an outer layer sees the answer to an inner error, not the error", async () => {
  const seen: number[] = [];
  const outer: Middleware = async (request, next) => {
    const response = await next(request);
    seen.push(response.status);
    return response;
  };
  const broken: Middleware = () => {
    throw new BadRequestError("No.");
  };
  const app = await open({ middleware: [outer, broken] });

  const response = await ask(app, "/fine/");

  assert.deepEqual(seen, [400]);
  assert.match(await response.text(), /No\./);
});

for (const kind of ["sync", "async"] as const) {
  test(`the answer to an error of a layer still gets the security headers (${kind})`, async () => {
    const error = new Error("the layer broke");
    const failing: Middleware = () => {
      if (kind === "sync") throw error;
      return Promise.reject(error);
    };
    const app = await open({ middleware: [...defaultMiddleware, failing] });

    const response = await ask(app, "/fine/");

    assert.equal(response.status, 500);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.ok(response.headers.has("content-security-policy"));
    assert.doesNotMatch(await response.text(), /layer broke/);
  });
}

test("headers that an error carries reach its response", async () => {
  const app = await open({ routes: defineRoutes({ only: path("only/", { post: () => text("") }) }) });

  const response = await ask(app, "/only/");

  assert.equal(response.status, 405);
  assert.equal(response.headers.get("allow"), "POST, OPTIONS");
});

test("where too many passwords are waiting to be hashed, the visitor is asked to come again", async () => {
  const app = await open();

  const response = await ask(app, "/busy/");

  assert.equal(response.status, 503);
  assert.equal(response.headers.get("retry-after"), "60");
});
