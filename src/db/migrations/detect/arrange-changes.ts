import { applyMigration } from "../graph/apply-migration.ts";
import { idOf, type Migration, type MigrationId, migrationKey } from "../graph/migration.ts";
import type { MigrationGraph } from "../graph/migration-graph.ts";
import { numberOf, suggestName } from "../graph/migration-names.ts";
import { optimizeOperations } from "../optimize/optimize-operations.ts";
import { compareTexts } from "./comparison.ts";
import { cutMigrations, type DraftNeed } from "./cut-migrations.ts";
import type { DetectedChange } from "./detected-change.ts";
import { withoutDangling } from "./without-dangling.ts";

export interface ArrangeOptions {
  /** Only these modules, and those that they need. All by default. */
  readonly modules?: readonly string[];
  /** The name of the migrations, without their number. Made of the operations by default. */
  readonly name?: string;
}

/** The migrations that make these changes, behind those that are there, without detours. */
export function arrangeChanges(
  changes: readonly DetectedChange[],
  graph: MigrationGraph,
  options: ArrangeOptions = {},
): readonly Migration[] {
  const migrations: Migration[] = [];
  for (const { module, position, operations, needs } of cutMigrations(changes, endsOf(graph))) {
    const ends = position === 1 ? graph.leaves(module).map(idOf) : [];
    const shorter = optimizeOperations(operations, module);
    const isNew = graph.leaves(module).length === 0;
    const ending = options.name ?? (isNew ? "initial" : suggestName(shorter));
    const migration = {
      module,
      name: `${String(nextNumber(module, graph, migrations)).padStart(4, "0")}_${ending}`,
      dependsOn: sortedIds([...ends, ...needs.map((need) => idOfNeed(need, migrations))]),
      operations: shorter,
    };
    const before = () => migrations.reduce(applyMigration, graph.state());
    migrations.push(withoutDangling(migration, operations, before));
  }
  return options.modules === undefined ? migrations : onlyNeeded(migrations, options.modules);
}

/** The last migrations of a module; its first one to come, where it has none. */
function endsOf(graph: MigrationGraph): (module: string) => readonly MigrationId[] {
  return (module) => {
    const ends = graph.leaves(module).map(idOf);
    return ends.length > 0 ? ends : [[module, "__first__"]];
  };
}

function idOfNeed(need: DraftNeed, migrations: readonly Migration[]): MigrationId {
  if ("id" in need) return need.id;
  const own = migrations.filter(({ module }) => module === need.module);
  return idOf(own[need.position - 1]!); // a draft comes after those that it needs
}

function nextNumber(module: string, graph: MigrationGraph, earlier: readonly Migration[]): number {
  const own = [...graph.files, ...earlier].filter((migration) => migration.module === module);
  return Math.max(0, ...own.map(({ name }) => numberOf(name))) + 1;
}

function sortedIds(ids: readonly MigrationId[]): readonly MigrationId[] {
  const byKey = new Map(ids.map((id) => [migrationKey(id), id]));
  return [...byKey].toSorted(([a], [b]) => compareTexts(a, b)).map(([, id]) => id);
}

function onlyNeeded(migrations: readonly Migration[], modules: readonly string[]): readonly Migration[] {
  const needed = new Set(migrations.filter(({ module }) => modules.includes(module)));
  for (const migration of migrations.toReversed()) {
    if (!needed.has(migration)) continue;
    for (const [module, name] of migration.dependsOn) {
      const other = migrations.find((candidate) => candidate.module === module && candidate.name === name);
      if (other !== undefined) needed.add(other);
    }
  }
  return migrations.filter((migration) => needed.has(migration));
}
