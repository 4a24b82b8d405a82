import { serviceKey } from "../../core/index.ts";
import type { RateLimitState, RateMicros } from "./rate.ts";

/** Where requests are counted. Each of its steps is one whole: of a hundred at once, no more are allowed than may be. */
export interface RateLimitStore {
  /** Takes a place of a key, where one is free. */
  take(key: string, rate: RateMicros): RateLimitState | Promise<RateLimitState>;
  /** Gives a place back: what was counted didn't happen after all. */
  giveBack(key: string, rate: RateMicros): void | Promise<void>;
  /** Forgets a key: all of its places are free. */
  forget(key: string): void | Promise<void>;
  close?(): void | Promise<void>;
}

/** Where the app counts: `security.rateLimitStore` of the configuration, or the memory of this process. */
export const rateLimitStoreService = serviceKey<RateLimitStore>("security.rate-limit-store");
