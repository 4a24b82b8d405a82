import { createHash, createHmac } from "node:crypto";
import { currentSecretKeys } from "./secret-keys.ts";

export type HashAlgorithm = "sha256" | "sha384" | "sha512" | "sha1" | "md5";

/**
 * The HMAC of a value under a key made of `salt` and the secret key, as Django's `salted_hmac` makes it. Each use
 * takes a salt of its own, so that what is signed for one purpose is worth nothing for another.
 *
 * @param options.secret - The app's `secretKey` by default.
 * @param options.algorithm - `"sha256"` by default (Django's own default is `"sha1"`).
 */
export function saltedHmac(
  salt: string | Uint8Array,
  value: string | Uint8Array,
  options: { secret?: string | Uint8Array; algorithm?: HashAlgorithm } = {},
): Buffer {
  const { secret = currentSecretKeys()[0]!, algorithm = "sha256" } = options;
  const key = createHash(algorithm).update(salt).update(secret).digest();
  return createHmac(algorithm, key).update(value).digest();
}
