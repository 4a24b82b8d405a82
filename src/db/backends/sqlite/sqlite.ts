import type { Configurable } from "../../../core/index.ts";
import type { DatabaseDescription } from "../../connections/database-description.ts";

export interface SqliteOptions {
  /** The file, relative to the working directory; `":memory:"` for one that lives as long as the process. */
  readonly file: Configurable<string>;
  /** How long to wait for another process that writes, in milliseconds; 5,000 by default. */
  readonly busyTimeoutMs?: Configurable<number>;
}

/**
 * Describes a SQLite database, for `databases` in `quintet.config.ts`. Nothing is opened yet.
 *
 * @example
 * databases: { default: sqlite({ file: env.string("DATABASE_FILE", "db.sqlite3") }) }
 */
export function sqlite(options: SqliteOptions): DatabaseDescription {
  return { backend: "sqlite", options: { ...options } };
}
