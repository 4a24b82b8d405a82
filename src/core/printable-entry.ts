import { printableText } from "./printable-text.ts";

/*
 * What a visitor sent may stand in a log: a path, a name, the message of an error. Somebody reads the log at a terminal,
 * where control characters would hide what stands before them, or begin an entry that nobody wrote.
 */

/** A line of JSON in which each character that can't be seen is written as `\uXXXX`. It says the same. */
export function printableLine(line: string): string {
  return printableText(line, "\n");
}

/** A line of JSON whose texts, once they are read, hold no control characters: for whoever prints them as they are. */
export function printableTexts(line: string): string {
  // A stack keeps its lines, which are printed indented below its entry.
  const entry: unknown = JSON.parse(line, (name, value: unknown) =>
    typeof value === "string" ? printableText(value, name === "stack" ? "\n" : "") : value,
  );
  return `${JSON.stringify(entry)}\n`;
}
