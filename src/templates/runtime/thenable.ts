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

/** Thrown by the synchronous version of a template where it meets something that must be awaited. Never seen outside. */
export const suspension: unique symbol = Symbol("a template must go on asynchronously");

/** Gives a value that is ready, or leaves the synchronous version. */
export function settled(value: unknown): unknown {
  if (isThenable(value)) throw suspension;
  return value;
}
