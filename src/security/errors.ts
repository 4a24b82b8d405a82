import { QuintetError } from "../core/index.ts";
import { BadRequestError, ForbiddenError, HttpError } from "../http/index.ts";
import { type CountedLimit, rateLimitHeaders } from "./rate-limits/rate-limit-headers.ts";

/** Why a request was taken for a forged one. */
export type CsrfReason =
  | "foreign-origin"
  | "foreign-site"
  | "no-referer"
  | "foreign-referer"
  | "no-cookie"
  | "no-token"
  | "malformed-token"
  | "wrong-token";

const sentences: Readonly<Record<CsrfReason, string>> = {
  "foreign-origin": "The request comes from another site.",
  "foreign-site": "The request comes from another site.",
  "no-referer": "The browser did not say which page the request comes from.",
  "foreign-referer": "The request comes from a page of another site.",
  "no-cookie": "The CSRF cookie is missing. Cookies must be allowed for this site; then load the page again.",
  "no-token": "The CSRF token is missing. Load the page again, and send the form from there.",
  "malformed-token": "The CSRF token is malformed. Load the page again, and send the form from there.",
  "wrong-token": "The CSRF token is out of date. Load the page again, and send the form from there.",
};

const advice: Partial<Record<CsrfReason, string>> = {
  "foreign-origin": "If that site may send here, add its origin to security.trustedOrigins.",
  "foreign-site": "If that site may send here, add its origin to security.trustedOrigins.",
  "no-cookie":
    "A form needs {% csrf_token %}, which also sets the cookie; a script reads request.csrfToken from its page. A route that others call without a browser is declared with { unsafeCsrfExempt: true }.",
  "no-token":
    'A form needs {% csrf_token %}; a script sends the token in the header "X-CSRFToken". A route that others call without a browser is declared with { unsafeCsrfExempt: true }.',
};

/** 403: a request that changes something doesn't prove that it comes from one of the site's own pages. */
export class CsrfError extends ForbiddenError {
  override readonly code = "security.csrf";
  readonly reason: CsrfReason;

  constructor(reason: CsrfReason, options: { debug: boolean }) {
    const hint = options.debug && advice[reason] !== undefined ? `\n${advice[reason]}` : "";
    super(`${sentences[reason]}${hint}`);
    this.reason = reason;
  }
}

/** A body that is streamed asks for a CSRF token, and its cookie can't be set any more. */
export class CsrfTokenTooLateError extends QuintetError {
  readonly code = "security.csrf-too-late";

  constructor() {
    super(
      "A CSRF token was asked for after the head of the answer was sent, and this visitor has no cookie to compare it with.\nRead request.csrfToken in the handler, before the answer begins.",
    );
  }
}

/** 400: the Host header names a host that this app doesn't answer for. */
export class DisallowedHostError extends BadRequestError {
  override readonly code = "security.disallowed-host";

  constructor(host: string, options: { debug: boolean }) {
    super(
      options.debug
        ? `This app does not answer for the host ${JSON.stringify(host)}. If it should, add it to security.allowedHosts in quintet.config.ts.`
        : "This site does not answer for the host that was asked for.",
    );
  }
}

/** A Content-Security-Policy would be broken by a source that ends it or its directive. */
export class CspSourceError extends QuintetError {
  readonly code = "security.csp-source";

  constructor(directive: string, source: string) {
    super(
      `${JSON.stringify(source)} can't be a source of ${directive}: it has a space, a comma, a semicolon or a letter outside ASCII in it. Give each source as an item of its own.`,
    );
  }
}

/** 429: something was asked for too often. `waitSeconds` tells when to come back. */
export class RateLimitedError extends HttpError {
  readonly status = 429;
  readonly code = "security.rate-limited";
  readonly waitSeconds: number;

  constructor(limits: readonly CountedLimit[]) {
    const waitSeconds = Math.max(1, ...limits.map(({ state }) => state.waitSeconds));
    super(`Too many requests. Try again in ${waitSeconds} ${waitSeconds === 1 ? "second" : "seconds"}.`, {
      headers: { ...rateLimitHeaders(limits), "retry-after": String(waitSeconds) },
    });
    this.waitSeconds = waitSeconds;
  }
}

/** 503: what counts requests can't be reached, and without a count this isn't done. */
export class RateLimitStoreError extends HttpError {
  readonly status = 503;
  readonly code = "security.rate-limit-store";

  constructor() {
    super("This can't be done at the moment. Try again later.", { headers: { "retry-after": "60" } });
  }
}

/** A rate limit was declared that can't be held. */
export class RateLimitError extends QuintetError {
  readonly code = "security.rate-limit";

  constructor(name: string, problem: string) {
    super(`The rate limit ${JSON.stringify(name)} can't be: ${problem}.`);
  }
}

/** Redis is to count requests, and its driver isn't there. */
export class MissingRedisError extends QuintetError {
  readonly code = "security.missing-redis";

  constructor(options: ErrorOptions) {
    super(
      'redisRateLimits() needs the package "ioredis", which is not installed: npm install ioredis',
      options,
    );
  }
}

/** An address that a server was to ask for somebody isn't one that it asks. */
export class OutboundUrlError extends QuintetError {
  readonly code = "security.outbound-url";

  /** @param reason - Doesn't show the address: it may hold a secret, and control characters. */
  constructor(reason: string) {
    super(`The address ${reason}, and guardedFetch() doesn't ask it.`);
  }
}

/** A host that a server was to ask lies in a network that only the server can reach. */
export class OutboundAddressError extends QuintetError {
  readonly code = "security.outbound-address";

  constructor(host: string) {
    super(
      `guardedFetch() doesn't ask ${JSON.stringify(host)}: none of its addresses lies on the internet. A network of your own that may be asked is named in unsafeNetworks.`,
    );
  }
}

/** Another server answered with one redirect more than is followed. */
export class OutboundRedirectError extends QuintetError {
  readonly code = "security.outbound-redirect";

  constructor(maxRedirects: number) {
    super(
      maxRedirects === 0
        ? "The other server redirects, and guardedFetch() follows no redirects unless maxRedirects says how many."
        : `The other server redirects more than ${maxRedirects} times.`,
    );
  }
}

/** Another server took longer than it may. */
export class OutboundTimeoutError extends QuintetError {
  readonly code = "security.outbound-timeout";

  constructor(timeoutMs: number) {
    super(`The other server has not answered within ${timeoutMs} ms.`);
  }
}

/** The answer of another server is larger than it may be. */
export class OutboundBodyError extends QuintetError {
  readonly code = "security.outbound-body";

  constructor(maxBytes: number) {
    super(`The answer of the other server is larger than ${maxBytes} bytes (maxBytes of guardedFetch()).`);
  }
}

/** Another server compressed its answer although it was told not to. */
export class OutboundEncodingError extends QuintetError {
  readonly code = "security.outbound-encoding";

  constructor(encoding: string) {
    super(
      `The answer of the other server is encoded as ${JSON.stringify(encoding.slice(0, 40))}; guardedFetch() asks for plain bytes and takes no others.`,
    );
  }
}
