export { fromBase36, toBase36 } from "./base36.ts";
export { constantTimeEqual } from "./constant-time.ts";
export { decrypt, type EncryptionOptions, encrypt } from "./encryption.ts";
export {
  BadSaltError,
  BadSignatureError,
  DecryptionError,
  HashQueueFullError,
  MissingArgon2Error,
  SignatureExpiredError,
  UnsafeSeparatorError,
  UnsignableValueError,
} from "./errors.ts";
export { type Argon2Options, argon2id } from "./passwords/argon2.ts";
export { unsafeMd5 } from "./passwords/md5.ts";
export {
  defaultHashers,
  findHasher,
  hashPassword,
  isUsablePassword,
  type PasswordCheck,
  spendHashTime,
  unusablePassword,
  verifyPassword,
} from "./passwords/password.ts";
export type { PasswordHasher } from "./passwords/password-hasher.ts";
export { type Pbkdf2Options, pbkdf2Sha1, pbkdf2Sha256 } from "./passwords/pbkdf2.ts";
export { scrypt } from "./passwords/scrypt.ts";
export { randomString } from "./random-string.ts";
export {
  checkResetToken,
  makeResetToken,
  type ResetTokenOptions,
  type ResetTokenUser,
} from "./reset-token.ts";
export { type HashAlgorithm, saltedHmac } from "./salted-hmac.ts";
export { currentSecretKeys, type SecretKeys } from "./secret-keys.ts";
export {
  cookieSigner,
  type SignedCookieOptions,
  signCookie,
  type UnsignCookieOptions,
  unsignCookie,
} from "./signed-cookie.ts";
export { Signer, type SignerOptions } from "./signer.ts";
export {
  type SignObjectOptions,
  signObject,
  TimestampSigner,
  type TimestampSignerOptions,
  type UnsignOptions,
  unsignObject,
} from "./timestamp-signer.ts";
export { decodeUrlSafeBase64, encodeUrlSafeBase64 } from "./url-safe-base64.ts";
