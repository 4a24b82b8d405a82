import { MigrationGraphError, MigrationHistoryError } from "../errors.ts";
import type { GraphLinks } from "./graph-links.ts";
import { idOf, type Migration, type MigrationId, migrationKey, placeOf } from "./migration.ts";

/*
 * Migrations that stand for others (`replaces`, written by `quintet migrate squash`) follow Django's rules. For a database
 *
 *   - where all that one replaces is applied, it counts as applied, and what it replaces is left out;
 *   - where nothing of it is applied, it is used instead;
 *   - where a part is applied, it is left out, and what it replaces goes on to be used, so the files must still be there.
 *
 * One that replaces another replacement is looked at after that one, and what counts are the migrations at the bottom.
 */
export interface Replacements {
  /** The migrations that are left out. */
  readonly leftOut: ReadonlySet<Migration>;
  /** What the database remembers, and the replacements that follow from it. */
  readonly applied: ReadonlySet<string>;
}

/** Decides which migrations are used on a database, and changes their links accordingly. */
export function resolveReplacements(
  byKey: ReadonlyMap<string, Migration>,
  links: GraphLinks,
  history: ReadonlySet<string>,
): Replacements {
  const applied = new Set(history);
  const leftOut = new Set<Migration>();
  const replacing = [...byKey.values()].filter(
    ({ replaces }) => replaces !== undefined && replaces.length > 0,
  );
  for (const migration of innermostFirst(replacing, byKey)) {
    const key = migrationKey(idOf(migration));
    const bottom = replacedKeys(migration, byKey);
    const done = bottom.filter((replaced) => applied.has(replaced));
    if (done.length === bottom.length) applied.add(key);
    else applied.delete(key);
    if (done.length === bottom.length || done.length === 0) {
      for (const gone of useReplacement(migration, byKey, links)) leftOut.add(gone);
    } else {
      refuseMissing(migration, bottom, byKey, applied);
      useReplaced(migration, byKey, links);
      leftOut.add(migration);
    }
  }
  return { leftOut, applied };
}

/** Which migration stands for a key whose own file may be gone. */
export function replacersOf(migrations: Iterable<Migration>): ReadonlyMap<string, Migration> {
  const replacers = new Map<string, Migration>();
  for (const migration of migrations) {
    for (const id of migration.replaces ?? []) replacers.set(migrationKey(id), migration);
  }
  return replacers;
}

/** All that a migration replaces, also by way of replacements that it replaces. */
export function allReplacedIds(
  migration: Migration,
  byKey: ReadonlyMap<string, Migration>,
): readonly MigrationId[] {
  const ids = (migration.replaces ?? []).flatMap((id): readonly MigrationId[] => {
    const replaced = byKey.get(migrationKey(id));
    return replaced === undefined ? [id] : [...allReplacedIds(replaced, byKey), id];
  });
  return [...new Map(ids.map((id) => [migrationKey(id), id])).values()];
}

/** The migrations at the bottom of what one replaces: those that are no replacements themselves. */
function replacedKeys(migration: Migration, byKey: ReadonlyMap<string, Migration>): readonly string[] {
  const keys = allReplacedIds(migration, byKey).map(migrationKey);
  return keys.filter((key) => !isReplacement(byKey.get(key)));
}

/** @throws {@link MigrationGraphError} where migrations replace each other in a circle. */
function innermostFirst(
  replacing: readonly Migration[],
  byKey: ReadonlyMap<string, Migration>,
): readonly Migration[] {
  const ordered = new Set<Migration>();
  const place = (migration: Migration, path: readonly Migration[]): void => {
    if (ordered.has(migration)) return;
    if (path.includes(migration)) throw circleError([...path.slice(path.indexOf(migration)), migration]);
    for (const id of migration.replaces ?? []) {
      const replaced = byKey.get(migrationKey(id));
      if (replaced?.replaces !== undefined) place(replaced, [...path, migration]);
    }
    ordered.add(migration);
  };
  for (const migration of replacing) place(migration, []);
  return [...ordered];
}

function circleError(circle: readonly Migration[]): MigrationGraphError {
  const path = circle.map((migration) => migrationKey(idOf(migration))).join(" → ");
  const files = [...new Set(circle.map(placeOf))].map((file) => `  ${file}`);
  return new MigrationGraphError(
    `Migrations replace each other in a circle: ${path}.\n${files.join("\n")}\nTake one of them out of "replaces".`,
  );
}

/** What depends on a replaced migration depends on the replacement, and that on what the replaced ones needed. */
function useReplacement(
  migration: Migration,
  byKey: ReadonlyMap<string, Migration>,
  links: GraphLinks,
): readonly Migration[] {
  const keys = new Set((migration.replaces ?? []).map(migrationKey));
  const replaced = [...keys].map((key) => byKey.get(key)).filter((other) => other !== undefined);
  const isOutside = (other: Migration) => other !== migration && !keys.has(migrationKey(idOf(other)));
  for (const gone of replaced) {
    for (const child of links.children(gone)) if (isOutside(child)) links.link(migration, child);
    for (const parent of links.parents(gone)) if (isOutside(parent)) links.link(parent, migration);
    links.remove(gone);
  }
  return replaced;
}

/** What depends on the replacement depends on the last of those that it replaces. */
function useReplaced(migration: Migration, byKey: ReadonlyMap<string, Migration>, links: GraphLinks): void {
  const replaced = replacedKeys(migration, byKey)
    .map((key) => byKey.get(key))
    .filter((other) => other !== undefined);
  const before = new Set(replaced.flatMap((other) => [...links.parents(other)]));
  const last = replaced.filter((other) => !before.has(other));
  for (const child of links.children(migration)) for (const parent of last) links.link(parent, child);
  links.remove(migration);
}

/** A part of what is replaced is applied: the rest needs its files. */
function refuseMissing(
  migration: Migration,
  bottom: readonly string[],
  byKey: ReadonlyMap<string, Migration>,
  applied: ReadonlySet<string>,
): void {
  const missing = bottom.filter((key) => !applied.has(key) && !byKey.has(key));
  if (missing.length === 0) return;
  const done = bottom.filter((key) => applied.has(key));
  throw new MigrationHistoryError(
    `The database has a part of what ${migrationKey(idOf(migration))} replaces: ${done.join(", ")} applied, ${missing.join(", ")} not, and there is no file of that name any more.\nGet the replaced files back, run "quintet migrate up" on this database, and delete them again.`,
  );
}

function isReplacement(migration: Migration | undefined): boolean {
  return (migration?.replaces?.length ?? 0) > 0;
}
