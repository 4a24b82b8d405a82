import type { RateLimitState } from "./rate.ts";
import type { RateLimiter } from "./rate-limiter.ts";

/** A limit that counted a request, and how it stands now. */
export interface CountedLimit {
  readonly limiter: Pick<RateLimiter, "name" | "rate">;
  readonly state: RateLimitState;
}

/**
 * What tells a program how much it may still ask: draft-ietf-httpapi-ratelimit-headers, `r` for what remains and `t` for
 * the seconds until all of it is back.
 */
export function rateLimitHeaders(counted: readonly CountedLimit[]): Record<string, string> {
  const policy = counted.map(
    ({ limiter: { name, rate } }) => `"${name}";q=${rate.requests};w=${Math.ceil(rate.windowSeconds)}`,
  );
  const left = counted.map(
    ({ limiter: { name }, state }) => `"${name}";r=${state.remaining};t=${state.resetSeconds}`,
  );
  return { "ratelimit-policy": policy.join(", "), ratelimit: left.join(", ") };
}
