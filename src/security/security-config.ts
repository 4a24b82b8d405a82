import { type ConfigReader, type Configurable, configSection } from "../core/index.ts";
import { isHostPattern } from "./allowed-hosts.ts";
import {
  ContentSecurityPolicy,
  type CspDirective,
  type CspSources,
  cspDirectives,
} from "./content-security-policy.ts";
import type { RateLimitStore } from "./rate-limits/rate-limit-store.ts";
import { isTrustedOrigin } from "./trusted-origins.ts";

/** The key `security` of the configuration, as it is written. */
export interface SecurityOptions {
  /** The hosts that the app answers for: `"shop.example"`, or `".shop.example"` for it and all below it. Required outside of debug. */
  readonly allowedHosts?: Configurable<readonly string[]>;
  /** Other sites whose pages may send forms here: `"https://pay.example"`, `"https://*.shop.example"`. */
  readonly trustedOrigins?: Configurable<readonly string[]>;
  /** Sources that the Content-Security-Policy allows besides the site itself. */
  readonly csp?: CspSources;
  /**
   * A second policy, which browsers only report about: to try one out before it stops anything. It begins as strict as the
   * first one does without `csp`, and allows these sources besides.
   */
  readonly cspReportOnly?: CspSources;
  /** The path to which browsers tell what a policy has stopped: that of a route with the handler `cspReports`. */
  readonly cspReportPath?: Configurable<string>;
  /** For how long browsers come back by https only. A year by default; 0 seconds for not at all. */
  readonly hsts?: {
    readonly maxAgeSeconds?: Configurable<number>;
    readonly includeSubdomains?: Configurable<boolean>;
    readonly preload?: Configurable<boolean>;
  };
  /** Both on by default, and off in debug. */
  readonly cookies?: {
    /** Cookies go over https only. */
    readonly secure?: Configurable<boolean>;
    /** Cookies have the prefix `__Host-`, which keeps subdomains from planting them. Off to share cookies with Django. */
    readonly hostPrefix?: Configurable<boolean>;
  };
  /** Where requests are counted for rate limits and logins: in the memory of each process by default. */
  readonly rateLimitStore?: RateLimitStore;
  /** Answers for whatever host is asked for. Links made of `request.host` are then the visitor's choice. */
  readonly unsafeAnyHost?: Configurable<boolean>;
  /** Sends no Content-Security-Policy. */
  readonly unsafeNoCsp?: Configurable<boolean>;
}

/** The key `security` of the configuration, as it is read. */
export interface SecurityConfig {
  readonly allowedHosts: readonly string[];
  readonly trustedOrigins: readonly string[];
  readonly csp: CspSources;
  readonly cspReportOnly: CspSources | undefined;
  readonly cspReportPath: string | undefined;
  readonly hsts: {
    readonly maxAgeSeconds: number;
    readonly includeSubdomains: boolean;
    readonly preload: boolean;
  };
  readonly cookies: { readonly secure: boolean; readonly hostPrefix: boolean };
  readonly rateLimitStore: RateLimitStore | undefined;
  readonly unsafeAnyHost: boolean;
  readonly unsafeNoCsp: boolean;
}

declare module "../core/config.ts" {
  interface ConfigOptions {
    /** Hosts, headers, cookies and other sites. Safe as it is, apart from `allowedHosts`, which only you know. */
    readonly security?: SecurityOptions;
  }
  interface Config {
    readonly security: SecurityConfig;
  }
}

const keys = [
  "allowedHosts",
  "trustedOrigins",
  "csp",
  "cspReportOnly",
  "cspReportPath",
  "hsts",
  "cookies",
  "rateLimitStore",
  "unsafeAnyHost",
  "unsafeNoCsp",
] as const satisfies readonly (keyof SecurityOptions)[];

const yearSeconds = 31_536_000;

export const securityConfigSection = configSection({
  key: "security",
  resolve(reader, value, { debug }): SecurityConfig {
    const given = reader.object(value, keys);
    const unsafeAnyHost = reader.below("unsafeAnyHost").boolean(given.unsafeAnyHost, false);
    return {
      allowedHosts: readHosts(reader.below("allowedHosts"), given.allowedHosts, debug || unsafeAnyHost),
      trustedOrigins: readOrigins(reader.below("trustedOrigins"), given.trustedOrigins),
      csp: readCsp(reader.below("csp"), given.csp),
      cspReportOnly:
        given.cspReportOnly === undefined
          ? undefined
          : readCsp(reader.below("cspReportOnly"), given.cspReportOnly),
      cspReportPath: reader
        .below("cspReportPath")
        .value<string | undefined>(given.cspReportPath, undefined, 'a path, such as "/csp-reports/"', isPath),
      hsts: readHsts(reader.below("hsts"), given.hsts),
      cookies: readCookies(reader.below("cookies"), given.cookies, !debug),
      rateLimitStore: reader
        .below("rateLimitStore")
        .value<RateLimitStore | undefined>(
          given.rateLimitStore,
          undefined,
          'a store, such as redisRateLimits({ url: "redis://127.0.0.1" })',
          isStore,
        ),
      unsafeAnyHost,
      unsafeNoCsp: reader.below("unsafeNoCsp").boolean(given.unsafeNoCsp, false),
    };
  },
});

/** A path that can stand in a header, and leads to this site alone. */
function isPath(value: unknown): boolean {
  return typeof value === "string" && /^\/(?!\/)[\w.~/-]*$/.test(value);
}

function isStore(value: unknown): boolean {
  return typeof value === "object" && value !== null && "take" in value && typeof value.take === "function";
}

function readHosts(reader: ConfigReader, value: unknown, mayBeEmpty: boolean): readonly string[] {
  const hosts = reader.strings(value, []);
  for (const host of hosts) {
    if (host === "*")
      reader.problem('holds "*".', "To answer for any host, write unsafeAnyHost: true instead.");
    else if (!isHostPattern(host))
      reader.problem(
        `holds ${JSON.stringify(host)}, which is not a host.`,
        'Write hosts without scheme, port and path: "shop.example", ".shop.example" for all below it, "[::1]".',
      );
  }
  if (hosts.length === 0 && !mayBeEmpty && value === undefined)
    reader.problem(
      "is missing; outside of debug it must say which hosts the app answers for.",
      'Write security: { allowedHosts: ["shop.example"] }, or debug: true on your own machine.',
    );
  return hosts;
}

function readOrigins(reader: ConfigReader, value: unknown): readonly string[] {
  const origins = reader.strings(value, []);
  for (const origin of origins) {
    if (!isTrustedOrigin(origin))
      reader.problem(
        `holds ${JSON.stringify(origin)}, which is not an origin.`,
        'Write scheme and host: "https://pay.example" or "https://*.shop.example".',
      );
  }
  return origins;
}

function readCsp(reader: ConfigReader, value: unknown): CspSources {
  const given = reader.object(value, cspDirectives);
  const sources: { [Directive in CspDirective]?: readonly string[] } = {};
  for (const directive of cspDirectives) {
    if (given[directive] !== undefined)
      sources[directive] = reader.below(directive).strings(given[directive], []);
  }
  try {
    new ContentSecurityPolicy().with(sources);
    return sources;
  } catch (error) {
    reader.problem(`is wrong: ${(error as Error).message}`);
    return {};
  }
}

function readHsts(reader: ConfigReader, value: unknown): SecurityConfig["hsts"] {
  const given = reader.object(value, ["maxAgeSeconds", "includeSubdomains", "preload"]);
  return {
    maxAgeSeconds: reader.below("maxAgeSeconds").integer(given.maxAgeSeconds, yearSeconds, { min: 0 }),
    includeSubdomains: reader.below("includeSubdomains").boolean(given.includeSubdomains, false),
    preload: reader.below("preload").boolean(given.preload, false),
  };
}

function readCookies(reader: ConfigReader, value: unknown, byDefault: boolean): SecurityConfig["cookies"] {
  const given = reader.object(value, ["secure", "hostPrefix"]);
  const secure = reader.below("secure").boolean(given.secure, byDefault);
  const hostPrefix = reader.below("hostPrefix").boolean(given.hostPrefix, secure);
  if (hostPrefix && !secure)
    reader.problem("has hostPrefix: true without secure: true; browsers drop such cookies.");
  return { secure, hostPrefix: hostPrefix && secure };
}
