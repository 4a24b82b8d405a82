import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Module } from "../../../core/index.ts";
import { migrationsFolder } from "../files/migrations-folder.ts";
import { writeMigration } from "../files/write-migration.ts";
import type { Migration } from "../graph/migration.ts";
import type { MigrationGraph } from "../graph/migration-graph.ts";
import { isInstalled, stateOfModules } from "./app-models.ts";
import { arrangeChanges } from "./arrange-changes.ts";
import { detectChanges } from "./detect-changes.ts";
import type { Questioner } from "./questioner.ts";

export interface MakeOptions {
  /** Only this module, and those that its changes need. */
  readonly module?: string | undefined;
  /** The name of the migration, without its number. */
  readonly name?: string | undefined;
}

/** The migrations that would bring the history to what the models are now. Nothing is written. */
export async function makeMigrations(
  modules: readonly Module[],
  graph: MigrationGraph,
  questioner: Questioner,
  { module, name }: MakeOptions = {},
): Promise<readonly Migration[]> {
  graph.checkLeaves();
  const planned = await detectChanges(graph.state(), stateOfModules(modules), questioner);
  const wanted =
    module === undefined ? modules.filter((item) => !isInstalled(item)).map((item) => item.name) : [module];
  return arrangeChanges(planned, graph, { modules: wanted, ...(name !== undefined && { name }) });
}

/** Writes a migration into its module's folder, and gives the file. */
export async function writeMigrationFile(module: Module, migration: Migration): Promise<string> {
  const folder = migrationsFolder(module);
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${migration.name}.ts`);
  await writeFile(file, writeMigration(migration), { flag: "wx" }); // never over an existing one
  return file;
}
