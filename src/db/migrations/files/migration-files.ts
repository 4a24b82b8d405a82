import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Module } from "../../../core/index.ts";
import { MigrationFileError } from "../errors.ts";
import type { Migration, MigrationFile } from "../graph/migration.ts";
import { MigrationGraph } from "../graph/migration-graph.ts";

/** The folder of a module's migrations. */
export function migrationsFolder(module: Module): string {
  return join(module.folder, "migrations");
}

/** Reads the migrations of all modules. */
export async function loadMigrationGraph(modules: readonly Module[]): Promise<MigrationGraph> {
  const migrations = await Promise.all(modules.map(loadMigrations));
  return new MigrationGraph(migrations.flat());
}

/** Reads the migrations in the folder of one module. */
async function loadMigrations(module: Module): Promise<readonly Migration[]> {
  const files = await migrationFiles(migrationsFolder(module));
  return Promise.all([...files].map(([name, file]) => loadMigration(module.name, name, file)));
}

// "0002_book_price.ts", or ".js" in a published package; declarations ("….d.ts") stand beside those and don't match.
const fileName = /^(?<name>\d{4}_\w+)\.(ts|js)$/;

/** The migration files in a folder, by name. Where a file stands beside its compiled form, the source counts. */
async function migrationFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const entry of (await entriesOf(folder)).toSorted()) {
    const name = fileName.exec(entry)?.groups?.name;
    if (name !== undefined) files.set(name, join(folder, entry)); // ".js" comes before ".ts"
  }
  return files;
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return []; // a module without migrations
    throw error;
  }
}

async function loadMigration(module: string, name: string, file: string): Promise<Migration> {
  let exported: { readonly default?: unknown };
  try {
    exported = await import(pathToFileURL(file).href);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationFileError(`The migration ${file} can't be loaded: ${reason}`, { cause });
  }
  if (!isMigrationFile(exported.default)) {
    throw new MigrationFileError(
      `The migration ${file} has no migration as its default export.\nWrite: export default migration({ dependsOn: [], operations: [] });`,
    );
  }
  const { "~quintet": _, ...migration } = exported.default;
  return { ...migration, module, name };
}

function isMigrationFile(value: unknown): value is MigrationFile {
  return typeof value === "object" && value !== null && (value as MigrationFile)["~quintet"] === "migration";
}
