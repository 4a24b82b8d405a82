import { type Module, shownPath } from "../../../core/index.ts";
import { MigrationFileError } from "../errors.ts";
import type { Migration } from "../graph/migration.ts";
import { MigrationGraph } from "../graph/migration-graph.ts";
import { loadMigration } from "./load-migration.ts";
import { migrationFilesOf, migrationsFolder } from "./migrations-folder.ts";

/**
 * Reads the migrations of all modules.
 * @throws {@link MigrationFileError} for the first file, by module and name, that can't be read.
 */
export async function loadMigrationGraph(modules: readonly Module[]): Promise<MigrationGraph> {
  const loaded = firstFailure(await Promise.allSettled(modules.map(loadMigrations)));
  refuseSharedFolders(modules.filter((_, position) => loaded[position]!.length > 0));
  return new MigrationGraph(loaded.flat());
}

/** Reads the migrations in the folder of one module. */
async function loadMigrations(module: Module): Promise<readonly Migration[]> {
  const files = await migrationFilesOf(module);
  return firstFailure(
    await Promise.allSettled([...files].map(([name, file]) => loadMigration(module.name, name, file))),
  );
}

/** The values; the first failure in this order is thrown, whichever came first in time. */
function firstFailure<Value>(results: readonly PromiseSettledResult<Value>[]): readonly Value[] {
  return results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

/** Each migration would be there once for each of the modules. */
function refuseSharedFolders(modules: readonly Module[]): void {
  const seen = new Map<string, Module>();
  for (const module of modules) {
    const folder = migrationsFolder(module);
    const other = seen.get(folder);
    if (other !== undefined) {
      throw new MigrationFileError(
        `The modules "${other.name}" and "${module.name}" have the same migrations, in ${shownPath(folder)}.\nGive each module a folder of its own: folder: import.meta.dirname.`,
      );
    }
    seen.set(folder, module);
  }
}
