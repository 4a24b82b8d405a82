import { failedLookup } from "./lookup.ts";
import type { RenderState } from "./render-state.ts";

/*
 * What the asynchronous versions of a template wait with, each for its place: `ready` and `settledLookup` read async
 * iterables to their end, the other two leave them to a loop; of a value that was looked up, some errors mean that there
 * is nothing.
 */

type Awaited = PromiseLike<unknown> | AsyncIterable<unknown>;

/** What a promise, a query or an async iterable gives. */
export function ready(state: RenderState, value: Awaited): Promise<unknown> {
  return state.ready(value);
}

/** What a promise or a query gives. */
export function awaited(state: RenderState, value: PromiseLike<unknown>): Promise<unknown> {
  return state.awaited(value);
}

export async function settledLookup(state: RenderState, found: Awaited): Promise<unknown> {
  try {
    return await state.ready(found);
  } catch (error) {
    return failedLookup(state, error);
  }
}

export async function awaitedLookup(state: RenderState, found: PromiseLike<unknown>): Promise<unknown> {
  try {
    return await state.awaited(found);
  } catch (error) {
    return failedLookup(state, error);
  }
}
