import type { Server } from "node:http";
import type { InFlight } from "./in-flight.ts";

/*
 * A server that takes all that comes answers nobody in time once more comes than it can do. So it refuses, quickly, what it
 * has no time for, and stays as fast for the rest as before.
 *
 * How it knows: a timer that should ring each 50 ms is overdue when one turn of the event loop takes long. That alone is a
 * burst, or one slow piece of work. So what goes by between one arriving request and the next is added up, a long gap
 * counting as a short one: after half a second of it without a ring in time, more is coming than can be done. Each arriving request looks, since a flood makes each turn several times as long as the one before: the
 * turn in which it is found out would be one of many seconds.
 *
 * From then on each turn has a short time to begin new requests, and what comes later in the same turn is refused: a
 * refusal costs some microseconds, so the next turn comes soon, and with it those who arrived meanwhile. Work that was begun
 * goes on. Each second it is reckoned how much time all that came would have taken; once there would have been enough,
 * everything is as before.
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
const patienceMs = 500;
// Longer between two requests is one slow piece of work, or a processor that others have: refusing would free nothing.
const longestGapMs = 50;
// A refusal should be out in 20 ms: a request waits for the end of one turn, and then for its place in the next.
const turnMs = 2;
// A turn in which nothing happened is shorter.
const emptyTurnMs = 0.1;
const reckonEveryMs = 1_000;

/** Decides which requests are begun. Times are milliseconds of a clock that never goes back. */
export class OverloadGate {
  readonly #options: OverloadOptions;
  readonly #inFlight: Pick<InFlight, "hasAtLeast">;
  #ringDueAt: number;
  #arrivedAt = 0;
  /** What has gone by between requests since the last ring, and between those before that were late. */
  #sinceRingMs = 0;
  #lateMs = 0;
  #isOverloaded = false;
  #turnBegan = 0;
  /** What has happened since the time was last reckoned. */
  #second = { since: 0, workedMs: 0, begun: 0, refused: 0 };
  /** Called when there is too much to do: from now on {@link beginTurn} has to be told of each turn. */
  onOverload: () => void = () => {};

  constructor(
    options: OverloadOptions,
    inFlight: Pick<InFlight, "hasAtLeast">,
    now: number = performance.now(),
  ) {
    this.#options = options;
    this.#inFlight = inFlight;
    this.#ringDueAt = now + ringEveryMs;
  }

  /** Whether more comes than can be done. */
  get isOverloaded(): boolean {
    return this.#isOverloaded;
  }

  /** Whether the request that has just arrived must be refused. */
  refuses(): boolean {
    if (this.#inFlight.hasAtLeast(this.#options.maxConcurrentRequests)) return true;
    return this.#options.maxLoopDelayMs > 0 && this.refusesAt(performance.now());
  }

  /** The same for a moment, as far as time is concerned. */
  refusesAt(now: number): boolean {
    if (!this.#isOverloaded) this.#lookAtClock(now);
    if (!this.#isOverloaded) return false;
    if (now - this.#turnBegan < turnMs) {
      this.#second.begun++;
      return false;
    }
    this.#second.refused++;
    return true;
  }

  /** Told when a turn of the event loop begins, while there is too much to do. */
  beginTurn(now: number): void {
    const tookMs = now - this.#turnBegan;
    if (tookMs > emptyTurnMs) this.#second.workedMs += tookMs;
    this.#turnBegan = now;
  }

  /** Told when the timer rings. */
  ring(now: number): void {
    const isLate = now - this.#ringDueAt > this.#options.maxLoopDelayMs;
    this.#ringDueAt = now + ringEveryMs;
    this.#lateMs = isLate ? this.#lateMs + this.#sinceRingMs : 0;
    this.#sinceRingMs = 0;
    if (this.#isOverloaded) this.#reckon(now);
  }

  #lookAtClock(now: number): void {
    this.#sinceRingMs += Math.min(now - this.#arrivedAt, longestGapMs);
    this.#arrivedAt = now;
    const isOverdue = now - this.#ringDueAt > this.#options.maxLoopDelayMs;
    if (!isOverdue || this.#lateMs + this.#sinceRingMs < patienceMs) return;
    this.#isOverloaded = true;
    this.#turnBegan = now - turnMs; // the time of this turn is used up
    this.#second = { since: now, workedMs: 0, begun: 0, refused: 0 };
    this.onOverload();
  }

  #reckon(now: number): void {
    const { since, workedMs, begun, refused } = this.#second;
    if (now - since < reckonEveryMs) return;
    const neededMs = (workedMs / Math.max(1, begun)) * (begun + refused);
    this.#isOverloaded = refused > 0 && neededMs >= now - since;
    this.#second = { since: now, workedMs: 0, begun: 0, refused: 0 };
  }
}

/** Tells a gate how late the event loop is, as long as a server is there. */
export function watchEventLoop(gate: OverloadGate, server: Server): void {
  let isOver = false;
  const turn = (): void => {
    gate.beginTurn(performance.now());
    // Keeps the loop turning, which costs nothing while there is more to do than time for it.
    if (gate.isOverloaded && !isOver) setImmediate(turn);
  };
  gate.onOverload = () => setImmediate(turn);
  const timer = setInterval(() => gate.ring(performance.now()), ringEveryMs).unref();
  server.once("close", () => {
    isOver = true;
    clearInterval(timer);
  });
}
