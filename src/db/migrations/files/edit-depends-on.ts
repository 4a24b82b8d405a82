import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { printCode } from "../../source-text/print-code.ts";
import { MigrationMergeError } from "../errors.ts";
import { type Migration, type MigrationFile, type MigrationId, placeOf } from "../graph/migration.ts";

/**
 * Changes what a migration depends on, in its file, and leaves everything else as it stands.
 * @throws {@link MigrationMergeError} where the place can't be found; the file is then as it was.
 */
export async function editDependsOn(migration: Migration, dependsOn: readonly MigrationId[]): Promise<void> {
  const { file } = migration;
  if (file === undefined) throw byHand(migration, dependsOn);
  const text = await readFile(file, "utf8");
  const edited = withDependsOn(text, dependsOn);
  if (edited === undefined) throw byHand(migration, dependsOn);
  await writeFile(file, edited);
  if (await says(file, migration, dependsOn)) return;
  await writeFile(file, text);
  throw byHand(migration, dependsOn);
}

function byHand(migration: Migration, dependsOn: readonly MigrationId[]): MigrationMergeError {
  return new MigrationMergeError(
    `${placeOf(migration)} is written in a way that can't be edited by a program.\nWrite there: dependsOn: ${printCode(dependsOn, "", 0)}`,
  );
}

/** Whether the file, read again, is the same migration with other dependencies. */
async function says(file: string, migration: Migration, dependsOn: readonly MigrationId[]): Promise<boolean> {
  try {
    // Node reads a file once for each address; the number gives it another one.
    const { default: read } = (await import(`${pathToFileURL(file).href}?edited=${Date.now()}`)) as {
      readonly default: MigrationFile;
    };
    const kinds = (operations: MigrationFile["operations"]) =>
      operations.map((operation) => operation.describe());
    return (
      isDeepStrictEqual(read.dependsOn, dependsOn) &&
      isDeepStrictEqual(kinds(read.operations), kinds(migration.operations))
    );
  } catch {
    return false;
  }
}

/** The text with another list behind `dependsOn:`, or with a new one at the beginning of `migration({`. */
function withDependsOn(text: string, dependsOn: readonly MigrationId[]): string | undefined {
  const code = withoutTextsAndComments(text);
  const found = /(?<=[{,\s])dependsOn\s*:\s*(?=\[)/.exec(code);
  if (found !== null) {
    const start = found.index + found[0].length;
    const end = endOfList(code, start);
    const indent = /[^\n]*$/.exec(text.slice(0, found.index))![0].match(/^\s*/)![0];
    const column = start - (text.lastIndexOf("\n", start) + 1);
    return end === undefined
      ? undefined
      : `${text.slice(0, start)}${printCode(dependsOn, indent, column + 1)}${text.slice(end)}`;
  }
  const call = /\bmigration\s*\(\s*\{/.exec(code);
  if (call === null || /\bdependsOn\b/.test(code)) return undefined;
  const start = call.index + call[0].length;
  const line = `\n  dependsOn: ${printCode(dependsOn, "  ", "  dependsOn: ".length + 1)},`;
  const rest = text.slice(start);
  return `${text.slice(0, start)}${line}${rest.startsWith("\n") ? "" : "\n "}${rest}`;
}

/** The position behind the list that begins there. */
function endOfList(code: string, start: number): number | undefined {
  let depth = 0;
  for (let position = start; position < code.length; position++) {
    if (code[position] === "[") depth += 1;
    if (code[position] === "]") depth -= 1;
    if (depth === 0) return position + 1;
  }
  return undefined;
}

/** The text with spaces in the place of texts and comments, so that every position stays where it is. */
function withoutTextsAndComments(text: string): string {
  const pattern = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
  return text.replace(pattern, (part) => part.replaceAll(/[^\n]/g, " "));
}
