import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { json, type Request, type Server, serve, text } from "quintet/http";
import { exchangeRaw } from "./raw-connection.ts";

/*
 * The line "HTTP" of the default checklist: each limit as it is where nothing is configured, with the harmless neighbour that
 * is let in. What takes time (headers 20 s, bodies, keep-alive) is tested with short times in server.test.ts,
 * waiting-handlers.test.ts and resting-connections.test.ts; here stands how long the times are.
 */

let server: Server;
before(async () => {
  server = await serve(answer, { port: 0, shutdownGraceMs: 0 });
});
after(() => server.close());

async function answer(request: Request) {
  try {
    if (request.path === "/form/") return json([...(await request.form()).keys()].length);
    if (request.path === "/json/") return json(typeof (await request.json()));
    if (request.path === "/bytes/") return json((await request.bytes()).byteLength);
    return json([request.header("x_user"), request.target.length]);
  } catch (error) {
    const { status, message } = error as { status?: number; message: string };
    return text(message, { status: status ?? 500 });
  }
}

const head = "Host: a.example\r\nConnection: close\r\n";

async function statusOfRaw(sent: string): Promise<number> {
  const received = await exchangeRaw(server.port, sent);
  assert.equal(received.match(/^HTTP\/1\.1 \d/gm)?.length, 1, "one answer");
  return Number(received.slice(9, 12));
}

async function statusOf(path: string, body: BodyInit, type: string): Promise<number> {
  const response = await fetch(server.url + path, {
    method: "POST",
    body,
    headers: { "content-type": type },
  });
  await response.text();
  return response.status;
}

function multipart(parts: readonly string[], boundary = "b"): string {
  return `--${boundary}\r\n${parts.join(`\r\n--${boundary}\r\n`)}\r\n--${boundary}--\r\n`;
}

const filePart = 'Content-Disposition: form-data; name="f"; filename="a"\r\n\r\n1';

test("limit: the block of headers has 16 KB", async () => {
  const withBytes = (count: number) => `GET / HTTP/1.1\r\n${head}x-big: ${"a".repeat(count)}\r\n\r\n`;

  assert.equal(await statusOfRaw(withBytes(15_000)), 200);
  assert.equal(await statusOfRaw(withBytes(16_400)), 431);
});

test("limit: there are 100 headers", async () => {
  const withHeaders = (count: number) =>
    `GET / HTTP/1.1\r\n${head}${Array.from({ length: count - 2 }, (_, key) => `x-${key}: 1\r\n`).join("")}\r\n`;

  assert.equal(await statusOfRaw(withHeaders(100)), 200);
  assert.equal(await statusOfRaw(withHeaders(101)), 431);
});

test("limit: an address has 8 KB", async () => {
  const ofLength = (length: number) => `GET /${"a".repeat(length - 1)} HTTP/1.1\r\n${head}\r\n`;

  assert.equal(await statusOfRaw(ofLength(8_192)), 200);
  assert.equal(await statusOfRaw(ofLength(8_193)), 414);
});

test("limit: a body has 2.5 MiB, by the bytes that arrive and not by what was announced", async () => {
  const type = "application/octet-stream";
  assert.equal(await statusOf("/bytes/", Buffer.alloc(2_621_440), type), 200);
  assert.equal(await statusOf("/bytes/", Buffer.alloc(2_621_441), type), 413);

  const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
  const chunked = `POST /bytes/ HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(41)}0\r\n\r\n`;
  assert.equal(await statusOfRaw(chunked), 413);
});

test("limit: a form has 1,000 fields", async () => {
  const fields = (count: number) => "a=1&".repeat(count);
  const parts = (count: number) =>
    multipart(Array.from({ length: count }, () => 'Content-Disposition: form-data; name="a"\r\n\r\n1'));

  for (const [body, type] of [
    [fields, "application/x-www-form-urlencoded"],
    [parts, "multipart/form-data; boundary=b"],
  ] as const) {
    assert.equal(await statusOf("/form/", body(1_000), type), 200);
    assert.equal(await statusOf("/form/", body(1_001), type), 413);
  }
});

test("limit: a form has 100 files", async () => {
  const files = (count: number) => multipart(Array.from({ length: count }, () => filePart));
  const type = "multipart/form-data; boundary=b";

  assert.equal(await statusOf("/form/", files(100), type), 200);
  assert.equal(await statusOf("/form/", files(101), type), 413);
});

test("limit: JSON is 64 levels deep and has 10,000 keys", async () => {
  const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
  const wide = (keys: number) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: keys }, (_, key) => [`k${key}`, 1])));

  assert.equal(await statusOf("/json/", deep(64), "application/json"), 200);
  assert.equal(await statusOf("/json/", deep(65), "application/json"), 400);
  assert.equal(await statusOf("/json/", wide(10_000), "application/json"), 200);
  assert.equal(await statusOf("/json/", wide(10_001), "application/json"), 400);
});

test("limit: the headers of a part of a form have 1 KB, and its boundary 70 characters", async () => {
  const part = (length: number) => {
    const start = 'Content-Disposition: form-data; name="a"\r\nX-Filler: ';
    return `${start}${"x".repeat(length - start.length)}\r\n\r\n1`;
  };
  const withBoundary = (length: number) =>
    statusOf(
      "/form/",
      multipart([filePart], "b".repeat(length)),
      `multipart/form-data; boundary=${"b".repeat(length)}`,
    );

  assert.equal(await statusOf("/form/", multipart([part(1_024)]), "multipart/form-data; boundary=b"), 200);
  assert.equal(await statusOf("/form/", multipart([part(1_025)]), "multipart/form-data; boundary=b"), 400);
  assert.equal(await withBoundary(70), 200);
  assert.equal(await withBoundary(71), 400);
});

test("limit: a compressed request is refused, and none is unpacked", async () => {
  const sent = (encoding: string) =>
    `POST /bytes/ HTTP/1.1\r\n${head}Content-Length: 2\r\nContent-Encoding: ${encoding}\r\n\r\n{}`;

  assert.equal(await statusOfRaw(sent("identity")), 200);
  for (const encoding of ["gzip", "gzip, gzip", "br", "deflate", "zstd"])
    assert.equal(await statusOfRaw(sent(encoding)), 415);
});

test("limit: headers arrive within 20 s, and a connection rests for 5 s", async () => {
  assert.equal(server.node.headersTimeout, 20_000);
  const response = await fetch(server.url);
  assert.equal(response.headers.get("keep-alive"), "timeout=5");
});

test("limit: a request whose length is ambiguous is refused, and nothing behind it is a request", async () => {
  const behind = `GET /smuggled HTTP/1.1\r\n${head}\r\n`;
  const post = "POST / HTTP/1.1\r\nHost: a.example\r\n";
  for (const sent of [
    `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `${post}Content-Length: 4\r\nContent-Length: 5\r\n\r\nbody`,
    `${post}Content-Length: 1 2\r\n\r\nbody`,
    `${post}Content-Length: +4\r\n\r\nbody`,
    `${post}Content-Length : 4\r\n\r\nbody`,
    `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
    `${post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
    `${post}Transfer-Encoding: chunked\r\n , identity\r\n\r\n0\r\n\r\n`,
    `${post}Transfer-Encoding: chunked\r\n\r\n5;a\nX\r\nhello\r\n0\r\n\r\n`,
  ])
    assert.equal(await statusOfRaw(sent + behind), 400, sent);
});

test("limit: TRACE, CONNECT and unknown methods are refused with 405", async () => {
  for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    assert.equal(await statusOfRaw(`${method} / HTTP/1.1\r\n${head}\r\n`), 200, method);
  for (const method of ["TRACE", "PROPFIND", "FOO", "constructor", "__proto__"])
    assert.equal(await statusOfRaw(`${method} / HTTP/1.1\r\n${head}\r\n`), 405, method);
  assert.equal(await statusOfRaw(`CONNECT a.example:443 HTTP/1.1\r\n${head}\r\n`), 405);
});

test("limit: headers with an underscore are dropped", async () => {
  const received = await exchangeRaw(server.port, `GET / HTTP/1.1\r\n${head}X_User: root\r\n\r\n`);

  assert.match(received, /\[null,1\]/);
});

test("limit: a request has one Host", async () => {
  assert.equal(await statusOfRaw(`GET / HTTP/1.1\r\n${head}\r\n`), 200);
  assert.equal(await statusOfRaw(`GET / HTTP/1.1\r\n${head}Host: b.example\r\n\r\n`), 400);
  assert.equal(await statusOfRaw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"), 400);
});

test("limit: a client that goes on sending after its refusal is cut off, not read to the end", async () => {
  const socket = connect(server.port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(`POST /bytes/ HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000000\r\n\r\n`);
  const chunk = Buffer.alloc(65_536);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  const send = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on("drain", send);
  socket.resume();
  send();
  await closed;

  assert.ok(socket.bytesWritten < 64 * 1_048_576, `${socket.bytesWritten} bytes were taken`);
});
