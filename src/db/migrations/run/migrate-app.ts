import type { App } from "../../../core/index.ts";
import type { Database } from "../../connections/database.ts";
import { databaseNamed, readingSession } from "../../schema/schema-access.ts";
import type { SchemaSession } from "../../schema/schema-editor.ts";
import { loadMigrationGraph } from "../files/migration-files.ts";
import { unknownMigrations } from "../graph/check-history.ts";
import type { Migration, MigrationId } from "../graph/migration.ts";
import type { MigrationGraph } from "../graph/migration-graph.ts";
import { type MigrationTarget, type PlanTo, planDown, planTo, planUp } from "../graph/migration-plan.ts";
import { inTurn } from "./in-turn.ts";
import { migrated } from "./migrated-event.ts";
import { migrating } from "./migrating-event.ts";
import { keysOf } from "./migration-history.ts";
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
 * Applies the migrations of an app that its database lacks; `quintet migrate up` in code. Emits {@link migrating} before and
 * {@link migrated} at the end, also where there is nothing to apply.
 *
 * @example
 * await migrateAppUp(app);
 */
export async function migrateAppUp(app: App, options: MigrateOptions = {}): Promise<MigrateResult> {
  const database = databaseNamed(app, options.database);
  const graph = await loadMigrationGraph(app.modules);
  const names = app.modules.map(({ name }) => name);
  const result = await inTurn(app, database, options.report, async (session) => {
    await tellMigrating({ app, database, session, graph }, (seen) => ({
      down: [],
      up: planUp(seen, seen.applied, options),
    }));
    return {
      unknown: unknownMigrations(graph, await appliedMigrations(session), names),
      migrations: await migrateUp(session, graph, options, options.report),
    };
  });
  await tellMigrated(app, database);
  return result;
}

/** Undoes migrations of a module; `quintet migrate down` in code. `name` is what stays: `"zero"` undoes all, none the last one. */
export async function migrateAppDown(
  app: App,
  options: MigrateOptions & { readonly module: string },
): Promise<readonly Migration[]> {
  const database = databaseNamed(app, options.database);
  const graph = await loadMigrationGraph(app.modules);
  return inTurn(app, database, options.report, async (session) => {
    await tellMigrating({ app, database, session, graph }, (seen) => ({
      down: planDown(seen, seen.applied, options),
      up: [],
    }));
    return migrateDown(session, graph, options, options.report);
  });
}

/** Makes a migration the last of its module, up or down; `quintet migrate to` in code. `"zero"` is before the first. */
export async function migrateAppTo(
  app: App,
  options: MigrateOptions & { readonly module: string; readonly name: string },
): Promise<MigrateToResult> {
  const database = databaseNamed(app, options.database);
  const graph = await loadMigrationGraph(app.modules);
  const result = await inTurn(app, database, options.report, async (session) => {
    await tellMigrating({ app, database, session, graph }, (seen) => planTo(seen, seen.applied, options));
    return migrateTo(session, graph, options, options.report);
  });
  // On a way down, the models are ahead of the database: what would be made of them isn't there.
  if (result.undone.length === 0 || result.applied.length > 0) await tellMigrated(app, database);
  return result;
}

interface Beginning {
  readonly app: App;
  readonly database: Database;
  readonly session: SchemaSession;
  readonly graph: MigrationGraph;
}

/** @param planOf - What is to be done, in the eyes of the database. */
async function tellMigrating(
  { app, database, session, graph }: Beginning,
  planOf: (seen: MigrationGraph) => PlanTo,
): Promise<void> {
  if (!migrating.hasListeners) return;
  const { down, up } = planOf(graph.forHistory(keysOf(await appliedMigrations(session))));
  const steps = [
    ...down.map((migration) => ({ direction: "backward", migration }) as const),
    ...up.map((migration) => ({ direction: "forward", migration }) as const),
  ];
  const hasTable = (table: string) => session.hasTable(table);
  await migrating.emit({ app, database, modules: app.modules, steps, hasTable });
}

async function tellMigrated(app: App, database: Database): Promise<void> {
  const hasTable = (table: string) => readingSession(database).hasTable(table);
  await app.run(() => migrated.emit({ app, database, modules: app.modules, hasTable }));
}
