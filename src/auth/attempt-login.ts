import { type App, currentApp, logger } from "../core/index.ts";
import type { Request } from "../http/index.ts";
import { authSettings } from "./auth-settings.ts";
import { authenticate } from "./authenticate.ts";
import type { Credentials } from "./backends/auth-backend.ts";
import { login } from "./login.ts";
import { LoginThrottle } from "./login-throttle.ts";
import type { User } from "./models.ts";

const log = logger("auth");

/** What became of a login. */
export type LoginResult =
  | { readonly user: User }
  | { readonly problem: "wrong" }
  | { readonly problem: "throttled"; readonly waitSeconds: number };

const throttles = new WeakMap<App, LoginThrottle>();

/**
 * Logs in whoever has these credentials, unless too many have failed for this account or from this address. The answer
 * is the same for a name that doesn't exist, a wrong password and an inactive user.
 *
 * @param options.allows - Says who may log in here, such as staff only. For others it is a wrong password.
 */
export async function attemptLogin(
  request: Request,
  credentials: Credentials,
  options: { allows?(user: User): boolean } = {},
): Promise<LoginResult> {
  const { username } = credentials;
  const throttle = currentThrottle();
  const waitSeconds = throttle.waitSeconds(username, request.ip);
  if (waitSeconds > 0) {
    log.warn({ username, ip: request.ip, waitSeconds }, "login throttled");
    return { problem: "throttled", waitSeconds };
  }
  // Counted before the password is checked: of a thousand attempts at once, only the first few are.
  throttle.failed(username, request.ip);
  const user = await authenticate(credentials, request);
  if (user === null || options.allows?.(user) === false) {
    log.warn({ username, ip: request.ip }, "login failed");
    return { problem: "wrong" };
  }
  throttle.succeeded(username, request.ip);
  await login(request, user);
  return { user };
}

function currentThrottle(): LoginThrottle {
  const app = currentApp("attemptLogin()");
  let throttle = throttles.get(app);
  if (throttle === undefined) {
    throttle = new LoginThrottle(authSettings().throttle);
    throttles.set(app, throttle);
  }
  return throttle;
}
