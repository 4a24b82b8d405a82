import { type Module, shownPath } from "../../../core/index.ts";
import { MigrationFileError } from "../errors.ts";
import type { Migration } from "../graph/migration.ts";
import { MigrationGraph } from "../graph/migration-graph.ts";
import { importTogether } from "./import-together.ts";
import { loadMigration, type MigrationPlace, migrationIn } from "./load-migration.ts";
import { migrationFilesOf, migrationsFolder } from "./migrations-folder.ts";

/**
 * Reads the migrations of all modules.
 * @throws {@link MigrationFileError} for the first file, by module and name, that can't be read.
 */
export async function loadMigrationGraph(modules: readonly Module[]): Promise<MigrationGraph> {
  const places = firstFailure(await Promise.allSettled(modules.map(placesOf)));
  refuseSharedFolders(modules.filter((_, position) => places[position]!.length > 0));
  return new MigrationGraph(await loadAll(places.flat()));
}

async function placesOf(module: Module): Promise<readonly MigrationPlace[]> {
  const files = await migrationFilesOf(module);
  return [...files].map(([name, file]) => ({ module: module.name, name, file }));
}

async function loadAll(places: readonly MigrationPlace[]): Promise<readonly Migration[]> {
  const imported = await importTogether(places.map(({ file }) => file));
  if (imported !== undefined) return places.map((place) => migrationIn(place, imported.get(place.file)!));
  return firstFailure(await Promise.allSettled(places.map(loadMigration)));
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
