/** The text of one template and where it comes from. */
export interface Source {
  /** The name under which templates refer to it: `"shop/list.html"`. */
  readonly name: string;
  /** Where it stands, for people: a path, or `<memory>:name`. Unique in an engine. */
  readonly origin: string;
  readonly text: string;
}

/** A place in a template. */
export interface Position {
  readonly source: Source;
  /** Index of the first character. */
  readonly start: number;
  readonly end: number;
}

/** The line and column of a position, both counted from 1. */
export function lineAndColumn({ source, start }: Position): { line: number; column: number } {
  const before = source.text.slice(0, start);
  const lineStart = before.lastIndexOf("\n") + 1;
  let line = 1;
  for (let at = before.indexOf("\n"); at !== -1; at = before.indexOf("\n", at + 1)) line++;
  return { line, column: start - lineStart + 1 };
}

/** `"shop/list.html:12:8"`. */
export function describePosition(position: Position): string {
  const { line, column } = lineAndColumn(position);
  return `${position.source.name}:${line}:${column}`;
}

// A longer line is cut on both sides, so that minified sources stay readable in a terminal.
const maxSnippetWidth = 100;

/**
 * The line of the template with a mark below the place:
 *
 *     12 | {{ book.title|trunctewords:3 }}
 *        |               ^^^^^^^^^^^^
 */
export function snippet(position: Position): string {
  const { text } = position.source;
  const { line, column } = lineAndColumn(position);
  const lineStart = position.start - column + 1;
  const newline = text.indexOf("\n", lineStart);
  const lineEnd = newline === -1 ? text.length : newline;
  const from = Math.max(lineStart, Math.min(position.start - 30, lineEnd - maxSnippetWidth));
  const shown = text.slice(from, Math.min(lineEnd, from + maxSnippetWidth)).replaceAll(/[\t\r]/g, " ");
  const markStart = position.start - from;
  const markWidth = Math.max(1, Math.min(position.end - position.start, shown.length - markStart));
  const gutter = String(line);
  const empty = " ".repeat(gutter.length);
  return `  ${gutter} | ${shown}\n  ${empty} | ${" ".repeat(markStart)}${"^".repeat(markWidth)}`;
}
