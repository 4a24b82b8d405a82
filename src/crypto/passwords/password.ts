import { randomString } from "../random-string.ts";
import { argon2id } from "./argon2.ts";
import { newSalt, type PasswordHasher } from "./password-hasher.ts";
import { pbkdf2Sha1, pbkdf2Sha256 } from "./pbkdf2.ts";
import { scrypt } from "./scrypt.ts";

/** The ways to store a password that are known where nobody says otherwise; new ones are stored by the first. */
export const defaultHashers: readonly PasswordHasher[] = [pbkdf2Sha256(), pbkdf2Sha1(), argon2id(), scrypt()];

// Django's mark of a password that nobody can enter, for users who log in in another way.
const unusablePrefix = "!";
const unusableLength = 40;

/** What checking a password gives. */
export interface PasswordCheck {
  readonly valid: boolean;
  /** The stored hash is weaker than a new one would be: where the password is valid, hash and store it again. */
  readonly needsUpgrade: boolean;
}

/** The hash of a password, to be stored. Takes about half a second of another thread, by design. */
export function hashPassword(
  password: string,
  hashers: readonly PasswordHasher[] = defaultHashers,
): Promise<string> {
  return hashers[0]!.encode(password, newSalt());
}

/**
 * Compares a password with a stored hash, of any of the given hashers. It takes the same time, as far as can be, for an
 * unusable or unreadable hash as for a wrong password.
 *
 * @example
 * const { valid, needsUpgrade } = await verifyPassword("letmein", user.password);
 */
export async function verifyPassword(
  password: string,
  encoded: string,
  hashers: readonly PasswordHasher[] = defaultHashers,
): Promise<PasswordCheck> {
  const preferred = hashers[0]!;
  const hasher = findHasher(encoded, hashers);
  if (hasher === undefined) {
    await spendHashTime(hashers);
    return { valid: false, needsUpgrade: false };
  }
  const needsUpgrade = hasher.algorithm !== preferred.algorithm || preferred.needsUpgrade(encoded);
  const valid = await hasher.verify(password, encoded);
  if (!valid && needsUpgrade) await hasher.harden?.(password, encoded);
  return { valid, needsUpgrade };
}

/** Takes as long as checking a password: for a login whose user doesn't exist, so that the time doesn't tell. */
export async function spendHashTime(hashers: readonly PasswordHasher[] = defaultHashers): Promise<void> {
  await hashPassword(randomString(20), hashers);
}

/** What is stored for a user who has no password. */
export function unusablePassword(): string {
  return unusablePrefix + randomString(unusableLength);
}

/** Whether a stored hash can be matched by any password. */
export function isUsablePassword(encoded: string): boolean {
  return !encoded.startsWith(unusablePrefix);
}

/** The hasher that made a hash, or `undefined` where it is not among the given ones. */
export function findHasher(
  encoded: string,
  hashers: readonly PasswordHasher[] = defaultHashers,
): PasswordHasher | undefined {
  if (isUnsaltedHash(encoded)) return undefined;
  const [algorithm] = encoded.split("$", 1);
  return hashers.find((hasher) => hasher.algorithm === algorithm);
}

// Ancient versions of Django stored MD5 and SHA-1 without a salt. They are not read.
function isUnsaltedHash(encoded: string): boolean {
  return encoded.startsWith("md5$$") || encoded.startsWith("sha1$$");
}
