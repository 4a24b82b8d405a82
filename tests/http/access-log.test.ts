import assert from "node:assert/strict";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { test } from "node:test";
import { type Request, type Response, serve, stream, text } from "quintet/http";
import { watchLog } from "../../src/core/index.ts";

/** A server with an access log, and the next line in it. */
async function logged(handler: (request: Request) => Response) {
  const server = await serve(handler, { port: 0, shutdownGraceMs: 0, accessLog: true });
  const { promise: line, resolve } = Promise.withResolvers<Record<string, unknown>>();
  const stop = watchLog((text) => {
    const entry = JSON.parse(text);
    if (entry.status !== undefined) resolve(entry);
  });
  return {
    url: server.url,
    line,
    async [Symbol.asyncDispose]() {
      stop();
      await server.close();
    },
  };
}

test("an answer that is out is one line, without the query", async () => {
  await using server = await logged(() => text("tea"));

  await (await fetch(`${server.url}/teas/?token=secret`, { headers: { "user-agent": "a browser" } })).text();

  const { requestId, ms, bytes, time, msg, ...rest } = await server.line;
  assert.match(String(requestId), /^[0-9a-f]{8}-[0-9a-z]+$/);
  assert.match(String(msg), /^GET \/teas\/ 200 [\d.]+ ms$/);
  assert.ok(Number(bytes) > 3 && Number(ms) >= 0 && time !== undefined);
  assert.deepEqual(rest, {
    level: 30,
    part: "http",
    method: "GET",
    path: "/teas/",
    status: 200,
    ip: "127.0.0.1",
    agent: "a browser",
  });
});

test("an answer that fails half-way is broken off, and its line says so", async () => {
  async function* halfOf() {
    yield "begun";
    throw new Error("half-way");
  }
  await using server = await logged(() => stream(halfOf()));

  await assert.rejects(async () => (await fetch(server.url)).text());

  const { status, brokenOff, aborted, msg } = await server.line;
  assert.deepEqual({ status, brokenOff, aborted }, { status: 200, brokenOff: true, aborted: undefined });
  assert.match(String(msg), /^GET \/ 200 [\d.]+ ms \(broken off\)$/);
});

test("an answer whose client leaves is told apart from one that the server broke off", async () => {
  async function* endless() {
    for (;;) {
      yield "more";
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  await using server = await logged(() => stream(endless()));
  const asked = get(server.url, { agent: false });
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  await once(response, "readable");

  asked.destroy();

  const { status, brokenOff, aborted, msg } = await server.line;
  assert.deepEqual({ status, brokenOff, aborted }, { status: 200, brokenOff: undefined, aborted: true });
  assert.match(String(msg), / ms \(the client left\)$/);
});
