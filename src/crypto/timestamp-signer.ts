import { BadSignatureError, SignatureExpiredError } from "./errors.ts";
import { unpackJson } from "./signed-json.ts";
import { Signer, type SignerOptions } from "./signer.ts";

export interface TimestampSignerOptions extends SignerOptions {
  /** The clock, in milliseconds since 1970: `Date.now` by default. */
  readonly now?: () => number;
}

export interface UnsignOptions {
  /** How old a signature may be. Any age by default. */
  readonly maxAgeSeconds?: number;
}

/**
 * A {@link Signer} that also signs the time, so that a text can be refused when it is too old: `value:time:signature`.
 *
 * @example
 * const signer = new TimestampSigner({ salt: "newsletter.confirm" });
 * signer.unsign(token, { maxAgeSeconds: 86_400 });
 */
export class TimestampSigner extends Signer {
  readonly #now: () => number;

  constructor(options: TimestampSignerOptions = {}) {
    super(options);
    this.#now = options.now ?? Date.now;
  }

  protected override defaultSalt(): string {
    return "django.core.signing.TimestampSigner";
  }

  override sign(value: string): string {
    return super.sign(value + this.separator + toBase62(Math.floor(this.#now() / 1000)));
  }

  /** @throws {@link SignatureExpiredError} {@link BadSignatureError} */
  override unsign(signed: string, options: UnsignOptions = {}): string {
    const [value, timestamp] = this.splitLast(super.unsign(signed));
    const signedAtSeconds = fromBase62(timestamp);
    if (options.maxAgeSeconds !== undefined) {
      const ageSeconds = this.#now() / 1000 - signedAtSeconds;
      if (ageSeconds > options.maxAgeSeconds)
        throw new SignatureExpiredError(ageSeconds, options.maxAgeSeconds);
    }
    return value;
  }

  /** @throws {@link SignatureExpiredError} {@link BadSignatureError} */
  override unsignObject(signed: string, options: UnsignOptions = {}): unknown {
    return unpackJson(this.unsign(signed, options));
  }
}

export interface SignObjectOptions extends TimestampSignerOptions {
  /** Compresses where that makes the text shorter. */
  readonly compress?: boolean;
}

const objectSalt = "django.core.signing";

/** Signs a value and the time, as text for URLs and cookies. Django calls it `signing.dumps()`. */
export function signObject(value: unknown, options: SignObjectOptions = {}): string {
  return new TimestampSigner({ salt: objectSalt, ...options }).signObject(value, options);
}

/**
 * The value of a text made by {@link signObject}. Django calls it `signing.loads()`.
 * @throws {@link SignatureExpiredError} {@link BadSignatureError}
 */
export function unsignObject(signed: string, options: TimestampSignerOptions & UnsignOptions = {}): unknown {
  return new TimestampSigner({ salt: objectSalt, ...options }).unsignObject(signed, options);
}

const base62Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A number in the digits of Django's time stamps. */
export function toBase62(number: number): string {
  if (number === 0) return "0";
  let digits = "";
  for (let rest = Math.abs(number); rest > 0; rest = Math.floor(rest / 62)) {
    digits = base62Digits[rest % 62] + digits;
  }
  return number < 0 ? `-${digits}` : digits;
}

/** @throws {@link BadSignatureError} for what is no such number. */
export function fromBase62(text: string): number {
  if (!/^-?[0-9A-Za-z]{1,9}$/.test(text)) {
    throw new BadSignatureError("The text is signed, and holds no time.");
  }
  const digits = text.startsWith("-") ? text.slice(1) : text;
  let number = 0;
  for (const digit of digits) number = number * 62 + base62Digits.indexOf(digit);
  return text.startsWith("-") ? -number : number;
}
