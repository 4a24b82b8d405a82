import { InvalidQueryError, WrongValueError } from "../errors.ts";

/*
 * What every database keeps as it is. A null character ends a text for some of them and is refused by PostgreSQL; half
 * of a surrogate pair can't be written in UTF-8 and would silently become another character.
 */

/** Whether a text comes back from every database as it was stored. */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

export const storableText = "a text without null characters and halves of surrogate pairs";

/** In JSON both are escapes; an even number of backslashes before them would be backslashes. */
const unstorableEscape = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i;

/**
 * A value as JSON's text.
 * @throws {@link WrongValueError} for what JSON doesn't have: functions, `undefined`, big integers, circles; and for
 * texts that not every database keeps.
 */
export function jsonText(value: unknown, field: { toString(): string } = { toString: () => "JSON" }): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // a circle, or a big integer
  }
  if (text === undefined) throw new WrongValueError(field, "what JSON can hold", value);
  if (text.includes("\\u") && unstorableEscape.test(text))
    throw new WrongValueError(field, `JSON whose every text is ${storableText}`, value);
  return text;
}

/** A key of a JSON object, for a path. */
export function jsonKey(key: string): string {
  if (isStorableText(key)) return key;
  throw new InvalidQueryError(`A key in JSON is ${storableText}, and not ${JSON.stringify(key)}.`);
}
