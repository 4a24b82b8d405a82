import { randomBytes } from "node:crypto";

/** A new secret key: 48 characters that hold 288 random bits. */
export function newSecretKey(): string {
  return randomBytes(36).toString("base64url");
}
