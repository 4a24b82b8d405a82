import { logger } from "../core/index.ts";
import { BadSignatureError, type UnsignCookieOptions, unsignCookie } from "../crypto/index.ts";
import { acceptsType, preferredType } from "./accepted-types.ts";
import { parseCookies } from "./cookies.ts";
import { decodeBody } from "./decode-body.ts";
import { decodePath } from "./decode-path.ts";
import { BadRequestError, UnsupportedMediaTypeError } from "./errors.ts";
import { partsOf, readForm } from "./form-data.ts";
import { isJsonType, parseJson } from "./json-body.ts";
import { PlatformSource, type PlatformSourceOptions } from "./platform-source.ts";
import { Query } from "./query.ts";
import { RequestBody } from "./request-body.ts";
import { defaultRequestLimits, type RequestLimits } from "./request-limits.ts";
import type { RequestProperties } from "./request-properties.ts";
import type { RequestSource } from "./request-source.ts";
import { parseTraceParent, type TraceParent } from "./trace-parent.ts";
import type { FormPart } from "./uploads/form-part.ts";
import type { MultipartReader } from "./uploads/multipart-reader.ts";

/*
 * A request is lazy: it keeps its source and computes each of its properties when it is first read. What is computed
 * once and kept stands in a private field; what costs nothing is asked of the source each time.
 */

// Ids are unique within a process by the counter, and across processes by the random start.
const processMark = crypto.randomUUID().slice(0, 8);
let requestCount = 0;

// Ids of proxies in front: UUIDs, hexadecimal digits and the like. Such an id is safe in a log and in a path.
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

// The last host that was found to be one: most requests name the same.
let lastHost = "";

/** A name or an IPv4 address, or an IPv6 address in brackets, and perhaps a port. */
const hostPattern = /^(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/** What RequestSlot reads and writes. */
export let readSlot: (request: Request, index: number) => unknown;
export let writeSlot: (request: Request, index: number, value: unknown) => void;

/**
 * What a client asks. Nothing is parsed before it is read, and the same object comes from `node:http` and from the
 * platform's `Request`. Other parts add to it: `request.session`, `request.user`, `request.route`.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: defineRequestProperty() makes good what is declared
export class Request {
  readonly #source: RequestSource;
  readonly #defaultLimits: RequestLimits;
  #limits: RequestLimits | undefined;
  #slots: unknown[] | undefined;
  #body: RequestBody | undefined;
  #id: string | undefined;
  #url: URL | undefined;
  #path: string | undefined;
  #query: Query | undefined;
  #cookies: ReadonlyMap<string, string> | undefined;
  #text: Promise<string> | undefined;
  #json: Promise<unknown> | undefined;
  #form: Promise<FormData> | undefined;

  constructor(source: RequestSource, limits: RequestLimits = defaultRequestLimits) {
    this.#source = source;
    this.#defaultLimits = limits;
  }

  static {
    readSlot = (request, index) => request.#slots?.[index];
    writeSlot = (request, index, value) => {
      request.#slots ??= [];
      request.#slots[index] = value;
    };
  }

  /** Wraps a request of the platform, as `app.fetch()` and tests have it. */
  static fromPlatform(request: globalThis.Request, options: PlatformSourceOptions = {}): Request {
    return new Request(new PlatformSource(request, options), options.limits);
  }

  /** Whoever made this request of one of the platform tells when its answer was read, or will not be. */
  end(): void {
    if (this.#source instanceof PlatformSource) this.#source.end();
  }

  /** How much of the body is read: what the configuration says, and the route. May be replaced before the body is read. */
  get limits(): RequestLimits {
    this.#limits ??= { ...this.#defaultLimits, ...this.route?.options.limits };
    return this.#limits;
  }

  set limits(limits: RequestLimits) {
    this.#limits = limits;
  }

  /**
   * Names this request in logs. A trusted proxy gives it (`X-Request-Id`); otherwise the server makes one, and never takes
   * that of a client.
   */
  get id(): string {
    this.#id ??= this.#forwardedId() ?? `${processMark}-${(++requestCount).toString(36)}`;
    return this.#id;
  }

  #forwardedId(): string | undefined {
    const id = this.#source.isFromTrustedProxy ? this.#source.header("x-request-id") : null;
    return id !== null && idPattern.test(id) ? id : undefined;
  }

  /** The trace that this request belongs to, as a trusted proxy tells it (`traceparent`). */
  get traceParent(): TraceParent | undefined {
    const header = this.#source.isFromTrustedProxy ? this.#source.header("traceparent") : null;
    return header === null ? undefined : parseTraceParent(header);
  }

  /** In upper case: `"GET"`. */
  get method(): string {
    return this.#source.method;
  }

  /**
   * The whole address. Dots in the path are resolved here, as the platform does; routes go by {@link path}.
   * @throws {@link BadRequestError} where host and path make no address.
   */
  get url(): URL {
    this.#url ??= this.#parseUrl();
    return this.#url;
  }

  /**
   * The decoded path, exactly as it was sent otherwise: `"/café/"`.
   * @throws {@link BadRequestError} where a percent-escape is broken or isn't UTF-8.
   */
  get path(): string {
    this.#path ??= decodePath(this.target);
    return this.#path;
  }

  /** Path and query as they were sent, not decoded. */
  get target(): string {
    return this.#source.target;
  }

  /**
   * What stands behind the question mark, decoded.
   * @throws {@link BadRequestError} where it isn't UTF-8.
   */
  get query(): Query {
    this.#query ??= this.#parseQuery();
    return this.#query;
  }

  get headers(): Headers {
    return this.#source.headers();
  }

  /** One header by its lower-case name, without making a `Headers` for all of them. */
  header(name: string): string | null {
    return this.#source.header(name);
  }

  /** By name; where a name was sent twice, the first. */
  get cookies(): ReadonlyMap<string, string> {
    this.#cookies ??= parseCookies(this.header("cookie"));
    return this.#cookies;
  }

  /**
   * The value of a cookie that `response.setSignedCookie()`, or Django's `set_signed_cookie()`, has set. `undefined` where
   * there is none, where it was changed, and where it is older than `maxAgeSeconds`.
   */
  signedCookie(name: string, options: UnsignCookieOptions = {}): string | undefined {
    const signed = this.cookies.get(name);
    if (signed === undefined) return undefined;
    try {
      return unsignCookie(name, signed, options);
    } catch (error) {
      if (error instanceof BadSignatureError) return undefined;
      throw error;
    }
  }

  /**
   * The host that the client asked for, with its port: `"shop.example:8000"`. The client chooses it: it is safe to use
   * behind the `hosts` middleware, which compares it with the allowed ones.
   * @throws {@link BadRequestError} where it isn't a host at all.
   */
  get host(): string {
    const host = this.#source.host;
    if (host === lastHost || host === "" || hostPattern.test(host)) {
      lastHost = host;
      return host;
    }
    throw new BadRequestError("The Host header is not the name or address of a host.");
  }

  /** Whether the client came over https, to this server or to a trusted proxy. */
  get isSecure(): boolean {
    return this.#source.isSecure;
  }

  /** The client's address. Empty where it isn't known. */
  get ip(): string {
    return this.#source.ip;
  }

  /** The address at the other end of the connection: the client's, or that of the nearest proxy. Nobody can make it up. */
  get peer(): string {
    return this.#source.peer;
  }

  /**
   * Whether a trusted proxy passed on a `Forwarded` header that can't be read, so that nothing is known of the client: a server
   * refuses such a request before a handler sees it.
   */
  get isMisforwarded(): boolean {
    return this.#source.isMisforwarded;
  }

  /** The type of the body, in lower case and without its parameters: `"application/json"`. Empty where none was sent. */
  get contentType(): string {
    const header = this.header("content-type");
    if (header === null) return "";
    const end = header.indexOf(";");
    return (end === -1 ? header : header.slice(0, end)).trim().toLowerCase();
  }

  /** Aborts when the client leaves before it has its answer. Hand it to whatever should stop then. */
  get signal(): AbortSignal {
    return this.#source.signal();
  }

  /** Whether the client takes an answer of that type: `request.accepts("application/json")`. */
  accepts(type: string): boolean {
    return acceptsType(this.header("accept"), type);
  }

  /**
   * The type of answer that the client likes best among these; of several that it likes alike, the first. `undefined` where
   * it takes none of them.
   *
   * @example
   * request.preferredType(["text/html", "application/json"]) // "application/json", for a program that asks for it
   */
  preferredType<const Type extends string>(offered: readonly Type[]): Type | undefined {
    return preferredType(this.header("accept"), offered);
  }

  /**
   * The body as it was sent. Read once and kept, so that `text()`, `json()` and `form()` may follow.
   * @throws {@link PayloadTooLargeError} as soon as more than `limits.maxBodyBytes` have arrived.
   */
  bytes(): Promise<Uint8Array> {
    return this.#openBody().bytes(this.limits.maxBodyBytes);
  }

  /**
   * The body as text.
   * @throws {@link BadRequestError} where it isn't UTF-8.
   */
  text(): Promise<string> {
    this.#text ??= this.bytes().then(decodeBody);
    return this.#text;
  }

  /**
   * The body's JSON value. It comes from outside: narrow it, or have it checked, before it is used.
   * @param options.unsafeAnyType - Reads it whatever its `Content-Type` says, for programs that don't know better. Forms of
   *   other sites can send such bodies.
   * @throws {@link BadRequestError} where it is malformed, with the line and column. {@link UnsupportedMediaTypeError} where it
   *   is announced as something else than `application/json` or `application/…+json`.
   */
  json(options: { readonly unsafeAnyType?: boolean } = {}): Promise<unknown> {
    if (!options.unsafeAnyType && !isJsonType(this.header("content-type") ?? ""))
      return Promise.reject(new UnsupportedMediaTypeError(this.contentType, ["application/json"]));
    this.#json ??= this.text().then((text) => parseJson(text, this.limits));
    return this.#json;
  }

  /**
   * The fields and files of a form. Empty where the request has no body. Files are kept as the route's option `uploads`
   * says: small ones in memory and others on disk, until the request ends, by default.
   * @throws {@link BadRequestError} {@link UnsupportedMediaTypeError} {@link PayloadTooLargeError}
   */
  form(): Promise<FormData> {
    this.#form ??= readForm(this, () => this.#multipartReader());
    return this.#form;
  }

  /** What of the body was read already, for whoever looks at a request without reading anything itself. */
  get readAlready(): { readonly form?: Promise<FormData>; readonly json?: Promise<unknown> } {
    return {
      ...(this.#form === undefined ? {} : { form: this.#form }),
      ...(this.#json === undefined ? {} : { json: this.#json }),
    };
  }

  /**
   * The fields and files of a multipart form in their order, each as it arrives, for one reader: nothing of a file is
   * kept. Where the form was read already, its entries.
   * @throws {@link BadRequestError} {@link UnsupportedMediaTypeError} {@link PayloadTooLargeError}
   *
   * @example
   * for await (const part of request.parts()) {
   *   if (part.kind === "file") for await (const chunk of part.content) hash.update(chunk);
   * }
   */
  parts(): AsyncIterable<FormPart> {
    return partsOf(this, this.#form, () => this.#multipartReader());
  }

  /**
   * A text field of a form, without reading more of a multipart one than the fields in front of its first file, where
   * the field stands there. `undefined` where it isn't in the form. What was read is kept for `form()` and `parts()`.
   */
  async formField(name: string): Promise<string | undefined> {
    if (this.#form === undefined && this.contentType === "multipart/form-data") {
      const value = await this.#multipartReader().leadingField(name);
      if (value !== undefined) return value;
    }
    const value = (await this.form()).get(name);
    return typeof value === "string" ? value : undefined;
  }

  /**
   * Calls when the request is over: its answer is out or its client gone, and its handler has come to an end. For what a
   * request holds, such as temporary files.
   */
  onEnd(work: () => unknown): void {
    this.#source.onEnd(() => {
      try {
        Promise.resolve(work()).catch((error: unknown) => this.#failedAtEnd(error));
      } catch (error) {
        this.#failedAtEnd(error);
      }
    });
  }

  #failedAtEnd(error: unknown): void {
    logger("http").error({ err: error, requestId: this.id }, "work at the end of a request failed");
  }

  /** The body as it arrives, for one reader, cut off with an error at `limits.maxBodyBytes`. */
  stream(): ReadableStream<Uint8Array> {
    return this.#openBody().stream(this.limits.maxBodyBytes);
  }

  #openBody(): RequestBody {
    this.#body ??= new RequestBody(this.#source);
    return this.#body;
  }

  #multipartReader(): MultipartReader {
    return this.#openBody().multipart({
      contentType: this.header("content-type") ?? "",
      limits: this.limits,
      signal: () => this.signal,
    });
  }

  #parseUrl(): URL {
    const origin = `${this.isSecure ? "https" : "http"}://${this.host || "localhost"}`;
    const url = URL.parse(this.target.startsWith("/") ? origin + this.target : origin);
    if (url === null) throw new BadRequestError("The request's address can't be understood.");
    return url;
  }

  #parseQuery(): Query {
    const mark = this.target.indexOf("?");
    const raw = mark === -1 ? "" : this.target.slice(mark + 1);
    const query = new Query(raw);
    // Bytes that aren't UTF-8 become U+FFFD on the way; one that was sent as such is a letter like any other.
    if (raw.includes("%") && !/%EF%BF%BD/i.test(raw) && query.toString().includes("%EF%BF%BD"))
      throw new BadRequestError("The address's query isn't valid UTF-8.");
    return query;
  }
}

// Merges what other parts add into the class above.
export interface Request extends RequestProperties {}
