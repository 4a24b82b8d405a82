/*
 * How requests are counted: the generic cell rate algorithm (GCRA), which came with the networks of telephones.
 *
 * Each key has a bucket of `requests` places. One request takes one place, and the places come back one after the other, one
 * each `windowSeconds / requests`. All that must be kept is one number, the moment at which the bucket is full again:
 *
 *      now           fullAt
 *   ────┼──────────────┼─────────────────────────→ time
 *       └─ not yet back ┘
 *   ────┼───────────────────────────┼───
 *       └──────── windowSeconds ────┘   a request is allowed while what isn't back fits into the window
 *
 * Against windows that begin anew, it has no moment at which twice as many get through; against a list of moments for each key,
 * it takes one number and can be counted in one step, by an UPDATE or by a script of Redis. So nobody needs to wait for
 * the end of a window: the next place is back soon. Numbers are whole microseconds, which a double holds exactly.
 */

/** So many requests at once; afterwards as many in each window, evenly spaced. */
export interface Rate {
  readonly requests: number;
  readonly windowSeconds: number;
}

/** A rate in microseconds. */
export interface RateMicros {
  /** For how long a place is taken. */
  readonly interval: number;
  readonly window: number;
}

/** What came of asking for a place. */
export interface RateLimitState {
  readonly allowed: boolean;
  /** How many more would be allowed now. */
  readonly remaining: number;
  /** For how many seconds to wait where it isn't allowed, else 0. */
  readonly waitSeconds: number;
  /** After how many seconds all places are back, if nothing else is asked. */
  readonly resetSeconds: number;
}

const microsPerSecond = 1_000_000;

export function rateMicros({ requests, windowSeconds }: Rate): RateMicros {
  const window = Math.floor(windowSeconds * microsPerSecond);
  return { interval: Math.floor(window / requests), window };
}

/** The present in microseconds. */
export function microsOf(milliseconds: number): number {
  return Math.floor(milliseconds * 1000);
}

/** The moment at which the bucket would be full after one more request; `undefined` where that is one too many. */
export function fullAfterTake(fullAt: number, now: number, rate: RateMicros): number | undefined {
  const next = Math.max(fullAt, now) + rate.interval;
  return next - now <= rate.window ? next : undefined;
}

/** The state of a bucket in which so much is still taken. */
export function stateOf(allowed: boolean, takenMicros: number, rate: RateMicros): RateLimitState {
  const taken = Math.max(0, takenMicros);
  return {
    allowed,
    remaining: Math.max(0, Math.floor((rate.window - taken) / rate.interval)),
    waitSeconds: allowed ? 0 : Math.ceil((taken + rate.interval - rate.window) / microsPerSecond),
    resetSeconds: Math.ceil(taken / microsPerSecond),
  };
}
