import type { App, Check, CheckFinding } from "../core/index.ts";
import { NoRouteError } from "../routing/index.ts";
import { configuredAddress } from "./login-address.ts";

/** What can be wrong with the key `auth` and shows only when the whole app is there. */
export const authChecks: readonly Check[] = [
  { name: "auth.urls", run: (app) => app.run(() => unknownRoutes(app)) },
  { name: "auth.password-hashers", deployOnly: true, run: weakHashers },
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

function weakHashers({ config }: App): CheckFinding[] {
  if (config.auth.passwordHashers[0]?.algorithm !== "md5") return [];
  return [
    {
      id: "auth.W101",
      level: "warning",
      message: "New passwords are stored as MD5, which a laptop guesses in seconds.",
      hint: "Leave auth.passwordHashers out, or begin it with pbkdf2Sha256() or scrypt().",
    },
  ];
}
