import type { App } from "../../../core/index.ts";
import { databaseNamed, readingSession } from "../../schema/schema-access.ts";
import { makeMigrations } from "../detect/make-migrations.ts";
import { silentQuestioner } from "../detect/questioner.ts";
import { loadMigrationGraph } from "../files/migration-files.ts";
import { unknownMigrations } from "../graph/check-history.ts";
import { idOf, type Migration, type MigrationId, migrationKey } from "../graph/migration.ts";
import { planUp } from "../graph/migration-plan.ts";
import { operationText } from "../operations/operation.ts";
import { keysOf } from "./migration-history.ts";
import { appliedMigrations } from "./run-migrations.ts";

/** How a database and the migration files differ. */
export interface PendingMigrations {
  /** Not applied yet. */
  readonly unapplied: readonly MigrationId[];
  /** Applied, and no file is there for them: the database is ahead of the code. */
  readonly unknown: readonly MigrationId[];
  /** Sentences about both, with the next step; `undefined` where the database is up to date. */
  readonly message: string | undefined;
}

/** Compares a database with the migration files. */
export async function pendingMigrations(app: App, database?: string): Promise<PendingMigrations> {
  const files = await loadMigrationGraph(app.modules);
  const applied = await appliedMigrations(readingSession(databaseNamed(app, database)));
  const graph = files.forHistory(keysOf(applied));
  const unapplied = planUp(graph, graph.applied).map(idOf);
  const unknown = unknownMigrations(
    graph,
    applied,
    app.modules.map(({ name }) => name),
  );
  const sentences = [unappliedSentence(unapplied), unknownSentence(unknown)].filter(
    (text) => text !== undefined,
  );
  return { unapplied, unknown, message: sentences.length === 0 ? undefined : sentences.join("\n") };
}

function unappliedSentence(ids: readonly MigrationId[]): string | undefined {
  if (ids.length === 0) return undefined;
  const are = ids.length === 1 ? "1 migration is" : `${ids.length} migrations are`;
  return `${are} not applied: ${listed(ids)}.\nApply with: quintet migrate up`;
}

function unknownSentence(ids: readonly MigrationId[]): string | undefined {
  if (ids.length === 0) return undefined;
  return `The database is ahead of the code: it remembers ${listed(ids)}, and there is no such file.\nGet the newer code, or undo them with the code that has them: quintet migrate down ${ids[0]![0]}`;
}

function listed(ids: readonly MigrationId[]): string {
  const shown = ids.slice(0, 5).map(migrationKey).join(", ");
  return ids.length > 5 ? `${shown} and ${ids.length - 5} more` : shown;
}

/** What changed in the models and stands in no migration yet. */
export interface ModelChanges {
  /** The migrations that `quintet migrate make` would write. */
  readonly migrations: readonly Migration[];
  /** A sentence about them, with the next step; `undefined` where there are none. */
  readonly message: string | undefined;
}

/** Compares the models with the migration files. The database isn't touched. */
export async function modelChangesWithoutMigration(app: App): Promise<ModelChanges> {
  const graph = await loadMigrationGraph(app.modules);
  const migrations = await makeMigrations(app.modules, graph, silentQuestioner);
  if (migrations.length === 0) return { migrations, message: undefined };
  const changes = migrations.flatMap(({ module, operations }) =>
    operations.map((operation) => `  ${module}: ${operation.symbol} ${operationText(operation)}`),
  );
  const shown = changes.length > 10 ? [...changes.slice(0, 9), `  and ${changes.length - 9} more`] : changes;
  const message = `The models have changes without a migration:\n${shown.join("\n")}\nWrite it with: quintet migrate make`;
  return { migrations, message };
}
