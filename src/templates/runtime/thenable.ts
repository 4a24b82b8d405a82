import { declares } from "./intrinsics.ts";

/** Whether a value must be awaited: a promise, a lazy relation, a query. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
  );
}

/**
 * Whether a value must be awaited before `name` is looked up in it. A query offers members of its own, such as `count`,
 * and those come first: `author.books.count` must not load the books.
 */
export function mustSettle(value: unknown, name: string): value is PromiseLike<unknown> {
  return isThenable(value) && !(declares(value, name) && name !== "then");
}

/** Whether a value can only be read by waiting: a stream, an asynchronous generator. */
export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** Whether a value must be awaited before a filter, a tag or a condition may see it. */
export function mustWait(value: unknown): value is PromiseLike<unknown> | AsyncIterable<unknown> {
  if (typeof value !== "object" || value === null) return false;
  return typeof (value as { then?: unknown }).then === "function" || Symbol.asyncIterator in value;
}

/** Thrown by the synchronous version of a template where it meets something that must be awaited. Never seen outside. */
export const suspension: unique symbol = Symbol("a template must go on asynchronously");

/** Thrown in a streamed page whose reader has gone. Never seen outside. */
export const stopped: unique symbol = Symbol("nobody reads the page any more");

/** Whether something was thrown to leave a page, and not because of an error. */
export function isLeaving(thrown: unknown): boolean {
  return thrown === suspension || thrown === stopped;
}

/** Gives a value that is ready, or leaves the synchronous version. */
export function settled(value: unknown): unknown {
  if (mustWait(value)) throw suspension;
  return value;
}
