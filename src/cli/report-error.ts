import { inspect } from "node:util";
import { QuintetError } from "../core/index.ts";
import { errorStyle, shownOn } from "./style.ts";

/**
 * Tells the user what went wrong, in as few lines as say what to do next. The whole error, with where it was thrown and
 * what caused it, comes with `--traceback`.
 */
export function reportError(error: unknown, options: { traceback: boolean }): void {
  if (options.traceback) {
    console.error(shownOn(process.stderr, inspect(error)));
    return;
  }
  console.error(`${errorStyle.red("✖")} ${shownOn(process.stderr, describeError(error))}`);
  if (!(error instanceof QuintetError))
    console.error(errorStyle.dim("  --traceback shows where this comes from."));
}

/** The error's message; for errors of the language also their class and the first line of the user's own code. */
export function describeError(error: unknown): string {
  if (error instanceof QuintetError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const place = excerpt(error) ?? ownFrame(error);
  return `${error.name}: ${error.message}${place === undefined ? "" : `\n${place}`}`;
}

/**
 * The file, line and code that Node puts in front of the stack where a file can't be read as a program:
 *
 *     shop/models.ts:3
 *     class Book extends {
 *                        ^
 */
function excerpt(error: Error): string | undefined {
  const head = /^([\s\S]*?)\n+\w*Error\b/.exec(error.stack ?? "")?.[1];
  if (head === undefined || !/:\d+\n/.test(`${head}\n`)) return undefined;
  return withoutFolder(head).replace(/^/gm, "  ");
}

// Where Quintet itself stands: src/ in its repository, dist/ when it is installed, and bin/.
const ownFolders = [new URL("..", import.meta.url).href, new URL("../../bin/", import.meta.url).href];

/** The first frame in a file that is neither Node's, a package's nor Quintet's: `"at handler (shop/handlers.ts:12:5)"`. */
function ownFrame(error: Error): string | undefined {
  const frames = (error.stack ?? "").split("\n").map((line) => line.trim());
  const foreign = ["node:", "node_modules", "eval at", ...ownFolders];
  const isOwn = (frame: string) =>
    /^at .*:\d+:\d+\)?$/.test(frame) && !foreign.some((place) => frame.includes(place));
  const frame = frames.find(isOwn);
  return frame === undefined ? undefined : `  ${withoutFolder(frame)}`;
}

function withoutFolder(text: string): string {
  return text.replaceAll("file://", "").replaceAll(`${process.cwd()}/`, "");
}
