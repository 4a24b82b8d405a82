import assert from "node:assert/strict";
import { databaseRateLimits } from "quintet/security";
import { rateMicros } from "../../src/security/rate-limits/rate.ts";
import { RateLimitCount } from "../../src/security/rate-limits/rate-limit-model.ts";
import { forEachDatabase } from "./databases.ts";

/* Requests that are counted in the database. What all stores promise is tested in tests/security/rate-limit-stores.test.ts. */

const threeAMinute = rateMicros({ requests: 3, windowSeconds: 60 });

forEachDatabase(({ test, open }) => {
  test("so many requests are allowed at once, and then one each part of the window", async () => {
    await using _database = await open([RateLimitCount]);
    let now = 1_800_000_000_000;
    const store = databaseRateLimits({ now: () => now });
    const take = () => store.take("ada", threeAMinute);

    const first = [await take(), await take(), await take(), await take()];
    now += 20_000;
    const later = [await take(), await take()];

    assert.deepEqual(
      [...first, ...later].map(({ allowed, remaining, waitSeconds }) => [allowed, remaining, waitSeconds]),
      [
        [true, 2, 0],
        [true, 1, 0],
        [true, 0, 0],
        [false, 0, 20],
        [true, 0, 0],
        [false, 0, 20],
      ],
    );
    assert.equal((await store.take("bob", threeAMinute)).allowed, true);
  });

  test("of fifty requests at once, no more are allowed than may be", async () => {
    await using _database = await open([RateLimitCount]);
    const store = databaseRateLimits();
    const rate = rateMicros({ requests: 5, windowSeconds: 3600 });

    const states = await Promise.all(Array.from({ length: 50 }, () => store.take("flood", rate)));

    assert.equal(states.filter(({ allowed }) => allowed).length, 5);
  });

  test("a place that is given back is free, and a key that is forgotten has all of its places", async () => {
    await using _database = await open([RateLimitCount]);
    const store = databaseRateLimits();
    const one = rateMicros({ requests: 1, windowSeconds: 3600 });
    const take = async () => (await store.take("ada", one)).allowed;

    assert.deepEqual([await take(), await take()], [true, false]);
    await store.giveBack("ada", one);
    assert.deepEqual([await take(), await take()], [true, false]);
    await store.forget("ada");
    assert.equal(await take(), true);
  });

  test("the table holds no names and addresses, and rows that say nothing any more are removed", async () => {
    await using _database = await open([RateLimitCount]);
    let now = 1_800_000_000_000;
    const store = databaseRateLimits({ now: () => now });
    for (let count = 0; count < 20; count++) await store.take(`address 10.0.0.${count}`, threeAMinute);

    const keys = (await RateLimitCount.all()).map(({ key }) => key);
    assert.equal(keys.length, 20);
    for (const key of keys) assert.match(key, /^[0-9a-f]{40}$/);
    now += 61_000;
    await store.take("another", threeAMinute);
    assert.equal(await RateLimitCount.count(), 1);
  });
});
