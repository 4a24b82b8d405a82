import { styleText } from "node:util";

// styleText() itself leaves colours out where the stream is no terminal or NO_COLOR is set.
const styled =
  (format: Parameters<typeof styleText>[0]) =>
  (text: string): string =>
    styleText(format, text);

/** Colours for the terminal, absent where it can't or shouldn't show them. */
export const style = {
  bold: styled("bold"),
  dim: styled("dim"),
  red: styled("red"),
  green: styled("green"),
  yellow: styled("yellow"),
  cyan: styled("cyan"),
};

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
