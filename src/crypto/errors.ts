import { QuintetError } from "../core/index.ts";

/** A signed text was changed, was signed with another key or salt, or is no signed text at all. */
export class BadSignatureError extends QuintetError {
  readonly code: string = "crypto.bad-signature";

  /** @param message - Never shows the text or its signature: both may be secrets. */
  constructor(
    message = 'The signature does not match: the text was changed, or it was signed with another key or salt. After a change of "secretKey", keep the earlier key in "secretKeyFallbacks".',
  ) {
    super(message);
  }
}

/** The signature is right, and older than it may be. */
export class SignatureExpiredError extends BadSignatureError {
  override readonly code = "crypto.signature-expired";

  constructor(ageSeconds: number, maxAgeSeconds: number) {
    super(`The signature is ${ageSeconds} s old, and may be at most ${maxAgeSeconds} s.`);
  }
}

/** A signer was made with a separator that may occur in a signature. */
export class UnsafeSeparatorError extends QuintetError {
  readonly code = "crypto.unsafe-separator";

  constructor(separator: string) {
    super(
      `A signer can't use the separator ${JSON.stringify(separator)}: it must not be empty or consist only of letters, digits, "-", "_" and "=", which occur in signatures. Use ":", the default.`,
    );
  }
}

/** A value can't be signed as JSON, or what was signed is no JSON. */
export class UnsignableValueError extends QuintetError {
  readonly code = "crypto.unsignable-value";

  constructor(kind: string) {
    super(
      `signObject() can't sign ${kind}: only what JSON can hold (texts, finite numbers, booleans, null, lists, plain objects).`,
    );
  }
}

/** An encrypted text was changed, or was encrypted with another key or for another purpose. */
export class DecryptionError extends QuintetError {
  readonly code = "crypto.decryption";

  constructor(purpose: string) {
    super(
      `The text can't be decrypted for the purpose "${purpose}": it was changed, encrypted for another purpose, or encrypted with a secret key that is neither "secretKey" nor in "secretKeyFallbacks".`,
    );
  }
}

/** A salt was handed to a password hasher that its format can't hold. */
export class BadSaltError extends QuintetError {
  readonly code = "crypto.bad-salt";

  constructor(algorithm: string) {
    super(
      `The salt for ${algorithm} must be a text that is not empty and has no "$", which separates the parts of a password hash.`,
    );
  }
}

/** More passwords are waiting to be hashed than can be served in a reasonable time. */
export class HashQueueFullError extends QuintetError {
  readonly code = "crypto.hash-queue-full";

  constructor(waiting: number) {
    super(
      `${waiting} passwords are already waiting to be hashed. Answer with status 503 and try again later; throttle logins if this happens often.`,
    );
  }
}

/** A password is to be hashed or checked by Argon2, which this version of Node doesn't have. */
export class MissingArgon2Error extends QuintetError {
  readonly code = "crypto.missing-argon2";

  constructor(version: string) {
    super(
      `Argon2 needs Node 24.7 or later, and this is ${version}. Upgrade Node, or take argon2id() out of "passwordHashers" where no password is stored by it.`,
    );
  }
}
