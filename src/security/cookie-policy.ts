import type { Config } from "../core/index.ts";
import type { CookieOptions } from "../http/index.ts";

/** How the cookies that carry a visitor's identity are named and written. */
export interface CookiePolicy {
  /** The name that is sent: `"sessionid"` gives `"__Host-sessionid"` in production. */
  name(base: string): string;
  /** To be merged into the options of each such cookie. */
  readonly options: Required<Pick<CookieOptions, "secure" | "httpOnly" | "sameSite" | "path">>;
}

/**
 * The one place that decides it: in production cookies are `Secure` and have the prefix `__Host-`, so that neither a
 * subdomain nor a page over http can plant one; in debug they have plain names. `security.cookies` changes that.
 */
export function cookiePolicy(config: Pick<Config, "security">): CookiePolicy {
  const { secure, hostPrefix } = config.security.cookies;
  const prefix = hostPrefix ? "__Host-" : "";
  return {
    name: (base) => prefix + base,
    options: { secure, httpOnly: true, sameSite: "lax", path: "/" },
  };
}
