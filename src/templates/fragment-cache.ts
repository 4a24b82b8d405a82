import { createHash } from "node:crypto";
import { textOf } from "./runtime/text-of.ts";

/** Keeps pieces of pages for `{% cache %}`. Its methods may be asynchronous. */
export interface FragmentCache {
  /** The piece under this key, or `undefined` where there is none (any more). */
  get(key: string): string | undefined | Promise<string | undefined>;
  /** Keeps a piece. `seconds` is how long; `undefined` for ever. */
  set(key: string, html: string, seconds: number | undefined): void | Promise<void>;
  /** Forgets a piece. */
  delete(key: string): void | Promise<void>;
}

export interface MemoryFragmentCacheOptions {
  /** How many pieces are kept: 1,000 by default. The one that was not used for longest makes room. */
  readonly maxEntries?: number;
  /** The clock. */
  readonly now?: () => Date;
}

interface Entry {
  readonly html: string;
  /** `undefined` for ever. */
  readonly expiresAtMs: number | undefined;
}

/** Keeps pieces of pages in the memory of this process. */
export class MemoryFragmentCache implements FragmentCache {
  readonly #maxEntries: number;
  readonly #now: () => Date;
  readonly #entries = new Map<string, Entry>(); // the one used last stands last

  constructor({ maxEntries = 1_000, now = () => new Date() }: MemoryFragmentCacheOptions = {}) {
    this.#maxEntries = maxEntries;
    this.#now = now;
  }

  get(key: string): string | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    if (entry.expiresAtMs !== undefined && entry.expiresAtMs <= this.#now().getTime()) return undefined;
    this.#entries.set(key, entry);
    return entry.html;
  }

  set(key: string, html: string, seconds: number | undefined): void {
    this.#entries.delete(key);
    if (seconds !== undefined && seconds <= 0) return;
    const expiresAtMs = seconds === undefined ? undefined : this.#now().getTime() + seconds * 1000;
    this.#entries.set(key, { html, expiresAtMs });
    if (this.#entries.size <= this.#maxEntries) return;
    const [oldest] = this.#entries.keys();
    this.#entries.delete(oldest!); // there is one: the limit was passed
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}

/**
 * The key of a piece that `{% cache 60 sidebar user.id %}` keeps, to delete it when it has become wrong. It is
 * Django's.
 *
 * @example
 * await cache.delete(templateFragmentKey("sidebar", [user.id]));
 */
export function templateFragmentKey(name: string, varyOn: readonly unknown[] = []): string {
  const hash = createHash("md5"); // a short name for the values, nothing secret
  for (const value of varyOn) hash.update(`${textOf(value)}:`);
  return `template.cache.${name}.${hash.digest("hex")}`;
}
