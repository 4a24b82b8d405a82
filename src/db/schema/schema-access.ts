import { type App, runInContext } from "../../core/index.ts";
import type { Executor } from "../backends/backend.ts";
import { withDatabase } from "../connections/current-database.ts";
import type { Database, OpenTransaction } from "../connections/database.ts";
import { databasesService } from "../connections/databases.ts";
import { NestedTransactionError } from "../errors.ts";
import type { StoredValue } from "../fields/column.ts";
import { MysqlSchemaSession } from "./mysql/mysql-schema-session.ts";
import { PostgresSchemaSession } from "./postgres/postgres-schema-session.ts";
import type { SchemaConnection, SchemaSession } from "./schema-editor.ts";
import { SqliteSchemaSession } from "./sqlite/sqlite-schema-session.ts";

/** The database of an app under that key; the default one if it isn't said. */
export function databaseNamed(app: App, alias = "default"): Database {
  return app.service(databasesService).get(alias);
}

/** The schema session of each backend, on one of its connections. */
const sessions: Readonly<
  Partial<Record<Database["dialect"]["name"], new (on: SchemaConnection) => SchemaSession>>
> = {
  sqlite: SqliteSchemaSession,
  postgres: PostgresSchemaSession,
  mysql: MysqlSchemaSession,
};

/**
 * Lends a connection that nobody else uses meanwhile, to change the schema. Queries of models within go to it as well,
 * also where it isn't the default database, so that the code of a migration sees what the migration has done.
 */
export async function withSchemaSession<Result>(
  database: Database,
  work: (session: SchemaSession) => Promise<Result>,
): Promise<Result> {
  if (database.transaction !== undefined) {
    throw new NestedTransactionError(
      "The schema is changed inside a transaction. Migrations and createTables() begin their own: call them outside of transaction().",
    );
  }
  return database.backend.borrow((executor) => {
    const open: OpenTransaction = {
      executor,
      outer: undefined,
      isOpen: true,
      afterCommit: [],
      nested: undefined,
    };
    return runInContext(database.transactionKey, open, () =>
      withDatabase(database, () => work(sessionOn(database, connectionOf(executor)))),
    );
  });
}

/** A session that only reads what is there; it needs no connection of its own. */
export function readingSession(database: Database): SchemaSession {
  return sessionOn(database, {
    query: (sql, parameters = []) => database.query(sql, parameters as StoredValue[]),
  });
}

function sessionOn(database: Database, connection: SchemaConnection): SchemaSession {
  const Session = sessions[database.dialect.name];
  if (Session === undefined)
    throw new TypeError(`Schema changes are not known for ${database.dialect.name}.`);
  return new Session(connection);
}

function connectionOf(executor: Executor): SchemaConnection {
  return {
    // Parameters here are names and constants, which are stored as they are.
    query: async (text, parameters = []) =>
      executor.read({ text, bigints: false }, parameters as StoredValue[]),
  };
}
