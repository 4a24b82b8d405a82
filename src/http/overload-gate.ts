import type { Server } from "node:http";
import type { InFlight } from "./in-flight.ts";

/*
 * A server that takes all that comes answers nobody in time once more comes than it can do. So it refuses, quickly, what it
 * has no time for, and stays as fast for the rest as before.
 *
 * How it knows: a timer that should ring each 50 ms rings late when one turn of the event loop takes long. One late ring
 * is a burst, or one slow piece of work; when it rings late again and again, for a second, more is coming than can be
 * done. From then on each turn of the loop has a short time to begin new requests, and what comes later in the same turn
 * is refused: a refusal costs some microseconds, so the next turn comes soon, and with it those who arrived meanwhile.
 * Work that was begun goes on. Once nothing had to be refused for a second, everything is as before.
 *
 * Besides, there is a bound for requests that are worked on at the same time: what waits for a slow database takes memory,
 * not time, and no clock shows it.
 */

export interface OverloadOptions {
  /** How late the event loop may be, again and again, before requests are refused; 0 for however late. */
  readonly maxLoopDelayMs: number;
  /** How many requests may be worked on at the same time; one whose body is still arriving doesn't count. */
  readonly maxConcurrentRequests: number;
}

const ringEveryMs = 50;
const patienceMs = 1_000;
const lateRingsAtLeast = 3;
// A loop that is late without having been asked much waits for the processor itself: refusing would free nothing.
const arrivalsAtLeast = 10;
// What remains of the 20 ms in which a refusal should be out, for the work that was begun.
const turnMs = 10;

/** Decides which requests are begun. Times are milliseconds of a clock that never goes back. */
export class OverloadGate {
  readonly #options: OverloadOptions;
  readonly #inFlight: Pick<InFlight, "hasAtLeast">;
  #arrivals = 0;
  #lateRings = 0;
  #lateSince = 0;
  #isOverloaded = false;
  #turnBegan = 0;
  #refusedAt = 0;

  constructor(options: OverloadOptions, inFlight: Pick<InFlight, "hasAtLeast">) {
    this.#options = options;
    this.#inFlight = inFlight;
  }

  /** Whether more comes than can be done. */
  get isOverloaded(): boolean {
    return this.#isOverloaded;
  }

  /** Whether the request that has just arrived must be refused. */
  refuses(): boolean {
    this.#arrivals++;
    if (this.#inFlight.hasAtLeast(this.#options.maxConcurrentRequests)) return true;
    return this.#isOverloaded && this.refusesAt(performance.now());
  }

  /** The same for a moment, while there is too much to do: whether the time of this turn is used up. */
  refusesAt(now: number): boolean {
    if (now - this.#turnBegan < turnMs) return false;
    this.#refusedAt = now;
    return true;
  }

  /** Told when a turn of the event loop begins, while there is too much to do. */
  beginTurn(now: number): void {
    this.#turnBegan = now;
  }

  /** Told when the timer rings, and by how much too late. */
  ring(now: number, lateMs: number): void {
    const arrivals = this.#arrivals;
    this.#arrivals = 0;
    if (this.#isOverloaded) {
      if (arrivals === 0 || now - this.#refusedAt >= patienceMs) this.#isOverloaded = false;
      return;
    }
    const { maxLoopDelayMs } = this.#options;
    if (lateMs <= maxLoopDelayMs || maxLoopDelayMs === 0 || arrivals < arrivalsAtLeast) {
      this.#lateRings = 0;
      return;
    }
    if (this.#lateRings++ === 0) this.#lateSince = now - lateMs;
    if (this.#lateRings < lateRingsAtLeast || now - this.#lateSince < patienceMs) return;
    this.#lateRings = 0;
    this.#isOverloaded = true;
    this.#turnBegan = now;
    this.#refusedAt = now;
  }
}

/** Tells a gate how late the event loop is, as long as a server listens. */
export function watchEventLoop(gate: OverloadGate, server: Server): void {
  let dueAt = performance.now() + ringEveryMs;
  const turn = (): void => {
    gate.beginTurn(performance.now());
    // Keeps the loop turning, which costs nothing while there is more to do than time for it.
    if (gate.isOverloaded && server.listening) setImmediate(turn);
  };
  const timer = setInterval(() => {
    const now = performance.now();
    const wasOverloaded = gate.isOverloaded;
    gate.ring(now, now - dueAt);
    dueAt = now + ringEveryMs;
    if (gate.isOverloaded && !wasOverloaded) setImmediate(turn);
  }, ringEveryMs).unref();
  server.once("close", () => clearInterval(timer));
}
