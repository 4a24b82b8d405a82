import { member } from "./lookup.ts";
import type { RenderState } from "./render-state.ts";
import { settledLookup } from "./settle.ts";
import { mustSettle } from "./thenable.ts";

/**
 * A path such as `book.author.name` of which something in the middle must be awaited: the rest of its steps, to be taken
 * then. Nothing is asked before somebody waits for it.
 */
export class PendingPath implements PromiseLike<unknown> {
  readonly #state: RenderState;
  readonly #base: PromiseLike<unknown>;
  readonly #names: readonly string[];

  constructor(state: RenderState, base: PromiseLike<unknown>, names: readonly string[]) {
    this.#state = state;
    this.#base = base;
    this.#names = names;
  }

  /** The path with one more step. */
  step(name: string): PendingPath {
    return new PendingPath(this.#state, this.#base, [...this.#names, name]);
  }

  // biome-ignore lint/suspicious/noThenProperty: it is waited for like any other value of a context
  then<Result, Failure>(
    onValue?: ((value: unknown) => Result | PromiseLike<Result>) | null,
    onError?: ((error: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Result | Failure> {
    return this.#lookup().then(onValue, onError) as Promise<Result | Failure>; // as then() has it, where neither is null
  }

  async #lookup(): Promise<unknown> {
    let value: unknown = this.#base;
    for (const name of this.#names) {
      if (mustSettle(value, name)) value = await settledLookup(this.#state, value);
      value = member(this.#state, value, name);
    }
    return value;
  }
}
