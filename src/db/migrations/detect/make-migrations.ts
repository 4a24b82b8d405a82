import type { Module } from "../../../core/index.ts";
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
