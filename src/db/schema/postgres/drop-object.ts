import { isDeepStrictEqual } from "node:util";
import type { OnlineChange, SchemaConnection } from "../schema-editor.ts";
import { dropIndexConcurrently } from "./online-changes.ts";
import { quoteName } from "./quote-name.ts";
import type { TableObject } from "./table-objects.ts";

/*
 * Drops what belongs to a table. Models and migrations have a name for it; the database may have another one: where it has
 * made the name itself, where the table was called otherwise then, and where somebody else has made the table.
 */

/** What is known when something of a table is dropped. */
export interface DropContext {
  /** Of rules and indexes that an app has named: they may be about the same columns, and are others. */
  readonly ruleNames: ReadonlySet<string>;
  readonly online: OnlineChange;
}

/** @param object - With its columns as they are called now. */
export async function dropObject(
  connection: SchemaConnection,
  table: string,
  object: TableObject,
  { ruleNames, online }: DropContext,
): Promise<void> {
  const { kind, columns } = object;
  if (kind === "check" || kind === "reference") {
    const letter = kind === "check" ? "c" : "f";
    // Those without a name of their own are known by their columns.
    const own =
      columns.length === 0 ? undefined : await constraintNamed(connection, table, letter, columns, ruleNames);
    return dropConstraint(connection, table, own ?? object.name, ifExists(online));
  }
  const found = await indexThere(connection, table, object, ruleNames);
  const name = found?.name ?? object.name;
  if (kind === "unique" && found?.isConstraint !== false) {
    // A unique column and a rule that says the same are one constraint, the rule's, if they came with the table.
    const isPerhapsGone = found === undefined && columns.length > 0;
    return dropConstraint(connection, table, name, isPerhapsGone ? "IF EXISTS " : ifExists(online));
  }
  if (online.concurrently) await dropIndexConcurrently(connection, name);
  else await connection.query(`DROP INDEX IF EXISTS ${quoteName(name)}`);
}

/** Of steps that are transactions of their own, a run that was killed may have done the next one already. */
export function ifExists({ concurrently, validate }: OnlineChange): string {
  return concurrently || validate === false ? "IF EXISTS " : "";
}

async function dropConstraint(
  connection: SchemaConnection,
  table: string,
  name: string,
  perhaps: string,
): Promise<void> {
  await connection.query(`ALTER TABLE ${quoteName(table)} DROP CONSTRAINT ${perhaps}${quoteName(name)}`);
}

interface IndexThere {
  readonly name: string;
  /** Whether a unique rule has brought it along. */
  readonly isConstraint: boolean;
}

/** The index that is meant, or that of the unique rule: by its name, the end of a shortened one, or the same columns and no more. */
async function indexThere(
  connection: SchemaConnection,
  table: string,
  { kind, name, ending, columns, over = [], create }: TableObject,
  ruleNames: ReadonlySet<string>,
): Promise<IndexThere | undefined> {
  const isUnique = kind === "unique" || create.startsWith("CREATE UNIQUE");
  const rows = await connection.query(
    `SELECT c.relname::text, con.conname::text, CASE WHEN right(pg_get_indexdef(c.oid), length(plain.sql)) = plain.sql THEN plain.names END
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
     LEFT JOIN pg_constraint con ON con.conindid = i.indexrelid AND con.conrelid = i.indrelid AND con.contype = 'u'
     LEFT JOIN LATERAL (
       SELECT json_agg(a.attname ORDER BY k.n)::text, ' USING btree (' || string_agg(quote_ident(a.attname), ', ' ORDER BY k.n) || ')'
       FROM unnest(i.indkey) WITH ORDINALITY AS k (num, n) JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num
     ) AS plain (names, sql) ON true
     WHERE t.relname = ? AND pg_table_is_visible(t.oid) AND i.indisunique::text = ? AND NOT i.indisprimary AND NOT i.indisexclusion
     ORDER BY c.oid`,
    [table, String(isUnique)],
  );
  const indexes = rows.map(([index, constraint, names]) => ({
    name: String(index),
    isConstraint: constraint !== null,
    columns: names === null ? [] : (JSON.parse(String(names)) as string[]),
  }));
  const wanted = columns.length > 0 ? columns : over;
  // What is unique together is so in any order.
  const inOrder = (names: readonly string[]) => (isUnique ? names.toSorted() : names);
  const isAlike = (index: (typeof indexes)[number]) =>
    wanted.length > 0 &&
    isDeepStrictEqual(inOrder(index.columns), inOrder(wanted)) &&
    !ruleNames.has(index.name);
  // One without a name of its own has the name that the database has made.
  const byName = columns.length > 0 ? undefined : indexes.find((index) => index.name === name);
  const byEnding = ending === undefined ? undefined : indexes.find((index) => index.name.endsWith(ending));
  return byName ?? byEnding ?? indexes.find(isAlike);
}

/**
 * The name of a table's constraint of a kind over exactly these columns, in this order; `undefined` where there is none.
 *
 * @param ruleNames - Of rules that an app has named: they may be about the same columns, and are others.
 */
export async function constraintNamed(
  connection: SchemaConnection,
  table: string,
  kind: string,
  columns: readonly string[],
  ruleNames: ReadonlySet<string> = new Set(),
): Promise<string | undefined> {
  const rows = await connection.query(
    `SELECT c.conname, (SELECT json_agg(a.attname ORDER BY k.n)::text FROM unnest(c.conkey) WITH ORDINALITY AS k (num, n) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num)
     FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
     WHERE t.relname = ? AND pg_table_is_visible(t.oid) AND c.contype = ?::"char" ORDER BY c.oid`,
    [table, kind],
  );
  const found = rows.find(
    ([name, names]) =>
      columns.length === 0 ||
      (isDeepStrictEqual(JSON.parse(String(names)), columns) && !ruleNames.has(String(name))),
  );
  return found === undefined ? undefined : String(found[0]);
}
