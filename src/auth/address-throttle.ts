import { addressKey } from "./address-key.ts";
import { AttemptCounts } from "./attempt-counts.ts";

/** How often something may be done from one address in a window of time. */
export interface AddressThrottleOptions {
  /** IPv6 addresses count by their first 64 bits. */
  readonly attempts: number;
  readonly windowSeconds: number;
}

/**
 * Limits what anybody may ask for and what costs much, such as signing up, which hashes a password. Kept in the memory
 * of one process.
 *
 * @example
 * const signUps = new AddressThrottle({ attempts: 20, windowSeconds: 3600 });
 *
 * const waitSeconds = signUps.attempt(request.ip);
 * if (waitSeconds > 0) throw new TooManyRequestsError(waitSeconds);
 */
export class AddressThrottle {
  readonly #limit: number;
  readonly #counts: AttemptCounts;

  constructor({ attempts, windowSeconds }: AddressThrottleOptions, now: () => number = Date.now) {
    this.#limit = attempts;
    this.#counts = new AttemptCounts(windowSeconds, now);
  }

  /** Counts an attempt and gives 0; or for how many seconds the address must wait. */
  attempt(address: string): number {
    const key = addressKey(address);
    const waitSeconds = this.#counts.waitSeconds(key, this.#limit);
    if (waitSeconds === 0) this.#counts.add(key);
    return waitSeconds;
  }
}
