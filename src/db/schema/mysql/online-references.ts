import { quoteName } from "../../backends/mysql/mysql-dialect.ts";
import { SchemaChangeError } from "../errors.ts";
import type { SchemaConnection } from "../schema-editor.ts";
import type { ForeignKeyDefinition } from "../table-definition.ts";
import { onlineClauses } from "./online-clauses.ts";
import { withoutForeignKeys } from "./without-foreign-keys.ts";

/*
 * A foreign key is made in place, while others write, only where the servers are told not to look at the rows
 * (foreign_key_checks = 0). They never do later either, so the rows are looked at here, by a query that stops nobody.
 */

/** Adds foreign keys without a look at the rows. What is written from now on is held to them. */
export async function addUnchecked(
  connection: SchemaConnection,
  table: string,
  additions: readonly string[],
): Promise<void> {
  if (additions.length === 0) return;
  await withoutForeignKeys(connection, async () => {
    const clauses = [...additions, onlineClauses].join(", ");
    await connection.query(`ALTER TABLE ${quoteName(table)} ${clauses}`);
  });
}

/** @throws {@link SchemaChangeError} where a row refers to one that isn't there. The foreign key stays. */
export async function refuseBrokenReferences(
  connection: SchemaConnection,
  table: string,
  keys: readonly ForeignKeyDefinition[],
): Promise<void> {
  for (const key of keys) {
    const [broken] = await connection.query(brokenSql(table, key));
    if (broken === undefined) continue;
    throw new SchemaChangeError(
      `A row of "${table}" refers by ${key.columns.join(", ")} to ${broken.join(", ")} of "${key.table}", which does not exist.\nCorrect or delete such rows, and run the migration again.`,
    );
  }
}

function brokenSql(table: string, { columns, table: target, targetColumns }: ForeignKeyDefinition): string {
  const own = columns.map((column) => `s.${quoteName(column)}`);
  const pairs = own.map((column, position) => `t.${quoteName(targetColumns[position]!)} = ${column}`);
  const isWhole = own.map((column) => `${column} IS NOT NULL`).join(" AND ");
  return `SELECT ${own.join(", ")} FROM ${quoteName(table)} s LEFT JOIN ${quoteName(target)} t ON ${pairs.join(" AND ")} WHERE ${isWhole} AND t.${quoteName(targetColumns[0]!)} IS NULL LIMIT 1`;
}
