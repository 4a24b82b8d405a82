import { SchemaMismatchError } from "../errors.ts";
import { SchemaChangeError } from "../schema/errors.ts";
import { hashedName } from "../schema/object-names.ts";
import type { SchemaConnection } from "../schema/schema-editor.ts";
import { isAsRead } from "../schema/sqlite/read-object.ts";
import { indexedExpression, readCreateIndex } from "./read-create-index.ts";
import { readCreateTable } from "./read-create-table.ts";
import {
  type ColumnFacts,
  type DatabaseFacts,
  type ForeignKeyFacts,
  type IndexFacts,
  type IndexPartFacts,
  type ReadOptions,
  referenceAction,
  type TableFacts,
} from "./table-facts.ts";

/* The tables of a SQLite file: what its PRAGMAs say, and where they are silent, the text that made the table. */

export async function readSqlite(
  connection: SchemaConnection,
  { tables, views = true }: ReadOptions,
): Promise<DatabaseFacts> {
  const notes: string[] = [];
  const rows = await connection.query(
    `SELECT m.name, m.type, m.sql, l.type, l.wr FROM sqlite_master m JOIN pragma_table_list l ON l.schema = 'main' AND l.name = m.name
     WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.rootpage = 0, m.rowid`,
  );
  const found: TableFacts[] = [];
  for (const [name, type, sql, kind, withoutRowid] of rows) {
    const table = String(name);
    if (kind === "shadow" || (tables !== undefined && !tables.includes(table))) continue;
    if (!(await isAsRead(connection, { type: String(type), name: table, sql: String(sql) }))) {
      const problem = `The ${type} ${JSON.stringify(table)} has a name or a definition with bytes that are no text (read as \ufffd)`;
      if (tables !== undefined)
        throw new SchemaChangeError(`${problem}: no model can say what it is. Correct it by SQL.`);
      notes.push(`${problem}: no model is written.`);
      continue;
    }
    if (kind === "virtual") {
      notes.push(
        `The table "${table}" is virtual (${firstLine(sql)}): a module of SQLite answers for it, and no model is written.`,
      );
      continue;
    }
    if (type === "view" && !views) continue;
    try {
      found.push(
        await readTable(connection, table, String(sql), type === "view", Number(withoutRowid) === 1),
      );
    } catch (error) {
      // SQLite keeps views of tables and columns that are gone.
      if (type !== "view" || !(error instanceof SchemaMismatchError)) throw error;
      const reason = error.cause instanceof Error ? error.cause.message : error.message;
      notes.push(
        `The view "${table}" can't be read (${reason}): what it is made of is gone. No model is written.`,
      );
    }
  }
  return { tables: found, notes };
}

function firstLine(sql: unknown): string {
  const [line = ""] = String(sql).split("\n");
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}

async function readTable(
  connection: SchemaConnection,
  name: string,
  sql: string,
  isView: boolean,
  isWithoutRowid: boolean,
): Promise<TableFacts> {
  const written = isView ? undefined : readCreateTable(sql);
  const columns = await readColumns(connection, name, isView, written);
  const keys = columns.filter(({ key }) => key > 0).toSorted((a, b) => a.key - b.key);
  const primaryKey = keys.map((column) => column.facts.name);
  const [only] = keys;
  // A key of one INTEGER column is the number of the row, which SQLite counts up; one that has an index is another value.
  const isNumber = keys.length === 1 && !isWithoutRowid && /^integer$/i.test(only!.facts.type);
  const counts = isNumber && !(await hasKeyIndex(connection, name));
  const { indexes, unreadable } = isView
    ? { indexes: [], unreadable: [] }
    : await readIndexes(connection, name, written);
  const rowNumber = isView || isWithoutRowid || primaryKey.length > 0 ? undefined : freeRowid(columns);
  return {
    name,
    kind: isView ? "view" : "table",
    columns: columns.map(({ facts }) =>
      counts && facts === only!.facts ? { ...facts, nullable: false, counts: "by default" } : facts,
    ),
    primaryKey,
    ...(rowNumber !== undefined && { rowNumber }),
    indexes,
    checks: written?.checks ?? [],
    foreignKeys: isView ? [] : await readForeignKeys(connection, name),
    others: [...unreadable, ...(await readTriggers(connection, name))],
  };
}

/** As `INTEGER PRIMARY KEY DESC` has, by a mistake that SQLite keeps. */
async function hasKeyIndex(connection: SchemaConnection, table: string): Promise<boolean> {
  const rows = await connection.query("SELECT 1 FROM pragma_index_list(?) WHERE origin = 'pk'", [table]);
  return rows.length > 0;
}

interface ColumnRow {
  readonly facts: ColumnFacts;
  /** Its place in the key, from 1; 0 where it isn't part of it. */
  readonly key: number;
}

async function readColumns(
  connection: SchemaConnection,
  table: string,
  isView: boolean,
  written: ReturnType<typeof readCreateTable>,
): Promise<readonly ColumnRow[]> {
  const rows = await connection.query(
    `SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid`,
    [table],
  );
  return rows.map(([name, type, notNull, preset, pk, hidden]): ColumnRow => {
    const more = written?.columns.get(String(name));
    const isGenerated = Number(hidden) > 1;
    const key = Number(pk);
    const facts: ColumnFacts = {
      name: String(name),
      type: String(type)
        .replace(/\s*GENERATED ALWAYS$/i, "")
        .trim(),
      nullable: isView || (Number(notNull) === 0 && key === 0),
      ...(preset !== null && !isGenerated && { default: String(preset) }),
      ...(isGenerated &&
        more?.generated !== undefined && {
          generated: { expression: more.generated, stored: Number(hidden) === 3 },
        }),
      ...(more?.collation !== undefined && { collation: more.collation }),
    };
    return { facts, key };
  });
}

/** How the number of a row is called where columns leave the name free. */
function freeRowid(columns: readonly ColumnRow[]): string | undefined {
  const taken = new Set(columns.map(({ facts }) => facts.name.toLowerCase()));
  return ["rowid", "_rowid_", "oid"].find((name) => !taken.has(name));
}

async function readIndexes(
  connection: SchemaConnection,
  table: string,
  created: ReturnType<typeof readCreateTable>,
): Promise<{ readonly indexes: readonly IndexFacts[]; readonly unreadable: readonly string[] }> {
  const rows = await connection.query(
    `SELECT l.name, l."unique", l.origin, m.sql FROM pragma_index_list(?) l LEFT JOIN sqlite_master m ON m.type = 'index' AND m.name = l.name
     WHERE l.origin <> 'pk' ORDER BY l.seq DESC`,
    [table],
  );
  const indexes: IndexFacts[] = [];
  const unreadable: string[] = [];
  for (const [name, unique, origin, sql] of rows) {
    const index = { type: "index", name: String(name), sql: sql === null ? null : String(sql) };
    if (origin === "c" && !(await isAsRead(connection, index))) {
      unreadable.push(
        `the index ${JSON.stringify(name)}, whose name or definition has bytes that are no text (read as \ufffd),`,
      );
      continue;
    }
    const written = sql === null ? undefined : readCreateIndex(String(sql));
    const parts = await readIndexParts(connection, String(name), {
      written: written?.parts ?? [],
      collationOf: (column) => created?.columns.get(column)?.collation ?? usualCollation,
    });
    const columns = parts.map(({ column }) => column ?? "");
    indexes.push({
      name: origin === "u" ? ruleName(table, columns, created) : String(name),
      unique: Number(unique) === 1,
      isConstraint: origin === "u",
      parts,
      ...(written?.where !== undefined && { where: written.where }),
    });
  }
  return { indexes, unreadable };
}

/** The name of a rule of the table, which may write columns in other cases; of one without a name what it would have got. */
function ruleName(
  table: string,
  columns: readonly string[],
  created: ReturnType<typeof readCreateTable>,
): string {
  const text = (names: readonly string[]) => names.join("\n").toLowerCase();
  const named = created?.uniques.find((rule) => text(rule.columns) === text(columns));
  return named?.name ?? hashedName(table, columns, "_uniq");
}

const usualCollation = "BINARY";

interface IndexContext {
  /** The parts as CREATE INDEX has them. */
  readonly written: readonly string[];
  /** The collation that a column has by itself. */
  collationOf(column: string): string;
}

async function readIndexParts(
  connection: SchemaConnection,
  index: string,
  { written, collationOf }: IndexContext,
): Promise<readonly IndexPartFacts[]> {
  const rows = await connection.query(
    `SELECT seqno, cid, name, "desc", coll FROM pragma_index_xinfo(?) WHERE key = 1 ORDER BY seqno`,
    [index],
  );
  return rows.map(([place, cid, name, descending, coll]): IndexPartFacts => {
    const isComputed = Number(cid) === -2;
    const collation = String(coll);
    const usual = isComputed ? usualCollation : collationOf(String(name));
    return {
      ...(isComputed
        ? { expression: indexedExpression(written[Number(place)] ?? "") }
        : { column: String(name) }),
      descending: Number(descending) === 1,
      ...(collation.toUpperCase() !== usual.toUpperCase() && { collation }),
    };
  });
}

async function readForeignKeys(
  connection: SchemaConnection,
  table: string,
): Promise<readonly ForeignKeyFacts[]> {
  const rows = await connection.query(
    `SELECT id, "table", "from", "to", on_delete, on_update FROM pragma_foreign_key_list(?) ORDER BY id DESC, seq`,
    [table],
  );
  const keys = Map.groupBy(rows, ([id]) => Number(id));
  const own = await columnNames(connection, table);
  return Promise.all(
    [...keys.values()].map(async (parts): Promise<ForeignKeyFacts> => {
      const [, written, , to, onDelete, onUpdate] = parts[0]!; // groups have a first row
      const target = await tableName(connection, String(written));
      const theirs = await columnNames(connection, target);
      return {
        columns: parts.map((part) => asNamed(own, String(part[2]))),
        table: target,
        // Without columns, the key of the other table is meant.
        targetColumns:
          to === null
            ? await keyColumns(connection, target)
            : parts.map((part) => asNamed(theirs, String(part[3]))),
        onDelete: referenceAction(onDelete),
        onUpdate: referenceAction(onUpdate),
      };
    }),
  );
}

/** A table as it is called itself: a reference may write its name in other cases. */
async function tableName(connection: SchemaConnection, written: string): Promise<string> {
  const rows = await connection.query(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE",
    [written],
  );
  return rows[0] === undefined ? written : String(rows[0][0]);
}

async function columnNames(connection: SchemaConnection, table: string): Promise<readonly string[]> {
  const rows = await connection.query("SELECT name FROM pragma_table_xinfo(?)", [table]);
  return rows.map(([name]) => String(name));
}

/** A column as its table calls it. */
function asNamed(columns: readonly string[], written: string): string {
  return columns.find((name) => name.toLowerCase() === written.toLowerCase()) ?? written;
}

async function keyColumns(connection: SchemaConnection, table: string): Promise<readonly string[]> {
  const rows = await connection.query("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", [
    table,
  ]);
  return rows.map(([name]) => String(name));
}

async function readTriggers(connection: SchemaConnection, table: string): Promise<readonly string[]> {
  const rows = await connection.query(
    "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? ORDER BY name",
    [table],
  );
  return rows.map(([name]) => `trigger "${String(name)}"`);
}
