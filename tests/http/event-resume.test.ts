import assert from "node:assert/strict";
import { test } from "node:test";
import { type Next, type ServerSentEvent, serve, sse } from "quintet/http";

/* What a browser does with `EventSource`: it reads ids, and when it connects again it sends the last one (Last-Event-ID). */

const news = ["one", "two", "three", "four"];

/** The news behind the last one that the client has seen; the connection is lost after two of them. */
const feed: Next = (request) => {
  const seen = Number(request.header("last-event-id") ?? 0);
  return sse(
    (async function* (): AsyncGenerator<ServerSentEvent> {
      yield { retry: 10 };
      for (const [index, data] of news.entries())
        if (index >= seen && index < seen + 2) yield { id: String(index + 1), data };
    })(),
  );
};

/** Reads a stream to its end; gives what it told, and the last id that it named, as a browser keeps it. */
async function read(url: string, lastId: string): Promise<{ data: string[]; lastId: string; retry: number }> {
  const headers: Record<string, string> = lastId === "" ? {} : { "last-event-id": lastId };
  const body = await (await fetch(url, { headers })).text();
  const field = (name: string) =>
    [...body.matchAll(new RegExp(`^${name}: (.*)$`, "gm"))].map(([, value]) => value!);
  return { data: field("data"), lastId: field("id").at(-1) ?? lastId, retry: Number(field("retry")[0]) };
}

test("a browser that connects again goes on behind the last event that it has seen", async () => {
  await using server = await serve(feed, { port: 0, shutdownGraceMs: 0 });

  const first = await read(server.url, "");
  const second = await read(server.url, first.lastId);
  const third = await read(server.url, second.lastId);

  assert.deepEqual(first, { data: ["one", "two"], lastId: "2", retry: 10 });
  assert.deepEqual(second.data, ["three", "four"]);
  assert.deepEqual(third, { data: [], lastId: "4", retry: 10 });
});
