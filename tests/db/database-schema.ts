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

/**
 * The same without what depends on how a table came to be: the order of its columns, and the names that the database or a
 * schema editor has made up for keys, references and unique columns, which stay when tables and columns are renamed, as
 * with Django. Names with `_rule_` in them are an app's own.
 */
export async function comparableSchema(database: Database): Promise<readonly string[]> {
  const lines = (await databaseSchema(database)).flatMap((line) =>
    /^CREATE TABLE/.test(line) ? partsOf(line) : withoutMadeNames(line),
  );
  // MariaDB's foreign keys have an index each: one of their own, or any other that begins with their column.
  const known = new Set(lines);
  const isOfForeignKey = (line: string) => {
    const [, table, column] = /^(\w+): {3}KEY (\("\w+"\))$/.exec(line) ?? [];
    return known.values().some((other) => other.startsWith(`${table}:   CONSTRAINT FOREIGN KEY ${column}`));
  };
  return lines.filter((line) => !isOfForeignKey(line)).toSorted();
}

function withoutMadeNames(line: string): string {
  return line
    .replace(/(KEY|CONSTRAINT) "(?!\w*_rule_)\w+"/, "$1") // MariaDB
    .replace(/(UNIQUE INDEX) (?!\w*_rule_)\w+/, "$1") // PostgreSQL
    .replace(/(CREATE INDEX) \w+_like/, "$1")
    .replace(/: (?!\w*_rule_)\w+ (PRIMARY KEY|UNIQUE|FOREIGN KEY|CHECK|NOT NULL)/, ": $1");
}

/** `CREATE TABLE "a" ("b" integer, CHECK (x > 0))` gives `"a": "b" integer` and `"a": CHECK (x > 0)`. */
function partsOf(statement: string): readonly string[] {
  const begin = statement.indexOf("(");
  const name = statement.slice("CREATE TABLE".length, begin).trim();
  const parts = [""];
  let depth = 0;
  let quote = "";
  for (const letter of statement.slice(begin + 1, statement.lastIndexOf(")"))) {
    if (quote !== "") quote = letter === quote ? "" : quote;
    else if (letter === "'" || letter === '"') quote = letter;
    else if (letter === "(") depth++;
    else if (letter === ")") depth--;
    if (letter === "," && depth === 0 && quote === "") parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => `${name}: ${part.trim()}`);
}

/** Columns without their order, constraints, indexes, triggers with their functions, and comments. */
async function postgresSchema(database: Database): Promise<readonly string[]> {
  const rows = await database.query(
    `SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
       || a.attidentity::text || CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END || COALESCE(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
     UNION ALL SELECT conrelid::regclass || ': ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace
     UNION ALL SELECT pg_get_indexdef(i.oid) || CASE WHEN indisvalid THEN '' ELSE ' INVALID' END
     FROM pg_index JOIN pg_class i ON i.oid = indexrelid WHERE i.relnamespace = 'public'::regnamespace
     UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
     UNION ALL SELECT 'FUNCTION ' || proname || ' ' || prosrc FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace AND prolang = (SELECT oid FROM pg_language WHERE lanname = 'plpgsql')
     UNION ALL SELECT c.relname || COALESCE('.' || a.attname, '') || ' COMMENT ' || d.description
     FROM pg_description d JOIN pg_class c ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid
       LEFT JOIN pg_attribute a ON d.objsubid > 0 AND a.attrelid = c.oid AND a.attnum = d.objsubid
     WHERE c.relnamespace = 'public'::regnamespace`,
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
  const triggers = await database.query(
    "SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME, EVENT_MANIPULATION, ACTION_STATEMENT FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()",
  );
  lines.push(...triggers.map(([table, ...trigger]) => `${table}: TRIGGER ${trigger.join(" ")}`));
  return lines;
}
