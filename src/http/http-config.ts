import { type ConfigReader, type Configurable, configSection, env } from "../core/index.ts";
import { defaultRequestLimits, type RequestLimits } from "./request-limits.ts";
import { type ProxyHeaders, proxyHeaders, TrustedProxies } from "./trusted-proxies.ts";

/** The key `http` of the configuration, as it is read. */
export interface HttpConfig extends RequestLimits {
  readonly host: string;
  readonly port: number;
  readonly headersTimeoutMs: number;
  readonly slowClientTimeoutMs: number;
  readonly minBytesPerSecond: number;
  readonly handlerTimeoutMs: number;
  readonly maxLoopDelayMs: number;
  readonly maxConcurrentRequests: number;
  readonly keepAliveTimeoutMs: number;
  readonly shutdownDelayMs: number;
  readonly shutdownTimeoutMs: number;
  readonly shutdownGraceMs: number;
  readonly trustedProxies: readonly string[];
  readonly proxyHeaders: ProxyHeaders;
  readonly trustForwardedHost: boolean;
  readonly accessLog: boolean;
}

/** The key `http` of the configuration, as it is written. All of it may be left out. */
export type HttpOptions = { readonly [Key in keyof HttpConfig]?: Configurable<HttpConfig[Key]> };

declare module "../core/config.ts" {
  interface ConfigOptions {
    /** Where the server listens, and how much of a request it reads. `HOST` and `PORT` are heeded where nothing is written. */
    readonly http?: HttpOptions;
  }
  interface Config {
    readonly http: HttpConfig;
  }
}

const keys = [
  ...(Object.keys(defaultRequestLimits) as (keyof RequestLimits)[]),
  "host",
  "port",
  "headersTimeoutMs",
  "slowClientTimeoutMs",
  "minBytesPerSecond",
  "handlerTimeoutMs",
  "maxLoopDelayMs",
  "maxConcurrentRequests",
  "keepAliveTimeoutMs",
  "shutdownDelayMs",
  "shutdownTimeoutMs",
  "shutdownGraceMs",
  "trustedProxies",
  "proxyHeaders",
  "trustForwardedHost",
  "accessLog",
] as const satisfies readonly (keyof HttpConfig)[];

export const httpConfigSection = configSection({
  key: "http",
  resolve(reader, value, { debug }): HttpConfig {
    const given = reader.object(value, keys);
    const count = (key: (typeof keys)[number], fallback: number, min: number) =>
      reader.below(key).integer(given[key], fallback, { min });
    const keepAliveTimeoutMs = count("keepAliveTimeoutMs", 5_000, 1);
    return {
      host: reader
        .below("host")
        .string(
          given.host ?? fromEnvironment(reader.below("host"), env.string("HOST", "127.0.0.1")),
          "127.0.0.1",
        ),
      port: reader
        .below("port")
        .integer(given.port ?? fromEnvironment(reader.below("port"), env.integer("PORT", 8_000)), 8_000, {
          min: 0,
          max: 65_535,
        }),
      maxBodyBytes: count("maxBodyBytes", defaultRequestLimits.maxBodyBytes, 0),
      maxFormFields: count("maxFormFields", defaultRequestLimits.maxFormFields, 0),
      maxFormFiles: count("maxFormFiles", defaultRequestLimits.maxFormFiles, 0),
      maxFieldBytes: count("maxFieldBytes", defaultRequestLimits.maxFieldBytes, 0),
      maxFileBytes: count("maxFileBytes", defaultRequestLimits.maxFileBytes, 0),
      maxJsonDepth: count("maxJsonDepth", defaultRequestLimits.maxJsonDepth, 1),
      maxJsonKeys: count("maxJsonKeys", defaultRequestLimits.maxJsonKeys, 1),
      headersTimeoutMs: count("headersTimeoutMs", 20_000, 1),
      slowClientTimeoutMs: count("slowClientTimeoutMs", 30_000, 0),
      minBytesPerSecond: count("minBytesPerSecond", 500, 1),
      // A developer at a breakpoint takes all the time in the world, and no other visitor waits.
      handlerTimeoutMs: count("handlerTimeoutMs", debug ? 0 : 30_000, 0),
      maxLoopDelayMs: count("maxLoopDelayMs", debug ? 0 : 200, 0),
      maxConcurrentRequests: count("maxConcurrentRequests", 1_000, 1),
      keepAliveTimeoutMs,
      shutdownDelayMs: count("shutdownDelayMs", 0, 0),
      shutdownTimeoutMs: count("shutdownTimeoutMs", 30_000, 0),
      // Until clients have given up a resting connection by themselves, and none of them sends on one that is being closed.
      // In development nobody else's request is on its way, and a restart should be quick.
      shutdownGraceMs: count("shutdownGraceMs", debug ? 0 : keepAliveTimeoutMs + 1_000, 0),
      trustedProxies: proxies(reader.below("trustedProxies"), given.trustedProxies),
      proxyHeaders: reader.below("proxyHeaders").oneOf(given.proxyHeaders, proxyHeaders, "x-forwarded"),
      trustForwardedHost: reader.below("trustForwardedHost").boolean(given.trustForwardedHost, false),
      accessLog: reader.below("accessLog").boolean(given.accessLog, debug),
    };
  },
});

function fromEnvironment(
  reader: ConfigReader,
  setting: ReturnType<typeof env.string> | ReturnType<typeof env.integer>,
): unknown {
  const result = setting.read();
  if ("value" in result) return result.value;
  reader.problem(result.message, result.hint);
  return undefined;
}

function proxies(reader: ConfigReader, value: unknown): readonly string[] {
  if (typeof value === "number") {
    reader.problem(
      "is a number of hops, and whoever connects past the proxy would be believed as well.",
      'List the addresses of the proxies: ["10.0.0.0/8"].',
    );
    return [];
  }
  const entries = reader.strings(value, []);
  try {
    new TrustedProxies(entries);
    return entries;
  } catch (error) {
    reader.problem(`is wrong: ${(error as Error).message}`);
    return [];
  }
}
