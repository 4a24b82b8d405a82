import { fullAfterTake, microsOf, type RateLimitState, type RateMicros, stateOf } from "../rate.ts";
import type { RateLimitStore } from "../rate-limit-store.ts";

export interface MemoryRateLimitsOptions {
  /** How many keys are kept at most; 50,000 by default, which take some 8 MB. */
  readonly maxKeys?: number;
  /** The clock, in milliseconds. One that never goes back by default. */
  readonly now?: () => number;
}

/** Counts in the memory of this process: the default. Each process of a server counts for itself. */
export function memoryRateLimits(options: MemoryRateLimitsOptions = {}): RateLimitStore {
  return new MemoryRateLimitStore(options);
}

// How many of the oldest keys are looked at when one has to go.
const candidates = 16;

class MemoryRateLimitStore implements RateLimitStore {
  readonly #maxKeys: number;
  readonly #now: () => number;
  /** When the bucket of a key is full again; keys that were used longest ago stand first. */
  readonly #fullAt = new Map<string, number>();

  constructor({ maxKeys = 50_000, now = steadyNow }: MemoryRateLimitsOptions) {
    this.#maxKeys = maxKeys;
    this.#now = now;
  }

  take(key: string, rate: RateMicros): RateLimitState {
    const now = microsOf(this.#now());
    const fullAt = this.#fullAt.get(key) ?? 0;
    const next = fullAfterTake(fullAt, now, rate);
    if (next === undefined) return stateOf(false, fullAt - now, rate);
    this.#set(key, next, now);
    return stateOf(true, next - now, rate);
  }

  giveBack(key: string, rate: RateMicros): void {
    const fullAt = this.#fullAt.get(key);
    if (fullAt !== undefined) this.#fullAt.set(key, fullAt - rate.interval);
  }

  forget(key: string): void {
    this.#fullAt.delete(key);
  }

  #set(key: string, fullAt: number, now: number): void {
    if (!this.#fullAt.delete(key) && this.#fullAt.size >= this.#maxKeys) this.#makeRoom(now);
    this.#fullAt.set(key, fullAt);
  }

  /**
   * Forgets one key, or all that are full among the oldest. Of the others it is the one that is full first: whoever
   * floods the memory with keys of one request each must not make it forget an account that is under attack.
   */
  #makeRoom(now: number): void {
    let first: string | undefined;
    let firstFullAt = Number.POSITIVE_INFINITY;
    let looked = 0;
    for (const [key, fullAt] of this.#fullAt) {
      if (++looked > candidates) break;
      if (fullAt < firstFullAt) {
        first = key;
        firstFullAt = fullAt;
      }
      // To the end, so that the next time others are looked at.
      this.#fullAt.delete(key);
      if (fullAt > now) this.#fullAt.set(key, fullAt);
    }
    if (this.#fullAt.size >= this.#maxKeys) this.#fullAt.delete(first!);
  }
}

function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}
