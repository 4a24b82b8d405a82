import type { DatabaseKind } from "../schema/model-state.ts";
import type { SchemaConnection } from "../schema/schema-editor.ts";
import { readMysql } from "./read-mysql.ts";
import { readPostgres } from "./read-postgres.ts";
import { readSqlite } from "./read-sqlite.ts";
import type { DatabaseFacts, ReadOptions } from "./table-facts.ts";

const readers: Readonly<
  Record<DatabaseKind, (connection: SchemaConnection, options: ReadOptions) => Promise<DatabaseFacts>>
> = { sqlite: readSqlite, postgres: readPostgres, mysql: readMysql };

/** What a database says about its tables. Nothing is changed. */
export function readDatabase(
  kind: DatabaseKind,
  connection: SchemaConnection,
  options: ReadOptions = {},
): Promise<DatabaseFacts> {
  return readers[kind](connection, options);
}
