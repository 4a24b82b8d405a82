/*
 * What strangers have written is read at terminals and in editors: a visitor's path in the log, the name of a table in an
 * error. There, control characters move the cursor and write over what stands before them, and marks of direction show a
 * line in another order than the one that programs read.
 */

// Control characters, line ends of Unicode, and what turns the direction of writing around.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * The text with each character that can't be seen as `\uXXXX`.
 *
 * @param kept - Characters that stay as they are, such as `"\n"`.
 */
export function printableText(text: string, kept = ""): string {
  return text.replace(unseen, (character) => (kept.includes(character) ? character : asEscape(character)));
}

function asEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
