import assert from "node:assert/strict";
import { test } from "node:test";
import { Secret } from "quintet";
import { text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { smallApps } from "./small-app.ts";

const routes = defineRoutes({
  never: path("never/", () => new Promise<never>(() => {})),
  home: path("", () => text("home")),
});
const open = smallApps({ routes });

/** What an app that listens says at an address. */
async function told(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers });
  return [response.status, (await response.text()).trim()];
}

test("live and ready are answered, whatever the host, and are never kept", async () => {
  const app = await open();
  await using server = await app.listen({ port: 0 });

  assert.deepEqual(await told(`${server.url}/-/live`, { host: "anything.example" }), [200, "live"]);
  assert.deepEqual(await told(`${server.url}/-/ready`, { via: "1.1 balancer" }), [200, "ready"]);
  const response = await fetch(`${server.url}/-/live`);
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal((await fetch(`${server.url}/-/live`, { method: "POST" })).status, 405);
});

test("a module that isn't ready makes the server not ready; why is told here and to who has the token", async () => {
  const app = await open({
    health: { token: new Secret("a token for the monitor") },
    module: {
      readiness() {
        throw new Error("the queue is away");
      },
    },
  });
  await using server = await app.listen({ port: 0 });
  const url = `${server.url}/-/ready`;
  const details = [503, '{"ready":false,"modules":{"db":"ready","shop":"the queue is away"}}'];

  assert.deepEqual(await told(url), details);
  assert.deepEqual(await told(url, { "x-forwarded-for": "9.9.9.9" }), [503, "not ready"]);
  const from = { "x-forwarded-for": "9.9.9.9" };
  assert.deepEqual(await told(url, { ...from, authorization: "Bearer a token for the monitor" }), details);
  assert.deepEqual(await told(url, { ...from, authorization: "Bearer a guess" }), [503, "not ready"]);
  assert.deepEqual(await told(`${server.url}/-/live`), [200, "live"]);
});

test("a server that is closing is not ready any more, and still answers as long as it was told to", async () => {
  const app = await open({ http: { shutdownDelayMs: 300, shutdownGraceMs: 0 } });
  const server = await app.listen({ port: 0 });
  assert.equal((await told(`${server.url}/-/ready`))[0], 200);

  const closed = server.close();
  const ready = await told(`${server.url}/-/ready`);
  const home = await told(server.url);
  await closed;

  assert.deepEqual(ready, [503, "closing"]);
  assert.equal(home[0], 400); // of the middleware, as before: this host isn't allowed
  await assert.rejects(fetch(server.url));
});

test("a server with no place for another request still tells its health", async () => {
  const app = await open({ http: { maxConcurrentRequests: 1 }, security: { allowedHosts: ["127.0.0.1"] } });
  const server = await app.listen({ port: 0, shutdownGraceMs: 0, shutdownTimeoutMs: 10 });
  const waiting = fetch(`${server.url}/never/`).catch(() => "cut");

  while ((await told(server.url))[0] !== 503) await new Promise(setImmediate);
  assert.deepEqual(await told(`${server.url}/-/live`), [200, "live"]);
  assert.equal((await told(`${server.url}/-/ready`))[0], 200);

  await server.close();
  assert.equal(await waiting, "cut");
});

test("addresses may be others, or none", async () => {
  const app = await open({ health: { live: "/up", ready: false } });
  await using server = await app.listen({ port: 0 });

  assert.deepEqual(await told(`${server.url}/up`), [200, "live"]);
  assert.equal((await told(`${server.url}/-/live`))[0], 400);
  assert.equal((await told(`${server.url}/-/ready`))[0], 400);
  await assert.rejects(open({ health: { live: "up" } }), {
    message: /health\.live: must be false or a path, such as "\/-\/ready", and is "up"/,
  });
});
