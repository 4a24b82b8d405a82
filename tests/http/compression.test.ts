import assert from "node:assert/strict";
import test from "node:test";
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createZstdDecompress,
  gunzipSync,
  zstdDecompressSync,
} from "node:zlib";
import {
  type CompressionOptions,
  composeMiddleware,
  compression,
  conditionalGet,
  html,
  Request,
  Response,
  type RouteOptions,
  sse,
  stream,
  text,
} from "quintet/http";
import { cpuMilliseconds } from "../cpu-time.ts";

const page = `<p>${"Tée ".repeat(1_000)}</p>`;

function ask(acceptEncoding: string | null, method = "GET", options: RouteOptions = {}): Request {
  const headers: Record<string, string> =
    acceptEncoding === null ? {} : { "accept-encoding": acceptEncoding };
  const request = Request.fromPlatform(new globalThis.Request("http://shop.example/", { method, headers }));
  Object.defineProperty(request, "route", { value: { name: undefined, params: {}, options } });
  return request;
}

async function compress(
  request: Request,
  response: Response,
  options?: CompressionOptions,
): Promise<Response> {
  return await composeMiddleware([compression(options)], () => response)(request);
}

const decompress = { br: brotliDecompressSync, gzip: gunzipSync, zstd: zstdDecompressSync };
const decompressors = { br: createBrotliDecompress, gzip: createGunzip, zstd: createZstdDecompress };

for (const encoding of ["br", "gzip", "zstd"] as const) {
  test(`a page comes back from ${encoding} as it was, and its length tells nothing`, async () => {
    const lengths = new Set<number>();
    for (let count = 0; count < 20; count++) {
      const response = await compress(ask(encoding), html(page));
      const bytes = await response.bytes();
      assert.equal(decompress[encoding](bytes).toString(), page);
      assert.equal(response.headers.get("content-encoding"), encoding);
      assert.equal(response.headers.get("vary"), "Accept-Encoding");
      lengths.add(bytes.byteLength);
    }
    assert.ok(lengths.size > 5, `${lengths.size} different lengths`);
  });

  test(`each event of a stream comes out of ${encoding} before the next one is made`, async () => {
    let made = 0;
    const events = async function* () {
      for (; made < 3; made++) yield { data: `event ${made}` };
    };
    const response = await compress(ask(encoding), sse(events()));
    const decompressor = decompressors[encoding]();
    const read: string[] = [];
    decompressor.on("data", (chunk: Buffer) => read.push(chunk.toString()));

    let seen = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      await new Promise((resolve) => decompressor.write(chunk, resolve));
      await new Promise<void>((resolve) => decompressor.flush(() => resolve()));
      if (seen < 3) assert.equal(made, seen);
      if (seen < 3) assert.match(read.join(""), new RegExp(`event ${seen}\\n\\n$`));
      seen++;
    }
    assert.equal(read.join(""), "data: event 0\n\ndata: event 1\n\ndata: event 2\n\n");
  });
}

test("the client decides on the coding", async () => {
  const cases: [string | null, string | null][] = [
    [null, null],
    ["", null],
    ["gzip, deflate, br, zstd", "zstd"],
    ["gzip, deflate, br", "br"],
    ["gzip;q=1.0, br;q=0.5", "gzip"],
    ["br;q=0, gzip", "gzip"],
    ["*", "zstd"],
    ["*;q=0.1, zstd;q=0", "br"],
    ["zstd;q=0, br;q=0, gzip;q=0", null],
    ["identity, gzip;q=0.5", null],
    ["identity;q=0.5, gzip", "gzip"],
    ["deflate", null],
    ["x-gzip", "gzip"],
    ["GZIP", "gzip"],
    ["gzip;q=nonsense", null],
    ["gzipped", null],
  ];
  for (const [accepted, expected] of cases) {
    const response = await compress(ask(accepted), html(page));
    assert.equal(response.headers.get("content-encoding"), expected, String(accepted));
    assert.equal(response.headers.get("vary"), "Accept-Encoding", String(accepted));
  }
  assert.equal(
    (await compress(ask("br, gzip"), html(page), { encodings: ["gzip"] })).headers.get("content-encoding"),
    "gzip",
  );
});

test("what gains nothing or may not be changed stays as it is", async () => {
  const withHeaders = (headers: Record<string, string>, status = 200) =>
    new Response(page, { status, headers: { "content-type": "text/html", ...headers } });
  const responses = [
    html("short"),
    new Response(page, { contentType: "image/png" }),
    new Response(page, { contentType: "application/zip" }),
    new Response(page),
    withHeaders({ "content-encoding": "br" }),
    withHeaders({ "cache-control": "public, No-Transform" }),
    withHeaders({ "content-range": "bytes 0-4/10" }, 206),
    new Response(null, { status: 304, contentType: "text/html" }),
  ];
  for (const response of responses) {
    const body = response.body;
    const encoding = response.headers.get("content-encoding");
    await compress(ask("br"), response);
    assert.equal(response.headers.get("content-encoding"), encoding);
    assert.equal(response.body, body);
  }
  assert.equal(
    (await compress(ask("br", "GET", { compression: false }), html(page))).headers.get("content-encoding"),
    null,
  );
});

test("an ETag of compressed content is weak, and a copy by it is still good", async () => {
  const answer = composeMiddleware([compression(), conditionalGet], () => html(page));
  const first = await answer(ask("br"));
  const etag = first.headers.get("etag")!;
  const request = Request.fromPlatform(
    new globalThis.Request("http://shop.example/", {
      headers: { "if-none-match": etag, "accept-encoding": "br" },
    }),
  );

  assert.match(etag, /^W\/"/);
  assert.equal((await answer(request)).status, 304);
});

test("HEAD is told the same and nothing is compressed for it", async () => {
  const response = await compress(ask("br", "HEAD"), html(page));

  assert.equal(response.headers.get("content-encoding"), "br");
  assert.equal(response.headers.get("content-length"), null);
});

test("a reader that leaves ends the source of a compressed stream", async () => {
  let ended = false;
  const endless = async function* () {
    try {
      for (;;) yield page;
    } finally {
      ended = true;
    }
  };
  const response = await compress(ask("zstd"), stream(endless()));

  for await (const _chunk of response.body as AsyncIterable<Uint8Array>) break;

  assert.ok(ended);
});

test("a source that fails half-way fails for its reader", async () => {
  const failing = async function* () {
    yield page;
    throw new Error("half-way");
  };
  const response = await compress(ask("gzip"), stream(failing()));

  await assert.rejects(response.bytes(), /half-way/);
});

test("long headers about codings and types are read in linear time", async () => {
  const used = await cpuMilliseconds(async () => {
    const request = Request.fromPlatform(
      new globalThis.Request("http://shop.example/", {
        headers: {
          accept: `text/html;${"q=0;".repeat(3_500)}`,
          "accept-encoding": "gzip;q=0,".repeat(1_500),
        },
      }),
    );
    request.accepts("text/html");
    request.preferredType(["text/html", "application/json"]);
    await compress(request, text(page));
  });
  assert.ok(used < 100, `${used} ms`);
});

test("preferredType() gives what the client likes best", () => {
  const prefer = (accept: string) =>
    Request.fromPlatform(
      new globalThis.Request("http://shop.example/", { headers: { accept } }),
    ).preferredType(["text/html", "application/json", "text/plain;format=flowed"]);

  assert.equal(prefer("*/*"), "text/html");
  assert.equal(prefer("application/json, text/html;q=0.9"), "application/json");
  assert.equal(prefer("text/*;q=0.5, application/*;q=0.6"), "application/json");
  assert.equal(prefer("text/html;q=0, text/*"), "text/plain;format=flowed");
  assert.equal(prefer("text/plain;format=flowed, text/html;q=0.9"), "text/plain;format=flowed");
  assert.equal(prefer("image/png"), undefined);
});
