import { styleText } from "node:util";
import { printableText } from "../core/index.ts";

type Format = Parameters<typeof styleText>[0];

// styleText() itself leaves colours out where the stream is no terminal or NO_COLOR is set.
const stylesOn = (stream: () => NodeJS.WritableStream) => {
  const styled = (format: Format) => (text: string) => styleText(format, text, { stream: stream() });
  return {
    bold: styled("bold"),
    dim: styled("dim"),
    red: styled("red"),
    green: styled("green"),
    yellow: styled("yellow"),
    cyan: styled("cyan"),
  };
};

/** Colours for what goes to the standard output, absent where it can't or shouldn't show them. */
export const style = stylesOn(() => process.stdout);
/** The same for the standard error output: one of the two may be a file. */
export const errorStyle = stylesOn(() => process.stderr);

// What the styles above begin and end with.
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are told by them
const ownStyle = /(\u001b\[(?:1|2|22|31|32|33|36|39)m)/;

/**
 * A text as a stream gets it. A file or a program gets it to the letter; a terminal, where names and comments of a database
 * could write over other lines, gets control characters as `\u001b`, beside lines and the {@link style}s.
 */
export function shownOn(stream: { readonly isTTY?: boolean }, text: string): string {
  if (stream.isTTY !== true) return text;
  return text
    .split(ownStyle)
    .map((part, position) => (position % 2 === 1 ? part : printableText(part, "\n\t")))
    .join("");
}

/** How many rows of a terminal a text takes: what is longer than one goes on in the next. */
export function rowsOnScreen(shown: string, columns: number | undefined): number {
  const width = columns || 80; // a terminal that doesn't know its width says 0
  const lengths = shown
    .replaceAll(new RegExp(ownStyle, "g"), "")
    .split("\n")
    .map((line) => [...line].length);
  return lengths.reduce((rows, length) => rows + Math.max(1, Math.ceil(length / width)), 0);
}

/** Rows of texts as columns of equal width, two spaces between them. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [position, cell] of row.entries())
      widths[position] = Math.max(widths[position] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, position) => cell.padEnd(widths[position]!))
      .join("  ")
      .trimEnd(),
  );
}
