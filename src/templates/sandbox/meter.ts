import { SandboxLimitError } from "../errors.ts";
import type { Sandbox } from "./sandbox.ts";

/** Counts what one render of a sandbox does. No clock: the same template with the same data always ends at the same place. */
export class Meter {
  readonly maxLength: number;
  readonly #maxSteps: number;
  #steps = 0;
  #written = 0;

  constructor({ maxSteps, maxOutputLength }: Sandbox) {
    this.#maxSteps = maxSteps;
    this.maxLength = maxOutputLength;
  }

  /** Begins anew, for the asynchronous version of the same page. */
  reset(): void {
    this.#steps = 0;
    this.#written = 0;
  }

  step(count = 1): void {
    this.#steps += count;
    if (this.#steps > this.#maxSteps) throw new SandboxLimitError("steps", this.#maxSteps);
  }

  /** Counts work on a text: 16 characters are a step. */
  work(length: number): void {
    this.step(1 + Math.floor(length / 16));
  }

  /** Counts a text that is about to be written. */
  wrote(text: string): string {
    this.step();
    this.#written += text.length;
    if (this.#written > this.maxLength) throw new SandboxLimitError("output", this.maxLength);
    return text;
  }

  /** Refuses a value before it is made. */
  allow(length: number): void {
    // The other way round, so that NaN is refused as well.
    if (!(length <= this.maxLength)) throw new SandboxLimitError("value", this.maxLength);
  }
}
