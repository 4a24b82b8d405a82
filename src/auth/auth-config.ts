import { configSection } from "../core/index.ts";
import { defaultHashers, type PasswordHasher } from "../crypto/index.ts";
import type { AuthBackend } from "./backends/auth-backend.ts";
import { modelBackend } from "./backends/model-backend.ts";
import type { LoginThrottleOptions } from "./login-throttle.ts";
import { defaultPasswordValidators, type PasswordValidator } from "./passwords/password-validators.ts";

/** How users log in. */
export interface AuthOptions {
  /** Where guards send those who aren't logged in: a path, or the name of a route. `"/accounts/login/"` by default. */
  readonly loginUrl?: string;
  /** Where one goes after logging in, unless one came from somewhere: `"/"` by default. */
  readonly loginRedirectUrl?: string;
  /** Where one goes after logging out: `"/"` by default. */
  readonly logoutRedirectUrl?: string;
  /** How passwords are stored: the first makes new hashes, all of them check. PBKDF2 and scrypt by default. */
  readonly passwordHashers?: readonly PasswordHasher[];
  /** The rules for new passwords. */
  readonly passwordValidators?: readonly PasswordValidator[];
  /** Who is asked about credentials and permissions, in order. `[modelBackend]` by default. */
  readonly backends?: readonly AuthBackend[];
  /** How many failed logins are allowed. */
  readonly throttle?: LoginThrottleOptions;
}

declare module "../core/config.ts" {
  interface ConfigOptions {
    readonly auth?: AuthOptions;
  }
  interface Config {
    readonly auth: Required<AuthOptions>;
  }
}

const keys = [
  "loginUrl",
  "loginRedirectUrl",
  "logoutRedirectUrl",
  "passwordHashers",
  "passwordValidators",
  "backends",
  "throttle",
] as const;
const throttleKeys = ["failuresPerAccount", "failuresPerAddress", "windowSeconds"] as const;

export const authSection = configSection({
  key: "auth",
  resolve(reader, value) {
    const given = reader.object(value, keys);
    const list = <Item>(
      key: (typeof keys)[number],
      fallback: readonly Item[],
      what: string,
      method: string,
    ) => reader.below(key).value(given[key], fallback, what, (item) => isListWith(item, method));
    const throttle = reader.below("throttle");
    const limits = throttle.object(given.throttle, throttleKeys);
    const limit = (key: (typeof throttleKeys)[number], fallback: number) =>
      throttle.below(key).integer(limits[key], fallback, { min: 1 });
    return {
      loginUrl: reader.below("loginUrl").string(given.loginUrl, "/accounts/login/"),
      loginRedirectUrl: reader.below("loginRedirectUrl").string(given.loginRedirectUrl, "/"),
      logoutRedirectUrl: reader.below("logoutRedirectUrl").string(given.logoutRedirectUrl, "/"),
      passwordHashers: list<PasswordHasher>(
        "passwordHashers",
        defaultHashers,
        "a list of password hashers, such as [pbkdf2Sha256()]",
        "encode",
      ),
      passwordValidators: list<PasswordValidator>(
        "passwordValidators",
        defaultPasswordValidators,
        "a list of password validators, such as [minLength(10)]",
        "validate",
      ),
      backends: list<AuthBackend>(
        "backends",
        [modelBackend],
        "a list of backends, such as [modelBackend]",
        "name",
      ),
      throttle: {
        failuresPerAccount: limit("failuresPerAccount", 10),
        failuresPerAddress: limit("failuresPerAddress", 50),
        windowSeconds: limit("windowSeconds", 900),
      },
    };
  },
});

/** Whether it is a list of at least one, each of which has what tells its kind. Validators may be an empty list. */
function isListWith(given: unknown, property: string): boolean {
  if (!Array.isArray(given)) return false;
  const mayBeEmpty = property === "validate";
  return (
    (mayBeEmpty || given.length > 0) &&
    given.every((item) => typeof item === "object" && item !== null && property in item)
  );
}
