import { quoteName } from "../../backends/mysql/mysql-dialect.ts";
import { closing, isSign, isWord, splitByCommas, tokenize } from "../../sql/sql-tokens.ts";
import type { SchemaConnection } from "../schema-editor.ts";
import type {
  ColumnDefinition,
  ForeignKeyDefinition,
  OnDeleteAction,
  TableDefinition,
} from "../table-definition.ts";

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

/** A foreign key that is there. */
export interface ForeignKeyFact {
  readonly name: string;
  readonly columns: readonly string[];
}

export async function foreignKeyFacts(
  connection: SchemaConnection,
  table: string,
): Promise<readonly ForeignKeyFact[]> {
  const rows = await connection.query(
    "SELECT CONSTRAINT_NAME, COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND REFERENCED_TABLE_NAME IS NOT NULL ORDER BY CONSTRAINT_NAME, ORDINAL_POSITION",
    [table],
  );
  const found = Map.groupBy(rows, ([name]) => String(name));
  return [...found].map(([name, parts]) => ({ name, columns: parts.map(([, column]) => String(column)) }));
}

/** A foreign key in full, with its table. */
export interface WholeForeignKey extends ForeignKeyDefinition {
  readonly on: string;
  readonly name: string;
}

/** The foreign keys that a column has, and those of all tables that refer to it. */
export async function foreignKeysAround(
  connection: SchemaConnection,
  table: string,
  column: string,
): Promise<readonly WholeForeignKey[]> {
  const rows = await connection.query(
    `SELECT k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME, r.DELETE_RULE
     FROM information_schema.KEY_COLUMN_USAGE k
     JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.TABLE_NAME = k.TABLE_NAME AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
     WHERE k.TABLE_SCHEMA = DATABASE() AND k.REFERENCED_TABLE_NAME IS NOT NULL
     ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION`,
  );
  const found = Map.groupBy(rows, ([on, name]) => `${on}.${name}`);
  return [...found.values()]
    .map((parts): WholeForeignKey => {
      const [on, name, , target, , rule] = parts[0]!.map(String); // groups have a first row
      return {
        on: on!,
        name: name!,
        columns: parts.map((part) => String(part[2])),
        table: target!,
        targetColumns: parts.map((part) => String(part[4])),
        ...(rule !== "RESTRICT" && rule !== "NO ACTION" && { onDelete: rule as OnDeleteAction }),
      };
    })
    .filter(
      (key) =>
        (key.on === table && key.columns.includes(column)) ||
        (key.table === table && key.targetColumns.includes(column)),
    );
}

/** What the text of a table says of conditions and columns: a new definition of a column takes away what it doesn't repeat. */
export interface WrittenFacts {
  /** The names of conditions that have one. */
  readonly checkNames: ReadonlySet<string>;
  /** Conditions that MariaDB keeps with a column, without a name, by the column. */
  readonly checks: ReadonlyMap<string, string>;
  /** Columns that the server sets to the present moment with each change of a row. */
  readonly onUpdates: ReadonlySet<string>;
}

/**
 * MySQL gives all conditions names. What the kind of a field brings along isn't among those of columns. They are not asked of
 * information_schema, which calls them as the columns were called before they were renamed.
 */
export async function writtenFacts(
  connection: SchemaConnection,
  { name: table, columns }: TableDefinition,
): Promise<WrittenFacts> {
  const [[, text] = []] = await connection.query(`SHOW CREATE TABLE ${quoteName(table)}`);
  const sql = String(text);
  const tokens = tokenize(sql, "mysql") ?? [];
  const open = tokens.findIndex((token) => isSign(token, "("));
  const checkNames = new Set<string>();
  const checks = new Map<string, string>();
  const onUpdates = new Set<string>();
  for (const part of splitByCommas(tokens.slice(open + 1, closing(tokens, open)))) {
    const [first, second] = part;
    const isColumn = first?.kind === "quoted";
    if (isColumn && part.some((token, place) => isWord(token, "ON") && isWord(part[place + 1], "UPDATE")))
      onUpdates.add(first.value);
    const at = part.findIndex((token, place) => isWord(token, "CHECK") && isSign(part[place + 1], "("));
    if (at < 0) continue;
    if (isWord(first, "CONSTRAINT"))
      checkNames.add(second!.value); // its name
    else if (isColumn) {
      const clause = sql.slice(part[at + 1]!.end, part[closing(part, at + 1)]!.start); // it is closed
      const column = columns.find(({ name }) => name === first.value);
      if (!comesAlong(column, clause)) checks.set(first.value, clause);
    }
  }
  return { checkNames, checks, onUpdates };
}

function comesAlong(column: ColumnDefinition | undefined, clause: string): boolean {
  if (column === undefined) return false;
  const plain = clause.replaceAll(/[`"\s]/g, "");
  const { type, positive } = column.storage;
  return (
    (type === "json" && plain === `json_valid(${column.name})`) ||
    (positive === true && plain === `${column.name}>=0`)
  );
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
