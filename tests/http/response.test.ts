import assert from "node:assert/strict";
import test from "node:test";
import {
  currentRequest,
  html,
  json,
  Request,
  Response,
  redirect,
  runWithRequest,
  sse,
  stream,
  text,
  toPlatformResponse,
  toResponse,
} from "quintet/http";

test("each helper sets its type with the charset", () => {
  assert.equal(html("<p>").headers.get("content-type"), "text/html; charset=utf-8");
  assert.equal(json({}).headers.get("content-type"), "application/json; charset=utf-8");
  assert.equal(text("a", { status: 418 }).headers.get("content-type"), "text/plain; charset=utf-8");
  assert.equal(
    text("a,b", { contentType: "text/csv; charset=utf-8" }).headers.get("content-type"),
    "text/csv; charset=utf-8",
  );
});

test("a text says that it is UTF-8, wherever its type was written, unless it names another charset", () => {
  const typeOf = (response: Response | globalThis.Response) => response.headers.get("content-type");
  const later = new Response("a");
  later.headers.set("Content-Type", "TEXT/HTML");

  assert.equal(typeOf(text("a,b", { contentType: "text/csv" })), "text/csv; charset=utf-8");
  assert.equal(
    typeOf(text("a", { contentType: "text/csv; header=present;" })),
    "text/csv; header=present; charset=utf-8",
  );
  assert.equal(
    typeOf(new Response("a", { headers: { "content-type": "text/xml" } })),
    "text/xml; charset=utf-8",
  );
  assert.equal(typeOf(later), "TEXT/HTML; charset=utf-8");
  assert.equal(typeOf(text("a", { contentType: "text/html; Charset=latin1" })), "text/html; Charset=latin1");
  assert.equal(typeOf(text("a", { contentType: "application/json" })), "application/json");
  assert.equal(typeOf(new Response(new Uint8Array(1), { contentType: "image/png" })), "image/png");
});

test("a response of the platform gets its charset, and one that fetch() brought stays as it was written", async () => {
  const made = new globalThis.Response(new Uint8Array(1), { headers: { "content-type": "text/html" } });
  const fetched = await fetch("data:text/html,<p>");
  const brought = new globalThis.Response("<p>", { headers: { "content-type": "text/html" } });
  Object.defineProperty(brought, "url", { value: "https://elsewhere.example/" });

  assert.equal((await toResponse(made)).headers.get("content-type"), "text/html; charset=utf-8");
  assert.equal((await toResponse(fetched)).headers.get("content-type"), fetched.headers.get("content-type"));
  assert.equal((await toResponse(brought)).headers.get("content-type"), "text/html");
});

test("json() refuses what has no JSON form", () => {
  assert.throws(() => json(undefined), { name: "TypeError", message: /undefined/ });
});

test("a status that isn't one is refused", () => {
  assert.throws(() => text("a", { status: 1_000 }), RangeError);
  assert.throws(() => text("a", { status: 101 }), RangeError);
});

test("no header can be split, by name or value", () => {
  const { headers } = text("a");

  assert.throws(() => headers.set("x-a", "1\r\nset-cookie: a=1"), { code: "http.unsafe-header" });
  assert.throws(() => headers.append("x-a", "\u{1F600}"), { code: "http.unsafe-header" });
  assert.throws(() => headers.set("x a", "1"), { code: "http.unsafe-header" });
});

test("redirect() encodes what an address can't hold and refuses what would leave http", () => {
  assert.equal(redirect("/café/?q=a b").headers.get("location"), "/caf%C3%A9/?q=a%20b");
  assert.equal(redirect("/\\evil.example").headers.get("location"), "/%5Cevil.example");
  assert.equal(redirect("/done%20it/", { status: 303 }).status, 303);
  assert.equal(redirect(new URL("https://a.example/x")).headers.get("location"), "https://a.example/x");
  for (const address of [
    "javascript:alert(1)",
    "DATA:text/html,x",
    "/a\r\nset-cookie: a=1",
    "java\tscript:x",
  ]) {
    assert.throws(() => redirect(address), { code: "http.unsafe-header" });
  }
});

test("toResponse() renders a page at once where it can, and waits where it must", async () => {
  const now = toResponse(html({ render: () => "<p>now" }));
  const later = toResponse(html({ render: async () => "<p>later" }));

  assert.ok(now instanceof Response);
  assert.equal(now.body, "<p>now");
  assert.ok(later instanceof Promise);
  assert.equal((await later).body, "<p>later");
});

test("a response of the platform is taken with its cookies, and given back", async () => {
  const headers = new Headers([
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2"],
    ["x-a", "1"],
  ]);
  const ours = await toResponse(new globalThis.Response("body", { status: 201, headers }));

  assert.equal(ours.status, 201);
  assert.deepEqual(ours.headers.getSetCookie(), ["a=1", "b=2"]);
  const theirs = await toPlatformResponse(ours);
  assert.equal(theirs.status, 201);
  assert.deepEqual(theirs.headers.getSetCookie(), ["a=1", "b=2"]);
  assert.equal(await theirs.text(), "body");
  assert.equal((await toPlatformResponse(new Response(null, { status: 204 }))).body, null);
});

test("what isn't a response is named", () => {
  for (const [given, kind] of [
    [undefined, "undefined"],
    ["page", "string"],
    [null, "null"],
    [{}, "Object"],
  ] as const) {
    assert.throws(() => toResponse(given as never), {
      code: "http.invalid-response",
      message: new RegExp(`gave ${kind} where`),
    });
  }
});

test("stream() is read chunk by chunk", async () => {
  const response = stream(
    (async function* () {
      yield "a";
      yield Buffer.from("é");
    })(),
  );

  assert.equal(await response.text(), "aé");
});

test("vary() adds each name once", () => {
  const response = text("a");
  response.vary("Cookie");
  response.vary("cookie", "Accept");

  assert.equal(response.headers.get("vary"), "Cookie, Accept");
});

test("an event can't forge another one with a line break", async () => {
  const response = sse(
    (async function* () {
      yield { event: "a\ndata: x", id: "1\r\n\0", data: "one\ntwo\r\nthree", retry: 1_500, comment: "c\nd" };
      yield { data: "" };
    })(),
  );

  assert.equal(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  assert.equal(
    await response.text(),
    ": c\n: d\nevent: a data: x\nid: 1 \nretry: 1500\ndata: one\ndata: two\ndata: three\n\ndata: \n\n",
  );
});

test("comments keep a quiet stream of events alive, and no event gets lost", async () => {
  const response = sse(
    (async function* () {
      await new Promise((resolve) => setTimeout(resolve, 60));
      yield { data: "late" };
    })(),
    { keepAliveMs: 20 },
  );

  assert.match(await response.text(), /^(: keep-alive\n\n)+data: late\n\n$/);
});

test("a body that is read after the handler has returned still finds the handler's request", async () => {
  const request = Request.fromPlatform(new globalThis.Request("http://localhost/tea/"));
  async function* paths() {
    yield currentRequest().path;
    yield currentRequest().path;
  }
  async function* events() {
    for await (const path of paths()) yield { data: path };
  }

  const [chunks, sent] = runWithRequest(request, () => [stream(paths()), sse(events())]);

  assert.equal(await chunks!.text(), "/tea//tea/");
  assert.equal(await sent!.text(), "data: /tea/\n\ndata: /tea/\n\n");
});
