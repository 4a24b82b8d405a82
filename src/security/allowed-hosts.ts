import { isIP } from "node:net";
import { isSameDomain, splitHost } from "./host-name.ts";

const maxSeen = 100;

/** The hosts that an app answers for: `"shop.example"`, or `".shop.example"` for it and all below it. */
export class AllowedHosts {
  readonly #exact = new Set<string>();
  readonly #endings: readonly string[];
  readonly #allowsLocal: boolean;
  readonly #allowsAny: boolean;
  /** What was asked for and allowed, as it was written: most requests of a site say the same few. */
  readonly #seen = new Set<string>();

  constructor(patterns: readonly string[], options: { allowsLocal: boolean; allowsAny: boolean }) {
    const names = patterns.map((pattern) => pattern.toLowerCase());
    for (const name of names) this.#exact.add(name.startsWith(".") ? name.slice(1) : name);
    this.#endings = names.filter((name) => name.startsWith("."));
    this.#allowsLocal = options.allowsLocal;
    this.#allowsAny = options.allowsAny;
  }

  /** @param host - As in the `Host` header, with or without a port. */
  includes(host: string): boolean {
    if (this.#allowsAny || this.#seen.has(host)) return true;
    const isAllowed = this.#allows(host);
    // Bounded, because clients choose how a name is written: in capitals, with a port.
    if (isAllowed && this.#seen.size < maxSeen) this.#seen.add(host);
    return isAllowed;
  }

  #allows(host: string): boolean {
    const { name } = splitHost(host);
    if (name === "") return false;
    if (this.#exact.has(name)) return true;
    if (this.#allowsLocal && isLocal(name)) return true;
    return this.#endings.some((ending) => isSameDomain(name, ending));
  }
}

/** Whether a text can stand in `allowedHosts`: a host without scheme, port and path. */
export function isHostPattern(pattern: string): boolean {
  if (pattern.startsWith("[")) return isIP(pattern.slice(1, -1)) === 6;
  return /^\.?[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$/i.test(pattern);
}

/** Names and addresses that always mean the machine itself (RFC 6761, 6.3). */
function isLocal(name: string): boolean {
  return name === "localhost" || name.endsWith(".localhost") || name === "127.0.0.1" || name === "[::1]";
}
