import { describedValue } from "../runtime/described-value.ts";
import { toInteger } from "../runtime/numbers.ts";

/**
 * The whole number that a filter needs behind its colon.
 * @throws TypeError where it is none.
 */
export function requiredInteger(argument: unknown, filter: string): number {
  const number = toInteger(argument);
  if (number === undefined)
    throw new TypeError(
      `${filter} needs a whole number behind its colon, and got ${describedValue(argument)}.`,
    );
  return Number(number);
}
