import type { Database } from "quintet/db";

/*
 * What a database says about its tables, one thing a line, in alphabetical order, without the tables of migrations themselves: for
 * comparing two databases of the same kind.
 */
export async function databaseSchema(database: Database): Promise<readonly string[]> {
  const lines = await readers[database.dialect.name](database);
  return lines.filter((line) => !/sqlite_sequence|quintet_migration/.test(line)).toSorted();
}

const readers = { sqlite: sqliteSchema, postgres: postgresSchema, mysql: mysqlSchema };

async function sqliteSchema(database: Database): Promise<readonly string[]> {
  const rows = await database.query("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL");
  return rows.map(([sql]) => String(sql));
}

/** Columns without their order, constraints, and the indexes that belong to none. */
async function postgresSchema(database: Database): Promise<readonly string[]> {
  const rows = await database.query(
    `SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
       || a.attidentity::text || COALESCE(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
     UNION ALL SELECT conrelid::regclass || ': ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace
     UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'`,
  );
  return rows.map(([line]) => String(line));
}

async function mysqlSchema(database: Database): Promise<readonly string[]> {
  const tables = await database.query(
    "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()",
  );
  const lines: string[] = [];
  for (const [table] of tables) {
    const [row] = await database.query(`SHOW CREATE TABLE \`${String(table).replaceAll("`", "``")}\``);
    const rows = String(row![1])
      .replace(/ AUTO_INCREMENT=\d+/, "")
      .split("\n");
    lines.push(...rows.map((line) => `${table}: ${line.replace(/,$/, "")}`));
  }
  return lines;
}
