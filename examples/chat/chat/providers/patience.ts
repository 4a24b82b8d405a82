import { ProviderError } from "./errors.ts";
import type { ProviderTimeouts } from "./openai-endpoint.ts";

/**
 * Watches how long a service takes. Its signal aborts when the person no longer wants the answer, or when one of the
 * limits is over; {@link failure} then says which.
 */
export class Patience {
  readonly #controller = new AbortController();
  readonly #timeouts: ProviderTimeouts;
  readonly #total: NodeJS.Timeout;
  readonly #wanted: AbortSignal;
  readonly #giveUp = () => this.#controller.abort(this.#wanted.reason);
  #step: NodeJS.Timeout | undefined;
  #failure: ProviderError | undefined;

  constructor(timeouts: ProviderTimeouts, wanted: AbortSignal) {
    this.#timeouts = timeouts;
    this.#wanted = wanted;
    this.#total = setTimeout(
      () => this.#fail(`The answer was cut off after ${seconds(timeouts.totalMs)}.`),
      timeouts.totalMs,
    );
    if (wanted.aborted) this.#giveUp();
    else wanted.addEventListener("abort", this.#giveUp, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The limit that was exceeded, if one was. */
  get failure(): ProviderError | undefined {
    return this.#failure;
  }

  connecting(host: string): void {
    const { connectMs } = this.#timeouts;
    this.#expect(connectMs, `No connection to ${host} within ${seconds(connectMs)}. Try again later.`);
  }

  connected(): void {
    const { firstPieceMs } = this.#timeouts;
    this.#expect(
      firstPieceMs,
      `The model service did not begin to answer within ${seconds(firstPieceMs)}. Try again later.`,
    );
  }

  pieceArrived(): void {
    const { idleMs } = this.#timeouts;
    this.#expect(idleMs, `The model service stopped in the middle of its answer and sent nothing more.`);
  }

  end(): void {
    clearTimeout(this.#step);
    clearTimeout(this.#total);
    this.#wanted.removeEventListener("abort", this.#giveUp);
  }

  #expect(withinMs: number, otherwise: string): void {
    clearTimeout(this.#step);
    this.#step = setTimeout(() => this.#fail(otherwise), withinMs);
  }

  #fail(message: string): void {
    this.#failure = new ProviderError("timeout", message);
    this.#controller.abort(this.#failure);
  }
}

function seconds(milliseconds: number): string {
  const rounded = Math.max(1, Math.round(milliseconds / 1000));
  return rounded === 1 ? "1 second" : `${rounded} seconds`;
}
