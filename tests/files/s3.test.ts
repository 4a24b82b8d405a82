import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { Secret } from "quintet";
import { s3Storage } from "quintet/files";
import { storageApp, textOf } from "./files-app.ts";
import { type S3Server, startS3 } from "./s3-server.ts";

let s3: S3Server;
before(async () => {
  s3 = await startS3();
});
after(() => s3.close());

const mebibyte = 1_024 * 1_024;

/** A service that answers each request as told, and remembers what it was asked. */
async function withService(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  use: (endpoint: string, asked: readonly IncomingMessage[]) => Promise<void>,
): Promise<void> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    request.resume().on("end", () => answer(request, response));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
const described = (endpoint: string, more = {}) =>
  s3Storage({ bucket: "shop", endpoint, accessKeyId: "key", secretAccessKey: new Secret("s3cret"), ...more });

test("a stream whose length nobody knows goes in parts, one at a time in memory", async () => {
  await using opened = await storageApp(s3.storage({ partBytes: 5 * mebibyte }));
  const chunkBytes = 256 * 1_024;
  async function* long() {
    for (let n = 0; n < 60; n++) yield Buffer.alloc(chunkBytes, n);
  }

  const name = await opened.storage.save("long.bin", long());

  assert.equal(await opened.storage.size(name), 15 * mebibyte);
  let at = 0;
  for await (const chunk of await opened.storage.open(name))
    for (const byte of chunk)
      if (byte !== Math.floor(at++ / chunkBytes)) assert.fail(`another byte at ${at}`);
  assert.equal(at, 15 * mebibyte);
});

test("nothing is read ahead of the part that is being sent", async () => {
  const chunkBytes = mebibyte;
  let sent = 0;
  await withService(
    (request, response) => {
      const { searchParams } = new URL(request.url!, "http://x");
      if (request.method === "HEAD") response.statusCode = 404;
      if (searchParams.has("partNumber")) sent += Number(request.headers["content-length"]);
      response.setHeader("etag", '"1"');
      const answer = searchParams.has("uploads") ? "InitiateMultipartUpload" : "CompleteMultipartUpload";
      response.end(`<${answer}Result><UploadId>7</UploadId></${answer}Result>`);
    },
    async (endpoint) => {
      await using opened = await storageApp(described(endpoint, { partBytes: 5 * mebibyte }));
      let made = 0;
      let most = 0;
      async function* long() {
        for (let n = 0; n < 23; n++) {
          made += chunkBytes;
          most = Math.max(most, made - sent);
          yield Buffer.alloc(chunkBytes);
        }
      }

      await opened.storage.save("long.bin", long());

      assert.equal(sent, 23 * mebibyte);
      assert.equal(most, 5 * mebibyte);
    },
  );
});

test("a long stream that fails has its parts removed from the bucket", async () => {
  const steps: string[] = [];
  await withService(
    (request, response) => {
      const { searchParams } = new URL(request.url!, "http://x");
      steps.push(`${request.method} ${[...searchParams.keys()].filter((key) => key !== "x-id").join(" ")}`);
      if (request.method === "HEAD") response.statusCode = 404;
      if (searchParams.has("partNumber")) response.setHeader("etag", '"1"');
      if (searchParams.has("uploads"))
        return response.end(
          "<InitiateMultipartUploadResult><UploadId>7</UploadId></InitiateMultipartUploadResult>",
        );
      response.end();
    },
    async (endpoint) => {
      await using opened = await storageApp(described(endpoint, { partBytes: 5 * mebibyte }));
      async function* failing() {
        yield Buffer.alloc(11 * mebibyte);
        throw new Error("the browser went away");
      }

      await assert.rejects(opened.storage.save("a.bin", failing()), /the browser went away/);
    },
  );

  assert.deepEqual(steps, [
    "HEAD ",
    "POST uploads",
    "PUT partNumber uploadId",
    "PUT partNumber uploadId",
    "DELETE uploadId",
  ]);
});

test("a name that is taken in the same moment is refused by the service, and another one is tried", async () => {
  const keys: string[] = [];
  await withService(
    (request, response) => {
      response.statusCode = request.method === "HEAD" ? 404 : keys.length === 0 ? 412 : 200;
      if (request.method === "PUT") {
        keys.push(new URL(request.url!, "http://x").pathname);
        assert.equal(request.headers["if-none-match"], "*");
        assert.equal(request.headers["content-type"], "image/svg+xml");
        assert.equal(request.headers["content-disposition"], "attachment");
      }
      response.end();
    },
    async (endpoint) => {
      await using opened = await storageApp(described(endpoint));
      // facts() says "absent" each time: only the service sees that the name is taken
      const name = await opened.storage.save("a.svg", "x").catch((error: unknown) => error);

      assert.equal(keys.length, 2);
      assert.equal(keys[0], "/shop/a.svg");
      assert.equal(keys[1], `/shop/${name}`);
    },
  );
});

test("a file is moved only to a name that is free in that moment", async () => {
  const asked: string[] = [];
  await withService(
    (request, response) => {
      const { method = "", url = "", headers } = request;
      if (method === "HEAD") {
        // "from" is there, and whatever is asked of a new name: it is free. Only the service sees that it is taken.
        response.statusCode = url.includes("from") ? 200 : 404;
        response.setHeader("last-modified", new Date(0).toUTCString());
      } else {
        asked.push(`${method} ${headers["x-amz-copy-source"] ?? ""} ${headers["if-none-match"] ?? ""}`);
        response.statusCode = asked.length === 1 ? 412 : 200;
      }
      response.end(method === "PUT" ? "<CopyObjectResult/>" : "");
    },
    async (endpoint) => {
      await using opened = await storageApp(described(endpoint));

      const name = await opened.storage.move("from.txt", "to.txt");

      assert.match(name, /^to_\w{7}\.txt$/);
      assert.deepEqual(asked, ["PUT shop/from.txt *", "PUT shop/from.txt *", "DELETE  "]);
    },
  );
});

test("parts that were begun before a moment are removed, page after page, and newer ones stay", async () => {
  const removed: string[] = [];
  const pages: string[] = [];
  const upload = (key: string, day: string) =>
    `<Upload><Key>${key}</Key><UploadId>${key}-id</UploadId><Initiated>${day}T00:00:00.000Z</Initiated></Upload>`;
  await withService(
    (request, response) => {
      const { pathname, searchParams } = new URL(request.url!, "http://x");
      if (request.method === "DELETE") {
        removed.push(`${pathname} ${searchParams.get("uploadId")}`);
        response.statusCode = 204;
        response.end();
        return;
      }
      const marker = searchParams.get("key-marker") ?? "";
      pages.push(`${searchParams.get("prefix")} ${marker}`);
      const uploads =
        marker === ""
          ? `${upload("_pending/a", "2024-01-01")}${upload("_pending/b", "2024-01-03")}<IsTruncated>true</IsTruncated><NextKeyMarker>_pending/b</NextKeyMarker><NextUploadIdMarker>b-id</NextUploadIdMarker>`
          : `${upload("_pending/c", "2024-01-01")}<IsTruncated>false</IsTruncated>`;
      response.setHeader("content-type", "application/xml");
      response.end(`<ListMultipartUploadsResult>${uploads}</ListMultipartUploadsResult>`);
    },
    async (endpoint) => {
      await using opened = await storageApp(described(endpoint));

      const count = await opened.storage.direct?.abortOlderThan(new Date("2024-01-02"), "_pending/");

      assert.equal(count, 2);
      assert.deepEqual(pages, ["_pending/ ", "_pending/ _pending/b"]);
      assert.deepEqual(removed, ["/shop/_pending/a _pending/a-id", "/shop/_pending/c _pending/c-id"]);
    },
  );
});

test("what the service refuses is told as what it means, without the key", async () => {
  const error = (code: string) => `<Error><Code>${code}</Code><Message>no</Message></Error>`;
  const cases = [
    [
      403,
      error("SignatureDoesNotMatch"),
      "files.unavailable",
      /refuses these keys \(SignatureDoesNotMatch\)/,
    ],
    [404, error("NoSuchBucket"), "files.unavailable", /there is no bucket "shop"/],
    [507, error("XMinioStorageFull"), "files.storage-full", /is full/],
    [400, error("InvalidStorageClass"), "files.unavailable", /InvalidStorageClass: no/],
  ] as const;
  for (const [status, body, code, message] of cases) {
    await withService(
      (request, response) => {
        response.statusCode = request.method === "HEAD" ? 404 : status;
        response.end(request.method === "HEAD" ? "" : body);
      },
      async (endpoint) => {
        await using opened = await storageApp(described(endpoint));
        await assert.rejects(opened.storage.save("a.txt", "x"), (found: Error & { code: string }) => {
          assert.equal(found.code, code);
          assert.match(found.message, message);
          assert.doesNotMatch(found.message, /s3cret/);
          return true;
        });
      },
    );
  }
  await using opened = await storageApp(described("http://127.0.0.1:9"));
  await assert.rejects(opened.storage.exists("a.txt"), { code: "files.unavailable", status: 503 });
});

test("wrong keys are refused by the server", async () => {
  await using opened = await storageApp(s3.storage({ secretAccessKey: new Secret("another") }));

  await assert.rejects(opened.storage.list(), { code: "files.unavailable", message: /refuses these keys/ });
});

test("the address of a private file is signed, leads to it, and to no other", async () => {
  await using opened = await storageApp(s3.storage({ prefix: "private/" }));
  const name = await opened.storage.save("june report.txt", "secret");

  const url = await opened.storage.url(name, { downloadName: "June.txt" });
  const answer = await fetch(url);

  assert.equal(await answer.text(), "secret");
  assert.equal(answer.headers.get("content-disposition"), 'attachment; filename="June.txt"');
  assert.equal((await fetch(url.replace("june", "july"))).status, 403);
  assert.match(url, /X-Amz-Expires=3600/);
});

test("addresses of a public bucket are plain, of its own host or of the one that is given", async () => {
  const urlOf = async (options: object) => {
    await using opened = await storageApp(described("https://s3.example.com", { public: true, ...options }));
    return opened.storage.url("a b/ü.png");
  };

  assert.equal(await urlOf({}), "https://s3.example.com/shop/a%20b/%C3%BC.png");
  assert.equal(await urlOf({ pathStyle: false }), "https://shop.s3.example.com/a%20b/%C3%BC.png");
  assert.equal(
    await urlOf({ publicUrl: "https://cdn.example.com", prefix: "m/" }),
    "https://cdn.example.com/m/a%20b/%C3%BC.png",
  );
});

test("a browser sends a file to the bucket by an address that holds its size and type", async () => {
  await using opened = await storageApp(s3.storage());
  const { direct } = opened.storage;
  const file = { name: "direct.txt", contentType: "text/plain", size: 5, expiresInSeconds: 60 };

  const { url, headers, method } = await direct!.single(file);
  const signed = new URL(url).searchParams.get("X-Amz-SignedHeaders");
  const longer = await send(url, { ...headers, "content-length": "6" }, "123456");
  const other = await fetch(url, {
    method,
    headers: { ...headers, "content-type": "text/html" },
    body: "12345",
  });
  const sent = await fetch(url, { method, headers, body: "12345" });

  assert.equal(signed, "content-disposition;content-length;content-type;host");
  assert.equal(longer, 403);
  assert.equal(other.status, 403);
  assert.equal(sent.status, 200);
  assert.equal(await textOf(await opened.storage.open("direct.txt")), "12345");
});

function send(url: string, headers: Record<string, string>, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    sendRequest(url, { method: "PUT", headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on("error", reject)
      .end(body);
  });
}

test("a form sends a file to the bucket without a script", async () => {
  await using opened = await storageApp(s3.storage());
  const file = { name: "form.txt", contentType: "text/plain", size: 5, expiresInSeconds: 60 };

  const { url, fields } = await opened.storage.direct!.form(file);
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new File(["12345"], "x.txt"));
  const sent = await fetch(url, { method: "POST", body: form });

  assert.equal(sent.status, 204, await sent.text());
  assert.equal(await textOf(await opened.storage.open("form.txt")), "12345");
  const policy = JSON.parse(Buffer.from(fields.Policy!, "base64").toString()) as { conditions: unknown[] };
  assert.deepEqual(policy.conditions[0], ["content-length-range", 1, 5]);
});

test("a large file is sent in parts, by an address for each", async () => {
  await using opened = await storageApp(s3.storage());
  const direct = opened.storage.direct!;
  const file = { name: "parts.bin", contentType: "text/plain", size: 6 * mebibyte, expiresInSeconds: 60 };
  const bodies = [Buffer.alloc(5 * mebibyte, "a"), Buffer.alloc(mebibyte, "b")];

  const uploadId = await direct.begin(file);
  const parts = [];
  for (const [index, body] of bodies.entries()) {
    const { url, headers, method } = await direct.part(file, uploadId, index + 1, body.byteLength);
    const sent = await fetch(url, { method, headers, body });
    parts.push({ number: index + 1, etag: sent.headers.get("etag")! });
  }
  await direct.complete(file.name, uploadId, parts);

  assert.equal(await opened.storage.size("parts.bin"), 6 * mebibyte);
  assert.equal(
    await textOf(await opened.storage.open("parts.bin", { start: 5 * mebibyte - 1, end: 5 * mebibyte })),
    "ab",
  );
});

test("mistakes in the configuration are told all at once, the key never", async () => {
  const wrong = s3Storage({
    bucket: 7 as never,
    endpoint: "s3.example.com",
    secretAccessKey: "a-real-key" as never,
    partBytes: 1_000,
    buckett: "x",
  } as never);

  await assert.rejects(
    () => storageApp(wrong),
    (error: Error & { code: string }) => {
      assert.equal(error.code, "core.config");
      assert.match(error.message, /storages\.default\.bucket: must be a text/);
      assert.match(error.message, /storages\.default\.endpoint: must be an http or https address/);
      assert.match(error.message, /secretAccessKey: is a text, and must be a secret/);
      assert.match(error.message, /partBytes: must be a whole number from 5242880 up/);
      assert.match(error.message, /buckett: is not a key/);
      assert.doesNotMatch(error.message, /a-real-key/);
      return true;
    },
  );
});
