import { type ConfigReader, isPlainObject, Secret } from "../../../core/index.ts";
import type { BackendKind } from "../backend-kind.ts";
import { defaultStatementTimeoutMs, maxStatementTimeoutMs } from "../statement-timeout.ts";
import { MysqlBackend } from "./mysql-backend.ts";
import { isMysqlUrl, mysqlSettings } from "./mysql-settings.ts";

const keys = [
  "url",
  "host",
  "port",
  "user",
  "password",
  "database",
  "pool",
  "ssl",
  "statementTimeoutMs",
] as const;

/** MariaDB and MySQL, as the configuration describes them. */
export const mysqlKind: BackendKind = {
  example: 'mysql({ url: "mysql://…" })',
  resolve(reader, value) {
    const options = reader.object(value, keys);
    const url = secretText(reader.below("url"), options.url);
    if (url !== undefined && !isMysqlUrl(url.reveal()))
      reader.below("url").problem("is not an address.", "mysql://user:password@host:3306/database");
    if (url === undefined && options.database === undefined)
      reader.problem("names no database.", 'Add "database", or "url" with one.');
    return present({
      url,
      host: text(reader.below("host"), options.host),
      port: number(reader.below("port"), options.port, 65_535),
      user: text(reader.below("user"), options.user),
      password: secretText(reader.below("password"), options.password),
      database: text(reader.below("database"), options.database),
      statementTimeoutMs: timeout(reader.below("statementTimeoutMs"), options.statementTimeoutMs),
      pool: resolvePool(reader.below("pool"), options.pool),
      ssl: resolveTls(reader.below("ssl"), options.ssl),
    });
  },
  open: (options) => new MysqlBackend(mysqlSettings(options)),
};

function resolvePool(reader: ConfigReader, value: unknown): object {
  const { max, idleMs, waitMs } = reader.object(value, ["max", "idleMs", "waitMs"]);
  return present({
    max: number(reader.below("max"), max),
    idleMs: number(reader.below("idleMs"), idleMs),
    waitMs: number(reader.below("waitMs"), waitMs),
  });
}

function resolveTls(reader: ConfigReader, value: unknown): unknown {
  if (!isPlainObject(value)) return value === undefined ? undefined : reader.boolean(value, true);
  const { ca, cert, key, rejectUnauthorized } = reader.object(value, [
    "ca",
    "cert",
    "key",
    "rejectUnauthorized",
  ]);
  return present({
    ca: text(reader.below("ca"), ca),
    cert: text(reader.below("cert"), cert),
    key: text(reader.below("key"), key),
    rejectUnauthorized: reader.below("rejectUnauthorized").boolean(rejectUnauthorized, true),
  });
}

function text(reader: ConfigReader, value: unknown): string | undefined {
  return value === undefined ? undefined : reader.string(value, "");
}

function number(reader: ConfigReader, value: unknown, max?: number): number | undefined {
  return value === undefined
    ? undefined
    : reader.integer(value, 1, { min: 1, ...(max !== undefined && { max }) });
}

function timeout(reader: ConfigReader, value: unknown): number | undefined {
  if (value === undefined) return undefined; // the server's own limit stands, if it has one
  return reader.integer(value, defaultStatementTimeoutMs, { min: 0, max: maxStatementTimeoutMs });
}

/** A text that prints nowhere from here on. */
function secretText(reader: ConfigReader, value: unknown): Secret | undefined {
  const isText = (given: unknown) => typeof given === "string" || given instanceof Secret;
  const given = reader.value<string | Secret | undefined>(value, undefined, "a text", isText);
  return typeof given === "string" ? new Secret(given) : given;
}

/** Without what was not said. */
function present(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
