import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Module, shownPath } from "../../../core/index.ts";
import { MigrationFileError } from "../errors.ts";

/** The folder of a module's migrations. */
export function migrationsFolder(module: Module): string {
  return join(module.folder, "migrations");
}

// "0002_book_price.ts", or ".js" in a published package. What begins with "_" or "." is no migration, and neither are
// declarations ("….d.ts") and maps, which stand beside compiled files.
const programEnding = /(?<!\.d)\.(ts|js|mts|mjs|cts|cjs)$/;
const migrationFile = /^(?<name>[A-Za-z0-9]\w*)\.(ts|js|mts|mjs)$/;

/**
 * The migration files of a module, by the name of the migration.
 * @throws {@link MigrationFileError} where a name is there twice, or isn't the name of a migration.
 */
export async function migrationFilesOf(module: Module): Promise<ReadonlyMap<string, string>> {
  const folder = migrationsFolder(module);
  const files = new Map<string, string>();
  const seen = new Map<string, string>();
  for (const entry of (await entriesOf(module, folder)).toSorted()) {
    if (/^[_.]/.test(entry) || !programEnding.test(entry)) continue;
    const name = migrationFile.exec(entry)?.groups?.name;
    if (name === undefined) throw nameError(join(folder, entry));
    const twin = seen.get(name.toLowerCase());
    if (twin !== undefined) throw twinError(module, folder, twin, entry);
    seen.set(name.toLowerCase(), entry);
    files.set(name, join(folder, entry));
  }
  return files;
}

async function entriesOf(module: Module, folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return []; // a module without migrations
    const place = shownPath(folder);
    const problem =
      code === "ENOTDIR"
        ? `${place} is a file.\nIt must be a folder: move the file away.`
        : `${place}: ${(cause as Error).message}.\nLet the user that runs this read the folder.`;
    throw new MigrationFileError(`The migrations of "${module.name}" can't be read: ${problem}`, { cause });
  }
}

function nameError(file: string): MigrationFileError {
  return new MigrationFileError(
    `${shownPath(file)} is not named like a migration.\nA migration's name consists of letters, digits and _, and ends in .ts or .js: 0002_book_price.ts. Begin the names of other files with _, or move them out of the folder.`,
  );
}

function twinError(module: Module, folder: string, first: string, second: string): MigrationFileError {
  const [a, b] = [first, second].map((entry) => shownPath(join(folder, entry)));
  const isCompiled = first.replace(programEnding, "") === second.replace(programEnding, "");
  return new MigrationFileError(
    isCompiled
      ? `"${module.name}" has the migration ${first.replace(programEnding, "")} twice: ${a} and ${b}.\nDelete the one that isn't the source.`
      : `"${module.name}" has two migrations whose names differ in capitals only, which many systems take for one file: ${a} and ${b}.\nRename one that is applied nowhere yet.`,
  );
}
