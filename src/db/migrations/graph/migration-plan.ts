import { UnknownMigrationError } from "../errors.ts";
import { idOf, type Migration, migrationKey } from "./migration.ts";
import type { MigrationGraph } from "./migration-graph.ts";

/** How far to go: all modules, one module, or up to one migration of it. */
export interface MigrationTarget {
  readonly module?: string;
  /** A migration's name, or the beginning of it. */
  readonly name?: string;
}

/** The migrations that have to be applied to get there, in order. */
export function planUp(
  graph: MigrationGraph,
  applied: ReadonlySet<string>,
  target: MigrationTarget = {},
): readonly Migration[] {
  const isPending = (migration: Migration) => !applied.has(migrationKey(idOf(migration)));
  return wantedUp(graph, target).filter(isPending);
}

function wantedUp(graph: MigrationGraph, { module, name }: MigrationTarget): readonly Migration[] {
  if (module === undefined) return graph.ordered;
  if (name !== undefined) return graph.withAncestors(graph.named(module, name));
  return graph.withAncestors(...graph.leaves(module));
}

/**
 * The migrations that have to be undone so that `name` is the module's last one, in the order of undoing: `"zero"` undoes
 * all, no name the one that was applied last. Migrations of other modules that depend on them are undone too.
 *
 * @param applied - In the order in which they were applied.
 */
export function planDown(
  graph: MigrationGraph,
  applied: ReadonlySet<string>,
  { module, name }: { readonly module: string; readonly name?: string },
): readonly Migration[] {
  const isApplied = (migration: Migration) => applied.has(migrationKey(idOf(migration)));
  if (name === undefined) {
    const own = new Map(
      graph.ofModule(module).map((migration) => [migrationKey(idOf(migration)), migration]),
    );
    const last = [...applied].findLast((key) => own.has(key));
    return last === undefined ? [] : undoing(graph, [own.get(last)!], isApplied);
  }
  const kept = name === "zero" ? undefined : graph.named(module, name);
  if (kept !== undefined && !isApplied(kept)) {
    throw new UnknownMigrationError(
      `${migrationKey(idOf(kept))} is not applied, so there is no way down to it.\nTo apply it: quintet migrate up ${module} ${kept.name}`,
    );
  }
  return planDownTo(graph, isApplied, module, kept);
}

/** How to get to a migration of a module, from wherever the database is. */
export interface PlanTo {
  /** What is undone first, in that order. */
  readonly down: readonly Migration[];
  /** What is applied then, in that order. */
  readonly up: readonly Migration[];
}

/** The way on which a migration becomes the last of its module, up or down or both; `"zero"` is before the first. */
export function planTo(
  graph: MigrationGraph,
  applied: ReadonlySet<string>,
  { module, name }: { readonly module: string; readonly name: string },
): PlanTo {
  const isApplied = (migration: Migration) => applied.has(migrationKey(idOf(migration)));
  const target = name === "zero" ? undefined : graph.named(module, name);
  const down = planDownTo(graph, isApplied, module, target);
  if (target === undefined) return { down, up: [] };
  const left = new Set([...applied].filter((key) => !down.some((gone) => migrationKey(idOf(gone)) === key)));
  return { down, up: planUp(graph, left, { module, name: target.name }) };
}

/** Undoes all of a module but one and what that needs. */
function planDownTo(
  graph: MigrationGraph,
  isApplied: (migration: Migration) => boolean,
  module: string,
  kept: Migration | undefined,
): readonly Migration[] {
  const stays = new Set(kept === undefined ? [] : graph.withAncestors(kept));
  const gone = graph.ofModule(module).filter((migration) => isApplied(migration) && !stays.has(migration));
  return undoing(graph, gone, isApplied);
}

/** Those migrations and all that depend on them, the last first. */
function undoing(
  graph: MigrationGraph,
  migrations: readonly Migration[],
  isApplied: (migration: Migration) => boolean,
): readonly Migration[] {
  return graph
    .withDescendants(...migrations)
    .filter(isApplied)
    .toReversed();
}
