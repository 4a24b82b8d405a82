import { MigrationMergeError } from "../errors.ts";
import { conflictsOfEnds } from "./end-conflicts.ts";
import { idOf, type Migration, type MigrationId, migrationKey, placeOf } from "./migration.ts";
import { MigrationGraph } from "./migration-graph.ts";

/*
 * Ends of a module that disturb each other become one in either of two ways: by a migration that does nothing and depends
 * on all of them, where a person knows that the order makes no difference; or by putting one end behind those that it
 * disturbs, which changes what its first migration depends on.
 */

/** A migration that joins the ends of a module, whichever order a database got them in. */
export function mergeMigration(graph: MigrationGraph, module: string, name?: string): Migration {
  const leaves = graph.leaves(module);
  return {
    module,
    name: nextName(graph, module, name ?? mergeName(leaves)),
    dependsOn: leaves.map(idOf),
    operations: [],
  };
}

// Django's measure; longer names say how many.
const maxNameLength = 47;

/** `"merge_0002_price_0002_tags"`. */
function mergeName(leaves: readonly Migration[]): string {
  const joined = leaves.map(({ name }) => name).join("_");
  return joined.length > maxNameLength ? `merge_${leaves.length}_ends` : `merge_${joined}`;
}

/** A name behind all others of a module: `"0004_price"`. */
export function nextName(graph: MigrationGraph, module: string, ending: string): string {
  const numbers = graph.files
    .filter((migration) => migration.module === module)
    .map(({ name }) => Number.parseInt(name, 10) || 0);
  return `${String(Math.max(0, ...numbers) + 1).padStart(4, "0")}_${ending}`;
}

/** What one migration has to depend on, so that its end comes behind others. */
export interface Reordering {
  readonly migration: Migration;
  readonly dependsOn: readonly MigrationId[];
  /** The ends that it comes behind. */
  readonly behind: readonly Migration[];
}

/**
 * Puts an end of a module behind those that it disturbs.
 * @throws {@link MigrationMergeError} where it begins in several places, or can't be applied in that order.
 */
export function putLast(graph: MigrationGraph, last: Migration): Reordering {
  const { module } = last;
  const behind = endsDisturbedBy(graph, last);
  const others = new Set(graph.withAncestors(...behind));
  const own = graph
    .withAncestors(last)
    .filter((migration) => migration.module === module && !others.has(migration));
  const starts = own.filter(
    (migration) => ![...graph.parents(migration)].some((parent) => own.includes(parent)),
  );
  const [migration, ...more] = starts;
  if (migration === undefined || more.length > 0) throw severalStarts(last, starts, behind);
  const kept = migration.dependsOn.filter((id) => {
    const found = graph.find(id);
    return found === undefined || !others.has(found) || found.module !== module;
  });
  const dependsOn = [...kept, ...behind.map(idOf)];
  checkOrder(graph, { migration, dependsOn, behind });
  return { migration, dependsOn, behind };
}

function endsDisturbedBy(graph: MigrationGraph, last: Migration): readonly Migration[] {
  const branch = new Set(graph.withAncestors(last));
  const disturbed = new Set<Migration>();
  for (const { first, second } of conflictsOfEnds(graph, last.module)) {
    for (const [mine, theirs] of [
      [first, second],
      [second, first],
    ] as const) {
      if (branch.has(mine.migration) && !branch.has(theirs.migration)) disturbed.add(theirs.migration);
    }
  }
  return graph.leaves(last.module).filter((leaf) => {
    if (leaf === last) return false;
    const ancestors = graph.withAncestors(leaf);
    return ancestors.some((migration) => disturbed.has(migration));
  });
}

function severalStarts(
  last: Migration,
  starts: readonly Migration[],
  behind: readonly Migration[],
): MigrationMergeError {
  const ids = behind.map((other) => `["${other.module}", "${other.name}"]`).join(", ");
  return new MigrationMergeError(
    `${migrationKey(idOf(last))} can't be put last by itself: its end begins in ${starts.length} places (${starts.map(placeOf).join(", ")}).\nAdd ${ids} to "dependsOn" of each.`,
  );
}

/** The operations must fit the models that the other ends leave behind. */
function checkOrder(graph: MigrationGraph, { migration, dependsOn, behind }: Reordering): void {
  const files = graph.files.map((file) => (file === migration ? { ...file, dependsOn } : file));
  try {
    new MigrationGraph(files).state();
  } catch (cause) {
    const [problem] = (cause as Error).message.split("\n");
    throw new MigrationMergeError(
      `${placeOf(migration)} doesn't work behind ${behind.map(({ name }) => name).join(", ")}: ${problem}\nChange its operations so that they fit, or put another end last.`,
      { cause },
    );
  }
}
