import { constantTimeEqual } from "./constant-time.ts";
import { BadSignatureError, UnsafeSeparatorError } from "./errors.ts";
import { type HashAlgorithm, saltedHmac } from "./salted-hmac.ts";
import { currentSecretKeys, type SecretKeys } from "./secret-keys.ts";
import { packJson, unpackJson } from "./signed-json.ts";
import { encodeUrlSafeBase64 } from "./url-safe-base64.ts";

export interface SignerOptions {
  /** The first signs, all are accepted. `secretKey` and `secretKeyFallbacks` of the app by default. */
  readonly keys?: SecretKeys;
  /** What the signature is for. A text signed under one salt is refused under another. */
  readonly salt?: string;
  /** Stands between value and signature: `":"` by default. */
  readonly separator?: string;
  /** `"sha256"` by default. */
  readonly algorithm?: HashAlgorithm;
}

/**
 * Signs texts, so that one that comes back from a browser is known to be unchanged; it stays readable. The format is
 * Django's: `value:signature`, and each accepts what the other signed, given the same key and salt.
 *
 * @example
 * const signer = new Signer({ salt: "shop.voucher" });
 * signer.sign("42"); // "42:7gv3ieTgCTc…"
 * signer.unsign("43:7gv3ieTgCTc…"); // throws BadSignatureError
 */
export class Signer {
  readonly #keys: SecretKeys | undefined;
  readonly #salt: string;
  readonly #algorithm: HashAlgorithm;
  protected readonly separator: string;

  constructor(options: SignerOptions = {}) {
    this.#keys = options.keys;
    this.#salt = options.salt ?? this.defaultSalt();
    this.#algorithm = options.algorithm ?? "sha256";
    this.separator = options.separator ?? ":";
    // The range A-z is Django's: it holds "[\]^_`" as well, and stays so that both refuse the same.
    if (/^[A-z0-9-_=]*$/.test(this.separator)) throw new UnsafeSeparatorError(this.separator);
  }

  protected defaultSalt(): string {
    return "django.core.signing.Signer";
  }

  /** The value with its signature behind it. */
  sign(value: string): string {
    return value + this.separator + this.#signature(value, this.#allKeys()[0]!);
  }

  /**
   * The value of a signed text.
   * @throws {@link BadSignatureError}
   */
  unsign(signed: string): string {
    const [value, signature] = this.splitLast(signed);
    for (const key of this.#allKeys()) {
      if (constantTimeEqual(signature, this.#signature(value, key))) return value;
    }
    throw new BadSignatureError();
  }

  /**
   * Signs what JSON can hold, as text that needs no escaping in URLs and cookies.
   * @param options.compress - Compresses where that makes the text shorter.
   */
  signObject(value: unknown, options: { compress?: boolean } = {}): string {
    return this.sign(packJson(value, options.compress ?? false));
  }

  /**
   * The value of a text made by {@link signObject}. Its shape is what was signed; check it where versions may differ.
   * @throws {@link BadSignatureError}
   */
  unsignObject(signed: string): unknown {
    return unpackJson(this.unsign(signed));
  }

  /** What stands before and behind the last separator. */
  protected splitLast(text: string): [before: string, behind: string] {
    const position = text.lastIndexOf(this.separator);
    if (position < 0) throw new BadSignatureError(`The text has no "${this.separator}".`);
    return [text.slice(0, position), text.slice(position + this.separator.length)];
  }

  #allKeys(): SecretKeys {
    return this.#keys ?? currentSecretKeys();
  }

  #signature(value: string, key: string): string {
    const salt = `${this.#salt}signer`;
    return encodeUrlSafeBase64(saltedHmac(salt, value, { secret: key, algorithm: this.#algorithm }));
  }
}
