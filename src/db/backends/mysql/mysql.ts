import type { Configurable, Secret } from "../../../core/index.ts";
import { type DatabaseDescription, describeDatabase } from "../../connections/database-description.ts";

/** Where a MariaDB or MySQL database is: `mysql://user:password@host:3306/database`. */
export type MysqlUrl = Configurable<string | Secret>;

export interface MysqlOptions {
  /** Its address. What stands beside it goes first. */
  readonly url?: MysqlUrl;
  /** A name, an address, or the path of a socket; `"127.0.0.1"` by default. */
  readonly host?: Configurable<string>;
  /** 3306 by default. */
  readonly port?: Configurable<number>;
  /** `"root"` by default. */
  readonly user?: Configurable<string>;
  /** None by default. `secret("DATABASE_PASSWORD")` reads it from the environment. */
  readonly password?: Configurable<string> | Configurable<Secret>;
  readonly database?: Configurable<string>;
  readonly pool?: MysqlPoolOptions;
  /**
   * A statement that takes longer is ended by the server, with `db.statement-timeout`; 0 for no limit. 30,000 ms by
   * default, where the server has no limit of its own. MySQL knows a limit for SELECT alone.
   */
  readonly statementTimeoutMs?: Configurable<number>;
  /** `true`: TLS, with a certificate that a known authority has signed for this host. Or the certificates to use. */
  readonly ssl?: Configurable<boolean> | MysqlSslOptions;
}

export interface MysqlPoolOptions {
  /** So many connections at once for each process; 10 by default. */
  readonly max?: Configurable<number>;
  /** A connection that nobody uses for so long is closed, in milliseconds; 30,000 by default. */
  readonly idleMs?: Configurable<number>;
  /** So long a statement waits for a connection, in milliseconds; 10,000 by default. */
  readonly waitMs?: Configurable<number>;
}

/** Certificates and keys as their texts (PEM). */
export interface MysqlSslOptions {
  /** Of the authority that has signed the server's certificate. */
  readonly ca?: Configurable<string>;
  /** For servers that ask for one. */
  readonly cert?: Configurable<string>;
  readonly key?: Configurable<string>;
  /** `false` takes any certificate: the connection can then be listened to by who stands between. */
  readonly rejectUnauthorized?: Configurable<boolean>;
}

/**
 * Describes a MariaDB or MySQL database, for `databases` in `quintet.config.ts`. Nothing is opened yet; the package
 * `mysql2` must be installed.
 *
 * @param where - Its options, or its address alone.
 * @throws {@link UnknownDatabaseError} for neither of the two.
 *
 * @example
 * databases: { default: mysql({ url: secret("DATABASE_URL") }) }
 */
export function mysql(where: MysqlOptions | MysqlUrl): DatabaseDescription {
  return describeDatabase("mysql", where, {
    place: "url",
    maker: 'mysql("mysql://user:password@host:3306/database")',
  });
}
