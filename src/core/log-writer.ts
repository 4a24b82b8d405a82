import { writeSync } from "node:fs";

/*
 * Writes the lines of the log. Lines of one turn of the event loop go out with one write; those that are there when the
 * process ends go out then. A destination that fails, such as a full disk or a pipe that nobody reads, must not end a
 * server: what it doesn't take waits, up to a limit, and what is beyond the limit is lost and counted, which is told once
 * there is room again.
 */

// Some thousand lines. More would be memory for an outage that may last.
const maxWaitingBytes = 1_048_576;
const retryMs = 250;

/** How bytes are written: as many as fit, at once; `writeSync()` of node:fs. */
export type WriteBytes = (descriptor: number, bytes: Buffer) => number;

export class LogWriter {
  readonly #descriptor: number;
  readonly #writeBytes: WriteBytes;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #lost = 0;
  #timer: NodeJS.Timeout | NodeJS.Immediate | undefined;

  constructor(descriptor: number, writeBytes: WriteBytes = writeSync) {
    this.#descriptor = descriptor;
    this.#writeBytes = writeBytes;
    process.once("exit", () => this.flush());
  }

  write(line: string): void {
    if (this.#waitingBytes >= maxWaitingBytes) {
      this.#lost++;
      return;
    }
    this.#keep(Buffer.from(line));
    this.#timer ??= setImmediate(() => this.flush());
  }

  /** Writes what waits, as far as the destination takes it. */
  flush(): void {
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    let rest: Buffer = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    try {
      while (rest.length > 0) rest = rest.subarray(this.#writeBytes(this.#descriptor, rest));
    } catch {
      // A reader that is slow (EAGAIN) and a disk that is full (ENOSPC) may come round; one that is gone (EPIPE) costs a
      // try now and then. There is nobody left to tell.
      this.#keep(rest);
      this.#timer = setTimeout(() => this.flush(), retryMs).unref();
      return;
    }
    if (this.#lost === 0) return;
    const lost = this.#lost;
    this.#lost = 0;
    this.write(
      `${JSON.stringify({ level: 40, time: new Date().toISOString(), part: "core", lost, msg: `${lost} lines of the log were lost: nobody took them` })}\n`,
    );
  }

  #keep(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
  }
}
