import { createHash, createHmac, createSecretKey, type KeyObject } from "node:crypto";
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
  return createHmac(algorithm, derivedKey(algorithm, salt, secret))
    .update(value)
    .digest();
}

// An app has few salts and few secrets. Deriving a key and making it a key of OpenSSL's takes 12 µs, the HMAC 2.
const derivedKeys = new Map<string, KeyObject>();
const maxDerivedKeys = 100;

function derivedKey(
  algorithm: HashAlgorithm,
  salt: string | Uint8Array,
  secret: string | Uint8Array,
): KeyObject {
  if (typeof salt !== "string" || typeof secret !== "string") return deriveKey(algorithm, salt, secret);
  const name = `${algorithm} ${salt.length} ${salt}${secret}`;
  let key = derivedKeys.get(name);
  if (key === undefined) {
    key = deriveKey(algorithm, salt, secret);
    if (derivedKeys.size >= maxDerivedKeys) derivedKeys.clear(); // salts that are made up anew each time
    derivedKeys.set(name, key);
  }
  return key;
}

function deriveKey(
  algorithm: HashAlgorithm,
  salt: string | Uint8Array,
  secret: string | Uint8Array,
): KeyObject {
  return createSecretKey(createHash(algorithm).update(salt).update(secret).digest());
}
