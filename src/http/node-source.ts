import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { HeaderMap } from "./header-map.ts";
import { MessageChunks } from "./message-chunks.ts";
import { unpackedIpv4 } from "./node-address.ts";
import type { RequestSource } from "./request-source.ts";
import type { ForwardedFacts, TrustedProxies } from "./trusted-proxies.ts";

/** Reads a request of `node:http`. */
export class NodeSource implements RequestSource {
  readonly #message: IncomingMessage;
  readonly #answer: ServerResponse;
  readonly #proxies: TrustedProxies;
  #peer: string | undefined; // a socket that is gone doesn't know it any more
  #headers: Headers | undefined;
  /** What proxies tell; null where nobody is believed. */
  #forwarded: ForwardedFacts | null | undefined;
  #controller: AbortController | undefined;

  constructor(message: IncomingMessage, answer: ServerResponse, proxies: TrustedProxies) {
    this.#message = message;
    this.#answer = answer;
    this.#proxies = proxies;
  }

  get method(): string {
    return this.#message.method!; // a request from a server always has one
  }

  get target(): string {
    const url = this.#message.url!;
    if (url.startsWith("/")) return url;
    // The absolute form, as sent to proxies; server.ts has checked that its host is the Host header's.
    const absolute = URL.parse(url);
    return absolute === null ? url : absolute.pathname + absolute.search;
  }

  get host(): string {
    return this.#told()?.host ?? this.#message.headers.host ?? "";
  }

  get isSecure(): boolean {
    const socket: Socket & Partial<Pick<TLSSocket, "encrypted">> = this.#message.socket;
    return socket.encrypted === true || (this.#told()?.isSecure ?? false);
  }

  get ip(): string {
    return this.#told()?.ip ?? this.peer;
  }

  get isMisforwarded(): boolean {
    return this.#told()?.isMalformed ?? false;
  }

  #told(): ForwardedFacts | null {
    if (this.#proxies.isEmpty) return null;
    if (this.#forwarded === undefined)
      this.#forwarded = this.#proxies.factsOf(this.peer, (name) => this.header(name)) ?? null;
    return this.#forwarded;
  }

  /** Who is at the other end of the socket; an IPv4 address also where the socket speaks IPv6. */
  get peer(): string {
    this.#peer ??= unpackedIpv4(this.#message.socket.remoteAddress ?? "");
    return this.#peer;
  }

  get isFromTrustedProxy(): boolean {
    return !this.#proxies.isEmpty && this.#proxies.trusts(this.peer);
  }

  header(name: string): string | null {
    const value = this.#message.headers[name];
    // An underscore is how a client forges a header that a proxy sets with a hyphen.
    if (value === undefined || name.includes("_")) return null;
    return typeof value === "string" ? value : value.join(", ");
  }

  headers(): Headers {
    if (this.#headers !== undefined) return this.#headers;
    const headers = new HeaderMap();
    for (const name of Object.keys(this.#message.headers)) {
      const value = this.header(name);
      if (value === null) continue;
      // As it was sent. Names come in lower case, each once, and values were checked by the parser.
      if (name === "set-cookie") headers.set(name, value);
      else headers.setDefault(name, value);
    }
    this.#headers = headers;
    return headers;
  }

  body(): AsyncIterable<Uint8Array> {
    return new MessageChunks(this.#message, () => {
      if (continueWaiting.delete(this.#message)) this.#answer.writeContinue();
    });
  }

  /** Tells the handler to stop: nobody waits for its answer any more. */
  abort(): void {
    this.signal();
    this.#controller?.abort();
  }

  signal(): AbortSignal {
    if (this.#controller !== undefined) return this.#controller.signal;
    const controller = new AbortController();
    const abortUnlessAnswered = () => {
      if (!this.#answer.writableFinished) controller.abort();
    };
    if (this.#answer.closed || this.#answer.destroyed) abortUnlessAnswered();
    else this.#answer.once("close", abortUnlessAnswered);
    this.#controller = controller;
    return controller.signal;
  }

  onEnd(work: () => void): void {
    const answer = this.#answer;
    // Where no answer was begun, the client has left early, and the handler is still at work.
    const workOrWait = () => (answer.headersSent ? work() : waitingForHandler.set(answer, work));
    if (answer.closed) workOrWait();
    else answer.once("close", workOrWait);
  }
}

/** What is still to be done when the handler of an answer that nobody waits for any more comes to its end. */
export const waitingForHandler = new WeakMap<ServerResponse, () => void>();

/** Messages whose client waits for "100 Continue" before it sends the body: told when the body is first read. */
export const continueWaiting = new WeakSet<IncomingMessage>();
