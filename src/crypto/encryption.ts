import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { deriveKey } from "./derived-key.ts";
import { DecryptionError } from "./errors.ts";
import { currentSecretKeys, type SecretKeys } from "./secret-keys.ts";
import { decodeUrlSafeBase64, encodeUrlSafeBase64 } from "./url-safe-base64.ts";

/*
 * An encrypted text is `q1.` and url-safe base64 of: nonce (12 bytes), ciphertext, tag (16 bytes). AES-256-GCM, with a
 * key of its own for each purpose. Nonces are random: one key may encrypt 2^32 texts before a repetition becomes
 * thinkable (NIST SP 800-38D, 8.3); a purpose, not the app, is what counts.
 */
const version = "q1.";
const nonceBytes = 12;
const tagBytes = 16;

export interface EncryptionOptions {
  /** The first encrypts, all decrypt. `secretKey` and `secretKeyFallbacks` of the app by default. */
  readonly keys?: SecretKeys;
}

/**
 * Encrypts a text, to be stored or handed out. The same text gives another result each time.
 *
 * @param purpose - What the text is: `"chat.api-key"`. A text encrypted for one purpose can't be decrypted for another,
 * so that what a user may put into one place can't be moved to another.
 *
 * @example
 * const stored = encrypt("sk-…", "chat.api-key"); // "q1.mJ4…"
 * decrypt(stored, "chat.api-key"); // "sk-…"
 */
export function encrypt(text: string, purpose: string, options: EncryptionOptions = {}): string {
  const [key] = options.keys ?? currentSecretKeys();
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", encryptionKey(key!, purpose), nonce);
  const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return version + encodeUrlSafeBase64(Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]));
}

/**
 * The text that {@link encrypt} encrypted.
 * @throws {@link DecryptionError}
 */
export function decrypt(encrypted: string, purpose: string, options: EncryptionOptions = {}): string {
  const bytes = encryptedBytes(encrypted);
  if (bytes !== undefined) {
    for (const key of options.keys ?? currentSecretKeys()) {
      const text = tryDecrypt(bytes, encryptionKey(key, purpose));
      if (text !== undefined) return text;
    }
  }
  throw new DecryptionError(purpose);
}

function encryptionKey(secret: string, purpose: string): Buffer {
  return deriveKey(secret, "quintet.encryption", "aes-256-gcm", purpose);
}

function encryptedBytes(encrypted: string): Buffer | undefined {
  if (!encrypted.startsWith(version)) return undefined;
  const bytes = decodeUrlSafeBase64(encrypted.slice(version.length));
  return bytes.length < nonceBytes + tagBytes ? undefined : bytes;
}

function tryDecrypt(bytes: Buffer, key: Buffer): string | undefined {
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    return undefined; // another key's, or changed: final() found that the tag doesn't match
  }
}
