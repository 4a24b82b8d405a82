import { MigrationUpdateError } from "../errors.ts";
import { optimizeOperations } from "../optimize/optimize-operations.ts";
import { idOf, isInitial, type Migration, type MigrationId, migrationKey, placeOf } from "./migration.ts";
import type { MigrationGraph } from "./migration-graph.ts";
import { suggestName } from "./migration-names.ts";

/** A migration that takes the place of one that is applied nowhere yet. */
export interface UpdatedMigration {
  readonly before: Migration;
  readonly after: Migration;
}

/**
 * Puts what new migrations would do into the last ones of their modules. Nothing is written.
 *
 * @param options.appliedOn - The key of a database that has it.
 * @throws {@link MigrationUpdateError} where a last migration can't be changed any more.
 */
export function updateMigrations(
  graph: MigrationGraph,
  made: readonly Migration[],
  options: {
    readonly appliedOn: (migration: Migration) => string | undefined;
    readonly name?: string | undefined;
  },
): readonly UpdatedMigration[] {
  const updated = made.map((migration): UpdatedMigration => {
    const before = lastOf(graph, migration, made);
    refuseFixed(graph, before, options.appliedOn(before));
    const operations = optimizeOperations([...before.operations, ...migration.operations], migration.module);
    const dependsOn = [...before.dependsOn, ...migration.dependsOn];
    const name = nameOf(graph, { ...before, operations }, before, options.name);
    return { before, after: { ...before, name, dependsOn, operations } };
  });
  const renamed = new Map<string, MigrationId>();
  for (const [position, { before, after }] of updated.entries()) {
    renamed.set(migrationKey(idOf(before)), idOf(after));
    renamed.set(migrationKey(idOf(made[position]!)), idOf(after));
  }
  return updated.map(({ before, after }) => ({
    before,
    after: { ...after, dependsOn: dependenciesOf(after, renamed) },
  }));
}

function lastOf(graph: MigrationGraph, { module }: Migration, made: readonly Migration[]): Migration {
  const leaves = graph.leaves(module);
  const [last] = leaves;
  if (last === undefined)
    throw new MigrationUpdateError(
      `"${module}" has no migration that could be updated.\nWrite its first one without --update.`,
    );
  if (leaves.length > 1)
    throw new MigrationUpdateError(
      `"${module}" has ${leaves.length} last migrations: ${leaves.map(({ name }) => name).join(", ")}.\nWrite a new one, which depends on all, without --update.`,
    );
  if (made.filter((migration) => migration.module === module).length > 1)
    throw new MigrationUpdateError(
      `The changes of "${module}" need several migrations, because other modules' stand between them.\nWrite them without --update.`,
    );
  return last;
}

function refuseFixed(graph: MigrationGraph, migration: Migration, database: string | undefined): void {
  const refuse = (reason: string, next: string) =>
    new MigrationUpdateError(`${placeOf(migration)} can't be updated: ${reason}\n${next}`);
  const { module, name } = migration;
  if (database !== undefined)
    throw refuse(
      `it is applied on the database "${database}".`,
      `Undo it first (quintet migrate down ${module}), or write a new one without --update.`,
    );
  if ((migration.replaces?.length ?? 0) > 0)
    throw refuse("it stands for others.", "Write a new one without --update.");
  const [dependent] = graph.children(migration);
  if (dependent !== undefined)
    throw refuse(`${migrationKey(idOf(dependent))} depends on ${name}.`, "Write a new one without --update.");
}

/** A name that says what it does follows, unless another has it; one that a person has chosen stays. */
function nameOf(
  graph: MigrationGraph,
  after: Migration,
  before: Migration,
  given: string | undefined,
): string {
  const number = before.name.slice(0, 4);
  const isTaken = (name: string) =>
    graph.files.some(
      (other) =>
        other.module === before.module &&
        other.name !== before.name &&
        other.name.toLowerCase() === name.toLowerCase(),
    );
  if (given !== undefined) {
    const wanted = `${number}_${given}`;
    if (!isTaken(wanted)) return wanted;
    throw new MigrationUpdateError(
      `${placeOf(before)} can't get the name ${wanted}: another migration of "${before.module}" has it.\nSay another one with --name, or leave it out.`,
    );
  }
  const isSuggested = before.name === `${number}_${suggestName(before.operations)}`;
  const suggested = `${number}_${suggestName(after.operations)}`;
  return isInitial(before) || !isSuggested || isTaken(suggested) ? before.name : suggested;
}

function dependenciesOf(
  migration: Migration,
  renamed: ReadonlyMap<string, MigrationId>,
): readonly MigrationId[] {
  const own = migrationKey(idOf(migration));
  const ids = migration.dependsOn.map((id) => renamed.get(migrationKey(id)) ?? id);
  const unique = new Map(ids.map((id) => [migrationKey(id), id]));
  unique.delete(own);
  return [...unique.values()];
}
