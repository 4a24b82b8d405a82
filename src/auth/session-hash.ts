import { constantTimeEqual, currentSecretKeys, saltedHmac } from "../crypto/index.ts";
import type { User } from "./models.ts";

/*
 * A session of a logged-in user holds an HMAC of the stored password. It no longer fits when the password changes, so
 * that all sessions of the user end. Django's salt and algorithm.
 */
const salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash";

export function sessionHash(user: User, secret = currentSecretKeys()[0]!): string {
  return saltedHmac(salt, user.password, { secret }).toString("hex");
}

/** Whether a hash in a session fits: by the secret key, by an earlier one, or not. */
export function checkSessionHash(user: User, hash: string): "current" | "earlier key" | "wrong" {
  const [current, ...earlier] = currentSecretKeys();
  if (constantTimeEqual(hash, sessionHash(user, current!))) return "current";
  return earlier.some((key) => constantTimeEqual(hash, sessionHash(user, key))) ? "earlier key" : "wrong";
}
