import { MigrationHistoryError } from "../errors.ts";
import { idOf, type Migration, type MigrationId, migrationKey, migrationText, placeOf } from "./migration.ts";
import type { MigrationGraph } from "./migration-graph.ts";

/*
 * What a database remembers is compared with the files before anything is changed. Where they don't fit together, the
 * tables are not what the migrations say, and any statement may meet something else than it was written for.
 */

/**
 * Refuses a history in which a migration was applied before one that it depends on.
 * @throws {@link MigrationHistoryError}
 */
export function checkHistory(graph: MigrationGraph, applied: ReadonlySet<string>): void {
  for (const migration of graph.ordered) {
    if (!applied.has(migrationKey(idOf(migration)))) continue;
    const missing = [...graph.parents(migration)].find((parent) => !applied.has(migrationKey(idOf(parent))));
    if (missing === undefined) continue;
    const [key, needed] = [migrationKey(idOf(migration)), migrationKey(idOf(missing))];
    throw new MigrationHistoryError(
      `The database says that ${key} was applied, but not ${needed}, on which it depends.\nEither ${placeOf(missing)} was added or "dependsOn" was changed afterwards, or the table "quintet_migrations" was edited. Put the files back as they were when ${key} was applied.\nIf a merge of branches put ${needed} before it, undo ${key} and apply both: quintet migrate down ${migration.module} ${keptBefore(graph, migration, applied)}, then quintet migrate up.\nIf the tables are what ${needed} makes them, record it: quintet migrate fake ${missing.module} ${missing.name}`,
    );
  }
}

/** What is left of a module when a migration is undone. */
function keptBefore(graph: MigrationGraph, migration: Migration, applied: ReadonlySet<string>): string {
  const isKept = (other: Migration) => other !== migration && applied.has(migrationKey(idOf(other)));
  const own = graph.withAncestors(migration).filter((other) => other.module === migration.module);
  return own.findLast(isKept)?.name ?? "zero";
}

/** Migrations that the database remembers, of modules that the app has, and that no file is there for. */
export function unknownMigrations(
  graph: MigrationGraph,
  applied: readonly MigrationId[],
  modules: readonly string[],
): readonly MigrationId[] {
  return applied.filter((id) => modules.includes(id[0]) && graph.find(id) === undefined);
}

/**
 * Of {@link unknownMigrations} of a module, those that were applied after the last one that there is a file for: the
 * database is ahead of the code. Others stand for files that were squashed away.
 */
export function migrationsAhead(
  graph: MigrationGraph,
  history: readonly MigrationId[],
  module: string,
): readonly MigrationId[] {
  const own = history.filter(([other]) => other === module);
  const lastKnown = own.findLastIndex((id) => graph.find(id) !== undefined);
  return own.slice(lastKnown + 1);
}

/**
 * Refuses to change tables of modules of which the database is ahead.
 * @throws {@link MigrationHistoryError}
 */
export function checkNotAhead(
  graph: MigrationGraph,
  history: readonly MigrationId[],
  plan: readonly Migration[],
): void {
  for (const [module, planned] of Map.groupBy(plan, (migration) => migration.module)) {
    const ahead = migrationsAhead(graph, history, module);
    if (ahead.length === 0) continue;
    const [names, are, were] = [
      ahead.map(migrationText).join(", "),
      ...(ahead.length === 1 ? ["it is", "it was"] : ["they are", "they were"]),
    ];
    throw new MigrationHistoryError(
      `The database is ahead of the code: it remembers ${names}, and there is no such file. ${migrationKey(idOf(planned[0]!))} can't be run on what that has made of the tables.\nGet the code that has ${ahead.length === 1 ? "the file" : "the files"}, and undo ${ahead.length === 1 ? "it" : "them"} there: quintet migrate down ${module}\nIf ${were} squashed into one that is here, run quintet migrate up with that code first.\nIf ${are} gone for good and the tables are as the files here say: quintet migrate prune ${module}`,
    );
  }
}

/**
 * Refuses to make a module's first tables where the database remembers another module, which the app doesn't have, with
 * the same migrations: it was renamed, and its tables would be made a second time.
 * @throws {@link MigrationHistoryError}
 */
export function checkRenamedModules(
  graph: MigrationGraph,
  history: readonly MigrationId[],
  plan: readonly Migration[],
): void {
  const remembered = Map.groupBy(history, ([module]) => module);
  for (const module of new Set(plan.map((migration) => migration.module))) {
    if (remembered.has(module)) continue;
    const names = new Set(graph.ofModule(module).map(({ name }) => name));
    for (const [old, ids] of remembered) {
      const isGone = graph.ofModule(old).length === 0;
      const isSame = ids.length > 1 && ids.every(([, name]) => names.has(name));
      if (isGone && isSame) throw renamedError(old, module, ids.length);
    }
  }
}

function renamedError(old: string, module: string, count: number): MigrationHistoryError {
  return new MigrationHistoryError(
    `The database remembers ${count} migrations of a module "${old}", which the app doesn't have, and none of "${module}", whose migrations have the same names. If "${old}" was renamed, its tables (${old}_…) would be made a second time, and empty.\nGive it back the name "${old}" in defineModule(). To keep the new one: name the tables in the models and migrations (table: "${old}_…"), then run "quintet migrate fake ${module}" and "quintet migrate prune ${old}".\nIf they have nothing to do with each other, forget the old one: quintet migrate prune ${old}`,
  );
}
