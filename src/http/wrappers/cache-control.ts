import { httpDate } from "../http-date.ts";
import type { Response } from "../response.ts";
import { changingResponses, type WrappedHandler } from "./wrap-handler.ts";

/** What browsers and caches may do with a response (RFC 9111, 5.2.2). */
export interface CacheControl {
  /** How long the response counts as fresh. */
  readonly maxAgeSeconds?: number;
  /** The same for caches that several people share. */
  readonly sharedMaxAgeSeconds?: number;
  /** Whether shared caches may keep it: `true` also where they otherwise wouldn't, `false` never. */
  readonly shared?: boolean;
  /** It may be kept, and is asked about each time before it is used. */
  readonly revalidate?: boolean;
  /** It is not kept at all. */
  readonly noStore?: boolean;
  /** Nobody on the way changes it. */
  readonly noTransform?: boolean;
  /** Once it is stale it is asked about, also where the server can't be reached. */
  readonly mustRevalidate?: boolean;
  /** It never changes under its address. */
  readonly immutable?: boolean;
  /** For how long after it is stale it may still be used while a new one is fetched. */
  readonly staleWhileRevalidateSeconds?: number;
  /** For how long after it is stale it may be used where there is no new one to be had. */
  readonly staleIfErrorSeconds?: number;
}

/**
 * Says what caches may do with a response. What its `Cache-Control` says already is kept, apart from what contradicts;
 * of two ages the shorter counts.
 */
export function setCacheControl(response: Response, control: CacheControl): void {
  const directives = parseDirectives(response.headers.get("cache-control") ?? "");
  const flag = (name: string, given: boolean | undefined) => {
    if (given === true) directives.set(name, "");
    else if (given === false) directives.delete(name);
  };
  const age = (name: string, seconds: number | undefined) => {
    if (seconds === undefined) return;
    if (!Number.isInteger(seconds) || seconds < 0)
      throw new RangeError(`A cache's age is a whole number of seconds, and ${seconds} is not.`);
    const present = Number(directives.get(name) ?? Number.NaN);
    directives.set(name, String(Number.isNaN(present) ? seconds : Math.min(present, seconds)));
  };
  age("max-age", control.maxAgeSeconds);
  age("s-maxage", control.sharedMaxAgeSeconds);
  if (control.shared !== undefined) {
    directives.delete(control.shared ? "private" : "public");
    directives.set(control.shared ? "public" : "private", "");
  }
  flag("no-cache", control.revalidate);
  flag("no-store", control.noStore);
  flag("no-transform", control.noTransform);
  flag("must-revalidate", control.mustRevalidate);
  flag("immutable", control.immutable);
  age("stale-while-revalidate", control.staleWhileRevalidateSeconds);
  age("stale-if-error", control.staleIfErrorSeconds);
  const written = [...directives].map(([name, value]) => (value === "" ? name : `${name}=${value}`));
  if (written.length > 0) response.headers.set("cache-control", written.join(", "));
}

/** Says that nobody keeps the response, in the words of all generations of caches. */
export function preventCaching(response: Response): void {
  response.headers.set("cache-control", "max-age=0, no-cache, no-store, must-revalidate, private");
  response.headers.set("expires", httpDate());
}

/**
 * A handler whose responses say what caches may do with them, unless they say so themselves.
 *
 * @example
 * prices: path("prices/", cacheControl({ shared: true, maxAgeSeconds: 60 }, prices)),
 */
export function cacheControl<Params>(
  control: CacheControl,
  handler: WrappedHandler<Params>,
): WrappedHandler<Params> {
  return changingResponses(handler, (response) => setCacheControl(response, control));
}

/** A handler whose responses nobody keeps. */
export function neverCache<Params>(handler: WrappedHandler<Params>): WrappedHandler<Params> {
  return changingResponses(handler, preventCaching);
}

/**
 * A handler whose responses differ by these headers of the request, which caches have to heed.
 *
 * @example
 * home: path("", vary(["Accept-Language"], home)),
 */
export function vary<Params>(
  headers: readonly string[],
  handler: WrappedHandler<Params>,
): WrappedHandler<Params> {
  return changingResponses(handler, (response) => response.vary(...headers));
}

/** Names in lower case, with their values; `""` where there is none. */
function parseDirectives(header: string): Map<string, string> {
  const directives = new Map<string, string>();
  for (const piece of header.split(",")) {
    const equals = piece.indexOf("=");
    const name = (equals === -1 ? piece : piece.slice(0, equals)).trim().toLowerCase();
    if (name !== "") directives.set(name, equals === -1 ? "" : piece.slice(equals + 1).trim());
  }
  return directives;
}

/** Whether a `Cache-Control` header has a directive, whatever its value. */
export function hasDirective(header: string | null, name: string): boolean {
  return header !== null && parseDirectives(header).has(name);
}
