import * as nodeCrypto from "node:crypto";
import { constantTimeEqual } from "../constant-time.ts";
import { MissingArgon2Error } from "../errors.ts";
import { queueHash } from "./hash-queue.ts";
import { checkSalt, isWeakSalt, type PasswordHasher } from "./password-hasher.ts";

export interface Argon2Options {
  /** Memory that each hash takes, in KiB: 102,400 by default, as in Django. */
  readonly memoryKib?: number;
  /** Passes over the memory: 2 by default. */
  readonly passes?: number;
  /** 8 by default. */
  readonly parallelism?: number;
  /** 32 by default. */
  readonly hashBytes?: number;
}

type Variety = "argon2id" | "argon2i" | "argon2d";

interface Parts {
  readonly variety: Variety;
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

// What a stored hash may ask for: 256 MiB, as of scrypt, and a time that a login can take.
const maxMemoryKib = 256 * 1024;
const maxPasses = 64;
const maxParallelism = 64;
// Of RFC 9106, and what Node takes at least.
const minSaltBytes = 8;
// Hashes of half the default are what older versions of Django's library made: no reason to make each of them anew.
const leastHashBytes = 16;

/**
 * Argon2id, which needs memory as well as time, in Django's format
 * `argon2$argon2id$v=19$m=102400,t=2,p=8$salt$hash`. Computed by Node itself, from 24.7 on, on another thread.
 */
export function argon2id(options: Argon2Options = {}): PasswordHasher {
  const { memoryKib = 102_400, passes = 2, parallelism = 8, hashBytes = 32 } = options;
  return new Argon2Hasher({ memoryKib, passes, parallelism, hashBytes });
}

class Argon2Hasher implements PasswordHasher {
  readonly algorithm = "argon2";
  readonly #costs: Required<Argon2Options>;

  constructor(costs: Required<Argon2Options>) {
    this.#costs = costs;
  }

  async encode(password: string, salt: string): Promise<string> {
    checkSalt("argon2", salt);
    const { memoryKib, passes, parallelism, hashBytes } = this.#costs;
    const bytes = Buffer.from(salt);
    const hash = await derive(password, { ...this.#costs, variety: "argon2id", salt: bytes }, hashBytes);
    const costs = `m=${memoryKib},t=${passes},p=${parallelism}`;
    return `argon2$argon2id$v=19$${costs}$${unpadded(bytes)}$${unpadded(hash)}`;
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    const parts = partsOf(encoded);
    if (parts === undefined) return false;
    const hash = await derive(password, parts, parts.hash.length);
    return constantTimeEqual(unpadded(parts.hash), unpadded(hash));
  }

  needsUpgrade(encoded: string): boolean {
    const parts = partsOf(encoded);
    if (parts === undefined || parts.variety !== "argon2id") return true;
    const { memoryKib, passes, parallelism } = this.#costs;
    const isCheaper = parts.memoryKib < memoryKib || parts.passes < passes || parts.parallelism < parallelism;
    return isCheaper || parts.hash.length < leastHashBytes || isWeakSalt(parts.salt.toString("latin1"));
  }
}

function derive(
  password: string,
  { variety, memoryKib, passes, parallelism, salt }: Omit<Parts, "hash">,
  tagLength: number,
): Promise<Buffer> {
  const { argon2 } = nodeCrypto; // looked up by name: an import of what Node doesn't have would fail at once
  if (argon2 === undefined) throw new MissingArgon2Error(process.version);
  const parameters = { message: password, nonce: salt, parallelism, tagLength, memory: memoryKib, passes };
  return queueHash(
    () =>
      new Promise((resolve, reject) => {
        argon2(variety, parameters, (error, hash) => (error ? reject(error) : resolve(hash)));
      }),
  );
}

function partsOf(encoded: string): Parts | undefined {
  const match =
    /^argon2\$(argon2(?:id|i|d))\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(
      encoded,
    );
  if (match === null) return undefined;
  const [, variety, memory, time, lanes, salt, hash] = match as unknown as string[];
  const parts: Parts = {
    variety: variety as Variety, // one of the three that the pattern has
    memoryKib: Number(memory),
    passes: Number(time),
    parallelism: Number(lanes),
    salt: Buffer.from(salt!, "base64"),
    hash: Buffer.from(hash!, "base64"),
  };
  return isComputable(parts) ? parts : undefined;
}

function isComputable({ memoryKib, passes, parallelism, salt, hash }: Parts): boolean {
  const takesTime = passes >= 1 && passes <= maxPasses && parallelism >= 1 && parallelism <= maxParallelism;
  const takesMemory = memoryKib >= 8 * parallelism && memoryKib <= maxMemoryKib;
  return takesTime && takesMemory && salt.length >= minSaltBytes && hash.length >= 4 && hash.length <= 128;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
