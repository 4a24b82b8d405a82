import { toInteger } from "../runtime/numbers.ts";
import { textOf } from "../runtime/text-of.ts";

/**
 * The whole number that a filter needs behind its colon.
 * @throws TypeError where it is none.
 */
export function requiredInteger(argument: unknown, filter: string): number {
  const number = toInteger(argument);
  if (number === undefined) throw new TypeError(`${filter}:${textOf(argument)} needs a whole number.`);
  return Number(number);
}
