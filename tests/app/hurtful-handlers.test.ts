import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { defaultMiddleware } from "quintet/app";
import {
  html,
  json,
  type Middleware,
  NotFoundError,
  Response as OwnResponse,
  stream,
  text,
} from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { template } from "quintet/templates";
import { ask, smallApps } from "./small-app.ts";

/*
 * Whatever a handler or a layer throws or gives, one request has an answer that says nothing of it, and the next one is
 * answered as if nothing had been. Over a socket and without one, deployed and in debug.
 */

const secret = "hunter2";

/** Every property of it fails, and so does looking which ones there are. */
function hostile(): object {
  const fail = () => {
    throw new Error(`the trap: ${secret}`);
  };
  return new Proxy(() => {}, {
    get: fail,
    has: fail,
    ownKeys: fail,
    getPrototypeOf: fail,
    getOwnPropertyDescriptor: fail,
    apply: fail,
  });
}

function errorWith(properties: PropertyDescriptorMap): Error {
  return Object.defineProperties(new Error("x"), properties);
}

function failing(name: string): PropertyDescriptorMap {
  return {
    [name]: {
      get() {
        throw new Error(`the getter of ${name}: ${secret}`);
      },
    },
  };
}

function circular(): Error {
  const error = new Error(secret);
  error.cause = error;
  return error;
}

const thrown: Readonly<Record<string, () => unknown>> = {
  "a text": () => secret,
  "an empty text": () => "",
  "a number": () => 404,
  null: () => null,
  undefined: () => undefined,
  "a symbol": () => Symbol(secret),
  "a bigint": () => 10n,
  "a function": () => () => secret,
  "a promise that is rejected": () => {
    const promise = Promise.reject(new Error(secret));
    promise.catch(() => {});
    return promise;
  },
  "a promise that never ends": () => new Promise(() => {}),
  "a frozen object": () => Object.freeze({ message: secret }),
  "a frozen error": () => Object.freeze(new Error(secret)),
  "an object without a prototype": () => Object.create(null),
  "an object like an HttpError": () => ({ status: 404, message: secret, headers: { "x-leak": secret } }),
  "an error whose message fails": () => errorWith(failing("message")),
  "an error whose stack fails": () => errorWith(failing("stack")),
  "an error whose name fails": () => errorWith(failing("name")),
  "an error whose cause fails": () => errorWith(failing("cause")),
  "an error whose code fails": () => errorWith(failing("code")),
  "an error whose stack is a number": () => errorWith({ stack: { value: 7 } }),
  "an error that is its own cause": circular,
  "an error that can't be told as JSON": () =>
    errorWith({
      toJSON: {
        value: () => {
          throw new Error(secret);
        },
      },
    }),
  "an error of many errors": () => new AggregateError([new Error(secret), null, "x"], secret),
  "a proxy that fails at everything": hostile,
  "a response": () => text(secret),
  "a response of the platform": () => new Response(secret),
  "an array of a million": () => new Array(1_000_000).fill(secret),
  "an error with a message of a megabyte": () => new Error(secret.repeat(150_000)),
};

const given: Readonly<Record<string, () => unknown>> = {
  nothing: () => undefined,
  null: () => null,
  "a text": () => secret,
  "a number": () => 7,
  "a list": () => [text(secret)],
  "a function": () => () => text(secret),
  "a generator": () => (function* () {})(),
  "a proxy that fails at everything": hostile,
  "a thenable that fails": () => ({
    // biome-ignore lint/suspicious/noThenProperty: this is what is tried
    then() {
      throw new Error(secret);
    },
  }),
  "a body of a wrong kind": () => new OwnResponse(7 as never),
  "a page that fails": () => html({ render: () => thrownBy(secret) }),
  "a page that is no text": () => html({ render: () => 7 as never }),
  "a page that fails later": () => html({ render: () => Promise.reject(new Error(secret)) }),
  "a template that isn't there": () => html(template("nowhere.html")()),
  "an error of the platform": () => Response.error(),
};

function thrownBy(value: unknown): never {
  throw value;
}

const routes = defineRoutes({
  fine: path("fine/", () => text("fine")),
  throws: path("throws/<kind>/", (_request, { kind }) => thrownBy(thrown[kind]!())),
  rejects: path("rejects/<kind>/", async (_request, { kind }) => {
    await null;
    return thrownBy(thrown[kind]!());
  }),
  gives: path("gives/<kind>/", (_request, { kind }) => given[kind]!() as OwnResponse),
  givesLater: path("gives-later/<kind>/", async (_request, { kind }) => given[kind]!() as OwnResponse),
});

const open = smallApps({ routes });
const asProgram = { headers: { accept: "application/json" } };

for (const debug of [false, true]) {
  const mode = debug ? "in debug" : "deployed";

  test(`whatever is thrown or given hurts one request (${mode})`, async () => {
    const app = await open({ debug });
    const server = await app.listen({ port: 0, host: "localhost" });
    const addresses = [
      ...Object.keys(thrown).flatMap((kind) => [`/throws/${kind}/`, `/rejects/${kind}/`]),
      ...Object.keys(given).flatMap((kind) => [`/gives/${kind}/`, `/gives-later/${kind}/`]),
    ].map(encodeURI);

    for (const address of addresses) {
      const answers = [
        await ask(app, address),
        await ask(app, address, asProgram),
        await fetch(`http://localhost:${server.port}${address}`, { headers: { accept: "text/html" } }),
      ];
      for (const answer of answers) {
        const body = await answer.text();
        assert.equal(answer.status, 500, decodeURI(address));
        assert.ok(body.length > 0, address);
        assert.equal(answer.headers.get("x-content-type-options"), "nosniff", address);
        assert.equal(answer.headers.get("x-leak"), null);
        if (!debug) assert.doesNotMatch(body, /hunter2|\.ts|trap|getter/, address);
      }
      assert.equal(await (await ask(app, "/fine/")).text(), "fine");
    }
  });

  test(`whatever a layer throws or gives hurts one request, and it still gets the headers (${mode})`, async () => {
    for (const table of [thrown, given]) {
      for (const [kind, make] of Object.entries(table)) {
        const layer: Middleware = (request, next) => {
          if (request.path === "/fine/") return next(request);
          return table === thrown ? thrownBy(make()) : (make() as OwnResponse);
        };
        const app = await open({ debug, middleware: [...defaultMiddleware, layer] });

        const answer = await ask(app, "/throws/a text/");

        const body = await answer.text();
        assert.equal(answer.status, 500, kind);
        assert.equal(answer.headers.get("x-content-type-options"), "nosniff", kind);
        if (!debug) assert.doesNotMatch(body, /hunter2|\.ts|trap|getter/, kind);
        assert.equal(await (await ask(app, "/fine/")).text(), "fine");
        await app.close();
      }
    }
  });
}

test("a layer may give a response of the platform, over a socket as without one", async () => {
  const layer: Middleware = () => new Response("of the platform", { status: 202 });
  const app = await open({ middleware: [...defaultMiddleware, layer] });
  const server = await app.listen({ port: 0, host: "localhost" });

  for (const answer of [await ask(app, "/fine/"), await fetch(`http://localhost:${server.port}/fine/`)]) {
    assert.equal(answer.status, 202);
    assert.equal(await answer.text(), "of the platform");
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  }
});

test("a layer that gives no response is told so by its name", async () => {
  const app = await open({ debug: true, middleware: [function basket() {} as never] });

  const body = await (await ask(app, "/fine/", asProgram)).text();

  assert.match(body, /The middleware basket gave undefined where a response is needed/);
});

test("a response that a handler gives again for another visitor is refused, and no cookie of the first one goes out", async () => {
  const kept = text("kept");
  const visits: Middleware = async (request, next) => {
    const response = await next(request);
    response.headers.append("set-cookie", `visitor=${request.query.get("name")}`);
    return response;
  };
  const app = await open({
    debug: true,
    middleware: [visits],
    routes: defineRoutes({ kept: path("kept/", () => kept), fine: path("fine/", () => text("fine")) }),
  });

  const first = await ask(app, "/kept/?name=ada");
  const second = await ask(app, "/kept/?name=bob", asProgram);

  assert.equal(await first.text(), "kept");
  assert.deepEqual(first.headers.getSetCookie(), ["visitor=ada"]);
  assert.equal(second.status, 500);
  assert.deepEqual(second.headers.getSetCookie(), ["visitor=bob"]);
  assert.match(await second.text(), /has answered another request already/);
  assert.equal(await (await ask(app, "/fine/")).text(), "fine");
});

test("a layer that calls next twice answers once", async () => {
  const app = await open({
    middleware: [
      async (request, next) => {
        await next(request);
        return next(request);
      },
    ],
  });

  assert.equal(await (await ask(app, "/fine/")).text(), "fine");
});

test("a source that goes on after its stream has ended writes into nobody's answer", async () => {
  const late: string[] = [];
  let write: (text: string) => void = () => {};
  const app = await open({
    routes: defineRoutes({
      late: path("late/", () => {
        const body = new ReadableStream<Uint8Array>({
          start(controller) {
            controller.enqueue(Buffer.from("whole"));
            controller.close();
            write = (text) => {
              try {
                controller.enqueue(Buffer.from(text));
              } catch (error) {
                late.push((error as Error).name);
              }
            };
          },
        });
        return new Response(body);
      }),
      fine: path("fine/", () => text("fine")),
    }),
  });
  const server = await app.listen({ port: 0, host: "localhost" });
  const url = `http://localhost:${server.port}`;

  assert.equal(await (await fetch(`${url}/late/`)).text(), "whole");
  write("more");

  assert.deepEqual(late, ["TypeError"]);
  assert.equal(await (await fetch(`${url}/fine/`)).text(), "fine");
});

test("headers that are changed when the answer is out change nothing, and don't end the process", async () => {
  let kept: OwnResponse | undefined;
  const app = await open({
    routes: defineRoutes({
      kept: path("kept/", () => {
        kept = json({ ok: true });
        return kept;
      }),
    }),
  });
  const server = await app.listen({ port: 0, host: "localhost" });
  const url = `http://localhost:${server.port}/kept/`;

  const first = await fetch(url);
  kept?.headers.set("x-late", "1");
  kept?.setCookie("late", "1");

  assert.equal(first.headers.get("x-late"), null);
  assert.deepEqual(await (await fetch(url)).json(), { ok: true });
});

test("a stream that fails half-way, or gives what can't be sent, ends its own connection alone", async () => {
  const app = await open({
    routes: defineRoutes({
      breaks: path("breaks/<kind>/", (_request, { kind }) =>
        stream(
          (async function* () {
            yield "begun";
            await null;
            if (kind === "throws") throw null;
            yield 7 as never;
          })(),
        ),
      ),
      fine: path("fine/", () => text("fine")),
      gone: path("gone/", () => {
        throw new NotFoundError();
      }),
    }),
  });
  const server = await app.listen({ port: 0, host: "localhost" });
  const url = `http://localhost:${server.port}`;

  for (const kind of ["throws", "gives"]) {
    const answer = await fetch(`${url}/breaks/${kind}/`);
    await assert.rejects(answer.text(), kind);
    assert.equal(await (await fetch(`${url}/fine/`)).text(), "fine");
  }
  assert.equal((await fetch(`${url}/gone/`)).status, 404);
  server.node.closeAllConnections();
  if (server.node.listening) {
    const closed = once(server.node, "close");
    await server.close();
    await closed;
  }
});
