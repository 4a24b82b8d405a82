import { RequestAbortedError } from "./errors.ts";
import { unpackedIpv4 } from "./node-address.ts";
import type { RequestLimits } from "./request-limits.ts";
import type { RequestSource } from "./request-source.ts";
import type { TrustedProxies } from "./trusted-proxies.ts";

/** What a request of the platform doesn't know about itself. */
export interface PlatformSourceOptions {
  /** The client's address, where it is known already; by default the `peer`, or whom the `proxies` tell of. */
  readonly ip?: string;
  /** The address at the other end of the connection: the client's, or that of the nearest proxy; `ip` by default. */
  readonly peer?: string;
  /** Who is believed about the client where `peer` is a proxy; nobody by default. */
  readonly proxies?: TrustedProxies;
  readonly limits?: RequestLimits;
}

/** Reads a `Request` of the platform. */
export class PlatformSource implements RequestSource {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly isSecure: boolean;
  readonly ip: string;
  readonly peer: string;
  readonly isMisforwarded: boolean;
  readonly isFromTrustedProxy: boolean;
  readonly #request: globalThis.Request;
  readonly #workAtEnd: (() => void)[] = [];
  #hasEnded = false;

  constructor(request: globalThis.Request, options: PlatformSourceOptions) {
    const url = new URL(request.url);
    this.method = request.method.toUpperCase(); // the platform leaves "patch" as it was written
    this.target = url.pathname + url.search;
    this.peer = unpackedIpv4(options.peer ?? options.ip ?? "");
    const told = options.proxies?.factsOf(this.peer, (name) => request.headers.get(name));
    this.host = told?.host ?? request.headers.get("host") ?? url.host;
    this.isSecure = url.protocol === "https:" || (told?.isSecure ?? false);
    this.ip = options.ip ?? told?.ip ?? this.peer;
    this.isFromTrustedProxy = options.proxies?.trusts(this.peer) ?? false;
    this.isMisforwarded = told?.isMalformed ?? false;
    this.#request = request;
  }

  header(name: string): string | null {
    return this.#request.headers.get(name);
  }

  headers(): Headers {
    return this.#request.headers;
  }

  async *body(): AsyncGenerator<Uint8Array> {
    const { body, signal } = this.#request;
    if (body === null) return;
    const reader = body.getReader();
    const cancel = () => void reader.cancel().catch(() => {});
    // Not every runtime ends a body whose request is aborted.
    if (signal.aborted) cancel();
    else signal.addEventListener("abort", cancel, { once: true });
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (signal.aborted) throw new RequestAbortedError();
        if (done) return;
        yield value;
      }
    } catch (error) {
      throw signal.aborted ? new RequestAbortedError() : error;
    } finally {
      signal.removeEventListener("abort", cancel);
      cancel();
    }
  }

  signal(): AbortSignal {
    return this.#request.signal;
  }

  onEnd(work: () => void): void {
    if (this.#hasEnded) work();
    else this.#workAtEnd.push(work);
  }

  /** Whoever made the source tells when the answer was read, or will not be. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    for (const work of this.#workAtEnd) work();
  }
}
