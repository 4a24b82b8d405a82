import { type BinaryLike, type ScryptOptions, scrypt as scryptWithCallback } from "node:crypto";
import { promisify } from "node:util";
import { constantTimeEqual } from "../constant-time.ts";
import { queueHash } from "./hash-queue.ts";
import { checkSalt, type PasswordHasher } from "./password-hasher.ts";

const deriveBits = promisify<BinaryLike, BinaryLike, number, ScryptOptions, Buffer>(scryptWithCallback);

interface Costs {
  /** Memory and time: a power of two, 16,384 by default. */
  readonly cost: number;
  /** 8 by default. Memory is 128 × cost × blockSize bytes. */
  readonly blockSize: number;
  /** Time: 5 by default. */
  readonly parallelization: number;
}

const defaultCosts: Costs = { cost: 2 ** 14, blockSize: 8, parallelization: 5 };
const hashBytes = 64;
// What a stored hash may ask for: 256 MiB, 16 times the default.
const maxMemoryBytes = 256 * 2 ** 20;

/** scrypt, which needs memory as well as time, in Django's format `scrypt$cost$salt$blockSize$parallelization$hash`. */
export function scrypt(options: Partial<Costs> = {}): PasswordHasher {
  return new ScryptHasher({ ...defaultCosts, ...options });
}

class ScryptHasher implements PasswordHasher {
  readonly algorithm = "scrypt";
  readonly #costs: Costs;

  constructor(costs: Costs) {
    this.#costs = costs;
  }

  encode(password: string, salt: string): Promise<string> {
    return encodeWith(this.#costs, password, salt);
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    const parts = partsOf(encoded);
    if (parts === undefined) return false;
    return constantTimeEqual(encoded, await encodeWith(parts.costs, password, parts.salt));
  }

  needsUpgrade(encoded: string): boolean {
    const costs = partsOf(encoded)?.costs;
    if (costs === undefined) return true;
    const { cost, blockSize, parallelization } = this.#costs;
    return costs.cost < cost || costs.blockSize < blockSize || costs.parallelization < parallelization;
  }
}

async function encodeWith(costs: Costs, password: string, salt: string): Promise<string> {
  checkSalt("scrypt", salt);
  const options = {
    N: costs.cost,
    r: costs.blockSize,
    p: costs.parallelization,
    maxmem: maxMemoryBytes,
  };
  const hash = await queueHash(() => deriveBits(password, salt, hashBytes, options));
  return `scrypt$${costs.cost}$${salt}$${costs.blockSize}$${costs.parallelization}$${hash.toString("base64")}`;
}

function partsOf(encoded: string): { costs: Costs; salt: string } | undefined {
  const match = /^scrypt\$(\d{1,8})\$([^$]+)\$(\d{1,4})\$(\d{1,4})\$[^$]*$/.exec(encoded);
  if (match === null) return undefined;
  const costs = { cost: Number(match[1]), blockSize: Number(match[3]), parallelization: Number(match[4]) };
  const isPowerOfTwo = costs.cost > 1 && (costs.cost & (costs.cost - 1)) === 0;
  const fits = 128 * costs.blockSize * (costs.cost + costs.parallelization) < maxMemoryBytes;
  return isPowerOfTwo && fits && costs.blockSize > 0 && costs.parallelization > 0
    ? { costs, salt: match[2]! }
    : undefined;
}
