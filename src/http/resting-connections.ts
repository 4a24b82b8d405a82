import type { Server as NodeServer, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/*
 * Ends connections that rest too long between two requests. node:http can do that (`keepAliveTimeout`), with a timer that
 * is set after each answer and cleared before the next: 2 of the 23 µs that a request costs it. Here a request leaves a
 * note at its socket, and one timer for all looks at the sockets now and then.
 *
 * A connection that has sent nothing yet, or part of a head, is not at rest: `headersTimeout` of node:http counts there.
 */

// As long does node:http wait beyond what it tells clients, so that a request sent at the last moment is still answered.
const graceMs = 1_000;
const maxSweepEveryMs = 1_000;

/** A socket with what is known of it. */
interface WatchedSocket extends Socket {
  /** What it was last asked for, until a look finds it answered. */
  [lastAnswer]?: ServerResponse | undefined;
  /** Since when nothing has come, if all has been answered. */
  [rest]?: Rest | undefined;
}
const lastAnswer = Symbol("quintet.lastAnswer");
const rest = Symbol("quintet.rest");

interface Rest {
  readonly sinceMs: number;
  readonly bytesRead: number;
}

/** The connections of one server that wait for their next request. */
export class RestingConnections {
  readonly #sockets = new Set<WatchedSocket>();
  readonly #timeoutMs: number;

  constructor(server: NodeServer, timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    const sweeper = setInterval(() => this.sweep(), Math.min(timeoutMs, maxSweepEveryMs)).unref();
    server.once("close", () => clearInterval(sweeper));
  }

  /** Notes that a request has arrived; its answer tells later whether the connection rests. */
  answerBegins(socket: WatchedSocket, answer: ServerResponse): void {
    socket[lastAnswer] = answer;
  }

  /** All open connections, those in the middle of something as well. */
  get sockets(): ReadonlySet<Socket> {
    return this.#sockets;
  }

  /** Looks at all connections. The timer calls it. */
  sweep(nowMs = performance.now()): void {
    for (const socket of this.#sockets) {
      const answer = socket[lastAnswer];
      const isAtRest = answer === undefined ? socket[rest] !== undefined : answer.writableFinished;
      if (isAtRest) this.#lookAt(socket, nowMs);
      else socket[rest] = undefined;
    }
  }

  #lookAt(socket: WatchedSocket, nowMs: number): void {
    socket[lastAnswer] = undefined; // with all that hangs on it
    const { bytesRead } = socket;
    const known = socket[rest];
    if (known?.bytesRead !== bytesRead) socket[rest] = { sinceMs: nowMs, bytesRead };
    else if (nowMs - known.sinceMs >= this.#timeoutMs + graceMs) socket.destroy();
  }
}
