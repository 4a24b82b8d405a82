import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import { continueWaiting } from "./node-source.ts";
import { answerBrokenRequest } from "./refused-requests.ts";

/*
 * A client that sends its body one byte a minute, or never reads its answer, holds a connection and what belongs to it for
 * as long as it likes. A limit for the whole time would cut long uploads and downloads of honest clients as well; so what
 * counts is how much of it arrives: each client that is in the middle of something must move so many bytes in each window
 * of time. (Headers have a limit of their own in node:http, and so has a connection that rests.)
 *
 * All connections are looked at every few seconds, and a note is kept of those in the middle of something: there are no
 * timers for each, and nothing is counted while bytes flow.
 */

export interface SlowClientOptions {
  /** The time in which a client must have moved `minBytesPerSecond` on average; 0 for any time. */
  readonly windowMs: number;
  readonly minBytesPerSecond: number;
}

/** What Node keeps on a socket of a server, and what this file needs of it. */
type ServedSocket = Socket & {
  readonly parser?: { readonly incoming: IncomingMessage | null } | null;
  readonly _handle?: { readonly bytesWritten: number; readonly writeQueueSize: number } | null;
};

/** A window of time in which a client moves bytes. */
interface Note {
  readonly direction: "sending" | "reading";
  began: number;
  bytes: number;
}

const looksInWindow = 6;
// A client that is ended is an error for its handler, and a page about it. Thousands may be due at the same look, and others
// wait for the turn of the event loop to be over.
const endedInTurn = 20;

/** Ends connections of a server whose clients are too slow. */
export function endSlowClients(
  server: Server,
  sockets: ReadonlySet<ServedSocket>,
  { windowMs, minBytesPerSecond }: SlowClientOptions,
): void {
  if (windowMs === 0) return;
  const notes = new WeakMap<ServedSocket, Note>();
  const minBytes = (minBytesPerSecond * windowMs) / 1_000;

  const due: { readonly socket: ServedSocket; readonly direction: Note["direction"] }[] = [];
  const endSome = (): void => {
    for (const { socket, direction } of due.splice(0, endedInTurn))
      if (!socket.destroyed) end(socket, direction);
    if (due.length > 0) setImmediate(endSome);
  };

  const look = (): void => {
    if (due.length > 0) return; // those of the last look are still being ended
    const now = performance.now();
    for (const socket of sockets) {
      const direction = directionOf(socket);
      if (direction === undefined) {
        notes.delete(socket);
        continue;
      }
      const bytes = direction === "sending" ? socket.bytesRead : bytesGone(socket);
      const note = notes.get(socket);
      if (note?.direction !== direction) notes.set(socket, { direction, began: now, bytes });
      else if (bytes - note.bytes >= minBytes) {
        note.began = now;
        note.bytes = bytes;
      } else if (now - note.began >= windowMs) due.push({ socket, direction });
    }
    endSome();
  };
  const timer = setInterval(look, windowMs / looksInWindow).unref();
  server.once("close", () => clearInterval(timer));
}

/** What a client should be doing at the moment; `undefined` where it is not its turn. */
function directionOf(socket: ServedSocket): Note["direction"] | undefined {
  if (socket.writableLength > 0 || (socket._handle?.writeQueueSize ?? 0) > 0) return "reading";
  const message = socket.parser?.incoming;
  // What has arrived and nobody has read is the handler's affair, and so is a client that waits for "100 Continue".
  const isArriving = message != null && !message.complete && message.readableLength === 0;
  return isArriving && !continueWaiting.has(message) ? "sending" : undefined;
}

/** Bytes that the system has taken for the client, those that still wait left out. */
function bytesGone(socket: ServedSocket): number {
  const handle = socket._handle;
  return handle == null ? socket.bytesWritten : handle.bytesWritten - handle.writeQueueSize;
}

function end(socket: ServedSocket, direction: Note["direction"]): void {
  if (direction === "reading") {
    socket.destroy(); // it wouldn't read a word about it either
    return;
  }
  const tooSlow = Object.assign(new Error("the body came too slowly"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
  answerBrokenRequest(tooSlow, socket);
  socket.destroySoon();
}
