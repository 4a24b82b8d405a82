import { InvalidQueryError } from "../errors.ts";
import type { Node } from "../expressions/node.ts";
import type { Dialect } from "./dialect.ts";
import type { Written } from "./written.ts";

/** A comparison as SQL, or what it always is. */
export interface Comparison {
  readonly written: Written;
  readonly constant?: boolean;
}

/** @throws {@link InvalidQueryError} for more values than one statement can carry. */
export function refuseLongList(length: number, { maxParameters }: Dialect): void {
  if (length <= maxParameters) return;
  const most = 2 ** Math.floor(Math.log2(maxParameters)); // lists are filled up to powers of two
  throw new InvalidQueryError(
    `A list behind "in" is too long for one statement, which takes ${most} values here. Ask for portions of it, or compare with a query.`,
  );
}

export function widthMistake(wanted: number, given: number): InvalidQueryError {
  const values = wanted === 1 ? "one value" : `${wanted} values`;
  return new InvalidQueryError(
    `A query that is compared with ${values} gives ${given}. Choose what it gives with select().`,
  );
}

export function isTrue(node: Node | undefined): boolean {
  return node?.kind === "value" && node.value === true;
}
export function isNullValue(node: Node | undefined): boolean {
  return node?.kind === "value" && node.value === null;
}
