import { BadSignatureError, SignatureExpiredError } from "./errors.ts";
import { currentSecretKeys, type SecretKeys } from "./secret-keys.ts";
import { TimestampSigner, type TimestampSignerOptions, type UnsignOptions } from "./timestamp-signer.ts";

export interface SignedCookieOptions {
  /** Told apart by it: cookies of one name that are meant for different things. */
  readonly salt?: string;
  readonly keys?: SecretKeys;
  readonly now?: () => number;
}

export interface UnsignCookieOptions extends SignedCookieOptions, UnsignOptions {
  /**
   * Accepts what Django before 5.2.15 signed: there, the name and the salt were joined without a separator, so that a
   * cookie of one name may pass for another's. Off by default.
   */
  readonly unsafeAcceptLegacySalt?: boolean;
}

/** The value of a cookie, signed together with the cookie's name and the time, in Django's format. */
export function signCookie(name: string, value: string, options: SignedCookieOptions = {}): string {
  return cookieSigner({ ...options, salt: cookieSalt(name, options.salt) }).sign(value);
}

/**
 * The value of a cookie that {@link signCookie} signed.
 * @throws {@link SignatureExpiredError} {@link BadSignatureError}
 */
export function unsignCookie(name: string, signed: string, options: UnsignCookieOptions = {}): string {
  try {
    return cookieSigner({ ...options, salt: cookieSalt(name, options.salt) }).unsign(signed, options);
  } catch (error) {
    const isWrong = error instanceof BadSignatureError && !(error instanceof SignatureExpiredError);
    if (!isWrong || !options.unsafeAcceptLegacySalt) throw error;
    return cookieSigner({ ...options, salt: name + (options.salt ?? "") }).unsign(signed, options);
  }
}

/** A signer with the keys that Django uses for everything it stores in cookies. */
export function cookieSigner(options: TimestampSignerOptions): TimestampSigner {
  const keys = (options.keys ?? currentSecretKeys()).map((key) => `django.http.cookies${key}`);
  return new TimestampSigner({ ...options, keys });
}

// The length stands in front of the salt so that no two pairs of salt and name give the same text. Python counts
// code points.
function cookieSalt(name: string, salt = ""): string {
  return `django.http.cookies.v2:${[...salt].length}:${salt}${name}`;
}
