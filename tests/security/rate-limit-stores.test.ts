import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createServer } from "node:net";
import { test } from "node:test";
import { memoryRateLimits, type RateLimitStore, redisRateLimits } from "quintet/security";
import { rateMicros } from "../../src/security/rate-limits/rate.ts";
import { redisSkip, redisUrl } from "./redis-service.ts";

/* What stores promise; the one in the database is tested with all databases, in tests/db/rate-limits.test.ts. */

const hourly = (requests: number) => rateMicros({ requests, windowSeconds: 3600 });

interface Tested {
  readonly name: string;
  readonly skip: string | false;
  make(): RateLimitStore;
}

const stores: readonly Tested[] = [
  { name: "memory", skip: false, make: () => memoryRateLimits() },
  {
    name: "Redis",
    skip: redisSkip,
    make: () => redisRateLimits({ url: redisUrl, prefix: `quintet-test:${randomUUID()}:`, timeoutMs: 5_000 }),
  },
];

for (const { name, skip, make } of stores) {
  test(`of fifty requests at once, no more are allowed than may be (${name})`, { skip }, async () => {
    const store = make();
    try {
      const states = await Promise.all(
        Array.from({ length: 50 }, async () => store.take("flood", hourly(5))),
      );

      assert.equal(states.filter(({ allowed }) => allowed).length, 5);
      const refused = await store.take("flood", hourly(5));
      assert.ok(refused.waitSeconds > 700 && refused.waitSeconds <= 720, String(refused.waitSeconds));
      assert.ok(refused.resetSeconds > 3590 && refused.resetSeconds <= 3600, String(refused.resetSeconds));
      assert.equal((await store.take("another", hourly(5))).remaining, 4);
    } finally {
      await store.forget("flood");
      await store.forget("another");
      await store.close?.();
    }
  });

  test(`places are given back, and keys forgotten (${name})`, { skip }, async () => {
    const store = make();
    const take = async () => (await store.take("ada", hourly(1))).allowed;
    try {
      assert.deepEqual([await take(), await take()], [true, false]);
      await store.giveBack("ada", hourly(1));
      assert.deepEqual([await take(), await take()], [true, false]);
      await store.forget("ada");
      assert.equal(await take(), true);
      await store.giveBack("nobody", hourly(1));
      assert.equal((await store.take("nobody", hourly(1))).allowed, true);
    } finally {
      await store.forget("ada");
      await store.forget("nobody");
      await store.close?.();
    }
  });
}

test("places come back one after the other, and no clock that is set back takes them away", () => {
  let now = 1_000_000;
  const store = memoryRateLimits({ now: () => now });
  const rate = rateMicros({ requests: 3, windowSeconds: 60 });
  const take = () => store.take("ada", rate) as { allowed: boolean; waitSeconds: number };

  assert.deepEqual(
    [take(), take(), take()].map(({ allowed }) => allowed),
    [true, true, true],
  );
  now += 15_000;
  assert.equal(take().waitSeconds, 5);
  now += 5_000;
  assert.deepEqual([take().allowed, take().allowed], [true, false]);
  now += 60_000;
  assert.deepEqual(
    [take(), take(), take(), take()].map(({ allowed }) => allowed),
    [true, true, true, false],
  );
});

test("any rate gives exactly its number of places, whatever its parts are", () => {
  for (const [requests, windowSeconds] of [
    [7, 900],
    [3, 1],
    [1000, 0.5],
    [50_000, 1],
    [1, 86_400],
  ] as const) {
    const store = memoryRateLimits({ now: () => 1_800_000_000_000 });
    const rate = rateMicros({ requests, windowSeconds });
    let allowed = 0;
    while (allowed <= requests && (store.take("k", rate) as { allowed: boolean }).allowed) allowed++;
    assert.equal(allowed, requests);
  }
});

test("memory is bounded, and a flood of new keys doesn't make it forget one that is at its limit", () => {
  const store = memoryRateLimits({ maxKeys: 1_000, now: () => 0 });
  const rate = hourly(10);
  for (let count = 0; count < 10; count++) store.take("account under attack", rate);
  assert.equal((store.take("account under attack", rate) as { allowed: boolean }).allowed, false);

  for (let count = 0; count < 20_000; count++) store.take(`address ${count}`, rate);

  assert.equal((store.take("account under attack", rate) as { allowed: boolean }).allowed, false);
});

test("a Redis that is not there, or doesn't answer, fails within its time", { timeout: 20_000 }, async () => {
  const deaf = createServer(() => undefined).listen(0, "127.0.0.1");
  await new Promise((resolve) => deaf.once("listening", resolve));
  const { port } = deaf.address() as { port: number };
  const silent = redisRateLimits({ url: `redis://127.0.0.1:${port}` });
  const absent = redisRateLimits({ url: "redis://127.0.0.1:1" });
  try {
    await assert.rejects(async () => silent.take("a", hourly(1)));
    await assert.rejects(async () => absent.take("a", hourly(1)));
  } finally {
    await silent.close?.();
    await absent.close?.();
    deaf.close();
  }
});
