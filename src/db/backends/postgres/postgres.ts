import type { ConnectionOptions as TlsOptions } from "node:tls";
import type { Configurable, Secret } from "../../../core/index.ts";
import { type DatabaseDescription, describeDatabase } from "../../connections/database-description.ts";

/** Where a PostgreSQL database is: `postgres://user:password@host:5432/database`. */
export type PostgresUrl = Configurable<string | Secret>;

/** Where a PostgreSQL server is: by an address, or by its parts. */
export interface PostgresOptions {
  /** Its address. The other options come before what it says. */
  readonly url?: PostgresUrl;
  /** A name, an address, or the folder of a Unix socket; `localhost` by default. */
  readonly host?: Configurable<string>;
  /** 5432 by default. */
  readonly port?: Configurable<number>;
  /** The system's user by default. */
  readonly user?: Configurable<string>;
  readonly password?: Configurable<string | Secret>;
  /** The user's name by default. */
  readonly database?: Configurable<string>;
  /** Whether the connection is encrypted, or how: Node's options of TLS, such as `{ ca }`. Not by default. */
  readonly ssl?: Configurable<boolean> | TlsOptions;
  /**
   * A statement that takes longer is ended by the server, with `db.statement-timeout`; 0 for no limit. 30,000 ms by
   * default, where the role or the database has no limit of its own (`statement_timeout`).
   */
  readonly statementTimeoutMs?: Configurable<number>;
  readonly pool?: {
    /** How many connections at once; 10 by default. */
    readonly max?: Configurable<number>;
    /** A connection that nobody uses for so long is closed; 30,000 ms by default. */
    readonly idleMs?: Configurable<number>;
    /** How long to wait for a connection; 10,000 ms by default. */
    readonly waitMs?: Configurable<number>;
  };
}

/**
 * Describes a PostgreSQL database, for `databases` in `quintet.config.ts`. Nothing is opened yet. Needs the package `pg`.
 *
 * @param where - Its options, or its address alone.
 * @throws {@link UnknownDatabaseError} for neither of the two.
 *
 * @example
 * databases: { default: postgres({ url: secret("DATABASE_URL"), pool: { max: 20 } }) }
 */
export function postgres(where: PostgresOptions | PostgresUrl): DatabaseDescription {
  return describeDatabase("postgres", where, {
    place: "url",
    maker: 'postgres("postgres://user:password@host:5432/database")',
  });
}
