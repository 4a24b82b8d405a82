/*
 * What a visitor sent may stand in a log: a path, a name, the message of an error. Somebody reads the log at a terminal,
 * where control characters move the cursor, hide what stands before them, or begin an entry that nobody wrote.
 */

// Behind those that JSON escapes already: DEL and the second set of control characters, line ends of Unicode, and what
// turns the direction of writing around.
const unseen = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A line of JSON in which each character that can't be seen is written as `\uXXXX`. It says the same. */
export function printableLine(line: string): string {
  return line.replace(unseen, asEscape);
}

/** A line of JSON whose texts, once they are read, hold no control characters: for whoever prints them as they are. */
export function printableTexts(line: string): string {
  const entry: unknown = JSON.parse(line, (name, value: unknown) =>
    typeof value === "string" ? printableText(value, name === "stack") : value,
  );
  return `${JSON.stringify(entry)}\n`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u001f]/g;

/** A stack keeps its lines, which are printed indented below its entry. */
function printableText(text: string, keepsLines: boolean): string {
  const seen = text.replace(controls, (character) =>
    keepsLines && character === "\n" ? character : asEscape(character),
  );
  return seen.replace(unseen, asEscape);
}

function asEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
