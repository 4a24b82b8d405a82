import type { Request } from "../http/index.ts";
import type { Session } from "../sessions/index.ts";

declare module "../sessions/session.ts" {
  interface SessionValues {
    /** When the user has shown last who they are, in seconds since 1970. */
    _auth_confirmed_at: number;
  }
}

const confirmedKey = "_auth_confirmed_at";

/** Remembers that the user has just shown who they are. Whoever calls this gives the session a new key as well. */
export function rememberConfirmation(session: Session): void {
  session.set(confirmedKey, Math.floor(Date.now() / 1000));
}

/**
 * Whether the user has shown who they are within the last so many seconds, by logging in or by `confirmPassword()`. For
 * what must not be done by whoever finds an open browser, or has got hold of a session.
 *
 * @example
 * if (!(await isRecentlyConfirmed(request, 900))) return askForPassword(request);
 */
export async function isRecentlyConfirmed(request: Request, seconds: number): Promise<boolean> {
  const confirmedAt = (await request.session).get(confirmedKey);
  if (typeof confirmedAt !== "number") return false;
  const age = Date.now() / 1000 - confirmedAt;
  return age >= -clockSkewSeconds && age < seconds;
}

// Another server may have remembered it, whose clock is a little ahead.
const clockSkewSeconds = 60;
