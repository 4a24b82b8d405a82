import type { IncomingMessage } from "node:http";
import {
  OutboundBodyError,
  OutboundEncodingError,
  OutboundRedirectError,
  OutboundTimeoutError,
  OutboundUrlError,
} from "../errors.ts";
import { addressRule } from "./allowed-addresses.ts";
import { limitedBody } from "./limited-body.ts";
import { type OutboundUrlRules, outboundUrl } from "./outbound-url.ts";
import { pinnedLookup, type ResolveHost, resolveBySystem } from "./pinned-lookup.ts";
import { type OutboundRequest, type Route, sendOnce } from "./send-once.ts";

/** What is sent, and how far it may go. */
export interface GuardedFetchOptions {
  /** `"GET"` by default. */
  readonly method?: string;
  readonly headers?: HeadersInit;
  readonly body?: string | Uint8Array | URLSearchParams;
  readonly signal?: AbortSignal;
  /** How many redirects are followed, each one checked like the first address; none by default. */
  readonly maxRedirects?: number;
  /** How long all of it may take, the body included: 10 seconds by default. */
  readonly timeoutMs?: number;
  /** How large the answer may be: 5 MB by default. */
  readonly maxBytes?: number;
  /** 80 and 443 by default. */
  readonly ports?: readonly number[];
  /** Refuses http. False by default. */
  readonly httpsOnly?: boolean;
  /** Networks that may be asked although they aren't the internet: `["10.1.0.0/16"]`. */
  readonly unsafeNetworks?: readonly string[];
  /** Finds the addresses of a name, instead of the system. */
  readonly resolve?: ResolveHost;
}

const defaults = { maxRedirects: 0, timeoutMs: 10_000, maxBytes: 5 * 2 ** 20, ports: [80, 443] } as const;

// They say where the request goes and how its end is found, which is not the caller's.
const ownHeaders = ["host", "connection", "content-length", "transfer-encoding", "upgrade", "te", "expect"];
// What belongs to the first host alone.
const credentialHeaders = ["authorization", "cookie", "proxy-authorization"];

/**
 * Asks an address that a visitor or another program has named, and nothing that only this server can reach: machines and
 * services of its own network, its own ports, the keys of a cloud. The name is looked up once, its addresses are checked,
 * and the connection goes to one of those.
 *
 * @throws {@link OutboundUrlError} {@link OutboundAddressError} where it may not be asked, {@link OutboundRedirectError},
 * {@link OutboundTimeoutError}, {@link OutboundBodyError}, {@link OutboundEncodingError}.
 *
 * @example
 * const response = await guardedFetch(form.values.imageUrl, { maxBytes: 2_000_000 });
 */
export async function guardedFetch(
  address: string | URL,
  options: GuardedFetchOptions = {},
): Promise<Response> {
  const { maxRedirects, timeoutMs, maxBytes, ports } = { ...defaults, ...options };
  const rules: OutboundUrlRules = { ports: new Set(ports), httpsOnly: options.httpsOnly ?? false };
  const isAllowed = addressRule(options.unsafeNetworks ?? []);
  const route: Route = { isAllowed, lookup: pinnedLookup(options.resolve ?? resolveBySystem, isAllowed) };

  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  let outbound = firstRequest(outboundUrl(address, rules), options, signal);
  for (let followed = 0; ; followed++) {
    const message = await sendOnce(outbound, route).catch((error: unknown) => {
      throw timeout.aborted ? new OutboundTimeoutError(timeoutMs) : causeOf(error);
    });
    const target = redirectTarget(message);
    if (target === undefined) return responseOf(message, maxBytes);
    message.destroy();
    if (followed === maxRedirects) throw new OutboundRedirectError(maxRedirects);
    const next = URL.parse(target, outbound.url.href);
    if (next === null) throw new OutboundUrlError("redirects to what is no address");
    outbound = redirected(outbound, outboundUrl(next, rules), message.statusCode!);
  }
}

function firstRequest(url: URL, options: GuardedFetchOptions, signal: AbortSignal): OutboundRequest {
  const { method = "GET", body } = options;
  // Checks names and values too: line ends can't get into a header.
  const headers = new Headers(options.headers);
  for (const name of ownHeaders) headers.delete(name);
  headers.set("accept-encoding", "identity");
  if (!headers.has("accept")) headers.set("accept", "*/*");
  if (body instanceof URLSearchParams && !headers.has("content-type"))
    headers.set("content-type", "application/x-www-form-urlencoded;charset=UTF-8");
  const bytes = body === undefined || body instanceof Uint8Array ? body : Buffer.from(String(body));
  if (bytes !== undefined) headers.set("content-length", String(bytes.byteLength));
  return { url, method: method.toUpperCase(), headers, body: bytes, signal };
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

function redirectTarget({ statusCode, headers }: IncomingMessage): string | undefined {
  return redirectStatuses.has(statusCode ?? 0) ? headers.location : undefined;
}

/** The request that follows a redirect: 307 and 308 repeat the first one, the others ask by GET. */
function redirected(before: OutboundRequest, url: URL, status: number): OutboundRequest {
  if (before.url.protocol === "https:" && url.protocol === "http:")
    throw new OutboundUrlError("redirects from https to http");
  const headers = new Headers(before.headers);
  if (url.origin !== before.url.origin) for (const name of credentialHeaders) headers.delete(name);
  if (status === 307 || status === 308) return { ...before, url, headers };
  for (const name of ["content-length", "content-type"]) headers.delete(name);
  return { ...before, url, headers, method: before.method === "HEAD" ? "HEAD" : "GET", body: undefined };
}

function responseOf(message: IncomingMessage, maxBytes: number): Response {
  const { statusCode: status = 502, headers: given } = message;
  const encoding = given["content-encoding"] ?? "identity";
  // It was told that only plain bytes are taken: a small answer could become a large one.
  if (encoding.toLowerCase() !== "identity") {
    message.destroy();
    throw new OutboundEncodingError(encoding);
  }
  if (Number(given["content-length"]) > maxBytes) {
    message.destroy();
    throw new OutboundBodyError(maxBytes);
  }
  const headers = new Headers();
  for (const [name, values] of Object.entries(message.headersDistinct))
    for (const value of values ?? []) headers.append(name, value);
  const hasBody = ![101, 204, 205, 304].includes(status);
  if (!hasBody) message.resume();
  return new Response(hasBody ? limitedBody(message, maxBytes) : null, { status, headers });
}

/** Node wraps what a look-up says into an error of its own where several addresses were tried. */
function causeOf(error: unknown): unknown {
  return error instanceof AggregateError ? (error.errors[0] ?? error) : error;
}
