import type { IncomingMessage } from "node:http";
import { RequestAbortedError } from "./errors.ts";

type Result = IteratorResult<Uint8Array, undefined>;

/**
 * The chunks of a message as they arrive, for one reader that asks for them one after the other. The iterator that Node has
 * does the same with a generator, which keeps some 3 KB for each body that somebody waits for; slow clients make thousands
 * of them wait.
 */
export class MessageChunks implements AsyncIterableIterator<Uint8Array> {
  readonly #message: IncomingMessage;
  readonly #whenAsked: () => void;
  #look: (() => void) | undefined;
  #waiting: PromiseWithResolvers<Result> | undefined;
  #isOver = false;

  /** @param whenAsked - Called in front of the first chunk. */
  constructor(message: IncomingMessage, whenAsked: () => void) {
    this.#message = message;
    this.#whenAsked = whenAsked;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result> {
    if (this.#isOver) return Promise.resolve({ done: true, value: undefined });
    if (this.#waiting !== undefined) return this.#waiting.promise.then(() => this.next());
    if (this.#look === undefined) this.#begin();
    const waiting = Promise.withResolvers<Result>();
    this.#waiting = waiting;
    this.#settle();
    return waiting.promise;
  }

  /** Lets the rest be. The message stays open: the answer, perhaps 413, still has to go out by the same socket. */
  return(): Promise<Result> {
    this.#end();
    this.#waiting?.resolve({ done: true, value: undefined });
    return Promise.resolve({ done: true, value: undefined });
  }

  #begin(): void {
    this.#whenAsked();
    const look = () => this.#settle();
    this.#look = look;
    this.#message.on("readable", look).on("end", look).on("close", look).on("error", look);
  }

  /** Gives whoever waits what there is. */
  #settle(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const message = this.#message;
    const chunk = message.destroyed ? null : (message.read() as Uint8Array | null);
    if (chunk !== null) {
      this.#waiting = undefined;
      waiting.resolve({ done: false, value: chunk });
      return;
    }
    if (!message.readableEnded && !message.destroyed) return;
    this.#end();
    this.#waiting = undefined;
    if (message.readableEnded) waiting.resolve({ done: true, value: undefined });
    else waiting.reject(new RequestAbortedError());
  }

  #end(): void {
    this.#isOver = true;
    const look = this.#look;
    if (look !== undefined)
      this.#message.off("readable", look).off("end", look).off("close", look).off("error", look);
  }
}
