import { AsyncLocalStorage } from "node:async_hooks";
import type { RenderState } from "./render-state.ts";
import { stopped } from "./thenable.ts";

// A chunk is given to the reader when it has grown to this size, in characters. What is waiting when the page pauses goes
// out earlier.
const chunkLength = 16_384;
// A lazy value, such as a query, may block while it loads. Before that at least so much goes out, and the page's head.
const minChunkLength = 1_024;

interface Reader {
  resolve(result: IteratorResult<string, undefined>): void;
  reject(error: unknown): void;
}

/*
 * Between a page that is rendered in its streaming version and whoever reads it. The page runs only while somebody reads:
 * it writes the next chunk while the last one is on its way, and waits with it until the reader comes back. So there are
 * never more than two chunks, however long the page is.
 *
 *   page:    hold() hold() flush() ─────── hold() settle(query) ─────▶ end
 *   reader:  next() ············▶ chunk    next() ···▶ chunk (the page waits for its query)
 */
export class PageOutput implements AsyncIterator<string, undefined> {
  readonly #render: () => Promise<unknown>;
  #waiting = "";
  #hasGiven = false;
  /** How often the page has waited for something of its context. */
  #pauses = 0;
  #isPausing = false;
  /** Whether it has waited so long that what is there may as well go out. */
  #isLong = false;
  #isWatching = false;
  #reader: Reader | undefined;
  #lastRead: Promise<unknown> | undefined;
  #hasReader: (() => void) | undefined;
  #stop: ((reason: unknown) => void) | undefined;
  #page: Promise<void> | undefined;
  #end: { readonly error?: unknown } | undefined;

  constructor(render: (output: PageOutput) => Promise<unknown>) {
    // A page is read outside of its request; what it asks still finds its app, its request and its transaction.
    const inThisContext = AsyncLocalStorage.snapshot();
    this.#render = () => inThisContext(() => render(this));
  }

  // — The page's side —

  /** Takes what the page has written. */
  hold(text: string): void {
    this.#waiting += text;
  }

  /** Whether enough has been written for a chunk. */
  isFull(text: string): boolean {
    return this.#waiting.length + text.length >= chunkLength;
  }

  /** Gives the reader what is there, when the reader wants it. */
  async flush(): Promise<void> {
    if (this.#waiting === "") return;
    await this.#wanted();
    this.#give();
  }

  /** What a promise or a query of the context gives; what was written before goes out while it is waited for. */
  settle<Value>(
    state: RenderState,
    value: Value,
    ready: (state: RenderState, value: Value) => Promise<unknown>,
  ): Promise<unknown> {
    const isWorthAPiece = !this.#hasGiven || this.#waiting.length >= minChunkLength;
    if (value instanceof Promise || this.#waiting === "" || !isWorthAPiece)
      return this.#pausing(ready(state, value));
    return this.#flushed().then(() => this.#pausing(ready(state, value)));
  }

  /** Waits for a promise; what was written before goes out meanwhile. */
  waiting<Value>(promise: Promise<Value>): Promise<Value> {
    return this.#pausing(promise);
  }

  /** Waits until the reader has taken what is there, and has come back: it is at its place then. */
  async #flushed(): Promise<void> {
    await this.flush();
    await this.#wanted();
  }

  /** Waits for the reader. */
  #wanted(): Promise<void> | undefined {
    if (this.#end !== undefined) throw stopped;
    if (this.#reader !== undefined) return undefined;
    return new Promise((resolve, reject) => {
      this.#hasReader = resolve;
      this.#stop = reject;
    });
  }

  #pausing<Value>(answer: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) throw stopped;
      this.#stop = reject;
      this.#pauses++;
      this.#isPausing = true;
      if (this.#waiting !== "") this.#giveSoon();
      const end = (): void => {
        this.#isPausing = false;
        this.#isLong = false;
      };
      answer.then(
        (result) => {
          end();
          resolve(result);
        },
        (error: unknown) => {
          end();
          reject(error);
        },
      );
    });
  }

  /** Gives what is there if the page makes the same pause one turn of the event loop later: shorter ones are worth no piece. */
  #giveSoon(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    const pause = this.#pauses;
    setImmediate(() => {
      this.#isWatching = false;
      if (!this.#isPausing || this.#waiting === "") return;
      this.#isLong = this.#pauses === pause;
      if (this.#isLong) this.#give();
      else this.#giveSoon();
    });
  }

  #give(): void {
    const reader = this.#reader;
    if (reader === undefined || this.#waiting === "") return;
    this.#reader = undefined;
    const value = this.#waiting;
    this.#waiting = "";
    this.#hasGiven = true;
    reader.resolve({ done: false, value });
  }

  // — The reader's side —

  next(): Promise<IteratorResult<string, undefined>> {
    const next = (): Promise<IteratorResult<string, undefined>> => this.#next();
    const read = this.#reader === undefined ? next() : this.#lastRead!.then(next, next);
    this.#lastRead = read;
    return read;
  }

  #next(): Promise<IteratorResult<string, undefined>> {
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
      if (this.#page === undefined) this.#page = this.#run();
      else if (this.#end !== undefined) this.#finish();
      else if (this.#isLong) this.#give();
      this.#hasReader?.();
    });
  }

  /** Stops the page where it is: it is told at the next place where it waits. */
  async return(): Promise<IteratorResult<string, undefined>> {
    this.#end ??= {};
    this.#waiting = "";
    this.#page ??= Promise.resolve();
    this.#stop?.(stopped);
    this.#finish();
    await this.#page;
    return { done: true, value: undefined };
  }

  async #run(): Promise<void> {
    let end: { readonly error?: unknown } = {};
    try {
      await this.#render();
    } catch (error) {
      end = { error };
      this.#waiting = ""; // half a sentence in front of nothing
    }
    this.#end ??= end;
    this.#finish();
  }

  /** Gives what is left, then the end. */
  #finish(): void {
    if (this.#waiting !== "") {
      this.#give();
      return;
    }
    const reader = this.#reader;
    if (reader === undefined) return;
    this.#reader = undefined;
    const end = this.#end!;
    this.#end = {}; // an error is told once
    if (Object.hasOwn(end, "error")) reader.reject(end.error);
    else reader.resolve({ done: true, value: undefined });
  }
}
