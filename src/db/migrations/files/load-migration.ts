import { pathToFileURL } from "node:url";
import { shownPath } from "../../../core/index.ts";
import { MigrationFileError } from "../errors.ts";
import type { Migration, MigrationFile } from "../graph/migration.ts";
import type { ModuleExports } from "./import-together.ts";
import { excerptOf } from "./source-excerpt.ts";

/** Where a migration was found. */
export interface MigrationPlace {
  readonly module: string;
  readonly name: string;
  readonly file: string;
}

/**
 * Reads one migration file.
 * @throws {@link MigrationFileError} where it can't be parsed, throws, or exports no migration; with the line where it can
 * be told.
 */
export async function loadMigration({ module, name, file }: MigrationPlace): Promise<Migration> {
  let exported: ModuleExports;
  try {
    exported = await import(pathToFileURL(file).href);
  } catch (cause) {
    throw await loadingError(file, cause);
  }
  return migrationIn({ module, name, file }, exported);
}

/**
 * The migration that a file exports.
 * @throws {@link MigrationFileError} where it exports none.
 */
export function migrationIn({ module, name, file }: MigrationPlace, exported: ModuleExports): Migration {
  if (!isMigrationFile(exported.default)) throw exportError(file, exported);
  const { "~quintet": _, ...migration } = exported.default;
  return { ...migration, module, name, file };
}

async function loadingError(file: string, cause: unknown): Promise<MigrationFileError> {
  const { place, frame } = await excerptOf(file, cause);
  if (cause instanceof MigrationFileError) {
    const [problem, ...hints] = cause.message.split("\n");
    return new MigrationFileError(`${place}: ${problem}${frame}\n${hints.join("\n")}`, { cause });
  }
  const reason = cause instanceof Error ? withoutFolder(cause.message) : `it threw ${JSON.stringify(cause)}`;
  const isSyntax = cause instanceof SyntaxError;
  const problem = isSyntax
    ? `The migration can't be read: ${reason}`
    : `The migration can't be loaded: ${reason}`;
  const hint = isSyntax
    ? "Correct the file. If you don't need it and it is applied nowhere, delete it and run: quintet migrate make"
    : "A migration must load without a database, and whatever the app has become: take out what fails, or write it into runCode().";
  return new MigrationFileError(`${place}: ${endSentence(problem)}${frame}\n${hint}`, { cause });
}

function exportError(file: string, exported: ModuleExports): MigrationFileError {
  const others = Object.keys(exported).filter((name) => name !== "default");
  const found = !("default" in exported)
    ? `has no default export${others.length > 0 ? ` (it exports ${others.join(", ")})` : ""}`
    : `exports ${describe(exported.default)} as its default, which is no migration`;
  return new MigrationFileError(
    `${shownPath(file)} ${found}.\nWrite: export default migration({ dependsOn: [], operations: [] });\nBegin the names of files in this folder that are no migrations with _.`,
  );
}

function describe(value: unknown): string {
  if (typeof value === "function") return `the function ${value.name || "without a name"}`;
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return JSON.stringify(value) ?? String(value);
}

function isMigrationFile(value: unknown): value is MigrationFile {
  return typeof value === "object" && value !== null && (value as MigrationFile)["~quintet"] === "migration";
}

function endSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function withoutFolder(text: string): string {
  return text.replaceAll(`${process.cwd()}/`, "");
}
