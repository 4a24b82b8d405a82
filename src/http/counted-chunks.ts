type Result = IteratorResult<Uint8Array, undefined>;

/**
 * The chunks of a body, as long as they are not too many bytes. An object rather than a generator, which would keep 2 KB
 * for each body that somebody waits for.
 */
export class CountedChunks implements AsyncIterableIterator<Uint8Array> {
  readonly #open: () => AsyncIterator<Uint8Array>;
  readonly #count: (byteLength: number) => void;
  #chunks: AsyncIterator<Uint8Array> | undefined;
  #isOver = false;

  /**
   * @param open - Called when the first chunk is asked for; throws for a body that is refused before it.
   * @param count - Told of each chunk; throws when it's one too many.
   */
  constructor(open: () => AsyncIterator<Uint8Array>, count: (byteLength: number) => void) {
    this.#open = open;
    this.#count = count;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result> {
    if (this.#isOver) return Promise.resolve({ done: true, value: undefined });
    try {
      this.#chunks ??= this.#open();
    } catch (error) {
      this.#isOver = true;
      return Promise.reject(error);
    }
    return this.#chunks.next().then(this.#checked);
  }

  async return(): Promise<Result> {
    this.#isOver = true;
    await this.#chunks?.return?.();
    return { done: true, value: undefined };
  }

  readonly #checked = (result: IteratorResult<Uint8Array>): Result | Promise<Result> => {
    if (result.done) {
      this.#isOver = true;
      return { done: true, value: undefined };
    }
    try {
      this.#count(result.value.byteLength);
    } catch (error) {
      return this.return().then(() => {
        throw error;
      });
    }
    return { done: false, value: result.value };
  };
}
