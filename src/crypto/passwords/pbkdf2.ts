import { pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import { constantTimeEqual } from "../constant-time.ts";
import { queueHash } from "./hash-queue.ts";
import { checkSalt, isWeakSalt, type PasswordHasher } from "./password-hasher.ts";

const deriveBits = promisify(pbkdf2);

export interface Pbkdf2Options {
  /** More is slower, for us and for who stole the hashes. 1,500,000 by default (Django 5.2: 1,000,000). */
  readonly iterations?: number;
}

const defaultIterations = 1_500_000;

/** PBKDF2 with HMAC-SHA256 in Django's format, `pbkdf2_sha256$iterations$salt$hash`. The default for new passwords. */
export function pbkdf2Sha256(options: Pbkdf2Options = {}): PasswordHasher {
  return new Pbkdf2Hasher("pbkdf2_sha256", "sha256", 32, options.iterations ?? defaultIterations);
}

/** PBKDF2 with HMAC-SHA1 in Django's format: for hashes that are there already. */
export function pbkdf2Sha1(options: Pbkdf2Options = {}): PasswordHasher {
  return new Pbkdf2Hasher("pbkdf2_sha1", "sha1", 20, options.iterations ?? defaultIterations);
}

class Pbkdf2Hasher implements PasswordHasher {
  readonly algorithm: string;
  readonly #digest: string;
  readonly #hashBytes: number;
  readonly #iterations: number;

  constructor(algorithm: string, digest: string, hashBytes: number, iterations: number) {
    this.algorithm = algorithm;
    this.#digest = digest;
    this.#hashBytes = hashBytes;
    this.#iterations = iterations;
  }

  encode(password: string, salt: string): Promise<string> {
    return this.#encode(password, salt, this.#iterations);
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    const parts = this.#parts(encoded);
    if (parts === undefined) return false;
    return constantTimeEqual(encoded, await this.#encode(password, parts.salt, parts.iterations));
  }

  // Django asks for a new hash as well when one has more iterations than its own. Here more is fine: an app beside a
  // Django project would otherwise weaken each other's hashes, and end sessions, at every login.
  needsUpgrade(encoded: string): boolean {
    const parts = this.#parts(encoded);
    return parts === undefined || parts.iterations < this.#iterations || isWeakSalt(parts.salt);
  }

  async harden(password: string, encoded: string): Promise<void> {
    const parts = this.#parts(encoded);
    const missing = this.#iterations - (parts?.iterations ?? 0);
    if (missing > 0) await this.#encode(password, parts?.salt ?? "salt", missing);
  }

  async #encode(password: string, salt: string, iterations: number): Promise<string> {
    checkSalt(this.algorithm, salt);
    const hash = await queueHash(() => deriveBits(password, salt, iterations, this.#hashBytes, this.#digest));
    return `${this.algorithm}$${iterations}$${salt}$${hash.toString("base64")}`;
  }

  #parts(encoded: string): { iterations: number; salt: string } | undefined {
    const match = /^([a-z0-9_]+)\$([1-9]\d{0,8})\$([^$]+)\$[^$]*$/.exec(encoded);
    if (match?.[1] !== this.algorithm) return undefined;
    return { iterations: Number(match[2]), salt: match[3]! };
  }
}
