import type { SchemaConnection } from "../schema-editor.ts";
import { quoteText } from "./literal-sql.ts";
import { quoteName } from "./quote-name.ts";

/**
 * Makes temporary tables that are called like the ones that are there, with their columns, rules, indexes and counters under the
 * same names, and without rows. The search path then knows them first, and the tables that are in use only where their schema
 * holds something else that columns need. All of it ends with the transaction that it is made in.
 *
 * @returns The schemas of the tables.
 */
export async function copyTables(connection: SchemaConnection): Promise<readonly string[]> {
  const found = await connection.query(tablesSql);
  const tables = found.map(([schema, name]) => ({
    name: quoteName(String(name)),
    source: `${quoteName(String(schema))}.${quoteName(String(name))}`,
  }));
  const sources = tables.map(({ source }) => source);
  // What columns are made of (types of an app, operator classes of extensions) is not copied: its schema stays in the path.
  const others = (await connection.query(typeSchemasSql)).map(([name]) => quoteName(String(name)));
  await connection.query(`SET LOCAL search_path TO ${["pg_temp", ...others].join(", ")}`);
  const statements = [
    ...tables.map(({ name, source }) => `CREATE TEMPORARY TABLE ${name} (LIKE ${source} ${copied})`),
    ...(await rules(connection, sources)),
    ...(await indexes(connection, sources)),
    ...(await ownedSequences(connection, sources)),
  ];
  await runAll(connection, statements);
  for (const [now, wanted] of await otherwiseNamedSequences(connection, sources))
    await connection.query(`ALTER SEQUENCE ${now} RENAME TO ${quoteName(String(wanted))}`);
  return [...new Set(found.map(([schema]) => String(schema)))];
}

const copied =
  "INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING IDENTITY INCLUDING COMMENTS";

const tablesSql = `SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND pg_table_is_visible(c.oid) AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  ORDER BY c.oid`;

/** Schemas of extensions, and of types and collations that somebody has made. */
const typeSchemasSql = `SELECT DISTINCT n.nspname FROM pg_namespace n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND (
    EXISTS (SELECT 1 FROM pg_extension e WHERE e.extnamespace = n.oid)
    OR EXISTS (SELECT 1 FROM pg_collation c WHERE c.collnamespace = n.oid)
    OR EXISTS (SELECT 1 FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
               WHERE t.typnamespace = n.oid AND t.typcategory <> 'A' AND (t.typrelid = 0 OR c.relkind = 'c')))
  AND n.nspname = ANY (current_schemas(false))`;

/** Statements one after the other, in as few messages as can be. */
async function runAll(connection: SchemaConnection, statements: readonly string[]): Promise<void> {
  if (statements.length === 0) return;
  const body = statements.map((sql) => `EXECUTE ${quoteText(sql)};`).join("\n");
  await connection.query(`DO ${quoteText(`BEGIN\n${body}\nEND`)}`);
}

const among = "= ANY (ARRAY(SELECT to_regclass(t) FROM json_array_elements_text(?::json) AS t))";

/** Keys, unique rules and references, and checks that have not looked at all rows: LIKE makes the others. */
async function rules(connection: SchemaConnection, sources: readonly string[]): Promise<readonly string[]> {
  const found = await connection.query(
    `SELECT c.relname, r.conname, r.contype::text, pg_get_constraintdef(r.oid, true), r.confrelid::regclass::text, f.relname
     FROM pg_constraint r JOIN pg_class c ON c.oid = r.conrelid LEFT JOIN pg_class f ON f.oid = r.confrelid
     WHERE r.conrelid ${among} AND (r.contype IN ('p', 'u', 'x', 'f') OR r.contype = 'c' AND NOT r.convalidated)
       AND (r.contype <> 'f' OR r.confrelid ${among})
     ORDER BY r.contype = 'f', r.oid`,
    [JSON.stringify(sources), JSON.stringify(sources)],
  );
  return found.flatMap(([table, name, kind, definition, target, targetName]) => {
    const alter = `ALTER TABLE ${quoteName(String(table))}`;
    const own = quoteName(String(name));
    const what = String(definition).replace(
      `REFERENCES ${target}(`,
      () => `REFERENCES ${quoteName(String(targetName))}(`,
    );
    const drop = kind === "c" ? [`${alter} DROP CONSTRAINT ${own}`] : [];
    return [...drop, `${alter} ADD CONSTRAINT ${own} ${what}`];
  });
}

/** Indexes that belong to no rule. */
async function indexes(connection: SchemaConnection, sources: readonly string[]): Promise<readonly string[]> {
  const found = await connection.query(
    `SELECT pg_get_indexdef(i.indexrelid, 0, true), i.indrelid::regclass::text, c.relname
     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
     WHERE i.indrelid ${among} AND NOT EXISTS (SELECT 1 FROM pg_constraint r WHERE r.conindid = i.indexrelid AND r.contype IN ('p', 'u', 'x'))
     ORDER BY i.indexrelid`,
    [JSON.stringify(sources)],
  );
  return found.map(([definition, table, name]) =>
    String(definition)
      .replace(/ ON (ONLY )?/, " ON ")
      .replace(` ON ${table} `, () => ` ON ${quoteName(String(name))} `),
  );
}

/** Counters that stand beside their column (serial), under their names. */
async function ownedSequences(
  connection: SchemaConnection,
  sources: readonly string[],
): Promise<readonly string[]> {
  const found = await connection.query(sequencesSql("a"), [JSON.stringify(sources)]);
  return found.map(
    ([sequence, table, column]) =>
      `CREATE TEMPORARY SEQUENCE ${quoteName(String(sequence))} OWNED BY ${quoteName(String(table))}.${quoteName(String(column))}`,
  );
}

/** The copies of identities whose counters are called otherwise, because a table or column was renamed. */
async function otherwiseNamedSequences(connection: SchemaConnection, sources: readonly string[]) {
  const found = await connection.query(sequencesSql("i"), [JSON.stringify(sources)]);
  const renamed: (readonly [now: string, wanted: unknown])[] = [];
  for (const [wanted, table, column] of found) {
    const [row] = await connection.query(
      "SELECT s, (SELECT relname FROM pg_class WHERE oid = s::regclass) FROM pg_get_serial_sequence(?, ?) AS s",
      [quoteName(String(table)), column],
    );
    if (row !== undefined && row[1] !== wanted) renamed.push([String(row[0]), wanted]);
  }
  return renamed;
}

/** @param dependency - `a` for a counter beside its column, `i` for one within it. */
function sequencesSql(dependency: "a" | "i"): string {
  return `SELECT s.relname, c.relname, a.attname FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
      JOIN pg_class c ON c.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = '${dependency}' AND d.refobjid ${among}`;
}
