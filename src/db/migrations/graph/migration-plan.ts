import { MigrationHistoryError, UnknownMigrationError } from "../errors.ts";
import { idOf, type Migration, type MigrationId, migrationKey } from "./migration.ts";
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
  const leaf = graph.leaf(module);
  return leaf === undefined ? [] : graph.withAncestors(leaf);
}

/**
 * The migrations that have to be undone so that `name` is the module's last one, in the order of undoing: `"zero"` undoes
 * all, no name the last one only. Migrations of other modules that depend on them are undone too.
 */
export function planDown(
  graph: MigrationGraph,
  applied: ReadonlySet<string>,
  { module, name }: { readonly module: string; readonly name?: string },
): readonly Migration[] {
  const isApplied = (migration: Migration) => applied.has(migrationKey(idOf(migration)));
  const own = graph.ofModule(module);
  const kept = name === undefined || name === "zero" ? undefined : graph.named(module, name);
  if (kept !== undefined && !isApplied(kept)) {
    throw new UnknownMigrationError(
      `${migrationKey(idOf(kept))} is not applied, so there is no way down to it.\nTo apply it: quintet migrate up ${module} ${kept.name}.`,
    );
  }
  const undone = own.filter(isApplied).filter((migration) => {
    if (name === undefined) return migration === own.findLast(isApplied);
    return kept === undefined || (migration !== kept && !graph.withAncestors(kept).includes(migration));
  });
  const all = new Set(undone.flatMap((migration) => graph.withDescendants(migration)));
  return graph.ordered.filter((migration) => all.has(migration) && isApplied(migration)).toReversed();
}

/**
 * Refuses a history in which a migration was applied before one that it depends on: the tables are then not what the
 * migrations say.
 */
export function checkHistory(graph: MigrationGraph, applied: ReadonlySet<string>): void {
  for (const migration of graph.ordered) {
    if (!applied.has(migrationKey(idOf(migration)))) continue;
    const missing = migration.dependsOn.find((id) => !applied.has(migrationKey(id)));
    if (missing === undefined) continue;
    throw new MigrationHistoryError(
      `The database says that ${migrationKey(idOf(migration))} was applied, but not ${migrationKey(missing)}, on which it depends.\nEither the file was added or changed afterwards, or the table "quintet_migrations" was edited. Put the files back as they were when the migration was applied.`,
    );
  }
}

/** Migrations that the database remembers, of modules that the app has, and that no file is there for. */
export function unknownMigrations(
  graph: MigrationGraph,
  applied: readonly MigrationId[],
  modules: readonly string[],
): readonly MigrationId[] {
  return applied.filter((id) => modules.includes(id[0]) && graph.find(id) === undefined);
}
