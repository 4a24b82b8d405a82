import { quoteName } from "../../backends/mysql/mysql-dialect.ts";
import type { SchemaConnection } from "../schema-editor.ts";

/**
 * How everything looks that a change of tables may change: the names of all tables, the tables that the statement names in
 * full, and what else the database holds where it is about that. If it is the same before and after, nothing was changed.
 */
export async function tablesText(connection: SchemaConnection, sql: string): Promise<string> {
  const names = (
    await connection.query(
      "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME",
    )
  ).map(([name]) => String(name));
  // The words of the statement, and what it quotes: a name with a space in it is one of those.
  const words = new Set([...(sql.match(/[\w$]+/g) ?? []), ...sql.split(/[`"']/)]);
  const lines = names.filter((name) => !name.startsWith("quintet_migration"));
  for (const name of lines.filter((table) => words.has(table))) {
    const [row] = await connection.query(`SHOW CREATE TABLE ${quoteName(name)}`);
    // The counter goes up with each row that somebody inserts meanwhile.
    lines.push(String(row?.[1]).replace(/ AUTO_INCREMENT=\d+/, ""));
  }
  if (mentionsProgram.test(sql)) lines.push(...(await programs(connection)));
  return lines.join("\n");
}

const mentionsProgram = /\b(TRIGGER|PROCEDURE|FUNCTION|EVENT|PACKAGE)\b/i;

/** Triggers, procedures and functions, and events. */
async function programs(connection: SchemaConnection): Promise<readonly string[]> {
  const queries = [
    "SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_STATEMENT FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY TRIGGER_NAME",
    "SELECT ROUTINE_TYPE, ROUTINE_NAME, ROUTINE_DEFINITION FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() ORDER BY ROUTINE_TYPE, ROUTINE_NAME",
    "SELECT EVENT_NAME, EVENT_DEFINITION, STATUS FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE() ORDER BY EVENT_NAME",
  ];
  const lines: string[] = [];
  for (const query of queries) {
    for (const row of await connection.query(query)) lines.push(row.map(String).join(" "));
  }
  return lines;
}
