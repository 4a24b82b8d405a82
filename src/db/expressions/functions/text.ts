import { describeValue, InvalidQueryError } from "../../errors.ts";
import type { Expression } from "../expression.ts";
import { type Argument, call, type KeepNull } from "./call.ts";

/*
 * Functions of texts. Positions and lengths count characters (code points), the first is 1. Of null they give null,
 * where nothing else is said.
 */

type Text = string | null;
type TextOf<Value> = Expression<KeepNull<Value, string>>;

/** In small letters. SQLite knows those of ASCII only. */
export function lower<Value extends Text>(text: Expression<Value>): TextOf<Value> {
  return call("lower", [text]);
}
/** In capitals. SQLite knows those of ASCII only. */
export function upper<Value extends Text>(text: Expression<Value>): TextOf<Value> {
  return call("upper", [text]);
}
/** Without the spaces at both ends. */
export function trim<Value extends Text>(text: Expression<Value>): TextOf<Value> {
  return call("trim", [text]);
}
/** Without the spaces at the beginning. */
export function ltrim<Value extends Text>(text: Expression<Value>): TextOf<Value> {
  return call("ltrim", [text]);
}
/** Without the spaces at the end. */
export function rtrim<Value extends Text>(text: Expression<Value>): TextOf<Value> {
  return call("rtrim", [text]);
}
/** From the last character to the first. */
export function reverse<Value extends Text>(text: Expression<Value>): TextOf<Value> {
  return call("reverse", [text]);
}
/** The number of characters. */
export function length<Value extends Text>(text: Expression<Value>): Expression<KeepNull<Value, number>> {
  return call("length", [text]);
}
/** The Unicode number of the first character. Of an empty text 0, on SQLite null. */
export function ord<Value extends Text>(text: Expression<Value>): Expression<KeepNull<Value, number>> {
  return call("ord", [text]);
}
/** The character with a Unicode number. */
export function chr<Value extends number | null>(code: Expression<Value>): TextOf<Value> {
  return call("chr", [code]);
}

/** Texts one after the other; a null counts as an empty one. */
export function concat(...parts: readonly Argument<string>[]): Expression<string> {
  return call("concat", parts);
}

/** The first characters: `left(row.name, 3)`. @throws {@link InvalidQueryError} for a length below 1. */
export function left<Value extends Text>(text: Expression<Value>, length: Argument<number>): TextOf<Value> {
  return call("left", [text, atLeast(1, length, "left", "length")]);
}
/** The last characters. @throws {@link InvalidQueryError} for a length below 1. */
export function right<Value extends Text>(text: Expression<Value>, length: Argument<number>): TextOf<Value> {
  return call("right", [text, atLeast(1, length, "right", "length")]);
}
/** The characters from a position on, all of them or so many: `substr(row.name, 1, 3)` is `left(row.name, 3)`. */
export function substr<Value extends Text>(
  text: Expression<Value>,
  position: Argument<number>,
  length?: Argument<number>,
): TextOf<Value> {
  const from = atLeast(1, position, "substr", "position");
  return call("substr", length === undefined ? [text, from] : [text, from, length]);
}
/** Filled up at the beginning to a length; a longer text is cut off behind it. */
export function lpad<Value extends Text>(
  text: Expression<Value>,
  length: Argument<number>,
  fill: Argument<string> = " ",
): TextOf<Value> {
  return call("lpad", [text, atLeast(0, length, "lpad", "length"), fill]);
}
/** Filled up at the end to a length; a longer text is cut off behind it. */
export function rpad<Value extends Text>(
  text: Expression<Value>,
  length: Argument<number>,
  fill: Argument<string> = " ",
): TextOf<Value> {
  return call("rpad", [text, atLeast(0, length, "rpad", "length"), fill]);
}
/** So many times one after the other. */
export function repeat<Value extends Text>(text: Expression<Value>, times: Argument<number>): TextOf<Value> {
  return call("repeat", [text, atLeast(0, times, "repeat", "number of times")]);
}
/** With every occurrence of a part replaced; without a replacement it is left out. Cases matter. */
export function replace<Value extends Text>(
  text: Expression<Value>,
  part: Argument<string>,
  replacement: Argument<string> = "",
): TextOf<Value> {
  return call("replace", [text, part, replacement]);
}
/** Where a part first begins, from 1; 0 where it doesn't occur. On MariaDB the column's collation says what is equal. */
export function strIndex<Value extends Text>(
  text: Expression<Value>,
  part: Argument<string>,
): Expression<KeepNull<Value, number>> {
  return call("strIndex", [text, part]);
}

/**
 * Compared and ordered by another collation of the database: `collate(row.name, "de-x-icu")`.
 * @throws {@link InvalidQueryError} if the name has other characters than letters, digits, "_" and "-".
 */
export function collate<Value extends Text>(text: Expression<Value>, collation: string): Expression<Value> {
  if (typeof collation !== "string" || !/^[\w-]+$/.test(collation))
    throw new InvalidQueryError(
      `${describeValue(collation)} is not the name of a collation: those have letters, digits, "_" and "-".`,
    );
  return call("collate", [text], { collation });
}

function atLeast(least: number, given: Argument<number>, name: string, what: string): Argument<number> {
  if (typeof given === "number" && !(Number.isInteger(given) && given >= least))
    throw new InvalidQueryError(`${name}() takes a ${what} of ${least} or more, and was given ${given}.`);
  return given;
}
