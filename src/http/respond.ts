import { iriToUri, type LazyString } from "../core/index.ts";
import { UnsafeHeaderError } from "./errors.ts";
import { headerBlock } from "./header-map.ts";
import { inContext } from "./in-context.ts";
import {
  isStreamedRendering,
  type Rendering,
  Response,
  type ResponseOptions,
  type StreamedRendering,
} from "./response.ts";

/**
 * Answers with a page: a text, or what a template gives, whole or piece by piece. A text goes out as it is: what comes
 * from a visitor must be escaped in it, as templates do.
 *
 * @example
 * return html(articlePage({ article }));
 * return html(reportPage.stream({ rows: slowQuery })); // what stands before the rows goes out while they are loaded
 */
export function html(body: string | Rendering | StreamedRendering, options?: ResponseOptions): Response {
  const response = withType(new Response(body, options), "text/html; charset=utf-8");
  if (isStreamedRendering(response.body)) {
    response.headers.setDefaults(forThisVisitorAlone);
    response.vary("Cookie");
  }
  return response;
}

// The head goes out before it is known whether the page asks who the visitor is.
const forThisVisitorAlone = headerBlock({
  "cache-control": "private, no-store",
  "x-accel-buffering": "no", // nginx passes each piece on at once
});

/** Answers with a value as JSON. What has no JSON form, such as a function or a circle, throws. */
export function json(value: unknown, options?: ResponseOptions): Response {
  const text = JSON.stringify(value);
  if (text === undefined) {
    throw new TypeError(
      `json() was given ${typeof value}, which has no JSON form. Give it null for "nothing".`,
    );
  }
  return withType(new Response(text, options), "application/json; charset=utf-8");
}

/** Answers with plain text. */
export function text(body: string, options?: ResponseOptions): Response {
  return withType(new Response(body, options), "text/plain; charset=utf-8");
}

/**
 * Answers with chunks as they come: from an async generator, or a stream of the platform. The source is asked for the
 * next chunk when the client has room for it, and is stopped (`return()`, `cancel()`) when the client leaves. A
 * generator runs in the context of this call: `currentRequest()` and templates work in it as in the handler.
 */
export function stream(source: AsyncIterable<string | Uint8Array>, options?: ResponseOptions): Response {
  return withType(new Response(inContext(source), options), "text/plain; charset=utf-8");
}

export interface RedirectOptions {
  /**
   * 302 by default. 303 turns a POST into a GET for certain, 307 and 308 keep method and body, 301 and 308 are
   * remembered by the browser.
   */
  readonly status?: 301 | 302 | 303 | 307 | 308;
}

/**
 * Sends the browser to another address. Letters that an address can't hold are percent-encoded. An address that a
 * visitor chose goes through `safeRedirectTarget()` of `quintet/security` first.
 * @throws {@link UnsafeHeaderError} for control characters, and for other schemes than http and https.
 */
export function redirect(to: string | URL | LazyString, options: RedirectOptions = {}): Response {
  return new Response(null, { status: options.status ?? 302, headers: { location: toLocation(String(to)) } });
}

function toLocation(address: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\x00-\x1f\x7f]/.test(address)) {
    throw new UnsafeHeaderError(
      `redirect() was given an address with a control character: ${JSON.stringify(address)}.`,
    );
  }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") {
    throw new UnsafeHeaderError(`redirect() goes to http and https only, and was given "${scheme}:".`);
  }
  // Browsers read a backslash as a slash, so "/\evil.example" would leave the site: it is encoded with the rest.
  return iriToUri(address);
}

function withType(response: Response, contentType: string): Response {
  response.headers.setDefault("content-type", contentType);
  return response;
}
