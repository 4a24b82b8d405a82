import type { SchemaConnection } from "../schema/schema-editor.ts";
import { closing, isSign, isWord, splitByCommas, tokenize } from "../sql/sql-tokens.ts";
import {
  type CheckFacts,
  type ColumnFacts,
  type DatabaseFacts,
  type ForeignKeyFacts,
  type IndexFacts,
  type IndexPartFacts,
  type ReadOptions,
  referenceAction,
  type TableFacts,
} from "./table-facts.ts";

/*
 * The tables of a PostgreSQL database: those that are found without naming their schema, as statements of models find
 * them; temporary ones where the search path begins with them, as in a rehearsal. Everything is asked of the catalogs for all
 * tables at once, and put together here.
 */

export async function readPostgres(
  connection: SchemaConnection,
  { tables, views = true, partitions = false }: ReadOptions,
): Promise<DatabaseFacts> {
  const kinds = ["r", "p", "f", ...(views ? ["v", "m"] : [])];
  const rows = await connection.query(
    `SELECT c.oid::bigint, c.relname::text, c.relkind::text, c.relispartition, d.description, t.spcname::text, has_table_privilege(c.oid, 'SELECT')
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
     LEFT JOIN pg_tablespace t ON t.oid = c.reltablespace
     WHERE c.relkind::text = ANY (string_to_array(?, ',')) AND pg_table_is_visible(c.oid)
       AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'
       AND (c.relpersistence <> 't' OR current_setting('search_path') LIKE 'pg_temp%')
       AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
     ORDER BY c.oid`,
    [kinds.join(",")],
  );
  const wanted = rows.filter(
    ([, name, , isPartition]) =>
      (tables === undefined || tables.includes(String(name))) &&
      (partitions || !isTrue(isPartition) || (tables?.includes(String(name)) ?? false)),
  );
  if (wanted.length === 0) return { tables: [], notes: await hiddenNotes(connection, tables) };
  const ids = wanted.map(([oid]) => String(oid));
  const [columns, indexes, constraints, others] = await Promise.all([
    readColumns(connection, ids),
    readIndexes(connection, ids),
    readConstraints(connection, ids),
    readOthers(connection, ids),
  ]);
  const found = wanted.map(([oid, name, kind, isPartition, comment, tablespace]): TableFacts => {
    const id = String(oid);
    const rules = constraints.get(id) ?? [];
    return {
      name: String(name),
      kind: isTrue(isPartition) ? "partition" : tableKind(String(kind)),
      ...(comment !== null && { comment: String(comment) }),
      ...(tablespace !== null && { tablespace: String(tablespace) }),
      columns: columns.get(id) ?? [],
      primaryKey: rules.find(({ type }) => type === "p")?.columns ?? [],
      indexes: indexes.get(id) ?? [],
      checks: rules.flatMap(({ check }) => check ?? []),
      foreignKeys: rules.flatMap(({ foreignKey }) => foreignKey ?? []),
      others: [
        ...rules.flatMap(({ type, name: rule }) => (type === "x" ? [`exclusion constraint "${rule}"`] : [])),
        ...(others.get(id) ?? []),
      ],
    };
  });
  const closed = wanted.flatMap(([, name, , , , , isReadable]) =>
    isTrue(isReadable) ? [] : [closedNote(name)],
  );
  return { tables: found, notes: [...(await hiddenNotes(connection, tables)), ...closed] };
}

/** The catalogs tell everybody about all tables. */
function closedNote(name: unknown): string {
  return `The table "${String(name)}" may not be read by this user of the database: it lacks the right SELECT, which its model needs.`;
}

function tableKind(kind: string): TableFacts["kind"] {
  if (kind === "v") return "view";
  if (kind === "m") return "materializedView";
  return kind === "f" ? "foreignTable" : "table";
}

/** Booleans are `t` where nothing reads them. */
function isTrue(value: unknown): boolean {
  return value === true || value === "t" || value === "true" || value === 1;
}

type ById<Item> = ReadonlyMap<string, readonly Item[]>;

function grouped<Item>(
  rows: readonly (readonly unknown[])[],
  read: (row: readonly unknown[]) => Item,
): ById<Item> {
  const groups = Map.groupBy(rows, ([oid]) => String(oid));
  return new Map([...groups].map(([oid, own]) => [oid, own.map(read)]));
}

async function readColumns(connection: SchemaConnection, ids: readonly string[]): Promise<ById<ColumnFacts>> {
  const rows = await connection.query(
    `SELECT a.attrelid::bigint, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text, a.attgenerated::text,
            pg_get_expr(f.adbin, f.adrelid), col.collname::text, d.description,
            CASE WHEN base.id IS NOT NULL THEN format_type(base.id, base.mod) END,
            (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder)::text FROM pg_enum e WHERE e.enumtypid = coalesce(base.id, a.atttypid)),
            coalesce(base.refuses_null, false),
            (SELECT min(s.relname::text) FROM pg_depend p JOIN pg_class s ON s.oid = p.objid AND s.relkind = 'S'
              WHERE p.refclassid = 'pg_class'::regclass AND p.refobjid = a.attrelid AND p.refobjsubid = a.attnum AND p.classid = 'pg_class'::regclass AND p.deptype = 'a')
     FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
     LEFT JOIN LATERAL (${baseOfDomain}) base ON true
     LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
     LEFT JOIN pg_collation col ON col.oid = a.attcollation AND a.attcollation <> t.typcollation AND col.collname <> 'default'
     LEFT JOIN pg_description d ON d.objoid = a.attrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
     WHERE a.attnum > 0 AND NOT a.attisdropped AND ${among("a.attrelid")}
     ORDER BY a.attrelid, a.attnum`,
    [ids.join(",")],
  );
  return grouped(rows, (row): ColumnFacts => {
    const [, name, type, notNull, identity, generated, expression, collation, comment, base, values] = row;
    const [isDomainNotNull, sequence] = row.slice(11);
    const isGenerated = String(generated) !== "";
    const preset = expression === null || isGenerated ? undefined : String(expression);
    // A serial column counts with a sequence that belongs to it.
    const isSerial = sequence !== null && preset !== undefined && /^nextval\(/.test(preset);
    const counts = identity === "a" ? "always" : identity === "d" || isSerial ? "by default" : undefined;
    return {
      name: String(name),
      type: String(type),
      nullable: !isTrue(notNull) && !isTrue(isDomainNotNull),
      ...(counts !== undefined && { counts }),
      ...(preset !== undefined && !isSerial && { default: preset }),
      ...(isGenerated && { generated: { expression: String(expression), stored: generated === "s" } }),
      ...(collation !== null && { collation: String(collation) }),
      ...(comment !== null && { comment: String(comment) }),
      ...(base !== null && { baseType: String(base) }),
      ...(values !== null && { values: JSON.parse(String(values)) as string[] }),
    };
  });
}

/** What a domain is made of in the end: a domain may be one of another domain. */
const baseOfDomain = `
  WITH RECURSIVE made_of (id, mod, refuses_null) AS (
    SELECT t.typbasetype, t.typtypmod, t.typnotnull WHERE t.typtype = 'd'
    UNION ALL
    SELECT d.typbasetype, d.typtypmod, made_of.refuses_null OR d.typnotnull FROM made_of JOIN pg_type d ON d.oid = made_of.id AND d.typtype = 'd'
  )
  SELECT made_of.* FROM made_of JOIN pg_type b ON b.oid = made_of.id AND b.typtype <> 'd'`;

/** A condition for the tables whose numbers the one parameter lists. */
function among(column: string): string {
  return `${column}::bigint::text = ANY (string_to_array(?, ','))`;
}

async function readIndexes(connection: SchemaConnection, ids: readonly string[]): Promise<ById<IndexFacts>> {
  // NULLS NOT DISTINCT is there since PostgreSQL 15; to_jsonb() reads the column where there is one.
  const rows = await connection.query(
    `SELECT i.indrelid::bigint, c.relname::text, i.indisunique, i.indisvalid, am.amname::text, con.contype::text, con.condeferrable, con.condeferred,
            pg_get_expr(i.indpred, i.indrelid), to_jsonb(i) ->> 'indnullsnotdistinct', t.spcname::text,
            (SELECT json_agg(json_build_object(
               'column', a.attname, 'expression', CASE WHEN i.indkey[k.n - 1] = 0 THEN pg_get_indexdef(i.indexrelid, k.n::int, true) END,
               'options', i.indoption[k.n - 1], 'isKey', k.n <= i.indnkeyatts,
               'class', o.opcname, 'isUsual', o.opcdefault
             ) ORDER BY k.n)::text
             FROM generate_series(1, i.indnatts) AS k (n)
             LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k.n - 1] AND i.indkey[k.n - 1] <> 0
             LEFT JOIN pg_opclass o ON k.n <= i.indnkeyatts AND o.oid = i.indclass[k.n - 1]),
            pg_get_indexdef(i.indexrelid)
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am am ON am.oid = c.relam
     LEFT JOIN pg_constraint con ON con.conindid = i.indexrelid AND con.conrelid = i.indrelid AND con.contype IN ('u', 'x', 'p')
     LEFT JOIN pg_tablespace t ON t.oid = c.reltablespace
     WHERE NOT i.indisprimary AND coalesce(con.contype::text, '') <> 'x' AND ${among("i.indrelid")}
     ORDER BY i.indrelid, c.oid`,
    [ids.join(",")],
  );
  return grouped(rows, (row): IndexFacts => {
    const [, name, unique, isValid, method, contype, deferrable, deferred, where, notDistinct] = row;
    const [tablespace, parts, definition] = row.slice(10);
    const collations = collationsIn(String(definition));
    const all = JSON.parse(String(parts)) as readonly PartRow[];
    const include = all.filter(({ isKey }) => !isKey).map(({ column }) => String(column));
    return {
      name: String(name),
      unique: isTrue(unique),
      isConstraint: contype === "u",
      parts: all
        .filter(({ isKey }) => isKey)
        .map((part, place) => indexPart(part, String(method), collations[place])),
      ...(where !== null && { where: String(where) }),
      ...(include.length > 0 && { include }),
      ...(isTrue(notDistinct) && { nullsDistinct: false as const }),
      ...(isTrue(deferrable) && {
        deferrable: isTrue(deferred) ? ("deferred" as const) : ("immediate" as const),
      }),
      ...(method !== "btree" && { method: String(method) }),
      ...(tablespace !== null && { tablespace: String(tablespace) }),
      ...(!isTrue(isValid) && { isInvalid: true as const }),
    };
  });
}

interface PartRow {
  readonly column: string | null;
  readonly expression: string | null;
  /** Bit 0: descending; bit 1: nulls first. */
  readonly options: number | null;
  readonly isKey: boolean;
  readonly class: string | null;
  readonly isUsual: boolean | null;
}

/** The collations that CREATE INDEX names behind its parts, which it does where they aren't those that the parts have. */
function collationsIn(definition: string): readonly (string | undefined)[] {
  const tokens = tokenize(definition) ?? [];
  const using = tokens.findIndex((token) => isWord(token, "USING"));
  const open = tokens.findIndex((token, at) => at > using && isSign(token, "("));
  return splitByCommas(tokens.slice(open + 1, closing(tokens, open))).map((part) => {
    let at = 0;
    while (at < part.length && !isWord(part[at], "COLLATE"))
      at = isSign(part[at], "(") ? closing(part, at) : at + 1;
    const hasSchema = isSign(part[at + 2], ".");
    return part[at + (hasSchema ? 3 : 1)]?.value;
  });
}

function indexPart(part: PartRow, method: string, collation: string | undefined): IndexPartFacts {
  const { column, expression, options, class: operatorClass, isUsual } = part;
  const descending = method === "btree" && ((options ?? 0) & 1) === 1;
  const nulls = ((options ?? 0) & 2) === 2 ? "first" : "last";
  const usual = descending ? "first" : "last";
  return {
    ...(expression === null ? { column: String(column) } : { expression }),
    descending,
    ...(method === "btree" && nulls !== usual && { nulls }),
    ...(operatorClass !== null && !isUsual && { operatorClass }),
    ...(operatorClass !== null && isUsual && { usualOperatorClass: operatorClass }),
    ...(collation !== undefined && { collation }),
  };
}

interface ConstraintRow {
  readonly type: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly check?: CheckFacts;
  readonly foreignKey?: ForeignKeyFacts;
}

const actions: Readonly<Record<string, string>> = {
  a: "NO ACTION",
  r: "RESTRICT",
  c: "CASCADE",
  n: "SET NULL",
  d: "SET DEFAULT",
};

async function readConstraints(
  connection: SchemaConnection,
  ids: readonly string[],
): Promise<ById<ConstraintRow>> {
  const names = (table: string, keys: string) =>
    `(SELECT json_agg(a.attname ORDER BY k.n)::text FROM unnest(${keys}) WITH ORDINALITY AS k (num, n) JOIN pg_attribute a ON a.attrelid = ${table} AND a.attnum = k.num)`;
  const rows = await connection.query(
    // Columns for ON DELETE SET NULL are there since PostgreSQL 15; to_jsonb() reads them where they are.
    `SELECT c.conrelid::bigint, c.contype::text, c.conname::text, ${names("c.conrelid", "c.conkey")}, pg_get_expr(c.conbin, c.conrelid, true),
            f.relname::text, fn.nspname::text, pg_table_is_visible(f.oid), ${names("c.confrelid", "c.confkey")}, c.confdeltype::text, c.confupdtype::text, c.convalidated,
            (SELECT json_agg(a.attname ORDER BY a.attnum)::text FROM pg_attribute a WHERE a.attrelid = c.conrelid AND to_jsonb(c) -> 'confdelsetcols' @> to_jsonb(a.attnum))
     FROM pg_constraint c JOIN pg_class own ON own.oid = c.conrelid LEFT JOIN pg_class f ON f.oid = c.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
     WHERE c.contype IN ('p', 'c', 'f', 'x') AND ${among("c.conrelid")}
       AND (c.contype <> 'f' OR c.conparentid = 0 OR own.relispartition AND NOT f.relispartition)
     ORDER BY c.conrelid, c.oid`,
    [ids.join(",")],
  );
  return grouped(rows, (row): ConstraintRow => {
    const [, type, name, columns, condition, table, schema, isVisible, targets, onDelete, onUpdate] = row;
    const own = columns === null ? [] : (JSON.parse(String(columns)) as string[]);
    const isChecked = isTrue(row[11]);
    const setNull = row[12];
    return {
      type: String(type),
      name: String(name),
      columns: own,
      ...(type === "c" && {
        check: {
          name: String(name),
          condition: String(condition),
          ...(!isChecked && { isUnchecked: true as const }),
        },
      }),
      ...(type === "f" && {
        foreignKey: {
          name: String(name),
          columns: own,
          table: String(table),
          ...(!isTrue(isVisible) && { schema: String(schema) }),
          targetColumns: JSON.parse(String(targets)) as string[],
          onDelete: referenceAction(actions[String(onDelete)]),
          onUpdate: referenceAction(actions[String(onUpdate)]),
          ...(setNull !== null && { setNull: JSON.parse(String(setNull)) as string[] }),
          ...(!isChecked && { isUnchecked: true as const }),
        },
      }),
    };
  });
}

/** What belongs to tables and is told by its name alone. */
async function readOthers(connection: SchemaConnection, ids: readonly string[]): Promise<ById<string>> {
  const kinds = [
    `SELECT t.tgrelid::bigint, 'trigger "' || t.tgname || '"' FROM pg_trigger t WHERE NOT t.tgisinternal AND ${among("t.tgrelid")}`,
    `SELECT p.polrelid::bigint, 'row security policy "' || p.polname || '"' FROM pg_policy p WHERE ${among("p.polrelid")}`,
    `SELECT r.ev_class::bigint, 'rule "' || r.rulename || '"' FROM pg_rewrite r WHERE r.rulename <> '_RETURN' AND ${among("r.ev_class")}`,
    `SELECT p.partrelid::bigint, 'partitioning by ' || pg_get_partkeydef(p.partrelid) FROM pg_partitioned_table p WHERE ${among("p.partrelid")}`,
    `SELECT i.inhrelid::bigint, 'inheritance from "' || p.relname || '"' FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent AND p.relkind <> 'p' WHERE ${among("i.inhrelid")}`,
  ];
  const rows = await connection.query(
    `${kinds.join(" UNION ALL ")} ORDER BY 1, 2`,
    kinds.map(() => ids.join(",")),
  );
  return grouped(rows, ([, text]) => String(text));
}

/** Tables that have the name of one that is found before them. */
async function hiddenNotes(
  connection: SchemaConnection,
  tables: readonly string[] | undefined,
): Promise<readonly string[]> {
  const rows = await connection.query(
    `SELECT c.relname::text, string_agg(n.nspname::text, ', ' ORDER BY n.nspname), bool_or(pg_table_is_visible(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)' AND has_schema_privilege(n.oid, 'USAGE')
     GROUP BY c.relname HAVING NOT bool_and(pg_table_is_visible(c.oid)) ORDER BY c.relname`,
  );
  const hidden = rows.filter(([name]) => tables === undefined || tables.includes(String(name)));
  const twice = hidden.filter(([, , isFound]) => isTrue(isFound));
  const elsewhere = Map.groupBy(
    hidden.filter((row) => !twice.includes(row)).map(([name, schemas]) => [String(name), String(schemas)]),
    ([, schemas]) => schemas!,
  );
  return [
    ...twice.map(
      ([name, schemas]) =>
        `The table "${String(name)}" is there in several schemas (${String(schemas)}). The one that a statement finds was read.`,
    ),
    ...[...elsewhere].map(([schemas, own]) =>
      elsewhereNote(
        schemas,
        own.map(([name]) => name!),
      ),
    ),
  ];
}

const shownAtMost = 5;

function elsewhereNote(schemas: string, names: readonly string[]): string {
  const shown = names.slice(0, shownAtMost).map((name) => `"${name}"`);
  const more = names.length > shownAtMost ? ` and ${names.length - shownAtMost} more` : "";
  const [them, were] = names.length === 1 ? ["table", "was"] : ["tables", "were"];
  return `The ${them} ${shown.join(", ")}${more} of the schema ${schemas}, which is not in the search path, ${were} not read. Name the schema in the connection: ?options=${searchPathOption(schemas.split(", ")[0]!)}`; // one at least
}

/** As it stands in an address: a name that isn't plain is quoted, and its spaces have a backslash in front. */
function searchPathOption(schema: string): string {
  if (/^[a-z_][a-z0-9_]*$/.test(schema)) return `-csearch_path=${schema}`;
  const quoted = `"${schema.replaceAll('"', '""')}"`.replaceAll(/[\\ ]/g, "\\$&");
  return encodeURIComponent(`-csearch_path=${quoted}`);
}
