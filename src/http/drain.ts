import type { Server as NodeServer } from "node:http";
import { Server as NetServer } from "node:net";
import { logger } from "../core/index.ts";

export interface DrainOptions {
  /** How long connections without a request stay open. */
  readonly graceMs: number;
  /** After how long whatever is still open is cut. */
  readonly timeoutMs: number;
}

const sweepEveryMs = 25;

/**
 * Ends a server without dropping a request:
 *
 *   1. no new connection is accepted;
 *   2. for `graceMs`, resting connections stay open: a client may have sent its next request before it could know. What
 *      arrives is answered with `Connection: close`, by which busy connections end by themselves;
 *   3. then resting connections are closed, again and again, as answers and streams come to their end;
 *   4. what is open after `timeoutMs` is cut.
 */
export function drain(server: NodeServer, { graceMs, timeoutMs }: DrainOptions): Promise<void> {
  return new Promise((resolve) => {
    let sweeper: NodeJS.Timeout | undefined;
    // On a busy machine a timer comes late, and a request may have come before it: what has arrived is read first.
    const closeResting = () => setImmediate(() => server.closeIdleConnections());
    const sweepLater = setTimeout(() => {
      closeResting();
      sweeper = setInterval(closeResting, sweepEveryMs);
    }, graceMs);
    const cut = setTimeout(() => {
      logger("http").warn(`requests were still under way after ${timeoutMs} ms and were cut off`);
      server.closeAllConnections();
    }, timeoutMs);

    // The close() of node:http would close resting connections at once; that of node:net only stops accepting.
    NetServer.prototype.close.call(server, () => {
      clearTimeout(sweepLater);
      clearInterval(sweeper);
      clearTimeout(cut);
      server.close(() => {}); // ends the timer of node:http that looks for slow requests
      resolve();
    });
  });
}
