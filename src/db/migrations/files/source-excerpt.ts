import { readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";
import { shownPath, stackFrames } from "../../../core/index.ts";

/** Where in a file something went wrong, for people. */
export interface SourceExcerpt {
  /** `"shop/migrations/0002_price.ts:4:13"`, or the file alone. */
  readonly place: string;
  /** The lines around it, with a mark below the column; empty where the line isn't known. */
  readonly frame: string;
}

interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The place in a file, or in one that it imports, that an error of loading it comes from. */
export async function excerptOf(file: string, error: unknown): Promise<SourceExcerpt> {
  const position = (await positionOf(file, error)) ?? undefined;
  if (position === undefined) return { place: shownPath(file), frame: "" };
  const { line, column } = position;
  const lines = (await readFile(position.file, "utf8")).split("\n");
  return {
    place: `${shownPath(position.file)}:${line}:${column}`,
    frame: `\n${frameOf(lines, line, column)}`,
  };
}

async function positionOf(file: string, error: unknown): Promise<Position | undefined> {
  if (!(error instanceof Error)) return undefined;
  const thrown = stackFrames(error.stack ?? "").find(({ path }) => path === file);
  return headPosition(error) ?? (thrown && { ...thrown, file }) ?? (await syntaxPosition(file, error));
}

/*
 * Node puts the place of what it can't parse in front of the stack:
 *
 *     file:///shop/migrations/0002_price.ts:4
 *       operations: [],
 *                 ^
 */
function headPosition(error: Error): Position | undefined {
  const lines = (error.stack ?? "").split("\n");
  const [, path, line] = /^(.+):(\d+)$/.exec(lines[0] ?? "") ?? [];
  const marks = lines.slice(0, 12).find((text) => /^\s*\^+\s*$/.test(text));
  if (path === undefined || marks === undefined) return undefined;
  return {
    file: path.startsWith("file:") ? fileURLToPath(path) : path,
    line: Number(line),
    column: marks.indexOf("^") + 1,
  };
}

/** Of files in JavaScript Node tells no place; the parser that it has for types does. */
async function syntaxPosition(file: string, error: Error): Promise<Position | undefined> {
  if (!(error instanceof SyntaxError)) return undefined;
  try {
    stripTypeScriptTypes(await readFile(file, "utf8"), { sourceUrl: file });
  } catch (cause) {
    const found = cause instanceof Error ? headPosition(cause) : undefined;
    return found && { ...found, file };
  }
  return undefined;
}

const linesAround = 2;

/**
 * The lines around a place:
 *
 *       3 |   dependsOn: [["shop", "0001_initial"],
 *     > 4 |   operations: [],
 *         |             ^
 */
function frameOf(lines: readonly string[], line: number, column: number): string {
  const first = Math.max(1, line - linesAround);
  const last = Math.min(lines.length, line + linesAround);
  const width = String(last).length;
  const shown: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = lines[number - 1]!;
    if (number === last && text === "") break; // the end of the file
    shown.push(`${number === line ? ">" : " "} ${String(number).padStart(width)} | ${text}`.trimEnd());
    if (number === line) shown.push(`  ${" ".repeat(width)} | ${" ".repeat(column - 1)}^`);
  }
  return shown.map((text) => `  ${text}`).join("\n");
}
