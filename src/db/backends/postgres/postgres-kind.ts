import { type ConfigReader, isPlainObject, Secret } from "../../../core/index.ts";
import type { BackendKind } from "../backend-kind.ts";
import { defaultStatementTimeoutMs, maxStatementTimeoutMs } from "../statement-timeout.ts";
import { PostgresBackend } from "./postgres-backend.ts";
import { type PostgresSettings, poolDefaults } from "./postgres-settings.ts";

/** PostgreSQL, as the configuration describes it. */
export const postgresKind: BackendKind = {
  example: 'postgres({ url: "postgres://…" })',
  resolve(reader, value) {
    const options = reader.object(value, [
      "url",
      "host",
      "port",
      "user",
      "password",
      "database",
      "ssl",
      "statementTimeoutMs",
      "pool",
    ]);
    checkUrl(reader.below("url"), options.url);
    const text = (key: "host" | "user" | "database") => reader.below(key).string(options[key], "");
    const isSecret = (given: unknown) => typeof given === "string" || given instanceof Secret;
    const settings = {
      url: reader.below("url").value(options.url, undefined, "a text", isSecret),
      host: text("host"),
      port: reader.below("port").integer(options.port, 0, { min: 1, max: 65_535 }),
      user: text("user"),
      password: reader.below("password").value(options.password, undefined, "a text", isSecret),
      database: text("database"),
      ssl: reader
        .below("ssl")
        .value(
          options.ssl,
          undefined,
          "true, false or an object",
          (given) => typeof given === "boolean" || isPlainObject(given),
        ),
      statementTimeoutMs: reader
        .below("statementTimeoutMs")
        .integer(options.statementTimeoutMs, defaultStatementTimeoutMs, {
          min: 0,
          max: maxStatementTimeoutMs,
        }),
      pool: resolvePool(reader.below("pool"), options.pool),
    };
    const isGiven = (key: string) => key === "pool" || options[key as keyof typeof options] !== undefined;
    return Object.fromEntries(Object.entries(settings).filter(([key]) => isGiven(key)));
  },
  open: (options) => new PostgresBackend(options as PostgresSettings), // postgres() typed them
};

function checkUrl(reader: ConfigReader, url: unknown): void {
  const text = url instanceof Secret ? url.reveal() : url;
  if (typeof text !== "string" || /^postgres(ql)?:\/\//.test(text)) return;
  reader.problem("is not the address of a PostgreSQL server.", "postgres://user:password@host:5432/database");
}

function resolvePool(reader: ConfigReader, value: unknown) {
  const { max, idleMs, waitMs } = reader.object(value, ["max", "idleMs", "waitMs"]);
  return {
    max: reader.below("max").integer(max, poolDefaults.max, { min: 1 }),
    idleMs: reader.below("idleMs").integer(idleMs, poolDefaults.idleMs, { min: 1 }),
    waitMs: reader.below("waitMs").integer(waitMs, poolDefaults.waitMs, { min: 1 }),
  };
}
