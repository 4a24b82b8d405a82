import { quoteName } from "../../backends/mysql/mysql-dialect.ts";
import { SchemaChangeError } from "../errors.ts";
import type { ColumnReplacement, SchemaConnection } from "../schema-editor.ts";
import { columnSql, indexesOf, indexSql, nameOfIndex } from "./column-sql.ts";
import type { ServerKind } from "./server-kind.ts";
import { indexFacts } from "./table-facts.ts";

/**
 * Puts a column in the place of another, in one ALTER TABLE: there is no moment without a column of that name. The server
 * refuses it where it would have to stop who writes.
 */
export async function replaceColumn(
  connection: SchemaConnection,
  server: ServerKind,
  replacement: ColumnReplacement,
): Promise<void> {
  const { after, interim, drop, rename, lacksRules } = replacement;
  const facts = await indexFacts(connection, after.name);
  const named = (name: string) => facts.some((fact) => fact.name === name);
  const clauses = [`DROP COLUMN ${quoteName(drop)}`];
  if (lacksRules) {
    refuseReferences(replacement);
    const column = after.columns.find(({ name }) => name === rename.to)!; // it is what the change is about
    clauses.push(`CHANGE ${quoteName(rename.from)} ${columnSql(after.columns, column, server)}`);
    for (const index of indexesOf(after, server)) {
      if (!index.columns.some((part) => part.column === rename.to)) continue;
      const name = nameOfIndex(after, index);
      if (named(name)) clauses.push(`DROP INDEX ${quoteName(name)}`);
      clauses.push(`ADD ${indexSql(after, index)}`);
    }
    if (column.unique) clauses.push(`ADD UNIQUE (${quoteName(rename.to)})`);
  } else {
    clauses.push(`RENAME COLUMN ${quoteName(rename.from)} TO ${quoteName(rename.to)}`);
    const final = indexesOf(after, server);
    for (const [position, index] of indexesOf(interim, server).entries()) {
      const [old, now] = [nameOfIndex(interim, index), nameOfIndex(after, final[position]!)];
      if (old !== now && named(old)) clauses.push(`RENAME INDEX ${quoteName(old)} TO ${quoteName(now)}`);
    }
  }
  clauses.push("ALGORITHM=INPLACE", "LOCK=NONE");
  await inOneMoment(connection, after.name, [
    ...(replacement.before ?? []),
    `ALTER TABLE ${quoteName(after.name)} ${clauses.join(", ")}`,
  ]);
}

/**
 * Statements between which nobody writes: without the triggers, what is written to one column would be missing in the
 * other. The comment keeps the session from beginning a transaction behind each, which would give the lock back.
 */
async function inOneMoment(
  connection: SchemaConnection,
  table: string,
  statements: readonly string[],
): Promise<void> {
  await connection.query(`/* together */ LOCK TABLES ${quoteName(table)} WRITE`);
  try {
    for (const statement of statements) await connection.query(`/* together */ ${statement}`);
  } finally {
    await connection.query("UNLOCK TABLES");
  }
}

function refuseReferences({ after, rename }: ColumnReplacement): void {
  const column = after.columns.find(({ name }) => name === rename.to);
  if (column?.references === undefined) return;
  throw new SchemaChangeError(
    `"${after.name}"."${rename.to}" refers to another table: MariaDB and MySQL can't put another column in its place without a copy of the table.\nUse alterField(), at a time when nobody writes.`,
  );
}
