import { type App, CommandError } from "../../../core/index.ts";
import { databasesService } from "../../connections/databases.ts";
import { ConnectionError } from "../../errors.ts";
import { databaseNamed, readingSession } from "../../schema/schema-access.ts";
import type { TurnHolder } from "../../schema/schema-editor.ts";
import { loadMigrationGraph } from "../files/migration-files.ts";
import type { MigrationId } from "../graph/migration.ts";
import type { MigrationGraph } from "../graph/migration-graph.ts";
import { keysOf } from "../run/migration-history.ts";
import { type HalfApplied, halfApplied } from "../run/migration-steps.ts";
import { appliedMigrations } from "../run/run-migrations.ts";

/** The migrations of an app as one of its databases sees them. */
export interface MigrationsOnDatabase {
  readonly graph: MigrationGraph;
  /** What the database remembers, in the order in which it was applied. */
  readonly history: readonly MigrationId[];
  /** What a crash or an error has left between two of its steps. */
  readonly half: readonly HalfApplied[];
  /** Who is at work on that just now. */
  readonly holder: TurnHolder | undefined;
  /** The key of the database in the configuration. */
  readonly database: string;
}

/** Reads the files, and what a database remembers. */
export async function readMigrations(app: App, database = "default"): Promise<MigrationsOnDatabase> {
  const session = readingSession(databaseNamed(app, database));
  const history = await appliedMigrations(session);
  const half = await halfApplied(session);
  const holder = half.length === 0 ? undefined : await session.turnHolder();
  const files = await loadMigrationGraph(app.modules);
  return { graph: files.forHistory(keysOf(history)), history, half, holder, database };
}

/**
 * The same of every database of the app, or of one: for what changes files that databases may have applied.
 * @throws {@link CommandError} where one can't be asked.
 */
export async function readMigrationsOnAll(
  app: App,
  only: string | undefined,
): Promise<readonly MigrationsOnDatabase[]> {
  if (only !== undefined) return [await readMigrations(app, only)];
  const found: MigrationsOnDatabase[] = [];
  for (const { alias } of app.service(databasesService)) {
    try {
      found.push(await readMigrations(app, alias));
    } catch (cause) {
      if (!(cause instanceof ConnectionError)) throw cause;
      throw new CommandError(
        `The database "${alias}" can't be asked which migrations it has: ${cause.message}\nStart it, or name the one to ask with --database: then nobody looks whether the change fits "${alias}".`,
        { cause },
      );
    }
  }
  return found;
}
