import { createHash } from "node:crypto";
import { constantTimeEqual } from "../constant-time.ts";
import { checkSalt, isWeakSalt, type PasswordHasher } from "./password-hasher.ts";

/**
 * Salted MD5 in Django's format. It protects nothing: a laptop tries thousands of millions a second. For tests, where
 * thousands of users are made, and to read what an old database holds.
 */
export function unsafeMd5(): PasswordHasher {
  return {
    algorithm: "md5",
    async encode(password, salt) {
      checkSalt("md5", salt);
      return `md5$${salt}$${createHash("md5").update(salt).update(password).digest("hex")}`;
    },
    async verify(password, encoded) {
      const salt = saltOf(encoded);
      return salt !== undefined && constantTimeEqual(encoded, await this.encode(password, salt));
    },
    needsUpgrade(encoded) {
      return isWeakSalt(saltOf(encoded) ?? "");
    },
  };
}

function saltOf(encoded: string): string | undefined {
  return /^md5\$([^$]+)\$[^$]*$/.exec(encoded)?.[1];
}
