import { type Middleware, type Next, type Request, type Response, withResponse } from "../../http/index.ts";
import { RateLimitedError } from "../errors.ts";
import type { RateLimitState } from "./rate.ts";
import { type CountedLimit, rateLimitHeaders } from "./rate-limit-headers.ts";
import { RateLimiter, type RateLimiterOptions, type RateLimitRule } from "./rate-limiter.ts";

declare module "../../http/request-properties.ts" {
  interface RouteOptions {
    /** How often this route answers: `{ requests: 30, windowSeconds: 60 }`, or several limits that all hold. */
    readonly rateLimit?: RateLimitRule | readonly RateLimitRule[];
  }
}

/**
 * Middleware that limits all requests together, whatever route they are for.
 *
 * @example
 * middleware: [rateLimit({ name: "all", requests: 600, windowSeconds: 60 }), ...defaultMiddleware]
 */
export function rateLimit(options: RateLimiterOptions): Middleware {
  const limiters = [new RateLimiter(options)];
  return (request, next) => answerWithin(limiters, request, next);
}

/** Middleware, among the default ones, that holds routes to their option `rateLimit`. */
export const routeRateLimits: Middleware = (request, next) => {
  const { route } = request;
  const rules = route?.options.rateLimit;
  if (rules === undefined) return next(request);
  return answerWithin(limitersOf(rules, route?.name ?? ""), request, next);
};

// Made once for each route. Several may be declared with the same object: each counts for itself.
const routeLimiters = new WeakMap<object, Map<string, readonly RateLimiter[]>>();

function limitersOf(rules: RateLimitRule | readonly RateLimitRule[], route: string): readonly RateLimiter[] {
  let ofRules = routeLimiters.get(rules);
  if (ofRules === undefined) {
    ofRules = new Map();
    routeLimiters.set(rules, ofRules);
  }
  let limiters = ofRules.get(route);
  if (limiters === undefined) {
    limiters = listOf(rules).map((rule, place) => new RateLimiter({ ...rule, name: nameOf(route, place) }));
    ofRules.set(route, limiters);
  }
  return limiters;
}

export function listOf(rules: RateLimitRule | readonly RateLimitRule[]): readonly RateLimitRule[] {
  return Array.isArray(rules) ? (rules as readonly RateLimitRule[]) : [rules as RateLimitRule];
}

function nameOf(route: string, place: number): string {
  const name = route === "" ? "route" : route;
  return place === 0 ? name : `${name} ${place + 1}`;
}

function answerWithin(
  limiters: readonly RateLimiter[],
  request: Request,
  next: Next,
): Response | Promise<Response> {
  const counted = countAll(limiters, request);
  return counted instanceof Promise
    ? counted.then((limits) => answer(limits, request, next))
    : answer(counted, request, next);
}

function answer(
  counted: readonly CountedLimit[],
  request: Request,
  next: Next,
): Response | Promise<Response> {
  if (counted.length === 0) return next(request);
  if (counted.some(({ state }) => !state.allowed)) throw new RateLimitedError(counted);
  return withResponse(next(request), (response) => {
    for (const [name, value] of Object.entries(rateLimitHeaders(counted))) response.headers.set(name, value);
    return response;
  });
}

/** Takes a place of each limit, up to the first that has none. */
function countAll(
  limiters: readonly RateLimiter[],
  request: Request,
): readonly CountedLimit[] | Promise<readonly CountedLimit[]> {
  const counted: CountedLimit[] = [];
  for (const [place, limiter] of limiters.entries()) {
    const state = count(limiter, request);
    if (state instanceof Promise)
      return state.then(async (first) => {
        const rest = first?.allowed === false ? [] : await countAll(limiters.slice(place + 1), request);
        return [...counted, ...(first === undefined ? [] : [{ limiter, state: first }]), ...rest];
      });
    if (state === undefined) continue;
    counted.push({ limiter, state });
    if (!state.allowed) break;
  }
  return counted;
}

function count(
  limiter: RateLimiter,
  request: Request,
): RateLimitState | undefined | Promise<RateLimitState | undefined> {
  const key = limiter.keyOf(request);
  if (key instanceof Promise)
    return key.then((found) => (found === undefined ? undefined : limiter.take(found)));
  return key === undefined ? undefined : limiter.take(key);
}
