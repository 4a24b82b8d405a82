import { randomBytes } from "node:crypto";
import { quoteName } from "../../backends/mysql/mysql-dialect.ts";
import type { SchemaConnection } from "../schema-editor.ts";

// Who made it has a lock of its name, which ends with the connection: what has no lock was left behind.
const prefix = "quintet_copy_";

/** A database that the connection has gone to. */
export interface TablesCopy extends SchemaConnection {
  /** The database that was copied. */
  readonly home: string;
  /** Goes back to where the connection was, and drops the copy. */
  goBack(): Promise<void>;
}

/** Makes a database with the tables of the present one, without rows, and goes there. */
export async function copyTables(connection: SchemaConnection): Promise<TablesCopy> {
  const [row] = await connection.query(
    "SELECT DATABASE(), DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()",
  );
  const [home = "", characters, collation] = row!.map(String); // the connection has one
  const tables = await connection.query(
    "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE'",
  );
  await dropLeftBehind(connection);
  const copy = prefix + randomBytes(8).toString("hex");
  await connection.query("SELECT GET_LOCK(?, 0)", [copy]);
  // A prepared statement belongs to the database in which it was prepared, so those of a copy have texts of their own.
  const query: SchemaConnection["query"] = (sql, parameters) =>
    connection.query(`/* ${copy} */ ${sql}`, parameters);
  const goBack = async () => {
    await query(`USE ${quoteName(home)}`);
    await connection.query(`DROP DATABASE IF EXISTS ${quoteName(copy)}`);
    await connection.query("SELECT RELEASE_LOCK(?)", [copy]);
  };
  try {
    await connection.query(
      `CREATE DATABASE ${quoteName(copy)} CHARACTER SET ${characters} COLLATE ${collation}`,
    );
    const texts: string[] = [];
    for (const [name] of tables) {
      const [made] = await connection.query(`SHOW CREATE TABLE ${quoteName(String(name))}`);
      texts.push(String(made![1])); // the table was just listed
    }
    await query(`USE ${quoteName(copy)}`);
    await query("SET foreign_key_checks = 0");
    for (const text of texts) await query(text);
    await query("SET foreign_key_checks = 1");
    return { home, query, goBack };
  } catch (error) {
    await connection.query("SET foreign_key_checks = 1");
    await goBack();
    throw error;
  }
}

/** Copies whose makers were killed. */
async function dropLeftBehind(connection: SchemaConnection): Promise<void> {
  const found = await connection.query(
    "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE ? AND IS_FREE_LOCK(SCHEMA_NAME)",
    [`${prefix.replaceAll("_", "\\_")}%`],
  );
  for (const [name] of found) await connection.query(`DROP DATABASE IF EXISTS ${quoteName(String(name))}`);
}
