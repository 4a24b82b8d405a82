import { createHash } from "node:crypto";
import { greatest, UniqueViolation } from "../../../db/index.ts";
import { microsOf, type RateLimitState, type RateMicros, stateOf } from "../rate.ts";
import { RateLimitCount } from "../rate-limit-model.ts";
import type { RateLimitStore } from "../rate-limit-store.ts";

export interface DatabaseRateLimitsOptions {
  /** The clock, in milliseconds. */
  readonly now?: () => number;
}

/**
 * Counts in the app's database, for several processes together. Needs the module `rateLimitTable`. A request that is
 * limited costs two statements; where there are many, Redis is the better place.
 */
export function databaseRateLimits(options: DatabaseRateLimitsOptions = {}): RateLimitStore {
  return new DatabaseRateLimitStore(options);
}

// Rows whose buckets are full say nothing any more. They are removed that often, by whoever counts next.
const sweepEveryMs = 60_000;

export class DatabaseRateLimitStore implements RateLimitStore {
  readonly #now: () => number;
  #sweptAtMs: number;

  constructor({ now = Date.now }: DatabaseRateLimitsOptions) {
    this.#now = now;
    this.#sweptAtMs = now();
  }

  async take(key: string, rate: RateMicros): Promise<RateLimitState> {
    await this.#sweep();
    const row = rowKey(key);
    while (true) {
      const now = microsOf(this.#now());
      // One statement: the database looks at the row again when its turn has come, so no two take the same place.
      const free = RateLimitCount.where({ key: row, fullAt: { lte: now + rate.window - rate.interval } });
      const taken = await free.update(({ fullAt }) => ({
        fullAt: greatest(fullAt, now).plus(rate.interval),
      }));
      const found = await RateLimitCount.find({ key: row });
      if (found !== null) return stateOf(taken > 0, Number(found.fullAt) - now, rate);
      if (await this.#begin(row, now + rate.interval)) return stateOf(true, rate.interval, rate);
    }
  }

  async giveBack(key: string, rate: RateMicros): Promise<void> {
    const row = RateLimitCount.where({ key: rowKey(key) });
    await row.update(({ fullAt }) => ({ fullAt: fullAt.minus(rate.interval) }));
  }

  async forget(key: string): Promise<void> {
    await RateLimitCount.where({ key: rowKey(key) }).delete();
  }

  /** The first request of a key. False where another one was first. */
  async #begin(key: string, fullAt: number): Promise<boolean> {
    try {
      await RateLimitCount.create({ key, fullAt });
      return true;
    } catch (error) {
      if (error instanceof UniqueViolation) return false;
      throw error;
    }
  }

  async #sweep(): Promise<void> {
    const now = this.#now();
    if (now - this.#sweptAtMs < sweepEveryMs) return;
    this.#sweptAtMs = now;
    await RateLimitCount.where({ fullAt: { lt: microsOf(now) } }).delete();
  }
}

function rowKey(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 40);
}
