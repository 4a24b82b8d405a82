import type { SchemaConnection } from "../schema-editor.ts";

/*
 * What the server knows of a table, and no definition does: the names of keys were made when a table or a column had
 * perhaps another name.
 */

/** An index that is there. */
export interface IndexFact {
  readonly name: string;
  readonly unique: boolean;
  readonly columns: readonly string[];
}

/** The indexes of a table, the primary key left out. */
export async function indexFacts(connection: SchemaConnection, table: string): Promise<readonly IndexFact[]> {
  const rows = await connection.query(
    "SELECT INDEX_NAME, NON_UNIQUE, COLUMN_NAME FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND INDEX_NAME <> 'PRIMARY' ORDER BY INDEX_NAME, SEQ_IN_INDEX",
    [table],
  );
  const found = new Map<string, { name: string; unique: boolean; columns: string[] }>();
  for (const [name, nonUnique, column] of rows) {
    const index = found.get(String(name)) ?? {
      name: String(name),
      unique: Number(nonUnique) === 0,
      columns: [],
    };
    index.columns.push(String(column));
    found.set(index.name, index);
  }
  return [...found.values()];
}

/** The names of the foreign keys that a column has. */
export async function foreignKeysOf(
  connection: SchemaConnection,
  table: string,
  column: string,
): Promise<readonly string[]> {
  const rows = await connection.query(
    "SELECT CONSTRAINT_NAME FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND COLUMN_NAME = ? AND REFERENCED_TABLE_NAME IS NOT NULL",
    [table, column],
  );
  return rows.map(([name]) => String(name));
}

/** The rule that MySQL has made of `CHECK (column >= 0)`, under a name of its own. MariaDB keeps it with the column. */
export async function positiveChecksOf(
  connection: SchemaConnection,
  table: string,
  column: string,
): Promise<readonly string[]> {
  const rows = await connection.query(
    "SELECT c.CONSTRAINT_NAME FROM information_schema.CHECK_CONSTRAINTS c JOIN information_schema.TABLE_CONSTRAINTS t ON t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME WHERE t.TABLE_SCHEMA = DATABASE() AND t.TABLE_NAME = ? AND c.CHECK_CLAUSE = ?",
    [table, `(\`${column}\` >= 0)`],
  );
  return rows.map(([name]) => String(name));
}

export async function hasRows(connection: SchemaConnection, quotedTable: string): Promise<boolean> {
  return (await connection.query(`SELECT 1 FROM ${quotedTable} LIMIT 1`)).length > 0;
}
