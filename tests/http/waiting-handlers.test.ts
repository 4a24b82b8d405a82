import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { type Next, type ServeOptions, serve, stream, text } from "quintet/http";

/*
 * Handlers that never answer or answer too late, more requests than may be worked on, and clients that are too slow.
 */

function start(handler: Next, options: ServeOptions = {}) {
  return serve(handler, { port: 0, shutdownGraceMs: 0, shutdownTimeoutMs: 100, ...options });
}

/** Sends a text and gives all that comes back until the connection ends. */
async function exchange(port: number, sent: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let received = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    received += chunk;
  });
  socket.on("error", () => {}); // a reset ends it as well
  socket.write(sent);
  await once(socket, "close");
  return received;
}

test("a handler that never answers gets 503 for its client, its signal aborts, and the next request is answered", async () => {
  const signals: AbortSignal[] = [];
  await using server = await start(
    (request) => {
      if (request.path === "/") return text("fine");
      signals.push(request.signal);
      return new Promise(() => {});
    },
    { handlerTimeoutMs: 50 },
  );

  const response = await fetch(`${server.url}/never/`);

  assert.equal(response.status, 503);
  assert.ok(Number(response.headers.get("retry-after")) > 0);
  assert.equal(signals[0]?.aborted, true);
  assert.equal(await (await fetch(server.url)).text(), "fine");
});

test("an answer that comes after the time was up is dropped, and its source is stopped", async () => {
  const answers = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
  await using server = await start(
    async () => {
      await answers.promise;
      return stream(
        new ReadableStream({
          cancel() {
            stopped.resolve();
          },
        }),
      );
    },
    { handlerTimeoutMs: 50 },
  );

  const response = await fetch(server.url);
  answers.resolve();

  assert.equal(response.status, 503);
  await stopped.promise;
});

test("the time of a handler begins when the body is there", async () => {
  await using server = await start(async (request) => text(await request.text()), { handlerTimeoutMs: 50 });
  const socket = connect(server.port, "127.0.0.1");
  socket.setEncoding("latin1");
  socket.write("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\n\r\nab");

  await new Promise((resolve) => setTimeout(resolve, 1_200)); // longer than the sweep of a second finds too long
  socket.write("cd");
  const [answer] = await once(socket, "data");

  assert.match(String(answer), /^HTTP\/1\.1 200 [\s\S]*abcd$/);
});

test("more requests than may be worked on get 503 at once; those whose body is still arriving don't count", async () => {
  const release = Promise.withResolvers<void>();
  let begun = 0;
  const twoBegun = Promise.withResolvers<void>();
  await using server = await start(
    async (request) => {
      if (request.method === "POST") return text(await request.text());
      if (++begun === 2) twoBegun.resolve();
      await release.promise;
      return text("done");
    },
    { maxConcurrentRequests: 2, answersAlways: (target) => target === "/live" },
  );
  const uploads = [1, 2, 3].map(() => connect(server.port, "127.0.0.1"));
  for (const upload of uploads) {
    upload.on("error", () => {});
    upload.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx");
    await once(upload, "ready");
  }

  const working = [fetch(server.url), fetch(server.url)];
  await twoBegun.promise;
  const refused = await fetch(server.url);
  const always = fetch(`${server.url}/live`);
  release.resolve();

  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get("retry-after"), "1");
  for (const each of working) assert.equal(await (await each).text(), "done");
  assert.equal(await (await always).text(), "done");
  for (const upload of uploads) upload.destroy();
});

test("a body that trickles gets 408 and the end of its connection", async () => {
  await using server = await start(async (request) => text(await request.text()), {
    slowClientTimeoutMs: 60,
    minBytesPerSecond: 1_000,
  });

  const received = await exchange(
    server.port,
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc",
  );

  assert.match(received, /^HTTP\/1\.1 408 Request Timeout\r\n/);
  assert.match(received, /Connection: close/);
});

test("who never reads the answer loses the connection, and the source of the answer is stopped", async () => {
  const stopped = Promise.withResolvers<void>();
  await using server = await start(
    () =>
      stream(
        (async function* () {
          try {
            for (;;) yield Buffer.alloc(65_536);
          } finally {
            stopped.resolve();
          }
        })(),
      ),
    { slowClientTimeoutMs: 60 },
  );
  const socket = connect(server.port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  socket.pause();

  await stopped.promise;
  socket.destroy();
});

test("a slow handler and a quiet stream are nobody's fault", async () => {
  await using server = await start(
    (request) =>
      request.path === "/slow/"
        ? new Promise((resolve) => setTimeout(() => resolve(text("late")), 200))
        : stream(
            (async function* () {
              yield "first";
              await new Promise((resolve) => setTimeout(resolve, 200));
              yield " second";
            })(),
          ),
    { slowClientTimeoutMs: 30, minBytesPerSecond: 1_000_000 },
  );

  const answers = await Promise.all(
    ["/slow/", "/quiet/"].map(async (path) => (await fetch(server.url + path)).text()),
  );

  assert.deepEqual(answers, ["late", "first second"]);
});
