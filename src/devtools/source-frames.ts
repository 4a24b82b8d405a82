import { readFileSync, statSync } from "node:fs";
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import { shownPath, stackFrames } from "../core/index.ts";
import { bounded, readSafely } from "./bounded.ts";

/** One call of an error's stack, or one place in a template. */
export interface SourceFrame {
  /** The function, or an empty text at the top of a file. */
  readonly call: string;
  /** Below the working folder where it can be: `"shop/handlers.ts"`. */
  readonly file: string;
  /** Where the file is, for an editor; absent for what is in no file. */
  readonly path: string | undefined;
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

const linesAround = 5;
const maxFrames = 60;
// A bundle is one long line, and no source that anybody wrote.
const maxFileBytes = 2_097_152;
const maxLineLength = 500;
// A call in a stack is not longer; a message, which is part of the stack's text, may be.
const maxStackLength = 100_000;

/** The calls of an error's stack that have a file, the innermost first; before them the place that a parser stopped at. */
export function sourceFrames(error: Error): SourceFrame[] {
  const stack = readSafely(() => String(error.stack ?? ""), "");
  const calls = stackFrames(withoutMessage(stack, error)).slice(0, maxFrames);
  const frames = calls.map(({ path, line, ...frame }) => ({
    ...frame,
    file: shownPath(path),
    path,
    line,
    source: sourceAround(path, line),
  }));
  const parsed = error instanceof SyntaxError ? parsedPlace(stack) : undefined;
  return parsed === undefined ? frames : [parsed, ...frames];
}

/**
 * The calls alone. A message is part of a stack's text, and may hold what a visitor sent: lines that look like calls, of
 * files that nobody is to see.
 */
function withoutMessage(stack: string, error: Error): string {
  const message = readSafely(() => String(error.message), "");
  const at = message === "" ? -1 : stack.indexOf(message);
  const calls = at === -1 ? stack : stack.slice(at + message.length);
  return calls.slice(0, maxStackLength);
}

/**
 * The place at which a file turned out to be no program. Node writes it in front of the stack, as
 * `file:///shop/models.ts:3`, the line, and carets below it; of TypeScript also in front of the message.
 */
function parsedPlace(stack: string): SourceFrame | undefined {
  const [first = "", code = "", carets = ""] = stack.slice(0, 10_000).split("\n", 3);
  const match = /^(.{1,4000}):(\d{1,9})$/.exec(first);
  if (match === null) return undefined;
  const [, place = "", line = "0"] = match;
  const path = place.startsWith("file:") ? fileURLToPath(place) : place;
  if (!isAbsolute(path)) return undefined;
  const column = carets.includes("^") && code !== "" ? carets.indexOf("^") + 1 : 1;
  const number = Number(line);
  return {
    call: "",
    file: shownPath(path),
    path,
    line: number,
    column,
    isOwn: true,
    source: sourceAround(path, number),
  };
}

/** The lines around one of a file; none where it can't be read. */
export function sourceAround(path: string, line: number): SourceLine[] {
  let lines: string[];
  try {
    if (statSync(path).size > maxFileBytes) return [];
    lines = readFileSync(path, "utf8").trimEnd().split(/\r?\n/);
  } catch {
    return []; // generated code, or a file that is gone
  }
  const first = Math.max(1, line - linesAround);
  return lines.slice(first - 1, line + linesAround).map((text, offset) => ({
    number: first + offset,
    text: bounded(text, maxLineLength),
    isCurrent: first + offset === line,
  }));
}
