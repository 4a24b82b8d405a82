import { isPlainObject, Setting } from "../../core/index.ts";
import { backendExamples, backendKinds, isBackendName } from "../backends/backend-kinds.ts";
import { UnknownDatabaseError } from "../errors.ts";
import { Database } from "./database.ts";
import type { DatabaseDescription } from "./database-description.ts";

/**
 * Opens a database. An app opens those of its configuration; this is for scripts and tests.
 *
 * @example
 * await using database = openDatabase(sqlite({ file: ":memory:" }));
 */
export function openDatabase(description: DatabaseDescription, alias = "default"): Database {
  if (!isPlainObject(description) || !isBackendName(description.backend)) {
    throw new UnknownDatabaseError(`The database "${alias}" is not described by ${backendExamples}.`);
  }
  const options = withoutSettings(description.options) as Readonly<Record<string, unknown>>;
  return new Database(alias, backendKinds[description.backend].open(options));
}

/** The options with the values of their settings, and without those that are `undefined`. */
function withoutSettings(written: unknown): unknown {
  if (written instanceof Setting) return written.value;
  if (!isPlainObject(written)) return written; // checked by the configuration, or by its type
  return Object.fromEntries(
    Object.entries(written)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, withoutSettings(value)]),
  );
}
