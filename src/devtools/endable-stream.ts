/**
 * A stream that can be ended while it waits. Events of an app may go on for hours; when its process gives way to the
 * next one, they end at once, and browsers ask again.
 *
 * Written by hand rather than as a generator: `return()` has to reach the source while it is still waiting.
 */
export class EndableStream<Piece> implements AsyncIterable<Piece>, AsyncIterator<Piece> {
  readonly #source: AsyncIterator<Piece>;
  readonly #whenOver: (stream: EndableStream<Piece>) => void;
  #pending: PromiseWithResolvers<IteratorResult<Piece>> | undefined;
  #isOver = false;

  /** @param whenOver - Called once, when it has ended in whatever way. */
  constructor(source: AsyncIterable<Piece>, whenOver: (stream: EndableStream<Piece>) => void) {
    this.#source = source[Symbol.asyncIterator]();
    this.#whenOver = whenOver;
  }

  [Symbol.asyncIterator](): AsyncIterator<Piece> {
    return this;
  }

  next(): Promise<IteratorResult<Piece>> {
    if (this.#isOver) return Promise.resolve({ done: true, value: undefined });
    const pending = Promise.withResolvers<IteratorResult<Piece>>();
    this.#pending = pending;
    this.#source.next().then(
      (result) => {
        if (result.done) this.#over();
        pending.resolve(result);
      },
      (error) => {
        this.#over();
        pending.reject(error);
      },
    );
    return pending.promise;
  }

  async return(): Promise<IteratorResult<Piece>> {
    this.#over();
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  /** Ends it for its reader, and stops its source. */
  end(): void {
    this.#pending?.resolve({ done: true, value: undefined });
    this.return().catch(() => {}); // the reader has its end; nobody is left to be told
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#whenOver(this);
  }
}
