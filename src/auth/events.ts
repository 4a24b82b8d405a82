import { defineEvent } from "../core/index.ts";
import type { Request } from "../http/index.ts";
import type { User } from "./models.ts";

/** Somebody has logged in. */
export const loggedIn = defineEvent<{ request: Request; user: User }>("auth.logged-in");

/** Somebody has logged out; `user` is null where nobody was logged in. */
export const loggedOut = defineEvent<{ request: Request; user: User | null }>("auth.logged-out");

/** Somebody tried to log in with a wrong name or password. The password is not told. */
export const loginFailed = defineEvent<{ request: Request | undefined; username: string }>(
  "auth.login-failed",
);
