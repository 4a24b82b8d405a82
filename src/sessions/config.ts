import { configSection } from "../core/index.ts";

/** How sessions are kept. */
export interface SessionsOptions {
  /** How long a session lasts after its last change: two weeks by default. With `saveEveryRequest`, after its last use. */
  readonly maxAgeSeconds?: number;
  /** How long a session lasts at most, however often it is used, from its beginning or the last login: 30 days by default. */
  readonly maxLifetimeSeconds?: number;
  /** Whether the browser forgets the session when it closes. False by default. */
  readonly endWithBrowser?: boolean;
  /** Whether each request that reads the session makes it last longer, at the cost of a write. False by default. */
  readonly saveEveryRequest?: boolean;
  /** The cookie's name: `"sessionid"` by default, as in Django. In production it gets the prefix `__Host-` where possible. */
  readonly cookieName?: string;
  /**
   * Stores the keys of sessions as they are, as Django does, so that an app and a Django can share the table. Whoever reads
   * the table, or a backup of it, can then take sessions over; otherwise only hashes of the keys are stored.
   */
  readonly unsafeDjangoKeys?: boolean;
}

declare module "../core/config.ts" {
  interface ConfigOptions {
    readonly sessions?: SessionsOptions;
  }
  interface Config {
    readonly sessions: Required<SessionsOptions>;
  }
}

const daySeconds = 24 * 3600;
const twoWeeksSeconds = 14 * daySeconds;
// After 30 days at the latest one has to show again who one is (NIST SP 800-63B, AAL1).
const monthSeconds = 30 * daySeconds;
const tenYearsSeconds = 10 * 365 * daySeconds;

const keys = [
  "maxAgeSeconds",
  "maxLifetimeSeconds",
  "endWithBrowser",
  "saveEveryRequest",
  "cookieName",
  "unsafeDjangoKeys",
] as const;

export const sessionsSection = configSection({
  key: "sessions",
  resolve(reader, value) {
    const given = reader.object(value, keys);
    const seconds = (key: "maxAgeSeconds" | "maxLifetimeSeconds", fallback: number) =>
      reader.below(key).integer(given[key], fallback, { min: 1, max: tenYearsSeconds });
    return {
      maxAgeSeconds: seconds("maxAgeSeconds", twoWeeksSeconds),
      maxLifetimeSeconds: seconds("maxLifetimeSeconds", monthSeconds),
      endWithBrowser: reader.below("endWithBrowser").boolean(given.endWithBrowser, false),
      saveEveryRequest: reader.below("saveEveryRequest").boolean(given.saveEveryRequest, false),
      cookieName: reader
        .below("cookieName")
        .value(
          given.cookieName,
          "sessionid",
          "a name of letters, digits, - and _",
          (name) => typeof name === "string" && /^[\w-]+$/.test(name),
        ),
      unsafeDjangoKeys: reader.below("unsafeDjangoKeys").boolean(given.unsafeDjangoKeys, false),
    };
  },
});
