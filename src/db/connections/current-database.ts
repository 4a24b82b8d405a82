import { contextKey, contextValue, currentApp, findCurrentApp, runInContext } from "../../core/index.ts";
import { UnknownDatabaseError } from "../errors.ts";
import { Database } from "./database.ts";
import { databasesService } from "./databases.ts";

const databaseKey = contextKey<Database>("db.database");
let fallback: Database | undefined;

/** Runs `work`, and all that it starts, with another default database: in tests, or in scripts without an app. */
export function withDatabase<Result>(
  database: Database,
  work: () => Result | PromiseLike<Result>,
): Promise<Result> {
  // A query that `work` returns is lazy: it must be asked while the database is still the default one.
  return runInContext(databaseKey, database, async () => await work());
}

/** Makes a database the default one where there is no app: in scripts and tests. `undefined` takes it back. */
export function setDefaultDatabase(database: Database | undefined): void {
  fallback = database;
}

/** The database that a query is for: itself, the one of that name, or the default one. */
export function resolveDatabase(database: Database | string | undefined, wanted: string): Database {
  if (database instanceof Database) return database;
  if (database === undefined || database === "default") return defaultDatabase(wanted);
  return currentApp(wanted).service(databasesService).get(database);
}

/**
 * The default database of the current flow of work.
 * @param wanted - What needs it, for the message.
 */
export function defaultDatabase(wanted: string): Database {
  const chosen = contextValue(databaseKey);
  if (chosen !== undefined) return chosen;
  const app = findCurrentApp();
  if (app?.hasService(databasesService)) return app.service(databasesService).default;
  if (fallback !== undefined) return fallback;
  throw new UnknownDatabaseError(
    `${wanted} needs a database, and there is neither an app with "databases" in its configuration nor one that was opened here.\nCreate the app with createApp(), or use Model.using(database), withDatabase() or setDefaultDatabase().`,
  );
}
