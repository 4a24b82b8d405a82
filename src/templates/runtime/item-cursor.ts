import { itemsOf } from "./iterate.ts";
import type { RenderState } from "./render-state.ts";
import { isAsyncIterable } from "./thenable.ts";

/** Walks over what a loop of a streamed page runs over, so that a million rows are never in memory at once. */
export interface ItemCursor {
  /** The item it stands on. */
  readonly value: unknown;
  /** How many there are. Only a list knows; a loop that asks is given one. */
  readonly count: number;
  /** Goes to the next item, the first one at first; `false` behind the last. */
  step(): boolean | Promise<boolean>;
  /** Ends what gives the items. */
  close(): void;
}

/** Opens anything that `{% for %}` takes. Generators and streams give their items one after the other. */
export function openCursor(state: RenderState, value: unknown): ItemCursor | Promise<ItemCursor> {
  if (!isGenerator(value) || state.listed(value) !== undefined) return openList(state, value, false);
  return new StreamCursor(state.opened(value));
}

/** Whether a value makes its items one by one, with or without waiting. */
function isGenerator(value: unknown): value is AsyncIterable<unknown> | IteratorObject<unknown> {
  if (isAsyncIterable(value)) return true;
  return typeof value === "object" && value !== null && Symbol.iterator in value && "next" in value;
}

/** The same for a loop that needs to know how many items there are. */
export function openList(
  state: RenderState,
  value: unknown,
  isReversed: boolean,
): ItemCursor | Promise<ItemCursor> {
  const items = itemsOf(state, value);
  const open = (list: readonly unknown[]): ItemCursor => new ListCursor(list, isReversed);
  return items instanceof Promise ? items.then(open) : open(items);
}

class ListCursor implements ItemCursor {
  readonly #items: readonly unknown[];
  readonly #isReversed: boolean;
  readonly count: number;
  #index = -1;

  constructor(items: readonly unknown[], isReversed: boolean) {
    this.#items = items;
    this.#isReversed = isReversed;
    this.count = items.length;
  }

  get value(): unknown {
    return this.#items[this.#isReversed ? this.count - 1 - this.#index : this.#index];
  }

  step(): boolean {
    return ++this.#index < this.count;
  }

  close(): void {}
}

class StreamCursor implements ItemCursor {
  readonly #iterator: AsyncIterator<unknown> | Iterator<unknown>;
  readonly count = Number.NaN;
  value: unknown;
  #isOver = false;

  constructor(iterable: AsyncIterable<unknown> | Iterable<unknown>) {
    this.#iterator =
      Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]();
  }

  step(): boolean | Promise<boolean> {
    const result = this.#iterator.next();
    return result instanceof Promise ? result.then((found) => this.#take(found)) : this.#take(result);
  }

  #take({ done, value }: IteratorResult<unknown>): boolean {
    this.#isOver = done === true;
    this.value = value;
    return !this.#isOver;
  }

  /** Not awaited: a generator that is in the middle of something ends when that is done. */
  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const ended = this.#iterator.return?.();
    if (ended instanceof Promise) ended.catch(() => {});
  }
}
