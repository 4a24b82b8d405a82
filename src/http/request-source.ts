/**
 * Where a request comes from: `node:http`, or a `Request` of the platform. All that `Request` knows it asks here, when
 * it is asked itself.
 */
export interface RequestSource {
  readonly method: string;
  /** Path and query as they were sent, not decoded: `"/caf%C3%A9/?q=1"`. `"*"` for `OPTIONS *`. */
  readonly target: string;
  /** The `Host` header, or what stands for it. */
  readonly host: string;
  readonly isSecure: boolean;
  /** The client's address, as far as the trusted proxies tell it. */
  readonly ip: string;
  /** The address at the other end of the connection: the client's, or that of the nearest proxy. */
  readonly peer: string;
  /** Whether a trusted proxy passed on what can't be read, so that nothing is known of the client. */
  readonly isMisforwarded: boolean;
  /** Whether `peer` is a proxy that is believed about the client. */
  readonly isFromTrustedProxy: boolean;
  /** One header, its name in lower case. */
  header(name: string): string | null;
  headers(): Headers;
  /** The body's chunks. Called at most once. */
  body(): AsyncIterable<Uint8Array>;
  /** Aborts when the client leaves. */
  signal(): AbortSignal;
  /** Calls when the answer is out, or the client gone and the handler done. */
  onEnd(work: () => void): void;
}
