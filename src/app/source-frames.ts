import { readFileSync } from "node:fs";
import { shownPath, stackFrames } from "../core/index.ts";

/** One call of an error's stack. */
export interface SourceFrame {
  /** The function, or an empty text at the top of a file. */
  readonly call: string;
  /** Below the working folder where it can be: `"shop/handlers.ts"`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Neither Node's, nor a package's, nor Quintet's. */
  readonly isOwn: boolean;
  /** The lines around, where the file can be read. */
  readonly source: readonly SourceLine[];
}

export interface SourceLine {
  readonly number: number;
  readonly text: string;
  readonly isCurrent: boolean;
}

const linesAround = 4;

/** The calls of an error's stack that have a file, the innermost first. */
export function sourceFrames(error: Error): SourceFrame[] {
  return stackFrames(error.stack ?? "").map(({ path, line, ...frame }) => ({
    ...frame,
    file: shownPath(path),
    line,
    source: sourceAround(path, line),
  }));
}

/** The lines around one of a file; none where it can't be read. */
export function sourceAround(path: string, line: number): SourceLine[] {
  let lines: string[];
  try {
    lines = readFileSync(path, "utf8").trimEnd().split("\n");
  } catch {
    return []; // generated code, or a file that is gone
  }
  const first = Math.max(1, line - linesAround);
  return lines.slice(first - 1, line + linesAround).map((text, offset) => ({
    number: first + offset,
    text,
    isCurrent: first + offset === line,
  }));
}
