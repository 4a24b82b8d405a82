// A worker that lived so long has worked; its end is an accident. Others fail again, and again at once.
const provenMs = 10_000;
const firstDelayMs = 100;
const maxDelayMs = 30_000;

/** How long to wait before a worker that ended by itself is replaced: not at all at first, then longer each time. */
export class BackOff {
  #failures = 0;

  /** @param livedMs - How long the worker lived. */
  delayAfter(livedMs: number): number {
    if (livedMs >= provenMs) {
      this.#failures = 0;
      return 0;
    }
    return Math.min(firstDelayMs * 2 ** this.#failures++, maxDelayMs);
  }
}
