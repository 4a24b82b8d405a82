import { type SignedCookieOptions, signCookie } from "../crypto/index.ts";
import { type CookieOptions, isSameCookie, serializeCookie } from "./cookies.ts";
import { InvalidBodyError, ReusedResponseError } from "./errors.ts";
import { HeaderMap } from "./header-map.ts";

/** A page that is still to be rendered: what `template()` gives. It is rendered when the handler has returned. */
export interface Rendering {
  render(): string | Promise<string>;
}

/** A page that goes out piece by piece: what the `stream()` of a `template()` gives. */
export interface StreamedRendering extends AsyncIterable<string> {
  /** Renders as far as the first piece. What fails before it can still be answered by an error page. */
  begin(): Promise<void>;
}

/** What a response may carry: nothing, a whole text, bytes, chunks over time, or a page still to be rendered. */
export type ResponseBody = null | string | Uint8Array | AsyncIterable<string | Uint8Array> | Rendering;

export interface ResponseOptions {
  /** 200 by default. */
  readonly status?: number;
  readonly headers?: HeadersInit;
  /** The `Content-Type`, where the one that the helper chooses isn't right. */
  readonly contentType?: string;
}

/** @see claimResponse */
let claim: (response: Response, request: object) => void;

/**
 * What a handler answers. Make one with `html()`, `json()`, `text()`, `redirect()`, `stream()`, `sse()` or `file()`;
 * its status, headers and body may be changed until it is sent.
 */
export class Response {
  status: number;
  body: ResponseBody;
  readonly headers: HeaderMap;
  #claimedBy: object | undefined;

  static {
    claim = (response, request) => {
      response.#claimedBy ??= request;
      if (response.#claimedBy !== request) throw new ReusedResponseError();
    };
  }

  constructor(body: ResponseBody = null, options: ResponseOptions = {}) {
    const { status = 200, contentType } = options;
    if (!Number.isInteger(status) || status < 200 || status > 599) {
      throw new RangeError(`A response's status is a whole number from 200 to 599, and ${status} is not.`);
    }
    if (!isBody(body)) throw new InvalidBodyError(body);
    this.status = status;
    this.body = body;
    this.headers = new HeaderMap(options.headers);
    if (contentType !== undefined) this.headers.set("content-type", contentType);
  }

  /**
   * Has the browser keep a value. Replaces a cookie of the same name, domain and path that this response sets already.
   * @throws {@link InvalidCookieError} where a browser would misread or drop it.
   */
  setCookie(name: string, value: string, options: CookieOptions = {}): void {
    const cookie = serializeCookie(name, value, options);
    const others = this.headers.getSetCookie().filter((other) => !isSameCookie(other, cookie));
    this.headers.delete("set-cookie");
    for (const other of others) this.headers.append("set-cookie", other);
    this.headers.append("set-cookie", cookie);
  }

  /**
   * Has the browser keep a value that nobody else can make or change, though anybody can read it. `request.signedCookie()`
   * gives it back, and so does Django's `get_signed_cookie()`.
   * @param options.salt - Tells cookies of one name apart that are meant for different things.
   */
  setSignedCookie(
    name: string,
    value: string,
    options: CookieOptions & Pick<SignedCookieOptions, "salt"> = {},
  ): void {
    const { salt, ...attributes } = options;
    this.setCookie(name, signCookie(name, value, salt === undefined ? {} : { salt }), attributes);
  }

  /** Has the browser forget a cookie. Path, domain and `secure` must be those that it was set with. */
  deleteCookie(name: string, options: CookieOptions = {}): void {
    this.setCookie(name, "", { ...options, maxAgeSeconds: 0, expires: new Date(0) });
  }

  /** Adds names to the `Vary` header, each once. */
  vary(...names: readonly string[]): void {
    const present = this.headers.get("vary")?.split(", ") ?? [];
    const known = new Set(present.map((name) => name.toLowerCase()));
    const added = names.filter((name) => !known.has(name.toLowerCase()));
    if (added.length > 0) this.headers.set("vary", [...present, ...added].join(", "));
  }

  /** The whole body as bytes, as a test or a cache reads it. A stream can be read once. */
  async bytes(): Promise<Uint8Array> {
    const { body } = this;
    if (body === null) return new Uint8Array();
    if (body instanceof Uint8Array) return body;
    if (typeof body === "string") return Buffer.from(body);
    if (isRendering(body)) return Buffer.from(await body.render());
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
    return Buffer.concat(chunks);
  }

  /** The whole body as text. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  /** The whole body as the value that its JSON stands for. */
  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }
}

/**
 * Notes that a response answers a request. Layers and sessions write headers and cookies into it, so one that is kept and
 * given again would take those of one visitor to another.
 * @throws {@link ReusedResponseError}
 */
export function claimResponse(response: Response, request: object): void {
  claim(response, request);
}

/** Whether a program without types gave a body of a right kind. */
function isBody(body: unknown): body is ResponseBody {
  if (typeof body === "string" || body === null) return true;
  if (typeof body !== "object") return false;
  return body instanceof Uint8Array || Symbol.asyncIterator in body || "render" in body;
}

export function isStreamedRendering(body: ResponseBody): body is StreamedRendering {
  return typeof body === "object" && body !== null && "begin" in body && typeof body.begin === "function";
}

export function isRendering(body: ResponseBody): body is Rendering {
  return typeof body === "object" && body !== null && "render" in body && typeof body.render === "function";
}
