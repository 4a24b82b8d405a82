import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { contextKey, contextValue, defineEvent, runInContext } from "../../src/core/index.ts";

const color = contextKey<string>("test.color");
const size = contextKey<number>("test.size");

test("a context value holds across awaits, and not outside", async () => {
  const seen = await runInContext(color, "red", async () => {
    await sleep(1);
    return contextValue(color);
  });

  assert.equal(seen, "red");
  assert.equal(contextValue(color), undefined);
});

test("the innermost value wins, and other keys stay visible", () => {
  runInContext(size, 3, () =>
    runInContext(color, "red", () =>
      runInContext(color, "blue", () => {
        assert.equal(contextValue(color), "blue");
        assert.equal(contextValue(size), 3);
      }),
    ),
  );
});

test("two flows side by side do not see each other", async () => {
  const flow = (name: string) =>
    runInContext(color, name, async () => {
      await sleep(2);
      return contextValue(color);
    });

  assert.deepEqual(await Promise.all([flow("red"), flow("blue")]), ["red", "blue"]);
});

test("an event tells its listeners in order, until they unsubscribe", async () => {
  const sold = defineEvent<{ item: string }>("shop.sold");
  const heard: string[] = [];
  sold.on(({ item }) => void heard.push(`one ${item}`));
  const off = sold.on(async ({ item }) => void heard.push(`two ${item}`));

  await sold.emit({ item: "tea" });
  off();
  await sold.emit({ item: "jam" });

  assert.deepEqual(heard, ["one tea", "two tea", "one jam"]);
});
