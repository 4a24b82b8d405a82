import assert from "node:assert/strict";
import test from "node:test";
import {
  allowMethods,
  cacheControl,
  condition,
  conditionalGet,
  etagOf,
  httpDate,
  neverCache,
  Request,
  Response,
  type ResponseLike,
  requestedRange,
  setCacheControl,
  stream,
  text,
  toPlatformResponse,
  vary,
  type WrappedHandler,
} from "quintet/http";

function ask(headers: Record<string, string> = {}, method = "GET"): Request {
  return Request.fromPlatform(new globalThis.Request("http://shop.example/", { method, headers }));
}

type Answer = ResponseLike | Promise<ResponseLike>;

async function headersOf(answer: Answer): Promise<Headers> {
  return (await toPlatformResponse(await answer)).headers;
}

const changed = new Date("2026-03-01T12:00:00.700Z");
const before = httpDate(new Date("2026-03-01T11:59:59Z"));
const at = httpDate(changed);

test("condition() answers 304 or refuses with 412 before the handler does any work", async () => {
  let calls = 0;
  const handler = condition({ etag: () => "v1", lastModified: () => changed }, () => {
    calls++;
    return text("page");
  });
  const cases: [Record<string, string>, string, number][] = [
    [{}, "GET", 200],
    [{ "if-none-match": '"v1"' }, "GET", 304],
    [{ "if-none-match": 'W/"v1"' }, "HEAD", 304],
    [{ "if-none-match": '"v0", "v1"' }, "GET", 304],
    [{ "if-none-match": "*" }, "GET", 304],
    [{ "if-none-match": '"v0"', "if-modified-since": at }, "GET", 200],
    [{ "if-modified-since": at }, "GET", 304],
    [{ "if-modified-since": before }, "GET", 200],
    [{ "if-modified-since": "nonsense" }, "GET", 200],
    [{ "if-modified-since": at }, "PUT", 200],
    [{ "if-none-match": "*" }, "PUT", 412],
    [{ "if-match": '"v1"' }, "PUT", 200],
    [{ "if-match": '"v0"' }, "PUT", 412],
    [{ "if-match": 'W/"v1"' }, "PUT", 412],
    [{ "if-match": "*" }, "PUT", 200],
    [{ "if-match": '"v1"', "if-unmodified-since": before }, "PUT", 200],
    [{ "if-unmodified-since": before }, "PUT", 412],
    [{ "if-unmodified-since": at }, "PUT", 200],
  ];
  for (const [headers, method, status] of cases) {
    calls = 0;
    const answer = Promise.resolve(handler(ask(headers, method), {}));
    const given = await answer.then(
      (response) => response.status,
      (error: { status: number }) => error.status,
    );
    assert.equal(given, status, `${method} ${JSON.stringify(headers)}`);
    assert.equal(calls, status === 200 ? 1 : 0);
  }
});

test("condition() tells the version, and leaves one that the handler tells", async () => {
  const versions = { etag: () => "v1", lastModified: () => changed };

  const told = await headersOf(condition(versions, () => text("page"))(ask(), {}));
  const own = await headersOf(
    condition(versions, () => new Response("page", { headers: { etag: '"own"' } }))(ask(), {}),
  );
  const changing = await headersOf(condition(versions, () => text("done"))(ask({}, "POST"), {}));
  const unchanged = await headersOf(
    condition(versions, () => text("x"))(ask({ "if-none-match": '"v1"' }), {}),
  );

  assert.equal(told.get("etag"), '"v1"');
  assert.equal(told.get("last-modified"), at);
  assert.equal(own.get("etag"), '"own"');
  assert.equal(changing.get("etag"), null);
  assert.equal(unchanged.get("etag"), '"v1"');
});

test("condition() of something that isn't there has nothing to compare with", async () => {
  const handler = condition({ etag: () => undefined, lastModified: () => undefined }, () => text("page"));

  assert.equal((await handler(ask({ "if-none-match": "*", "if-modified-since": at }), {})).status, 200);
  await assert.rejects(async () => handler(ask({ "if-match": "*" }, "PUT"), {}), { status: 412 });
});

test("conditionalGet gives whole contents an ETag and answers 304 without what tells of the content", async () => {
  const page = () => {
    const response = text("page");
    response.headers.set("cache-control", "private");
    response.headers.set("content-language", "en");
    response.setCookie("a", "1");
    return response;
  };

  const first = await conditionalGet(ask(), page);
  const again = await conditionalGet(ask({ "if-none-match": first.headers.get("etag")! }), page);
  const head = await conditionalGet(ask({ "if-none-match": `W/${etagOf("page")}` }, "HEAD"), page);

  assert.equal(first.headers.get("etag"), etagOf("page"));
  assert.equal(again.status, 304);
  assert.equal(again.body, null);
  assert.deepEqual([...again.headers.keys()], ["cache-control", "etag", "set-cookie"]);
  assert.equal(head.status, 304);
});

test("conditionalGet leaves alone what is changed, streamed, failed or kept by nobody", async () => {
  const noStore = text("x");
  setCacheControl(noStore, { noStore: true });
  for (const [request, response] of [
    [ask({}, "POST"), text("x")],
    [ask(), stream((async function* () {})())],
    [ask(), text("x", { status: 404 })],
    [ask(), noStore],
  ] as const)
    assert.equal((await conditionalGet(request, () => response)).headers.get("etag"), null);
});

test("conditionalGet ends the source of a stream that isn't sent", async () => {
  let ended = false;
  const body = new ReadableStream({
    cancel() {
      ended = true;
    },
  });
  const response = new Response(body, { headers: { "last-modified": at } });

  const answer = await conditionalGet(ask({ "if-modified-since": at }), () => response);

  assert.equal(answer.status, 304);
  assert.ok(ended);
});

test("a part of a file is only added to a copy of the very same bytes", () => {
  const versions = { etag: '"v1"', lastModified: changed };
  const range = (headers: Record<string, string>) =>
    requestedRange(ask({ range: "bytes=0-4", ...headers }), 100, versions);

  assert.deepEqual(range({}), { start: 0, end: 4 });
  assert.deepEqual(range({ "if-range": '"v1"' }), { start: 0, end: 4 });
  assert.deepEqual(range({ "if-range": at }), { start: 0, end: 4 });
  assert.equal(range({ "if-range": '"v0"' }), undefined);
  assert.equal(range({ "if-range": before }), undefined);
  const weak = { etag: 'W/"v1"', lastModified: changed };
  assert.equal(requestedRange(ask({ range: "bytes=0-4", "if-range": 'W/"v1"' }), 100, weak), undefined);
});

test("several ranges are answered with the whole", () => {
  for (const range of ["bytes=0-1,3-4", `bytes=${"0-,".repeat(1_000)}0-`, "bytes=", "lines=1-2"])
    assert.equal(requestedRange(ask({ range }), 100, {}), undefined, range.slice(0, 20));
});

test("cacheControl() adds to what a response says, and the shorter age counts", async () => {
  const said = () => new Response("", { headers: { "cache-control": "private, max-age=60" } });
  const cases: [Parameters<typeof setCacheControl>[1], string][] = [
    [{ maxAgeSeconds: 600 }, "private, max-age=60"],
    [{ maxAgeSeconds: 10 }, "private, max-age=10"],
    [{ shared: true }, "max-age=60, public"],
    [{ shared: false, noStore: true }, "private, max-age=60, no-store"],
    [
      { revalidate: true, mustRevalidate: true, immutable: true },
      "private, max-age=60, no-cache, must-revalidate, immutable",
    ],
    [
      { sharedMaxAgeSeconds: 5, staleWhileRevalidateSeconds: 6, staleIfErrorSeconds: 7, noTransform: true },
      "private, max-age=60, s-maxage=5, no-transform, stale-while-revalidate=6, stale-if-error=7",
    ],
  ];
  for (const [control, expected] of cases)
    assert.equal((await headersOf(cacheControl(control, said)(ask(), {}))).get("cache-control"), expected);
  assert.throws(() => setCacheControl(said(), { maxAgeSeconds: 1.5 }), RangeError);
});

test("wrappers compose, also around responses of the platform and handlers that take their time", async () => {
  const handler: WrappedHandler<{ id: number }> = async (_request, { id }) =>
    globalThis.Response.json({ id });
  const wrapped = allowMethods(
    ["GET"],
    neverCache(vary(["Accept", "Accept-Language"], vary(["accept"], handler))),
  );

  const response = await toPlatformResponse(await wrapped(ask(), { id: 3 }));

  assert.deepEqual(await response.json(), { id: 3 });
  assert.equal(response.headers.get("vary"), "accept, Accept-Language");
  assert.equal(
    response.headers.get("cache-control"),
    "max-age=0, no-cache, no-store, must-revalidate, private",
  );
  assert.throws(() => wrapped(ask({}, "POST"), { id: 3 }), { status: 405, headers: { allow: "GET, HEAD" } });
});

test("a handler that answers at once still does when it is wrapped", () => {
  const wrapped = neverCache(() => text("now"));

  assert.ok(wrapped(ask(), {}) instanceof Response);
});
