import assert from "node:assert/strict";
import { test } from "node:test";
import { html as page, text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { template } from "quintet/templates";
import { ask, smallApps } from "../app/small-app.ts";
import { cpuMilliseconds } from "../cpu-time.ts";

/*
 * Pages about errors show what visitors have sent, and what code has thrown in whatever shape. Nothing of it becomes HTML,
 * runs, or keeps the page from being shown. CVE-2017-12794 was a message of a cause that was not escaped.
 */

const attack = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'";
let thrown: unknown;
const routes = defineRoutes({
  throws: path("throws/", () => {
    throw thrown;
  }),
  template: path("template/", () =>
    page(
      template<{ price(): number }>("page.html")({
        price() {
          throw new Error(attack);
        },
      }),
    ),
  ),
  fine: path("fine/<str:name>/", () => text("fine")),
});
const open = smallApps({ routes, debug: true });

async function shown(error: unknown, address = "/throws/", init: RequestInit = {}): Promise<string> {
  thrown = error;
  const app = await open({ files: { "page.html": `<p title="${attack}">{{ price }}</p>` } });
  const response = await ask(app, address, init);
  assert.match(
    response.headers.get("content-security-policy") ?? "",
    /default-src 'none'.*script-src 'nonce-/,
  );
  return response.text();
}

function assertEscaped(body: string): void {
  assert.doesNotMatch(body, /<script>alert|<img src=x/);
  assert.match(body, /&lt;script&gt;alert\(1\)/);
}

test("debug-xss: what was thrown, its causes, names, codes and properties are text (CVE-2017-12794)", async () => {
  const inner = Object.assign(new TypeError(attack), { code: attack, detail: attack, [attack]: attack });
  inner.name = attack;
  assertEscaped(await shown(new Error("outer", { cause: inner })));
  assertEscaped(await shown(new AggregateError([inner, attack], attack)));
  assertEscaped(await shown(attack));
  assertEscaped(await shown({ message: attack }));
});

test("debug-xss: the address, the headers, the query and the source of templates are text", async () => {
  const headers = { "x-attack": attack, referer: `http://localhost/?q=${attack}` };
  assertEscaped(await shown(new Error("x"), `/throws/?q=${encodeURIComponent(attack)}`, { headers }));
  assertEscaped(await shown(undefined, "/template/"));
  const unknown = await shown(undefined, `/nothing/${encodeURIComponent(attack)}/`);
  assert.doesNotMatch(unknown, /<script>alert|<img src=x/);
});

test("causes in a circle, chains without an end and crowds of errors come to an end", async () => {
  const circle = new Error("one");
  circle.cause = new Error("two", { cause: circle });
  const crowd = new AggregateError(
    Array.from({ length: 10_000 }, (_, index) => new Error(`number ${index}`)),
  );

  const body = await shown(circle);
  assert.equal(body.match(/<h2>Caused by<\/h2>/g)?.length, 1);
  const crowded = await shown(crowd);
  assert.ok((crowded.match(/<h2>One of the errors<\/h2>/g)?.length ?? 0) < 20);
});

test("values that run code when they are looked at are shown without it", async () => {
  let calls = 0;
  const spy = () => {
    calls++;
    throw new Error("looked at");
  };
  const hostile = Object.defineProperties(new Error("hostile"), {
    stack: { get: spy },
    cause: { get: spy },
    detail: { get: spy, enumerable: true },
  });
  const proxy = new Proxy(new Error("x"), { get: spy, getPrototypeOf: spy, ownKeys: spy });

  assert.match(await shown(hostile), /<h1>hostile<\/h1>/);
  assert.match(await shown(proxy), /was thrown, which is not an Error/);
  for (const value of [null, undefined, Symbol("s"), 7n, Object.create(null), () => {}])
    assert.match(await shown(value), /was thrown, which is not an Error/);
  assert.ok(calls <= 4, `${calls} calls`);
});

test("a message that looks like a stack doesn't have files read", async () => {
  const body = await shown(new Error("no\n    at reader (/etc/passwd:1:1)\n    at /etc/hostname:1:1"));

  assert.doesNotMatch(body, /<code class="place">\/etc|aria-label="\/etc/);
  assert.match(body, /<code class="place">tests\/devtools\/error-chain\.test\.ts/);
});

test("a long message is cut, and takes little work whatever it consists of", async () => {
  for (const piece of ["(", "`", "\n    at (", "^|\n", "<"]) {
    let body = "";
    const ms = await cpuMilliseconds(async () => {
      body = await shown(new Error(piece.repeat(500_000)));
    });

    assert.match(body, /more characters/);
    assert.ok(body.length < 400_000, `${body.length} characters of ${JSON.stringify(piece)}`);
    assert.ok(ms < 3_000, `${ms} ms for ${JSON.stringify(piece)}`);
  }
});
