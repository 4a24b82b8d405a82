import { configSection } from "../core/index.ts";

/** How sessions are kept. */
export interface SessionsOptions {
  /** How long a session lasts after its last change: two weeks by default. */
  readonly maxAgeSeconds?: number;
  /** Whether the browser forgets the session when it closes. False by default. */
  readonly endWithBrowser?: boolean;
  /** Whether each request that reads the session makes it last longer, at the cost of a write. False by default. */
  readonly saveEveryRequest?: boolean;
  /** The cookie's name: `"sessionid"` by default, as in Django. In production it gets the prefix `__Host-` where possible. */
  readonly cookieName?: string;
}

declare module "../core/config.ts" {
  interface ConfigOptions {
    readonly sessions?: SessionsOptions;
  }
  interface Config {
    readonly sessions: Required<SessionsOptions>;
  }
}

const twoWeeksSeconds = 14 * 24 * 3600;

export const sessionsSection = configSection({
  key: "sessions",
  resolve(reader, value) {
    const keys = ["maxAgeSeconds", "endWithBrowser", "saveEveryRequest", "cookieName"] as const;
    const given = reader.object(value, keys);
    return {
      maxAgeSeconds: reader
        .below("maxAgeSeconds")
        .integer(given.maxAgeSeconds, twoWeeksSeconds, { min: 1, max: 10 * 365 * 24 * 3600 }),
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
    };
  },
});
