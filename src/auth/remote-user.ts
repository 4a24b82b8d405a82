import { logger } from "../core/index.ts";
import {
  appMiddleware,
  describeMiddleware,
  type Middleware,
  type Request,
  TrustedProxies,
} from "../http/index.ts";
import type { AuthBackend } from "./backends/auth-backend.ts";
import { modelBackend } from "./backends/model-backend.ts";
import { MissingRemoteUserBackendError } from "./errors.ts";
import { login, logout } from "./login.ts";
import { User } from "./models.ts";
import { isUsername, normalizeUsername } from "./names.ts";

/** The users of {@link remoteUser}. List it among `auth.backends`. */
export const remoteUserBackend: AuthBackend = {
  name: "django.contrib.auth.backends.RemoteUserBackend",
  findUser: modelBackend.findUser!,
  permissions: modelBackend.permissions!,
};

export interface RemoteUserOptions {
  /** The addresses and networks of the proxies that log people in. Nobody else is believed. */
  readonly proxies: readonly string[];
  /** The header in which a proxy names the user: `"x-remote-user"` by default. The proxy must remove it from what clients send. */
  readonly header?: string;
  /** Whether somebody whom the app doesn't know gets an account; false by default. */
  readonly createUsers?: boolean;
}

/**
 * Middleware that logs in whom a proxy in front of the app has logged in. The name is taken from a header, and only of a
 * connection that comes from one of the proxies: what a client writes into it is worth nothing. A request in which the
 * proxy names nobody ends a session that was begun in this way.
 *
 * @example
 * middleware: [...defaultMiddleware, remoteUser({ proxies: ["10.0.0.2"] })],
 * auth: { backends: [remoteUserBackend, modelBackend] },
 */
export function remoteUser(options: RemoteUserOptions): Middleware {
  const { proxies, header = "x-remote-user", createUsers = false } = options;
  if (proxies.length === 0)
    throw new RangeError(
      'remoteUser() needs the addresses of the proxies that log people in: { proxies: ["10.0.0.2"] }.',
    );
  const trusted = new TrustedProxies(proxies);
  const name = header.toLowerCase();
  return describeMiddleware(
    appMiddleware((app) => {
      if (!app.config.auth.backends.some((backend) => backend.name === remoteUserBackend.name))
        throw new MissingRemoteUserBackendError();
      return async (request, next) => {
        const given = trusted.trusts(request.peer) ? request.header(name) : null;
        await matchSession(request, given, createUsers);
        return next(request);
      };
    }),
    { name: "remoteUser", needs: ["sessionMiddleware"], inside: ["securityHeaders", "hosts", "csrf"] },
  );
}

/** Makes the session that of the named user, or ends it. */
async function matchSession(request: Request, given: string | null, createUsers: boolean): Promise<void> {
  const session = await request.session;
  const isRemote = session.get("_auth_user_backend") === remoteUserBackend.name;
  if (given === null || given === "") {
    if (isRemote) await logout(request);
    return;
  }
  const username = normalizeUsername(given);
  const current = await request.user;
  if (isRemote && current.isAuthenticated && current.username === username) return;
  const user = isUsername(username) ? await findUser(username, createUsers) : null;
  if (user === null || !user.isActive) {
    logger("auth").warn({ ip: request.ip }, "a proxy named a user who can't log in");
    if (isRemote) await logout(request);
    return;
  }
  await login(request, user, remoteUserBackend.name);
}

async function findUser(username: string, createUsers: boolean): Promise<User | null> {
  const user = await User.find({ username });
  return user ?? (createUsers ? User.createUser({ username }) : null);
}
