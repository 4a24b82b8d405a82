import { BadSaltError } from "../errors.ts";
import { bitsPerCharacter, randomString } from "../random-string.ts";

/** One way to store passwords. Stored hashes begin with its name: `pbkdf2_sha256$…`. */
export interface PasswordHasher {
  readonly algorithm: string;
  /** The hash to store. */
  encode(password: string, salt: string): Promise<string>;
  /** Whether the password is the one that was hashed. False for a hash that this hasher can't read. */
  verify(password: string, encoded: string): Promise<boolean>;
  /** Whether the hash is weaker than one that this hasher would make now. */
  needsUpgrade(encoded: string): boolean;
  /** Spends the time by which a hash that needs an upgrade is faster to check than a new one. */
  harden?(password: string, encoded: string): Promise<void>;
}

// 128 bits of salt, as Django's hashers have since 3.2.
const saltBits = 128;
const saltLength = Math.ceil(saltBits / bitsPerCharacter);

export function newSalt(): string {
  return randomString(saltLength);
}

export function isWeakSalt(salt: string): boolean {
  return salt.length * bitsPerCharacter < saltBits;
}

export function checkSalt(algorithm: string, salt: unknown): void {
  if (typeof salt !== "string" || salt === "" || salt.includes("$")) throw new BadSaltError(algorithm);
}
