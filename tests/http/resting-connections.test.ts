import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { RestingConnections } from "../../src/http/resting-connections.ts";

const timeoutMs = 60_000;
// A minute and the second of grace later: the clock is the only thing here that isn't real.
const tooLateMs = () => performance.now() + timeoutMs + 2_000;

test("a connection that rests too long is ended, and one that was used meanwhile is not", async () => {
  await using site = await listen();
  const [resting, used] = [await site.connect(), await site.connect()];
  await resting.ask();
  await used.ask();
  site.connections.sweep();
  await used.ask();

  site.connections.sweep(tooLateMs());

  await once(resting.client, "close");
  assert.match(await used.ask(), /answered$/);
});

test("a connection is not at rest before its first request, nor half-way in the head of the next", async () => {
  await using site = await listen();
  const [silent, halfway] = [await site.connect(), await site.connect()];
  await halfway.ask();
  site.connections.sweep();
  const readBefore = halfway.socket.bytesRead;
  halfway.client.write("GET / HTTP/1.1\r\n");
  while (halfway.socket.bytesRead === readBefore) await setImmediate();

  site.connections.sweep(tooLateMs());

  assert.match(await halfway.ask("Host: a\r\n\r\n"), /answered$/);
  assert.match(await silent.ask(), /answered$/);
});

test("a connection is not at rest as long as its request is being answered", async () => {
  await using site = await listen();
  const waiting = await site.connect();
  const answer = waiting.answer();
  waiting.client.write("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
  const [, held] = (await once(site.node, "request")) as [unknown, ServerResponse];

  site.connections.sweep();
  site.connections.sweep(tooLateMs());
  held.end("answered");

  assert.match(await answer, /answered$/);
});

/** A server of `node:http` whose connections are watched; it answers each path but `/later` at once. */
async function listen() {
  const node = createServer({ keepAliveTimeout: 0 });
  const connections = new RestingConnections(node, timeoutMs);
  const finished = new Map<Socket, Promise<unknown>>();
  node.on("request", ({ url, socket }, answer) => {
    connections.answerBegins(socket, answer);
    finished.set(socket, once(answer, "close"));
    if (url !== "/later") answer.end("answered");
  });
  node.listen(0, "127.0.0.1");
  await once(node, "listening");
  const { port } = node.address() as AddressInfo;

  return {
    node,
    connections,
    async connect() {
      const accepted = once(node, "connection");
      const client = connect(port, "127.0.0.1");
      const [socket] = (await accepted) as [Socket];
      /** The next answer, once the server has done with it, too. */
      const answer = async () => {
        const [chunk] = (await once(client, "data")) as [Buffer];
        await finished.get(socket);
        return chunk.toString();
      };
      const ask = (sent = "GET / HTTP/1.1\r\nHost: a\r\n\r\n") => {
        client.write(sent);
        return answer();
      };
      return { client, socket, ask, answer };
    },
    async [Symbol.asyncDispose]() {
      node.closeAllConnections();
      node.close();
      await once(node, "close");
    },
  };
}
