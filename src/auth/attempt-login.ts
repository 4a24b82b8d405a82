import { type App, currentApp, logger } from "../core/index.ts";
import { HashQueueFullError } from "../crypto/index.ts";
import type { Request } from "../http/index.ts";
import { authSettings } from "./auth-settings.ts";
import { authenticate } from "./authenticate.ts";
import type { Credentials } from "./backends/auth-backend.ts";
import { login } from "./login.ts";
import { LoginThrottle } from "./login-throttle.ts";
import type { User } from "./models.ts";
import { rememberConfirmation } from "./recent-confirmation.ts";

const log = logger("auth");

/** What became of a login. */
export type LoginResult = { readonly user: User } | LoginProblem;

/** Why a password was not taken. */
export type LoginProblem =
  | { readonly problem: "wrong" }
  | { readonly problem: "throttled"; readonly waitSeconds: number };

// How long to wait where more passwords are waiting to be checked than can be: the queue is empty again by then.
const busyWaitSeconds = 60;

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
  const refused = await throttle.begin(username, request.ip);
  if (refused !== undefined) {
    const { waitSeconds } = refused;
    log.warn({ requestId: request.id, ip: request.ip, waitSeconds }, "login throttled");
    return { problem: "throttled", waitSeconds };
  }
  let user: User | null;
  try {
    user = await authenticate(credentials, request);
  } catch (error) {
    if (!(error instanceof HashQueueFullError)) throw error;
    await throttle.withdraw(username, request.ip);
    return { problem: "throttled", waitSeconds: busyWaitSeconds };
  }
  if (user === null || options.allows?.(user) === false) {
    // Without the name: people type their password there. The event loginFailed has it.
    log.warn({ requestId: request.id, ip: request.ip }, "login failed");
    return { problem: "wrong" };
  }
  await throttle.succeeded(username, request.ip);
  await login(request, user);
  return { user };
}

/**
 * Whether somebody who is logged in knows their own password, for a page that asks for it again. Wrong ones count as
 * failed logins do: whoever has found an open browser must not be able to try passwords for ever. With the right one the
 * session gets a new key, and {@link isRecentlyConfirmed} tells for a while.
 */
export async function confirmPassword(
  request: Request,
  user: User,
  password: string,
): Promise<"right" | LoginProblem> {
  const throttle = currentThrottle();
  const { username } = user;
  const refused = await throttle.begin(username, request.ip);
  if (refused !== undefined) return { problem: "throttled", waitSeconds: refused.waitSeconds };
  try {
    if (!(await user.checkPassword(password))) {
      log.warn({ requestId: request.id, ip: request.ip, userId: user.id }, "password not confirmed");
      return { problem: "wrong" };
    }
  } catch (error) {
    if (!(error instanceof HashQueueFullError)) throw error;
    await throttle.withdraw(username, request.ip);
    return { problem: "throttled", waitSeconds: busyWaitSeconds };
  }
  await throttle.succeeded(username, request.ip);
  const session = await request.session;
  await session.cycleKey(); // whoever has got hold of the session before hasn't entered a password
  rememberConfirmation(session);
  return "right";
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
