import { isPlainObject, Setting } from "../../core/index.ts";
import { SqliteBackend } from "../backends/sqlite/sqlite-backend.ts";
import { UnknownDatabaseError } from "../errors.ts";
import { Database } from "./database.ts";
import type { DatabaseDescription } from "./database-description.ts";

/** What `sqlite()` may be told, as the configuration has it once its settings are read. */
export interface ResolvedSqliteOptions {
  readonly file: string;
  readonly busyTimeoutMs: number;
}

/**
 * Opens a database. An app opens those of its configuration; this is for scripts and tests.
 *
 * @example
 * await using database = openDatabase(sqlite({ file: ":memory:" }));
 */
export function openDatabase(description: DatabaseDescription, alias = "default"): Database {
  if (!isPlainObject(description) || description.backend !== "sqlite") {
    throw new UnknownDatabaseError(`The database "${alias}" is not described by sqlite({ file: … }).`);
  }
  const { file, busyTimeoutMs } = description.options;
  const settings = {
    file: settingValue<string>(file, ""),
    busyTimeoutMs: settingValue<number>(busyTimeoutMs, 5000),
  };
  return new Database(alias, new SqliteBackend(settings));
}

function settingValue<Value>(written: unknown, fallback: Value): Value {
  if (written === undefined) return fallback;
  return (written instanceof Setting ? written.value : written) as Value; // checked by the configuration, or by its type
}
