import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { type TracingChannel, tracingChannel } from "node:diagnostics_channel";
import { test } from "node:test";
import { trace } from "../../src/core/tracing.ts";

interface Message {
  readonly name: string;
  result?: unknown;
  error?: unknown;
}

/** A channel, and what it tells. */
function listen(name: string) {
  const channel: TracingChannel<unknown, Message> = tracingChannel(name);
  const told: string[] = [];
  const tell = (event: string) => (message: Message) => {
    const more = message.error === undefined ? message.result : message.error;
    told.push(more === undefined ? event : `${event} ${String(more)}`);
  };
  channel.subscribe({
    start: tell("start"),
    end: tell("end"),
    asyncStart: tell("asyncStart"),
    asyncEnd: tell("asyncEnd"),
    error: tell("error"),
  });
  return { channel, told };
}

test("work without a promise stays synchronous, and is over at its end", () => {
  const { channel, told } = listen("test:sync");

  assert.equal(
    trace(channel, { name: "a" }, () => 3),
    3,
  );

  assert.deepEqual(told, ["start", "end 3"]);
});

test("work with a promise is over when the promise is", async () => {
  const { channel, told } = listen("test:async");

  const result = trace(channel, { name: "a" }, () => Promise.resolve("tea"));

  assert.equal(await result, "tea");
  assert.deepEqual(told, ["start", "end", "asyncStart tea", "asyncEnd tea"]);
});

test("what is thrown at once or later reaches the caller, and is told once", async () => {
  const { channel, told } = listen("test:errors");

  assert.throws(
    () =>
      trace(channel, { name: "a" }, () => {
        throw new TypeError("now");
      }),
    /now/,
  );
  await assert.rejects(
    trace(channel, { name: "b" }, () => Promise.reject(new TypeError("later"))),
    /later/,
  );

  assert.deepEqual(told, [
    "start",
    "error TypeError: now",
    "end TypeError: now",
    "start",
    "end",
    "error TypeError: later",
    "asyncStart TypeError: later",
    "asyncEnd TypeError: later",
  ]);
});

test("a store that is bound to the start is there for the work, and for what follows it", async () => {
  const { channel } = listen("test:stores");
  const store = new AsyncLocalStorage<string>();
  channel.start.bindStore(store, ({ name }) => name);

  const seen = await trace(channel, { name: "outer" }, async () => {
    await undefined;
    return [store.getStore(), trace(channel, { name: "inner" }, () => store.getStore()), store.getStore()];
  });

  assert.deepEqual(seen, ["outer", "inner", "outer"]);
  assert.equal(store.getStore(), undefined);
});
