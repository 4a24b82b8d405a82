import type { Configurable } from "../../../core/index.ts";
import { type DatabaseDescription, describeDatabase } from "../../connections/database-description.ts";

export interface SqliteOptions {
  /** The file, relative to the working directory; `":memory:"` for one that lives as long as the process. */
  readonly file: Configurable<string>;
  /** How long to wait for another process that writes, in milliseconds; 5,000 by default. */
  readonly busyTimeoutMs?: Configurable<number>;
}

/**
 * Describes a SQLite database, for `databases` in `quintet.config.ts`. Nothing is opened yet.
 *
 * @param where - Its options, or its file alone.
 * @throws {@link UnknownDatabaseError} for neither of the two.
 *
 * @example
 * databases: { default: sqlite({ file: env.string("DATABASE_FILE", "db.sqlite3") }) }
 */
export function sqlite(where: SqliteOptions | Configurable<string>): DatabaseDescription {
  return describeDatabase("sqlite", where, { place: "file", maker: 'sqlite("db.sqlite3")' });
}
