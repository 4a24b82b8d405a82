import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

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

// "    at call (file:///path/file.ts:12:5)", "    at async call (/path/file.ts:12:5)" or "    at file:///path/file.ts:12:5"
const framePattern = /^\s*at (?:async )?(?:(.*?) \()?((?:file:\/\/|\/|[A-Za-z]:\\)[^)]*):(\d+):(\d+)\)?$/;
const linesAround = 4;

// Where Quintet itself stands: src/ in its repository, dist/ when it is installed.
const quintetFolder = fileURLToPath(new URL("..", import.meta.url));

/** The calls of an error's stack that have a file, the innermost first. */
export function sourceFrames(error: Error): SourceFrame[] {
  const frames: SourceFrame[] = [];
  for (const entry of (error.stack ?? "").split("\n")) {
    const match = framePattern.exec(entry);
    if (match === null) continue;
    const [, call = "", place = "", line = "0", column = "0"] = match;
    const path = place.startsWith("file://") ? fileURLToPath(place) : place;
    const isOwn = !path.includes("node_modules") && !path.startsWith(quintetFolder);
    frames.push({
      call,
      file: shownPath(path),
      line: Number(line),
      column: Number(column),
      isOwn,
      source: sourceAround(path, Number(line)),
    });
  }
  return frames;
}

/** A path as a person wants it: below the working folder where it can be. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith("..") ? path : below;
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
