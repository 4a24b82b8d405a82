import { logger } from "../core/index.ts";
import { defineRequestProperty, describeRequestsBy, type Request } from "../http/index.ts";
import { rotateCsrfToken } from "../security/index.ts";
import type {} from "../sessions/index.ts"; // declares request.session
import { AnonymousUser } from "./anonymous-user.ts";
import { authSettings } from "./auth-settings.ts";
import { backendNameOf } from "./authenticate.ts";
import { loggedIn, loggedOut } from "./events.ts";
import type { User } from "./models.ts";
import { rememberConfirmation } from "./recent-confirmation.ts";
import { checkSessionHash, sessionHash } from "./session-hash.ts";

declare module "../http/request-properties.ts" {
  interface RequestProperties {
    /** Who asks. Loaded when first read, by way of the session. */
    user: Promise<User | AnonymousUser>;
  }
}

declare module "../sessions/session.ts" {
  interface SessionValues {
    /** The user's key, as a text. */
    _auth_user_id: string;
    /** The name of the backend that logged the user in. */
    _auth_user_backend: string;
    _auth_user_hash: string;
  }
}

const log = logger("auth");

const userKey = "_auth_user_id";
const backendKey = "_auth_user_backend";
const hashKey = "_auth_user_hash";

defineRequestProperty("user", async (request) => {
  const user = await loadUser(request);
  if (user.isAuthenticated) loadedUsers.set(request, user.id);
  return user;
});

// The access log names the user of a request for which one was loaded, and loads nobody for its own sake.
const loadedUsers = new WeakMap<Request, unknown>();
describeRequestsBy((request) => {
  const userId = loadedUsers.get(request);
  return userId === undefined ? undefined : { userId };
});

/** The user that the session belongs to, if the session still proves it. */
async function loadUser(request: Request): Promise<User | AnonymousUser> {
  const session = await request.session;
  const key = session.get(userKey);
  if (key === undefined) return new AnonymousUser();
  const backend = authSettings().backends.find(({ name }) => name === session.get(backendKey));
  const user = await backend?.findUser?.(String(key));
  if (!user) return new AnonymousUser();

  const proof = checkSessionHash(user, String(session.get(hashKey) ?? ""));
  if (proof === "wrong") {
    await session.flush(); // the password has changed since
    return new AnonymousUser();
  }
  if (proof === "earlier key") {
    await session.cycleKey();
    session.set(hashKey, sessionHash(user));
  }
  return user;
}

/**
 * Logs a user in: from now on the visitor's requests have this `user`. What the session holds stays, unless another
 * user was logged in; its key changes, so that whoever knew it before has nothing.
 *
 * @example
 * const user = await User.createUser({ username, password });
 * await login(request, user);
 */
export async function login(request: Request, user: User, backend = backendNameOf(user)): Promise<void> {
  const session = await request.session;
  const key = String(user.id);
  const hash = sessionHash(user);
  const isOther = session.has(userKey) && (session.get(userKey) !== key || session.get(hashKey) !== hash);
  if (isOther) await session.flush();
  else await session.cycleKey();
  session.beginLifetime();
  rememberConfirmation(session);

  session.set(userKey, key);
  session.set(backendKey, backend);
  session.set(hashKey, hash);
  request.user = Promise.resolve(user);
  rotateCsrfToken(request);

  user.lastLogin = new Date();
  await user.save({ only: ["lastLogin"] });
  log.info({ requestId: request.id, ip: request.ip, userId: user.id, backend }, "logged in");
  await loggedIn.emit({ request, user });
}

/** Logs out: ends the session, with everything in it. */
export async function logout(request: Request): Promise<void> {
  const user = await request.user;
  await (await request.session).flush();
  request.user = Promise.resolve(new AnonymousUser());
  rotateCsrfToken(request);
  if (user.isAuthenticated)
    log.info({ requestId: request.id, ip: request.ip, userId: user.id }, "logged out");
  await loggedOut.emit({ request, user: user.isAuthenticated ? user : null });
}

/** Keeps this session when its user's password has just been changed; all others of the user end. */
export async function keepLoggedIn(request: Request, user: User): Promise<void> {
  const session = await request.session;
  await session.cycleKey();
  session.beginLifetime();
  session.set(hashKey, sessionHash(user));
  request.user = Promise.resolve(user);
}
