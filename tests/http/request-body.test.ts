import assert from "node:assert/strict";
import test from "node:test";
import { defaultRequestLimits, Request } from "quintet/http";
import { cpuMilliseconds } from "../cpu-time.ts";

type Limits = Partial<typeof defaultRequestLimits>;

function post(body: BodyInit, contentType = "application/json", limits: Limits = {}): Request {
  const headers = { "content-type": contentType };
  return Request.fromPlatform(
    new globalThis.Request("http://shop.example/", { method: "POST", body, headers }),
    { limits: { ...defaultRequestLimits, ...limits } },
  );
}

const urlEncoded = "application/x-www-form-urlencoded";

function multipart(...parts: readonly string[]): [string, string] {
  return [`--b\r\n${parts.join("\r\n--b\r\n")}\r\n--b--\r\n`, "multipart/form-data; boundary=b"];
}

test("bytes, text and json share what was read", async () => {
  const request = post('{"a": [1, "é"]}', "application/json");

  assert.deepEqual(await request.json(), { a: [1, "é"] });
  assert.equal(await request.text(), '{"a": [1, "é"]}');
  assert.equal((await request.bytes()).byteLength, 16);
});

test("malformed JSON is a bad request that says where", async () => {
  const cases: [string, RegExp][] = [
    ['{"a": 1,\n  "b": oops}', /unexpected "o" at line 2, column 8/],
    ['{"a": ', /it ends too early at line 1/],
    ["", /empty/],
    ["[1,]", /unexpected "]" at line 1, column 4/],
  ];
  for (const [body, message] of cases) {
    await assert.rejects(post(body).json(), { status: 400, code: "http.bad-request", message });
  }
});

// CVE-2026-3419, CVE-2022-39288, CVE-2022-41919
test("JSON is read from bodies that are announced as JSON, unless a handler asks for more", async () => {
  for (const type of [
    "application/json",
    "Application/JSON; charset=utf-8",
    'application/problem+json;a="b;c" ; d=e;',
    "application/vnd.api+json",
  ])
    assert.equal(await post("1", type).json(), 1, type);
  for (const type of [
    "text/plain",
    "application/json garbage",
    "application/jsonx",
    "application/json,text/html",
    "application/json; charset",
    "application/x-www-form-urlencoded",
    "constructor",
    "__proto__",
    "",
  ]) {
    await assert.rejects(post("1", type).json(), { status: 415 }, type);
    assert.equal(await post("1", type).json({ unsafeAnyType: true }), 1);
  }
});

// CVE-2025-59472
test("a body that is compressed is refused before it is read", async () => {
  for (const encoding of ["gzip", "br", "deflate", "gzip, gzip", "x"]) {
    const request = Request.fromPlatform(
      new globalThis.Request("http://shop.example/", {
        method: "POST",
        body: "{}",
        headers: { "content-type": "application/json", "content-encoding": encoding },
      }),
    );
    await assert.rejects(request.json(), { status: 415, message: /must be uncompressed/ });
  }
});

test("a message about malformed JSON does not repeat the body", async () => {
  await assert.rejects(post('{"password": "hunter2" oops').json(), (error: Error) => {
    assert.doesNotMatch(error.message, /hunter2/);
    return true;
  });
});

test("JSON that is too deep, too wide or reaches for a prototype is refused", async () => {
  const deep = "[".repeat(65) + "]".repeat(65);
  const veryDeep = "[".repeat(500_000) + "]".repeat(500_000);
  const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 11 }, (_, key) => [`k${key}`, 1])));

  await assert.rejects(post(deep).json(), { status: 400, message: /deeper than the 64 levels/ });
  await assert.rejects(post(veryDeep).json(), { status: 400 });
  await assert.rejects(post(wide, "application/json", { maxJsonKeys: 10 }).json(), {
    status: 400,
    message: /the 10 keys/,
  });
  await assert.rejects(post('[{"__proto__": {"isAdmin": true}}]').json(), { status: 400 });
  await assert.rejects(post('{"constructor": {"prototype": {}}}').json(), { status: 400 });
  assert.deepEqual(await post('{"constructor": "Lego", "prototype": 1}').json(), {
    constructor: "Lego",
    prototype: 1,
  });
});

test("a body that isn't UTF-8 is a bad request", async () => {
  await assert.rejects(post(new Uint8Array([0x22, 0xff, 0x22])).json(), { status: 400, message: /UTF-8/ });
  await assert.rejects(post(new Uint8Array([0x61, 0x3d, 0xff]), urlEncoded).form(), { status: 400 });
  await assert.rejects(post("a=%FF", urlEncoded).form(), { status: 400, message: /"a" is not valid UTF-8/ });
});

test("a body beyond the limit is refused while it arrives, whatever its Content-Length says", async () => {
  let pulled = 0;
  const endless = new ReadableStream({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(100));
    },
  });
  const request = Request.fromPlatform(
    new globalThis.Request("http://shop.example/", {
      method: "POST",
      body: endless,
      duplex: "half",
    } as RequestInit),
    { limits: { ...defaultRequestLimits, maxBodyBytes: 1_000 } },
  );

  await assert.rejects(request.bytes(), {
    status: 413,
    code: "http.payload-too-large",
    message: /1000 bytes/,
  });
  assert.ok(pulled < 20, `${pulled} chunks were read`);
});

test("an urlencoded form gives its fields, also several of one name and one called __proto__", async () => {
  const form = await post("a=1&a=%C3%A9+x&__proto__=evil&b=%zz&c=%EF%BF%BD", urlEncoded).form();

  assert.deepEqual(form.getAll("a"), ["1", "é x"]);
  assert.equal(form.get("__proto__"), "evil");
  assert.equal(form.get("b"), "%zz");
  assert.equal(form.get("c"), "\uFFFD");
  assert.equal(({} as Record<string, unknown>).evil, undefined);
});

test("a long JSON body that is nested too deeply is refused before it is parsed; brackets in texts don't nest", async () => {
  const used = await cpuMilliseconds(async () => {
    for (const body of ["[".repeat(2_500_000), `${"[".repeat(1_250_000)}${"]".repeat(1_250_000)}`])
      await assert.rejects(post(body).json(), { status: 400, message: /nested deeper than the 64 levels/ });
  });
  assert.ok(used < 500, `${used} ms`);

  const texts = Array.from({ length: 2_000 }, () => `[{"\\[ ${"[{".repeat(50)}`);
  assert.deepEqual(await post(JSON.stringify(texts)).json(), texts);
  assert.deepEqual(
    await post(`[${"[[1]],".repeat(5_000)}2]`)
      .json()
      .then((list) => (list as unknown[]).length),
    5_001,
  );
});

test("a form of a million fields is refused at once", async () => {
  for (const body of ["a&".repeat(1_250_000), "a=1&&".repeat(500_000)]) {
    const used = await cpuMilliseconds(() =>
      assert.rejects(post(body, urlEncoded).form(), { status: 413, message: /more than the 1000 fields/ }),
    );
    assert.ok(used < 1_000, `${used} ms`); // it was 16 seconds
  }
  const mostlyNothing = await post(`${"&".repeat(2_000_000)}a=1`, urlEncoded).form();
  assert.deepEqual([...mostlyNothing], [["a", "1"]]);
});

test("fields with letters that look broken don't have a long body searched again for each of them", async () => {
  const filler = "x".repeat(2_000_000);
  const url = `${"a=%FF&".repeat(990)}b=${filler}%EF%BF%BD`;
  const part = (value: string) => `Content-Disposition: form-data; name="a"\r\n\r\n${value}`;
  const [body, type] = multipart(part(filler), ...Array.from({ length: 990 }, () => part("\uFFFD")));

  const used = await cpuMilliseconds(async () => {
    await post(url, urlEncoded).form();
    await post(body, type).form();
  });

  assert.ok(used < 1_500, `${used} ms`);
});

test("a multipart form gives fields and files; a file field without a file gives nothing", async () => {
  const [body, type] = multipart(
    'Content-Disposition: form-data; name="title"\r\n\r\nTée',
    'Content-Disposition: form-data; name="file"; filename="../../a é.txt"\r\nContent-Type: text/plain\r\n\r\nline 1\r\nline 2',
    'Content-Disposition: form-data; name="none"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n',
  );

  const form = await post(body, type).form();

  assert.deepEqual([...form.keys()].sort(), ["file", "title"]);
  assert.equal(form.get("title"), "Tée");
  const file = form.get("file") as File;
  assert.equal(file.name, "a é.txt");
  assert.equal(file.type, "text/plain");
  assert.equal(await file.text(), "line 1\r\nline 2");
});

test("what the platform's FormData sends comes back as it was", async () => {
  const sent = new FormData();
  sent.append("a", "1");
  sent.append("a", "2");
  sent.append("photo", new File([new Uint8Array([0, 255, 13, 10])], "p.bin", { type: "image/png" }));
  const request = Request.fromPlatform(new globalThis.Request("http://x/", { method: "POST", body: sent }));

  const form = await request.form();

  assert.deepEqual(form.getAll("a"), ["1", "2"]);
  assert.deepEqual([...new Uint8Array(await (form.get("photo") as File).arrayBuffer())], [0, 255, 13, 10]);
});

test("a form with too many fields or files is refused", async () => {
  const fields = multipart(
    ...[1, 2, 3].map((key) => `Content-Disposition: form-data; name="f${key}"\r\n\r\nx`),
  );
  const files = multipart(
    ...[1, 2, 3].map((key) => `Content-Disposition: form-data; name="f"; filename="${key}"\r\n\r\nx`),
  );

  await assert.rejects(post("a=1&b=2&c=3", urlEncoded, { maxFormFields: 2 }).form(), {
    status: 413,
    message: /the 2 fields/,
  });
  await assert.rejects(post(...fields, { maxFormFields: 2 }).form(), {
    status: 413,
    message: /the 2 fields/,
  });
  await assert.rejects(post(...files, { maxFormFiles: 2 }).form(), { status: 413, message: /the 2 files/ });
});

test("a malformed multipart body is a bad request, and never hangs", async () => {
  const type = "multipart/form-data; boundary=b";
  const cases = [
    ["", type],
    ["--b\r\n", type],
    ['--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nno end', type],
    ["nonsense", type],
    ["--b--\r\n", "multipart/form-data"],
    ["--b--\r\n", `multipart/form-data; boundary=${"b".repeat(71)}`],
  ] as const;
  for (const [body, contentType] of cases) {
    await assert.rejects(post(body, contentType).form(), { status: 400 }, JSON.stringify(body));
  }
});

test("a multipart field that isn't UTF-8 is a bad request", async () => {
  const [body, type] = multipart('Content-Disposition: form-data; name="a"\r\n\r\n\xff\xfe');

  await assert.rejects(post(Buffer.from(body, "latin1"), type).form(), { status: 400, message: /UTF-8/ });
});

test("form() of another type says which types it reads; without a body it is empty", async () => {
  await assert.rejects(post("{}", "application/json").form(), {
    status: 415,
    message: /as application\/json; it must be/,
  });
  const empty = Request.fromPlatform(new globalThis.Request("http://x/", { method: "POST" }));
  assert.deepEqual([...(await empty.form())], []);
});

test("stream() hands the body out once, and bytes() afterwards says so", async () => {
  const request = post("abc");

  const chunks = await Array.fromAsync(request.stream());

  assert.equal(Buffer.concat(chunks).toString(), "abc");
  await assert.rejects(request.bytes(), { code: "http.body-already-read" });
});
