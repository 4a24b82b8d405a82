import { currentApp, logger } from "../../core/index.ts";
import type { Request } from "../../http/index.ts";
import { RateLimitError, RateLimitedError, RateLimitStoreError } from "../errors.ts";
import { type Rate, type RateLimitState, type RateMicros, rateMicros } from "./rate.ts";
import { byAddress, type RateLimitKey, storeKey } from "./rate-limit-keys.ts";
import { type RateLimitStore, rateLimitStoreService } from "./rate-limit-store.ts";

/** How often something may be done, and by whom. */
export interface RateLimitRule extends Rate {
  /** Whose requests are counted together; by their address where nothing is said. */
  readonly key?: RateLimitKey;
  /** What happens while the store can't be reached: pages are answered (`"allow"`, the default), or refused with 503. */
  readonly whenStoreFails?: "allow" | "refuse";
}

export interface RateLimiterOptions extends RateLimitRule {
  /** Tells its counts from those of others, and stands in the headers. */
  readonly name: string;
}

// After a failure, for how long the store is left alone: a request must not wait for what is known to be down.
const restMs = 1_000;
const resting = new WeakMap<RateLimitStore, number>();

/**
 * Counts how often something is done, in the store of the current app. As middleware and as an option of routes it is
 * `rateLimit`; this is for what a handler counts itself.
 *
 * @example
 * const signUps = new RateLimiter({ name: "sign-ups", requests: 30, windowSeconds: 3600 });
 *
 * await signUps.check(request); // throws RateLimitedError, which is answered by 429
 */
export class RateLimiter {
  readonly name: string;
  readonly rate: Rate;
  readonly #micros: RateMicros;
  readonly #key: RateLimitKey;
  readonly #refuses: boolean;

  /** @throws {@link RateLimitError} for a rate or a name that can't be. */
  constructor({
    name,
    requests,
    windowSeconds,
    key = byAddress,
    whenStoreFails = "allow",
  }: RateLimiterOptions) {
    const problem = problemOf(name, { requests, windowSeconds });
    if (problem !== undefined) throw new RateLimitError(name, problem);
    this.name = name;
    this.rate = { requests, windowSeconds };
    this.#micros = rateMicros(this.rate);
    this.#key = key;
    this.#refuses = whenStoreFails === "refuse";
  }

  /**
   * Takes a place for a request, or throws.
   * @throws {@link RateLimitedError} with status 429 where there is none.
   */
  async check(request: Request): Promise<void> {
    const key = await this.keyOf(request);
    if (key === undefined) return;
    const state = await this.take(key);
    if (!state.allowed) throw new RateLimitedError([{ limiter: this, state }]);
  }

  /** Takes a place of a key where one is free, and says so. Where the store counts in memory, there is no promise. */
  take(key: string): RateLimitState | Promise<RateLimitState> {
    return this.#asking((store) => store.take(storeKey(this.name, key), this.#micros), this.#unknownState);
  }

  /** Gives a place back: what was counted didn't happen. */
  async giveBack(key: string): Promise<void> {
    await this.#asking((store) => store.giveBack(storeKey(this.name, key), this.#micros), noAnswer);
  }

  /** Forgets all that was counted of a key. */
  async forget(key: string): Promise<void> {
    await this.#asking((store) => store.forget(storeKey(this.name, key)), noAnswer);
  }

  /** Whose request this is; `undefined` where it isn't counted. */
  keyOf(request: Request): string | undefined | Promise<string | undefined> {
    return this.#key(request);
  }

  #unknownState = (): RateLimitState => {
    if (this.#refuses) throw new RateLimitStoreError();
    return { allowed: true, remaining: this.rate.requests, waitSeconds: 0, resetSeconds: 0 };
  };

  /** Asks the store, unless it has failed a moment ago. A limiter that fails says what stands in for its answer. */
  #asking<Answer>(
    ask: (store: RateLimitStore) => Answer | Promise<Answer>,
    otherwise: () => Answer,
  ): Answer | Promise<Answer> {
    const store = currentApp("A rate limit").service(rateLimitStoreService);
    if ((resting.get(store) ?? 0) > performance.now()) return otherwise();
    const failed = (error: unknown) => {
      resting.set(store, performance.now() + restMs);
      logger("security").error(
        { err: error, limit: this.name },
        "the store of the rate limits can't be reached",
      );
      return otherwise();
    };
    try {
      const answer = ask(store);
      return answer instanceof Promise ? answer.catch(failed) : answer;
    } catch (error) {
      return failed(error);
    }
  }
}

const noAnswer = () => undefined;

const maxRequests = 1_000_000;
const maxWindowSeconds = 31 * 24 * 3600;

/** What is wrong with a limit, as the end of a sentence; `undefined` for nothing. */
export function problemOf(name: string, { requests, windowSeconds }: Rate): string | undefined {
  if (!/^[\w:./ -]{1,100}$/.test(name)) return "its name may have letters, digits, spaces and _ : . / - only";
  if (!Number.isInteger(requests) || requests < 1 || requests > maxRequests)
    return `requests must be a whole number from 1 to ${maxRequests}, and is ${requests}`;
  if (!(windowSeconds > 0 && windowSeconds <= maxWindowSeconds))
    return `windowSeconds must lie between 0 and ${maxWindowSeconds} (31 days), and is ${windowSeconds}`;
  return undefined;
}
