import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** One call of a stack. */
export interface StackFrame {
  /** The function, or an empty text at the top of a file. */
  readonly call: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Neither Node's, nor a package's, nor Quintet's. */
  readonly isOwn: boolean;
}

// "    at call (file:///path/file.ts:12:5)", "    at async call (/path/file.ts:12:5)" or "    at file:///path/file.ts:12:5"
const framePattern = /^\s*at (?:async )?(?:(.*?) \()?((?:file:\/\/|\/|[A-Za-z]:\\)[^)]*):(\d+):(\d+)\)?$/;

// Where Quintet itself stands: src/ in its repository, dist/ when it is installed.
const quintetFolder = fileURLToPath(new URL("..", import.meta.url));

/** The calls of an error's stack that have a file, the innermost first. */
export function stackFrames(stack: string): StackFrame[] {
  const frames: StackFrame[] = [];
  for (const entry of stack.split("\n")) {
    const match = framePattern.exec(entry);
    if (match === null) continue;
    const [, call = "", place = "", line = "0", column = "0"] = match;
    const path = place.startsWith("file://") ? fileURLToPath(place) : place;
    const isOwn = !path.includes("node_modules") && !path.startsWith(quintetFolder);
    frames.push({ call, path, line: Number(line), column: Number(column), isOwn });
  }
  return frames;
}

/** A path as a person wants it: below the working folder where it can be. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith("..") ? path : below;
}
