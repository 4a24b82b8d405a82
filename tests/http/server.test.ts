import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, request as nodeRequest } from "node:http";
import { connect } from "node:net";
import test from "node:test";
import { gzipSync } from "node:zlib";
import {
  html,
  json,
  type Next,
  type Request,
  type ServeOptions,
  type Server,
  serve,
  sse,
  stream,
  text,
  toResponse,
} from "quintet/http";
import { exchangeRaw } from "./raw-connection.ts";

function start(handler: Next, options: ServeOptions = {}): Promise<Server> {
  return serve(handler, { port: 0, shutdownGraceMs: 0, ...options });
}

const echoPath: Next = (request) => text(request.path);

test("it answers over HTTP, with the length and without a header that names the software", async () => {
  await using server = await start((request) => html(`<p>é ${request.path}`));

  const response = await fetch(`${server.url}/caf%C3%A9/`);

  assert.equal(await response.text(), "<p>é /café/");
  assert.equal(response.headers.get("content-length"), "13");
  assert.equal(response.headers.get("x-powered-by"), null);
  assert.equal(response.headers.get("server"), null);
});

test("HEAD gets the headers of GET without the body, and a stream is not even begun", async () => {
  let begun = false;
  await using server = await start((request) =>
    request.path === "/stream/"
      ? stream(
          (async function* () {
            begun = true;
            yield "a";
          })(),
        )
      : text("four"),
  );

  const response = await fetch(server.url, { method: "HEAD" });
  await fetch(`${server.url}/stream/`, { method: "HEAD" });

  assert.equal(response.headers.get("content-length"), "4");
  assert.equal(await response.text(), "");
  assert.equal(begun, false);
});

test("a request has the same properties from a socket as from the platform", async () => {
  let seen: Request | undefined;
  await using server = await start((request) => {
    seen = request;
    return text("ok");
  });

  await fetch(`${server.url}/a%20b/?q=1`, { headers: { cookie: "a=1; b=2", "x-one": "1" } });

  assert.ok(seen);
  assert.equal(seen.method, "GET");
  assert.equal(seen.path, "/a b/");
  assert.equal(seen.query.get("q"), "1");
  assert.equal(seen.cookies.get("b"), "2");
  assert.equal(seen.headers.get("X-One"), "1");
  assert.equal(seen.header("x-one"), "1");
  assert.equal(seen.ip, "127.0.0.1");
  assert.equal(seen.isSecure, false);
  assert.equal(seen.url.href, `${server.url}/a%20b/?q=1`);
});

test("JSON and forms arrive whole, also in many pieces", async () => {
  await using server = await start(async (request) =>
    request.contentType === "application/json"
      ? json(await request.json())
      : json(
          [...(await request.form())].map(([name, value]) => [
            name,
            typeof value === "string" ? value : value.size,
          ]),
        ),
  );
  const form = new FormData();
  form.append("title", "Tea");
  form.append("file", new Blob([new Uint8Array(1_000_000)]), "big.bin");
  const big = { text: "x".repeat(500_000) };

  const sentJson = await fetch(server.url, {
    method: "POST",
    body: JSON.stringify(big),
    headers: { "content-type": "application/json" },
  });
  const sentForm = await fetch(server.url, { method: "POST", body: form });

  assert.deepEqual(await sentJson.json(), big);
  assert.deepEqual(await sentForm.json(), [
    ["title", "Tea"],
    ["file", 1_000_000],
  ]);
});

test("a body that is too large gets its 413 while the client is still sending, and the server lives", async () => {
  await using server = await start(async (request) => text(await request.text()));

  const announced = await fetch(server.url, { method: "POST", body: new Uint8Array(5_000_000) });
  const endless = await fetch(server.url, {
    method: "POST",
    body: new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) }),
    duplex: "half",
  } as RequestInit);

  assert.equal(announced.status, 413);
  assert.match(await announced.text(), /larger than the 2621440 bytes/);
  assert.equal(endless.status, 413);
  assert.equal(await (await fetch(server.url, { method: "POST", body: "small" })).text(), "small");
});

test("a client that waits for 100 Continue is told to go on when the body is read, and not when it isn't", async () => {
  await using server = await start(async (request) =>
    request.path === "/read/" ? text(await request.text()) : text("not read", { status: 403 }),
  );
  const ask = (path: string) =>
    `POST ${path} HTTP/1.1\r\nHost: a.example\r\nExpect: 100-continue\r\nContent-Length: 4\r\nConnection: close\r\n\r\n`;

  const unread = await exchangeRaw(server.port, ask("/unread/"));
  const read = await exchangeRaw(server.port, `${ask("/read/")}body`);

  assert.match(unread, /^HTTP\/1.1 403 /);
  assert.match(read, /^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK[\s\S]*body$/);
});

test("errors become answers: an HttpError its own, anything else a 500 without a word more", async () => {
  await using server = await start((request) => {
    if (request.path === "/json/") return request.json().then(json);
    throw new Error("the database password is hunter2");
  });

  const wrongJson = await fetch(`${server.url}/json/`, {
    method: "POST",
    body: "{",
    headers: { "content-type": "application/json" },
  });
  const failed = await fetch(server.url);
  const wrongPath = await fetch(`${server.url}/%ff`);

  assert.equal(wrongJson.status, 400);
  assert.match(await wrongJson.text(), /not valid JSON/);
  assert.equal(failed.status, 500);
  assert.equal(await failed.text(), "Internal Server Error");
  assert.equal(wrongPath.status, 400);
});

test("what no handler has a use for is refused before it", async () => {
  let handled = 0;
  await using server = await start((request) => {
    handled++;
    return echoPath(request);
  });
  const head = "Host: a.example\r\nConnection: close\r\n";
  const manyHeaders = Array.from({ length: 101 }, (_, key) => `x-${key}: 1\r\n`).join("");
  const cases: [string, number][] = [
    [`TRACE / HTTP/1.1\r\n${head}\r\n`, 405],
    [`PROPFIND / HTTP/1.1\r\n${head}\r\n`, 405],
    [`CONNECT a.example:443 HTTP/1.1\r\n${head}\r\n`, 405],
    [`GET /${"a".repeat(8_200)} HTTP/1.1\r\n${head}\r\n`, 414],
    [`GET / HTTP/1.1\r\n${head}${manyHeaders}\r\n`, 431],
    [`GET / HTTP/1.1\r\n${head}x-big: ${"a".repeat(17_000)}\r\n\r\n`, 431],
    [`GET / HTTP/1.1\r\n${head}Host: b.example\r\n\r\n`, 400],
    ["GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400],
    [`GET http://b.example/ HTTP/1.1\r\n${head}\r\n`, 400],
    [`GET file:///etc/passwd HTTP/1.1\r\n${head}\r\n`, 400],
    [`POST / HTTP/1.1\r\n${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    [`POST / HTTP/1.1\r\n${head}Content-Length: 4\r\nContent-Length: 5\r\n\r\nbody`, 400],
    ["this is not HTTP\r\n\r\n", 405],
  ];

  for (const [sent, status] of cases) {
    assert.match(await exchangeRaw(server.port, sent), new RegExp(`^HTTP/1.1 ${status} `), sent.slice(0, 60));
  }
  assert.equal(handled, 0);
  assert.match(
    await exchangeRaw(server.port, `GET http://a.example/x HTTP/1.1\r\n${head}\r\n`),
    /^HTTP\/1.1 200 [\s\S]*\/x$/,
  );
});

test("headers with an underscore are dropped", async () => {
  await using server = await start((request) =>
    json([request.header("x_user"), request.headers.get("x_user"), request.header("x-user")]),
  );

  const response = await fetch(server.url, { headers: { x_user: "root", "x-user": "me" } });

  assert.deepEqual(await response.json(), [null, null, "me"]);
});

test("only a trusted proxy is believed about the client", async () => {
  const tell: Next = (request) => json([request.ip, request.isSecure]);
  const headers = { "x-forwarded-for": "6.6.6.6, 203.0.113.7, 10.0.0.2", "x-forwarded-proto": "https" };
  await using plain = await start(tell);
  await using behindProxies = await start(tell, { trustedProxies: ["127.0.0.1", "10.0.0.0/8"] });

  assert.deepEqual(await (await fetch(plain.url, { headers })).json(), ["127.0.0.1", false]);
  assert.deepEqual(await (await fetch(behindProxies.url, { headers })).json(), ["203.0.113.7", true]);
});

test("a proxy is believed about the host only where that is asked for, and by what the nearest one wrote", async () => {
  const tell: Next = (request) => json(request.host);
  const headers = { "x-forwarded-host": "evil.example, shop.example" };
  const trustedProxies = ["127.0.0.1"];
  await using silent = await start(tell, { trustedProxies });
  await using told = await start(tell, { trustedProxies, trustForwardedHost: true });
  await using untrusted = await start(tell, { trustedProxies: ["10.0.0.1"], trustForwardedHost: true });

  assert.equal(await (await fetch(silent.url, { headers })).json(), new URL(silent.url).host);
  assert.equal(await (await fetch(told.url, { headers })).json(), "shop.example");
  assert.equal(await (await fetch(told.url)).json(), new URL(told.url).host);
  assert.equal(await (await fetch(untrusted.url, { headers })).json(), new URL(untrusted.url).host);
});

test("a stream waits for a slow reader, and is stopped when the reader leaves", async () => {
  let made = 0;
  let stopped: () => void = () => {};
  const isStopped = new Promise<void>((resolve) => {
    stopped = resolve;
  });
  let signal: AbortSignal | undefined;
  await using server = await start((request) => {
    signal = request.signal;
    return stream(
      (async function* () {
        try {
          for (;;) {
            made++;
            yield Buffer.alloc(65_536);
          }
        } finally {
          stopped();
        }
      })(),
    );
  });
  const socket = connect(server.port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await once(socket, "readable"); // and nothing more is read: the buffers fill up

  let madeBefore: number;
  do {
    madeBefore = made;
    await new Promise((resolve) => setTimeout(resolve, 100));
  } while (made !== madeBefore && made < 10_000);
  assert.ok(made < 10_000, "it comes to rest");
  socket.destroy();

  await isStopped;
  assert.equal(signal?.aborted, true);
});

test("events reach the client as they come, and a source that waits is stopped when the client leaves", async () => {
  let returned: () => void = () => {};
  const isReturned = new Promise<void>((resolve) => {
    returned = resolve;
  });
  await using server = await start(() => {
    let count = 0;
    return sse({
      [Symbol.asyncIterator]: () => ({
        next: () =>
          ++count === 1
            ? Promise.resolve({ done: false as const, value: { data: "first" } })
            : new Promise<never>(() => {}),
        return: async () => {
          returned();
          return { done: true as const, value: undefined };
        },
      }),
    });
  });
  const controller = new AbortController();

  const response = await fetch(server.url, { signal: controller.signal });
  const { value } = await response.body!.getReader().read();
  assert.equal(Buffer.from(value!).toString(), "data: first\n\n");
  controller.abort();

  await isReturned;
});

test("a stream of the platform is cancelled when the client leaves, even while it waits", async () => {
  let cancelled: () => void = () => {};
  const isCancelled = new Promise<void>((resolve) => {
    cancelled = resolve;
  });
  await using server = await start(() =>
    stream(
      new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(Buffer.from("first")),
        pull: () => new Promise<void>(() => {}),
        cancel: () => cancelled(),
      }),
    ),
  );
  const controller = new AbortController();

  const response = await fetch(server.url, { signal: controller.signal });
  await response.body!.getReader().read();
  controller.abort();

  await isCancelled;
});

test("what fetch() brought can be passed on, also when it came compressed", async () => {
  const packed = gzipSync("unpacked");
  await using upstream = await start(() => {
    const response = text("", { headers: { "content-encoding": "gzip", "x-from": "upstream" } });
    response.body = packed;
    return response;
  });
  await using server = await start(async () => toResponse(await fetch(upstream.url)));

  const response = await fetch(server.url);

  assert.equal(await response.text(), "unpacked");
  assert.equal(response.headers.get("x-from"), "upstream");
  assert.equal(response.headers.get("content-encoding"), null);
});

test("the signal of a request that was answered never aborts", async () => {
  let signal: AbortSignal | undefined;
  await using server = await start((request) => {
    signal = request.signal;
    return text("ok");
  });

  await (await fetch(server.url)).text();
  await new Promise((resolve) => setTimeout(resolve, 20));

  assert.equal(signal?.aborted, false);
});

test("a response whose body is shorter than it promised ends the connection instead of leaving the client waiting", async () => {
  await using server = await start(() =>
    stream(
      (async function* () {
        yield "half";
      })(),
      { headers: { "content-length": "8" } },
    ),
  );

  await assert.rejects(async () => (await fetch(server.url)).text());
});

test("one connection serves many requests, also when their bodies were not read", async () => {
  await using server = await start(echoPath);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set<unknown>();
  const post = (path: string) =>
    new Promise<string>((resolve, reject) => {
      const sent = nodeRequest(`${server.url}${path}`, { agent, method: "POST" }, (response) => {
        sockets.add(response.socket);
        response.setEncoding("utf8").on("data", resolve);
      });
      sent.on("error", reject).end("unread body");
    });

  for (const path of ["/1", "/2", "/3"]) assert.equal(await post(path), path);

  assert.equal(sockets.size, 1);
  agent.destroy();
});

test("a taken port, and a host that isn't there, are told in one sentence with the next step", async () => {
  await using server = await start(echoPath);

  await assert.rejects(serve(echoPath, { port: server.port }), {
    code: "http.port-taken",
    message: `Port ${server.port} on 127.0.0.1 is taken by another program. Stop it, or choose another port: PORT=${server.port + 1}.`,
  });
  await assert.rejects(serve(echoPath, { host: "203.0.113.1", port: 0 }), {
    code: "http.host-unavailable",
    message: /not an address of this machine/,
  });
});
