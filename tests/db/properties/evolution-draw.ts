import * as fc from "fast-check";

/*
 * How random pairs of schemas are drawn: from a list of numbers, so that a failing pair can be made smaller.
 */

/** What is before and after; absent where it isn't there. */
export interface Ends<Item> {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}
export type End = "before" | "after";

/** Whether something is there, before and after. */
export interface There {
  readonly before: boolean;
  readonly after: boolean;
}

/** The numbers that a pair is drawn from. */
export const evolutionNumbers = fc.array(fc.nat(59), { minLength: 600, maxLength: 600, size: "max" });

/** The next number, below `count`; 0 is the simplest. */
export type Draw = (count: number) => number;

export function drawFrom(choices: readonly number[]): Draw {
  let taken = 0;
  return (count) => (choices[taken++] ?? 0) % count;
}

export function drawPresence(draw: Draw): There {
  const choice = draw(8);
  return { before: choice !== 6, after: choice !== 7 };
}

/** Two of a list, one for each end; the first of the list is the simplest. */
export const pairOf =
  <Item>(items: readonly Item[]) =>
  (draw: Draw): { readonly before: Item; readonly after: Item } => ({
    before: items[draw(items.length)]!,
    after: items[draw(items.length)]!,
  });
