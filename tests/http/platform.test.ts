import assert from "node:assert/strict";
import { test } from "node:test";
import {
  composeMiddleware,
  forbiddenUserAgents,
  html,
  Request,
  Response,
  text,
  toPlatformResponse,
  toResponse,
  whenRendered,
} from "quintet/http";

function streamed(body: ReadableStream, init: RequestInit = {}): globalThis.Request {
  return new globalThis.Request("http://shop.example/", {
    method: "POST",
    body,
    duplex: "half",
    ...init,
  } as RequestInit);
}

test("a body of the platform is read at the pace of its reader", async () => {
  let pulled = 0;
  const body = new ReadableStream(
    { pull: (controller) => controller.enqueue(new Uint8Array([pulled++])) },
    { highWaterMark: 0 },
  );
  const request = Request.fromPlatform(streamed(body));

  const reader = request.stream().getReader();
  await reader.read();
  await reader.read();
  await reader.cancel();

  assert.ok(pulled <= 3, `${pulled} chunks were pulled`);
});

test("a request of the platform that is aborted while its body arrives rejects, and its signal aborts", async () => {
  const controller = new AbortController();
  const body = new ReadableStream({ start: (stream) => stream.enqueue(Buffer.from("begin")) });
  const request = Request.fromPlatform(streamed(body, { signal: controller.signal }));

  const read = request.text();
  controller.abort();

  await assert.rejects(read, { code: "http.request-aborted" });
  assert.ok(request.signal.aborted);
});

test("work at the end of a request waits for the reader of its answer, or for the one who leaves it", async () => {
  async function* chunks() {
    yield "a";
    yield "b";
  }
  for (const finish of ["read", "cancel"] as const) {
    const request = Request.fromPlatform(new globalThis.Request("http://shop.example/"));
    let isOver = false;
    request.onEnd(() => {
      isOver = true;
    });
    const response = await toPlatformResponse(new Response(chunks()), () => request.end());
    const reader = response.body!.getReader();
    await reader.read();
    assert.equal(isOver, false);
    if (finish === "cancel") await reader.cancel();
    else while (!(await reader.read()).done);
    assert.equal(isOver, true, finish);
  }
});

test("whenRendered() tells when the page is a text, in the order of the calls, and at once where it is one", async () => {
  const seen: string[] = [];
  const page = html({ render: async () => "page" });
  whenRendered(page, ({ body }) => seen.push(`first ${body}`));
  whenRendered(page, ({ body }) => seen.push(`second ${body}`));
  assert.equal(seen.length, 0);

  await toResponse(page);
  whenRendered(text("plain"), ({ body }) => seen.push(String(body)));

  assert.deepEqual(seen, ["first page", "second page", "plain"]);
});

test("forbiddenUserAgents() refuses by name and by pattern", () => {
  const answer = composeMiddleware([forbiddenUserAgents(["GreedyBot", /^curl\//g])], () => text("welcome"));
  const ask = (agent: string) =>
    answer(
      Request.fromPlatform(
        new globalThis.Request("http://shop.example/", { headers: { "user-agent": agent } }),
      ),
    );

  for (const agent of ["Mozilla/5.0 (compatible; greedybot/2)", "curl/8.0", "curl/8.1"])
    assert.throws(() => ask(agent), { status: 403 }, agent);
  assert.ok(ask("Mozilla/5.0") instanceof Response);
  assert.ok(ask("libcurl/8.0") instanceof Response);
});

test("the query stays what the client has sent", () => {
  const { query } = Request.fromPlatform(new globalThis.Request("http://shop.example/?a=1&a=2"));

  for (const change of ["append", "delete", "set", "sort"] as const)
    assert.throws(() => (query[change] as unknown as (...given: string[]) => void)("a", "3"), {
      code: "http.read-only-query",
    });
  assert.deepEqual(query.getAll("a"), ["1", "2"]);
  const copy = new URLSearchParams(query);
  copy.set("a", "3");
  assert.equal(String(copy), "a=3");
  assert.equal(String(query), "a=1&a=2");
});
