import type { ConnectionOptions as TlsOptions } from "node:tls";
import { Secret } from "../../../core/index.ts";
import type { PoolSettings } from "../connection-pool.ts";

/** What `postgres()` was told, once its settings are read. */
export interface PostgresSettings {
  readonly url?: string | Secret;
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string | Secret;
  readonly database?: string;
  readonly ssl?: boolean | TlsOptions;
  readonly statementTimeoutMs?: number;
  readonly pool?: Partial<PoolSettings>;
}

export const poolDefaults: PoolSettings = { max: 10, idleMs: 30_000, waitMs: 10_000 };

/** The options as the driver takes them. What the address says comes after what is said by itself. */
export function driverOptions(settings: PostgresSettings): Record<string, unknown> {
  const { url, password, statementTimeoutMs: _limit, pool: _pool, ...rest } = settings;
  const address = url === undefined ? {} : partsOf(reveal(url));
  return { ...address, ...rest, ...(password === undefined ? {} : { password: reveal(password) }) };
}

/** For messages, without the user's name and password: `"PostgreSQL (shop on db.example:5432)"`. */
export function describeSettings(settings: PostgresSettings): string {
  const { host, port, database, user } = driverOptions(settings);
  const where = `${host ?? process.env.PGHOST ?? "localhost"}:${port ?? process.env.PGPORT ?? 5432}`;
  return `PostgreSQL (${database ?? process.env.PGDATABASE ?? user ?? "the user's database"} on ${where})`;
}

/** The parts of an address; what stands behind `?` is handed on as it is, such as `application_name`. */
function partsOf(url: string): Record<string, unknown> {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const { sslmode, host, ...more } = Object.fromEntries(searchParams);
  const parts = {
    host: host ?? decodeURIComponent(hostname),
    port: port === "" ? undefined : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    ssl: sslOf(sslmode),
  };
  return { ...more, ...Object.fromEntries(Object.entries(parts).filter(([, part]) => part)) };
}

/** As libpq: `require` encrypts without a look at the certificate, the stricter modes check it. */
function sslOf(mode: string | undefined): boolean | TlsOptions | undefined {
  if (mode === "require") return { rejectUnauthorized: false };
  if (mode === "verify-ca" || mode === "verify-full") return true;
  return undefined;
}

function reveal(text: string | Secret): string {
  return text instanceof Secret ? text.reveal() : text;
}
