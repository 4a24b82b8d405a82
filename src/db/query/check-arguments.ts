import { isPlainObject } from "../../core/index.ts";
import { describeValue, InvalidQueryError } from "../errors.ts";

/*
 * What JavaScript, or a value cast to `any`, can hand to a call whose types say otherwise. A sentence says so, where a
 * property of something else would be read.
 */

/** @throws {@link InvalidQueryError} for what is no list. */
export function checkList(value: unknown, call: string): void {
  if (Array.isArray(value)) return;
  throw new InvalidQueryError(`${call}() takes a list, and was given ${describeValue(value)}.`);
}

/** @throws {@link InvalidQueryError} for what is no object of options. */
export function checkOptions(value: unknown, call: string): void {
  if (isPlainObject(value)) return;
  throw new InvalidQueryError(
    `${call}() takes its options as an object, and was given ${describeValue(value)}.`,
  );
}

/** @throws {@link InvalidQueryError} for what can't be called. */
export function checkFunction(value: unknown, call: string): void {
  if (typeof value === "function") return;
  throw new InvalidQueryError(`${call}() takes a function, and was given ${describeValue(value)}.`);
}
