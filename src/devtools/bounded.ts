import { inspect } from "node:util";

/*
 * What an error, a request or a configuration holds is shown as far as a person reads: a message may be as long as what a
 * visitor sent, and a value may do anything when it is looked at.
 */

const maxText = 10_000;

/** A text, cut where it is longer than anybody reads. */
export function bounded(text: string, maxLength: number = maxText): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength)}… (${(text.length - maxLength).toLocaleString("en")} more characters)`;
}

/** A value as a person wants to see it. Runs no code of the value's own, and never throws. */
export function shownValue(value: unknown): string {
  try {
    const shown = inspect(value, {
      depth: 2,
      customInspect: false,
      getters: false,
      maxArrayLength: 20,
      maxStringLength: 1_000,
      breakLength: 100,
    });
    return bounded(shown, 4_000);
  } catch {
    return "(a value that can't be shown)";
  }
}

/** What `read` gives, or `fallback` where it throws: a getter of somebody else's may. */
export function readSafely<Value>(read: () => Value, fallback: Value): Value {
  try {
    return read();
  } catch {
    return fallback;
  }
}
