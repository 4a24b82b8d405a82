import type { IncomingMessage } from "node:http";
import { logger } from "../core/index.ts";
import { loggedPath } from "./logged-path.ts";
import type { NodeSource } from "./node-source.ts";
import { timeoutResponse } from "./refused-requests.ts";
import type { Response } from "./response.ts";
import { discardResponse, type Exchange, sendFailure, sendResponse } from "./send-response.ts";

const log = logger("http");

/*
 * Requests whose handler hasn't answered yet. Only handlers that give a promise come here: the others have answered
 * before anybody could ask. A body that is still arriving is the client's time rather than the handler's: the request
 * doesn't count as work until it is there (see slow-clients.ts for those that take too long).
 */

interface Waiting {
  readonly exchange: Exchange;
  readonly source: NodeSource;
  /** From when on its handler has had everything; moved on while the body arrives. */
  since: number;
}

// How exact the time of handlers is.
const sweepEveryMs = 1_000;
// Counting bodies takes some 5 ns each. So often for each of them, and counting never takes more than a twentieth of the time.
const countEveryMsEach = 0.000_1;

/** What the handlers of one server are at work on. */
export class InFlight {
  readonly #waiting = new Set<Waiting>();
  readonly #timeoutMs: number;
  readonly #sweeper: NodeJS.Timeout;
  #arriving = 0;
  #countedAt = 0;

  /** @param timeoutMs - After how long a handler has lost its chance to answer; 0 for never. */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs === 0 ? Number.POSITIVE_INFINITY : timeoutMs;
    this.#sweeper = setInterval(() => this.#sweep(performance.now()), sweepEveryMs).unref();
  }

  /** Sends the response of a handler when it is there, or tells its client that it takes too long. */
  follow(exchange: Exchange, source: NodeSource, response: Promise<Response>): void {
    const entry = { exchange, source, since: performance.now() };
    this.#waiting.add(entry);
    response.then(
      (made) => (this.#waiting.delete(entry) ? sendResponse(exchange, made) : discardResponse(made)),
      (error: unknown) => {
        if (this.#waiting.delete(entry)) sendFailure(exchange, error);
        else
          log.warn({ requestId: exchange.request.id, err: error }, "a handler failed after its time was up");
      },
    );
  }

  /** Whether so many requests, or more, are being worked on. */
  hasAtLeast(count: number): boolean {
    if (this.#waiting.size < count) return false;
    return this.#waiting.size - this.#arrivingBodies(performance.now()) >= count;
  }

  close(): void {
    clearInterval(this.#sweeper);
  }

  #arrivingBodies(now: number): number {
    if (now - this.#countedAt < this.#waiting.size * countEveryMsEach) return this.#arriving;
    this.#countedAt = now;
    this.#arriving = 0;
    for (const { exchange } of this.#waiting) if (isArriving(exchange.message)) this.#arriving++;
    return this.#arriving;
  }

  #sweep(now: number): void {
    for (const entry of this.#waiting) {
      if (isArriving(entry.exchange.message)) entry.since = now;
      else if (now - entry.since >= this.#timeoutMs) this.#timeOut(entry);
    }
  }

  #timeOut(entry: Waiting): void {
    this.#waiting.delete(entry);
    const { exchange, source } = entry;
    const { request } = exchange;
    const { id: requestId, method } = request;
    log.error({ requestId, method, path: loggedPath(request) }, "a handler took too long");
    source.abort();
    sendResponse(exchange, timeoutResponse());
  }
}

function isArriving(message: IncomingMessage): boolean {
  return !message.complete && !message.destroyed;
}
