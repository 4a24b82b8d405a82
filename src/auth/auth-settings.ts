import { type Config, currentApp } from "../core/index.ts";
import type {} from "./auth-config.ts"; // declares the key `auth`

/** What the configuration says about users, in the running app. */
export function authSettings(): Config["auth"] {
  return currentApp("Logging in and checking passwords").config.auth;
}
