import { TemplateValueError } from "../errors.ts";
import { describedValue } from "../runtime/described-value.ts";
import { toInteger } from "../runtime/numbers.ts";
import { SafeString } from "../safe-string.ts";

/**
 * The whole number that a filter needs behind its colon.
 * @throws {@link TemplateValueError} where it is none.
 */
export function requiredInteger(argument: unknown, filter: string): number {
  const number = toInteger(argument);
  if (number === undefined) {
    throw new TemplateValueError(
      `${filter} needs a whole number behind its colon, and got ${describedValue(argument)}.`,
    );
  }
  return Number(number);
}

/**
 * The whole number that a value stands for; `undefined` for a text that is none.
 * @throws {@link TemplateValueError} for what could never be one: a list, a date, nothing.
 */
export function integerIn(value: unknown, filter: string): number | bigint | undefined {
  const number = toInteger(value);
  const mayBeNone = typeof value === "string" || value instanceof SafeString || Number.isNaN(value);
  if (number === undefined && !mayBeNone)
    throw new TemplateValueError(`${filter} needs a whole number, and got ${describedValue(value)}.`);
  return number;
}

/**
 * The text that a filter can't do without.
 * @throws {@link TemplateValueError} for anything else.
 */
export function requiredText(value: unknown, filter: string): string {
  if (typeof value === "string") return value;
  if (value instanceof SafeString) return value.text;
  throw new TemplateValueError(`${filter} needs a text, and got ${describedValue(value)}.`);
}
