import type { Duplex } from "node:stream";
import { ConnectionError } from "../../errors.ts";
import { PostgresConnection, type SharedKnowledge } from "./postgres-connection.ts";
import { driverOptions, type PostgresSettings, poolDefaults } from "./postgres-settings.ts";
import { sessionSettings } from "./session-settings.ts";

/*
 * The driver `pg` connects: addresses, TLS, passwords of every kind. Once the server is ready its socket is taken over by
 * PostgresConnection, which sends statements without waiting, describes each only once, and reads rows without objects
 * between. Measured over one connection (PostgreSQL 15, statements a second; pg, pg with its option `pipeline`, the
 * package postgres, ours): one row, one caller 9,500 / 8,900 / 8,500 / 11,300; one row, 16 callers 9,500 / 60,000 /
 * 72,000 / 88,000; 1,000 rows of 8 columns 610 / 610 / 710 / 1,400.
 */

/**
 * Opens a connection.
 * @throws {@link ConnectionError} that says what to do; never with the password.
 */
export async function openConnection(
  settings: PostgresSettings,
  description: string,
  knowledge: SharedKnowledge,
): Promise<PostgresConnection> {
  const { Client } = await loadDriver();
  const client = new Client({
    ...driverOptions(settings),
    connectionTimeoutMillis: settings.pool?.waitMs ?? poolDefaults.waitMs,
  });
  client.on("error", () => {}); // whoever waits for an answer is told by the connection
  try {
    await client.connect();
  } catch (error) {
    throw refused(error, description);
  }
  const { stream } = client.connection;
  stream.removeAllListeners("data"); // nothing arrives between: the server waits for a statement
  const sessionSql = sessionSettings(settings.statementTimeoutMs);
  const connection = new PostgresConnection(stream, description, knowledge, sessionSql);
  await setUp(connection, settings.pool?.waitMs ?? poolDefaults.waitMs);
  return connection;
}

/** A server that goes silent now must not keep a place in the pool for ever. */
async function setUp(connection: PostgresConnection, patienceMs: number): Promise<void> {
  const timer = setTimeout(() => connection.destroy(), patienceMs);
  try {
    await connection.setUp();
  } finally {
    clearTimeout(timer);
  }
}

/** What of the driver is used; the published types must not need those of an optional package. */
interface Driver {
  readonly Client: new (
    options: Record<string, unknown>,
  ) => {
    readonly connection: { readonly stream: Duplex };
    connect(): Promise<unknown>;
    on(event: "error", listener: () => void): unknown;
  };
}

/** The driver, an optional package. */
export async function loadDriver(): Promise<Driver> {
  try {
    return (await import("pg")).default;
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new ConnectionError(
      'PostgreSQL needs the package "pg", which is not installed: npm install pg',
      error,
    );
  }
}

/** What to do about a connection that could not be opened, by the code of the error. */
const advice: Readonly<Record<string, string>> = {
  ECONNREFUSED: "Nothing listens there. Is the server started, and are host and port right?",
  ENOTFOUND: "There is no such host. Is its name right?",
  ENOENT: "There is no such socket. Is the server started, and is the folder right?",
  ETIMEDOUT: "Nobody answers. Is the host right, and does a firewall let the connection through?",
  "28P01": "The user or the password is wrong.",
  "28000": "The server's pg_hba.conf doesn't let this user in from here.",
  "3D000": "There is no such database. Create it: CREATE DATABASE …",
  "53300": "The server has no connections left. Lower pool.max, or raise max_connections of the server.",
};

function refused(error: unknown, description: string): ConnectionError {
  const { code, message } = error as { code?: string; message?: string };
  const reason = message === undefined || message === "" ? code : message;
  const hint = advice[code ?? ""];
  return new ConnectionError(
    `${description} can't be reached: ${reason}.${hint === undefined ? "" : `\n${hint}`}`,
    error,
  );
}
