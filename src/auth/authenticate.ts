import { findCurrentRequest, type Request } from "../http/index.ts";
import { authSettings } from "./auth-settings.ts";
import type { Credentials } from "./backends/auth-backend.ts";
import { loginFailed } from "./events.ts";
import type { User } from "./models.ts";

// Which backend a user came from: login() writes it into the session.
const origins = new WeakMap<User, string>();

/**
 * The user with these credentials, or null. The backends are asked one after the other; nobody is logged in by it, and
 * nothing is throttled: handlers call {@link attemptLogin}.
 */
export async function authenticate(
  credentials: Credentials,
  request: Request | undefined = findCurrentRequest(),
): Promise<User | null> {
  for (const backend of authSettings().backends) {
    const user = await backend.authenticate?.(credentials, request);
    if (!user) continue;
    origins.set(user, backend.name);
    return user;
  }
  await loginFailed.emit({ request, username: credentials.username });
  return null;
}

/** The name of the backend that found this user; the first one's for a user that was loaded otherwise. */
export function backendNameOf(user: User): string {
  return origins.get(user) ?? authSettings().backends[0]!.name;
}
