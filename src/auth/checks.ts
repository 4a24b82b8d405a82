import type { App, Check, CheckFinding } from "../core/index.ts";
import { NoRouteError } from "../routing/index.ts";
import type { AuthOptions } from "./auth-config.ts";
import { configuredAddress } from "./login-address.ts";

// NIST SP 800-63B, 5.2.2: no more than 100 failures in a row.
const maxFailures = 100;
// OWASP's Password Storage Cheat Sheet, for PBKDF2-HMAC-SHA256. New hashes take 1.5 million without an option.
const leastRounds = 600_000;

/** What can be wrong with the key `auth` and shows only when the whole app is there. */
export const authChecks: readonly Check[] = [
  { name: "auth.urls", run: (app) => app.run(() => unknownRoutes(app)) },
  {
    name: "auth.protection",
    deployOnly: true,
    run: ({ config }) => rules.filter((rule) => rule.isBroken(config.auth)).map(foundBy),
  },
];

function unknownRoutes({ config }: App): CheckFinding[] {
  const findings: CheckFinding[] = [];
  for (const key of ["loginUrl", "loginRedirectUrl", "logoutRedirectUrl"] as const) {
    try {
      configuredAddress(config.auth[key]);
    } catch (error) {
      if (!(error instanceof NoRouteError)) throw error;
      findings.push({
        id: "auth.E101",
        level: "error",
        message: `auth.${key} is "${config.auth[key]}", which is neither a path nor the name of a route.`,
        hint: error.message,
      });
    }
  }
  return findings;
}

/** What must not be so where others can reach the app. */
const rules: readonly (Omit<CheckFinding, "level"> & { isBroken(auth: Required<AuthOptions>): boolean })[] = [
  {
    id: "auth.W101",
    message: "New passwords are stored as MD5, which a laptop guesses in seconds.",
    hint: "Leave auth.passwordHashers out, or begin it with pbkdf2Sha256() or scrypt().",
    isBroken: ({ passwordHashers }) => passwordHashers[0]?.algorithm === "md5",
  },
  {
    id: "auth.W102",
    message: "auth.passwordValidators is empty: one letter is a password.",
    hint: "Leave it out, or list the rules for new passwords.",
    isBroken: ({ passwordValidators }) => passwordValidators.length === 0,
  },
  {
    id: "auth.W103",
    message: `auth.throttle.failuresPerAccount is over ${maxFailures}: a password can be guessed at the login.`,
    hint: "Leave it out, for 10.",
    isBroken: ({ throttle }) => (throttle.failuresPerAccount ?? 0) > maxFailures,
  },
  {
    id: "auth.W104",
    message: `New passwords are hashed in fewer than ${leastRounds.toLocaleString("en")} rounds: who has the hashes guesses passwords fast.`,
    hint: "Leave the option iterations of the password hasher out.",
    // A hasher doesn't tell how many rounds it takes; it does tell which hashes are weaker than its own.
    isBroken: ({ passwordHashers: [first] }) =>
      first?.algorithm.startsWith("pbkdf2_") === true &&
      !first.needsUpgrade(`${first.algorithm}$${leastRounds - 1}$${"s".repeat(22)}$hash=`),
  },
];

function foundBy({ id, message, hint }: (typeof rules)[number]): CheckFinding {
  return { id, level: "error", message, ...(hint === undefined ? {} : { hint }) };
}
