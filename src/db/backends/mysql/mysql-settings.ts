import { Secret } from "../../../core/index.ts";
import { UnknownDatabaseError } from "../../errors.ts";
import type { PoolSettings } from "../connection-pool.ts";

/** What `mysql()` was told, once its settings are read. */
export interface WrittenMysqlSettings {
  readonly url?: string | Secret;
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string | Secret;
  readonly database?: string;
  readonly pool?: Partial<PoolSettings>;
  readonly ssl?: boolean | MysqlTls;
  readonly statementTimeoutMs?: number;
}

/** Certificates and keys, as their texts. */
export interface MysqlTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly rejectUnauthorized?: boolean;
}

/** The same, complete. */
export interface MysqlSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: Secret | undefined;
  readonly database: string;
  readonly pool: PoolSettings;
  readonly ssl: MysqlTls | undefined;
  readonly statementTimeoutMs: number | undefined;
}

const poolDefaults: PoolSettings = { max: 10, idleMs: 30_000, waitMs: 10_000 };

/**
 * Fills in what was not said. What the address says comes after what is said by itself.
 * @throws {@link UnknownDatabaseError} for an address that isn't one, or where no database is named.
 */
export function mysqlSettings({ url, ...written }: WrittenMysqlSettings): MysqlSettings {
  const { host, port, user, password, database, pool, ssl, statementTimeoutMs } = {
    ...(url === undefined ? {} : partsOfUrl(url instanceof Secret ? url.reveal() : url)),
    ...written,
  };
  if (database === undefined || database === "") {
    throw new UnknownDatabaseError(
      'mysql() was not told which database: add "database", or a path to the address: mysql://user@host/database.',
    );
  }
  return {
    host: host ?? "127.0.0.1",
    port: port ?? 3306,
    user: user ?? "root",
    password: typeof password === "string" ? new Secret(password) : password,
    database,
    pool: { ...poolDefaults, ...pool },
    ssl: ssl === true ? {} : ssl === false ? undefined : ssl,
    statementTimeoutMs,
  };
}

/** Whether a text is an address that `mysql({ url })` takes. */
export function isMysqlUrl(text: string): boolean {
  return /^(mysql|mariadb):\/\//.test(text) && URL.canParse(text) && new URL(text).search === "";
}

/** What stands in an address. Its text is in no message: it holds a password. */
function partsOfUrl(text: string): WrittenMysqlSettings {
  if (!isMysqlUrl(text)) {
    throw new UnknownDatabaseError(
      "mysql() was given an address that isn't one: it is written mysql://user:password@host:3306/database, with nothing behind a question mark; other options stand beside it.",
    );
  }
  const { hostname, port, username, password, pathname } = new URL(text);
  const database = decodeURIComponent(pathname.slice(1));
  return {
    ...(hostname !== "" && { host: hostname.replace(/^\[(.*)\]$/, "$1") }), // an IPv6 address has brackets
    ...(port !== "" && { port: Number(port) }),
    ...(username !== "" && { user: decodeURIComponent(username) }),
    ...(password !== "" && { password: decodeURIComponent(password) }),
    ...(database !== "" && { database }),
  };
}
