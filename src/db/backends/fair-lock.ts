import { DatabaseLocked } from "../errors.ts";

/** Lets one holder in at a time, in the order in which they asked. Taking a free lock needs no promise. */
export class FairLock {
  readonly #timeoutMs: number;
  readonly #waiting: (() => void)[] = [];
  #taken = false;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Takes the lock if it is free. */
  tryTake(): boolean {
    if (this.#taken) return false;
    this.#taken = true;
    return true;
  }

  /**
   * Takes the lock, after all who asked before.
   * @throws {@link DatabaseLocked} after the timeout.
   */
  take(): Promise<void> {
    if (this.tryTake()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(
          new DatabaseLocked(
            `Waited ${this.#timeoutMs} ms for a transaction to end.\nA transaction must not wait for work that needs the database outside of it, nor for people or other servers.`,
          ),
        );
      }, this.#timeoutMs);
      this.#waiting.push(enter);
    });
  }

  /** Gives the lock to the next who waits. */
  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken = false;
    else next();
  }
}
