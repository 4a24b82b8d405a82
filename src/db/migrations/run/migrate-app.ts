import type { App } from "../../../core/index.ts";
import type { Database } from "../../connections/database.ts";
import { databaseNamed, readingSession, withSchemaSession } from "../../schema/schema-access.ts";
import type { SchemaSession } from "../../schema/schema-editor.ts";
import { loadMigrationGraph } from "../files/migration-files.ts";
import { unknownMigrations } from "../graph/check-history.ts";
import type { Migration, MigrationId } from "../graph/migration.ts";
import type { MigrationTarget } from "../graph/migration-plan.ts";
import { migrated } from "./migrated-event.ts";
import {
  appliedMigrations,
  type MigrateToResult,
  type MigrationReport,
  migrateDown,
  migrateTo,
  migrateUp,
} from "./run-migrations.ts";

export interface MigrateOptions extends MigrationTarget {
  /** The key of the database in the configuration; `"default"` by default. */
  readonly database?: string | undefined;
  /** Told before and after each migration. */
  readonly report?: MigrationReport;
}

/** What a run of migrations did. */
export interface MigrateResult {
  readonly migrations: readonly Migration[];
  /** Migrations that the database remembers, and that no file is there for. */
  readonly unknown: readonly MigrationId[];
}

/**
 * Applies the migrations of an app that its database lacks; `quintet migrate up` in code. Emits {@link migrated} at the
 * end, also where there was nothing to apply.
 *
 * @example
 * await migrateAppUp(app);
 */
export async function migrateAppUp(app: App, options: MigrateOptions = {}): Promise<MigrateResult> {
  const database = databaseNamed(app, options.database);
  const graph = await loadMigrationGraph(app.modules);
  const names = app.modules.map(({ name }) => name);
  const result = await inTurn(app, database, options, async (session) => ({
    unknown: unknownMigrations(graph, await appliedMigrations(session), names),
    migrations: await migrateUp(session, graph, options, options.report),
  }));
  await tellMigrated(app, database);
  return result;
}

/** Undoes migrations of a module; `quintet migrate down` in code. `name` is what stays: `"zero"` undoes all, none the last one. */
export async function migrateAppDown(
  app: App,
  options: MigrateOptions & { readonly module: string },
): Promise<readonly Migration[]> {
  const graph = await loadMigrationGraph(app.modules);
  return inTurn(app, databaseNamed(app, options.database), options, (session) =>
    migrateDown(session, graph, options, options.report),
  );
}

/** Makes a migration the last of its module, up or down; `quintet migrate to` in code. `"zero"` is before the first. */
export async function migrateAppTo(
  app: App,
  options: MigrateOptions & { readonly module: string; readonly name: string },
): Promise<MigrateToResult> {
  const database = databaseNamed(app, options.database);
  const graph = await loadMigrationGraph(app.modules);
  const result = await inTurn(app, database, options, (session) =>
    migrateTo(session, graph, options, options.report),
  );
  await tellMigrated(app, database);
  return result;
}

async function tellMigrated(app: App, database: Database): Promise<void> {
  const hasTable = (table: string) => readingSession(database).hasTable(table);
  await app.run(() => migrated.emit({ app, database, modules: app.modules, hasTable }));
}

/** Lends a connection while nobody else migrates the database. The app is the current one: listeners ask for it. */
function inTurn<Result>(
  app: App,
  database: Database,
  { report }: MigrateOptions,
  work: (session: SchemaSession) => Promise<Result>,
): Promise<Result> {
  const migrating = () =>
    withSchemaSession(database, (session) =>
      session.inTurn(
        () => work(session),
        (holder) => report?.waitsForTurn?.(holder),
      ),
    );
  return app.run(migrating);
}
