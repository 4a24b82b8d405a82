interface Attempts {
  count: number;
  /** When the window began, in milliseconds. */
  readonly since: number;
}

/** Past this many keys with attempts, the oldest are forgotten: an attacker must not fill the memory. */
const maxEntries = 50_000;

/** Counts attempts by key. A window of time begins with a key's first attempt; when it is over, all are forgotten. */
export class AttemptCounts {
  readonly #windowMs: number;
  readonly #now: () => number;
  readonly #attempts = new Map<string, Attempts>();

  constructor(windowSeconds: number, now: () => number) {
    this.#windowMs = windowSeconds * 1000;
    this.#now = now;
  }

  /** For how many seconds a key that may have so many attempts must wait; 0 where another is allowed. */
  waitSeconds(key: string, limit: number): number {
    const attempts = this.#current(key);
    if (attempts === undefined || attempts.count < limit) return 0;
    return Math.ceil((attempts.since + this.#windowMs - this.#now()) / 1000);
  }

  add(key: string): void {
    const attempts = this.#current(key);
    if (attempts !== undefined) {
      attempts.count++;
      return;
    }
    if (this.#attempts.size >= maxEntries) this.#attempts.delete(this.#attempts.keys().next().value!);
    this.#attempts.set(key, { count: 1, since: this.#now() });
  }

  /** Takes the last attempt back. */
  withdraw(key: string): void {
    const attempts = this.#current(key);
    if (attempts !== undefined && attempts.count > 0) attempts.count--;
  }

  forget(key: string): void {
    this.#attempts.delete(key);
  }

  #current(key: string): Attempts | undefined {
    const attempts = this.#attempts.get(key);
    if (attempts === undefined) return undefined;
    if (this.#now() < attempts.since + this.#windowMs) return attempts;
    this.#attempts.delete(key);
    return undefined;
  }
}
