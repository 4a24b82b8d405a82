import { quoteName } from "../backends/mysql/mysql-dialect.ts";
import { type ServerKind, serverKind } from "../schema/mysql/server-kind.ts";
import type { SchemaConnection } from "../schema/schema-editor.ts";
import { textsIn } from "../sql/sql-tokens.ts";
import {
  type CheckFacts,
  type ColumnFacts,
  type DatabaseFacts,
  type ForeignKeyFacts,
  type IndexFacts,
  type ReadOptions,
  referenceAction,
  type TableFacts,
} from "./table-facts.ts";

/* The tables of a MariaDB or MySQL database, as information_schema tells them: for all tables at once, put together here. */

export async function readMysql(
  connection: SchemaConnection,
  { tables, views = true }: ReadOptions,
): Promise<DatabaseFacts> {
  const server = await serverKind(connection);
  const rows = await connection.query(
    `SELECT TABLE_NAME, TABLE_TYPE, TABLE_COMMENT, TABLE_COLLATION FROM information_schema.TABLES
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW') ORDER BY CREATE_TIME, TABLE_NAME`,
  );
  const wanted = rows.filter(
    ([name, type]) => (views || type !== "VIEW") && (tables?.includes(String(name)) ?? true),
  );
  if (wanted.length === 0) return { tables: [], notes: [] };
  const [columns, indexes, checks, foreignKeys, others] = [
    await readColumns(connection, server),
    await readIndexes(connection, server),
    await readChecks(connection, server),
    await readForeignKeys(connection),
    await readOthers(connection),
  ];
  const found = wanted.map(([name, type, comment, collation]): TableFacts => {
    const table = String(name);
    const own = indexes.get(table) ?? [];
    const isView = type === "VIEW";
    return {
      name: table,
      kind: isView ? "view" : "table",
      ...(!isView && String(comment) !== "" && { comment: String(comment) }),
      columns: (columns.get(table) ?? []).map(({ collation: its, ...column }) => ({
        ...column,
        ...(its !== undefined && its !== collation && { collation: its }),
        ...(isView && { nullable: true }),
      })),
      primaryKey:
        own.find((index) => index.name === "PRIMARY")?.parts.map(({ column }) => String(column)) ?? [],
      indexes: own.filter((index) => index.name !== "PRIMARY"),
      checks: checks.get(table) ?? [],
      foreignKeys: foreignKeys.get(table) ?? [],
      others: [...(type === "SYSTEM VERSIONED" ? ["system versioning"] : []), ...(others.get(table) ?? [])],
    };
  });
  return { tables: found, notes: await hiddenNotes(connection, found) };
}

/** Who has no right in the database but to read sees columns, keys and references alone. */
async function hiddenNotes(
  connection: SchemaConnection,
  tables: readonly TableFacts[],
): Promise<readonly string[]> {
  const rows = await connection.query(
    "SELECT DISTINCT TABLE_NAME FROM information_schema.TABLE_CONSTRAINTS WHERE TABLE_SCHEMA = DATABASE()",
  );
  const told = new Set(rows.map(([name]) => String(name)));
  const isHidden = tables.some(({ name, primaryKey }) => primaryKey.length > 0 && !told.has(name));
  return isHidden
    ? [
        "This user of the database may only read: conditions (CHECK) and triggers of tables are hidden, and no model says them. Whoever may change tables sees them.",
      ]
    : [];
}

type ByTable<Item> = ReadonlyMap<string, readonly Item[]>;

function byTable<Item>(
  rows: readonly (readonly unknown[])[],
  read: (row: readonly unknown[]) => Item,
): ByTable<Item> {
  const groups = Map.groupBy(rows, ([table]) => String(table));
  return new Map([...groups].map(([table, own]) => [table, own.map(read)]));
}

async function readColumns(
  connection: SchemaConnection,
  { isMariaDb }: ServerKind,
): Promise<ByTable<ColumnFacts>> {
  const rows = await connection.query(
    `SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, COLLATION_NAME, COLUMN_COMMENT, GENERATION_EXPRESSION, DATABASE()
     FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION`,
  );
  return byTable(rows, (row): ColumnFacts => {
    const [, name, type, nullable, whole, extra, collation, comment, expression, database] = row;
    const preset = whole === null ? null : withoutDatabase(String(whole), String(database));
    const said = String(extra);
    const isGenerated = /\b(VIRTUAL|STORED|PERSISTENT)\b/i.test(said) && String(expression ?? "") !== "";
    const onUpdate = /on update (\S+)/i.exec(said)?.[1];
    const values = enumValues(String(type));
    return {
      name: String(name),
      type: String(type),
      nullable: nullable === "YES",
      ...(/auto_increment/i.test(said) && { counts: "by default" as const }),
      ...defaultFacts(preset, said, String(type), isMariaDb),
      ...(onUpdate !== undefined && { onUpdate }),
      ...(isGenerated && {
        generated: {
          expression: plainExpression(String(expression), isMariaDb),
          stored: !/VIRTUAL/i.test(said),
        },
      }),
      ...(collation !== null && { collation: String(collation) }),
      ...(String(comment) !== "" && { comment: String(comment) }),
      ...(values !== undefined && { values }),
    };
  });
}

/** The counter that a default takes its values from (`nextval("shop"."numbers")`) is found in whichever database it stands. */
function withoutDatabase(preset: string, database: string): string {
  if (!/^(nextval|lastval|setval)\(/i.test(preset)) return preset;
  const quoted = ['"', "`"].map((quote) => quote + database.replaceAll(quote, quote + quote) + quote);
  return quoted.reduce((text, name) => text.replaceAll(`${name}.`, ""), preset);
}

/** MariaDB gives an expression, MySQL the value of a constant and says of others that they are computed. */
function defaultFacts(
  preset: unknown,
  extra: string,
  type: string,
  isMariaDb: boolean,
): { readonly default?: string } {
  if (preset === null || (isMariaDb && String(preset).toUpperCase() === "NULL")) return {};
  const text = String(preset);
  if (isMariaDb) return { default: text };
  if (/DEFAULT_GENERATED/i.test(extra)) return { default: plainExpression(text, false) };
  if (/^current_timestamp/i.test(text) || /^b'/.test(text)) return { default: text };
  const isNumber = /^(tiny|small|medium|big)?int|^(decimal|float|double)/i.test(type);
  return { default: isNumber ? text : `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'` };
}

/** MySQL writes the quotes of texts with a backslash in front, and the character set. */
function plainExpression(sql: string, isMariaDb: boolean): string {
  return isMariaDb ? sql : sql.replaceAll("\\'", "'");
}

function enumValues(type: string): readonly string[] | undefined {
  return /^enum\(/i.test(type) ? textsIn(type) : undefined;
}

async function readIndexes(
  connection: SchemaConnection,
  { isMariaDb }: ServerKind,
): Promise<ByTable<IndexFacts>> {
  const expression = isMariaDb ? "NULL" : "EXPRESSION";
  const rows = await connection.query(
    `SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, COLLATION, SUB_PART, INDEX_TYPE, ${expression}
     FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`,
  );
  const indexes = Map.groupBy(rows, ([table, name]) => JSON.stringify([table, name]));
  const read = [...indexes.values()].map((parts): readonly unknown[] => {
    const [table, name, nonUnique, , , , method] = parts[0]!; // groups have a first row
    const isUnique = Number(nonUnique) === 0;
    const index: IndexFacts = {
      name: String(name),
      unique: isUnique,
      isConstraint: isUnique,
      parts: parts.map(([, , , column, order, length, , computed]) => ({
        ...(column === null
          ? { expression: plainExpression(String(computed), isMariaDb) }
          : { column: String(column) }),
        descending: order === "D",
        ...(length !== null && { length: Number(length) }),
      })),
      ...(method !== "BTREE" && { method: String(method).toLowerCase() }),
    };
    return [table, index];
  });
  return byTable(read, ([, index]) => index as IndexFacts);
}

async function readChecks(
  connection: SchemaConnection,
  { isMariaDb }: ServerKind,
): Promise<ByTable<CheckFacts>> {
  // MySQL keeps the table of a condition elsewhere; conditions of MariaDB's columns are called as the columns are.
  const rows = await connection.query(
    isMariaDb
      ? "SELECT TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE, LEVEL FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() ORDER BY TABLE_NAME, CONSTRAINT_NAME"
      : "SELECT t.TABLE_NAME, c.CONSTRAINT_NAME, c.CHECK_CLAUSE, 'Table' FROM information_schema.CHECK_CONSTRAINTS c JOIN information_schema.TABLE_CONSTRAINTS t ON t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME WHERE t.TABLE_SCHEMA = DATABASE() ORDER BY t.TABLE_NAME, c.CONSTRAINT_NAME",
  );
  return byTable(
    rows,
    ([, name, condition, level]): CheckFacts => ({
      ...(level === "Table" && { name: String(name) }),
      condition: plainExpression(String(condition), isMariaDb),
    }),
  );
}

async function readForeignKeys(connection: SchemaConnection): Promise<ByTable<ForeignKeyFacts>> {
  const rows = await connection.query(
    `SELECT k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME, r.DELETE_RULE, r.UPDATE_RULE,
            NULLIF(k.REFERENCED_TABLE_SCHEMA, DATABASE())
     FROM information_schema.KEY_COLUMN_USAGE k
     LEFT JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.TABLE_NAME = k.TABLE_NAME AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
     WHERE k.TABLE_SCHEMA = DATABASE() AND k.REFERENCED_TABLE_NAME IS NOT NULL
     ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION`,
  );
  const keys = Map.groupBy(rows, ([table, name]) => JSON.stringify([table, name]));
  const written = await writtenActions(connection, rows);
  const read = [...keys].map(([id, parts]): readonly unknown[] => {
    const [table, name, , target, , deletes, updates, schema] = parts[0]!; // groups have a first row
    const { onDelete, onUpdate } = written.get(id) ?? { onDelete: deletes, onUpdate: updates };
    const key: ForeignKeyFacts = {
      name: String(name),
      columns: parts.map((part) => String(part[2])),
      table: String(target),
      ...(schema !== null && { schema: String(schema) }),
      targetColumns: parts.map((part) => String(part[4])),
      onDelete: referenceAction(onDelete),
      onUpdate: referenceAction(onUpdate),
    };
    return [table, key];
  });
  return byTable(read, ([, key]) => key as ForeignKeyFacts);
}

interface WrittenActions {
  readonly onDelete: unknown;
  readonly onUpdate: unknown;
}

/** What foreign keys do, of those of which only the text of the table tells it to this user. */
async function writtenActions(
  connection: SchemaConnection,
  rows: readonly (readonly unknown[])[],
): Promise<ReadonlyMap<string, WrittenActions>> {
  const found = new Map<string, WrittenActions>();
  const hidden = Map.groupBy(
    rows.filter(([, , , , , onDelete]) => onDelete === null),
    ([table]) => String(table),
  );
  for (const [table, keys] of hidden) {
    const [[, sql] = []] = await connection.query(`SHOW CREATE TABLE ${quoteName(table)}`);
    const lines = String(sql).split("\n");
    for (const [, name] of keys) {
      // In which quotes, says a setting of the connection.
      const starts = ['"', "`"].map(
        (quote) => `CONSTRAINT ${quote}${String(name).replaceAll(quote, quote + quote)}${quote} FOREIGN KEY`,
      );
      const line = lines.find((one) => starts.some((start) => one.trimStart().startsWith(start))) ?? "";
      const action = (event: string) =>
        new RegExp(` ON ${event} (CASCADE|SET NULL|SET DEFAULT|RESTRICT)[^)]*$`).exec(line)?.[1];
      found.set(JSON.stringify([table, name]), { onDelete: action("DELETE"), onUpdate: action("UPDATE") });
    }
  }
  return found;
}

/** What belongs to tables and is told by its name alone. */
async function readOthers(connection: SchemaConnection): Promise<ByTable<string>> {
  const triggers = await connection.query(
    "SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY TRIGGER_NAME",
  );
  const partitions = await connection.query(
    "SELECT DISTINCT TABLE_NAME, PARTITION_METHOD, PARTITION_EXPRESSION FROM information_schema.PARTITIONS WHERE TABLE_SCHEMA = DATABASE() AND PARTITION_METHOD IS NOT NULL",
  );
  const texts = [
    ...partitions.map(([table, method, by]) => [
      table,
      `partitioning by ${String(method)}${by === null ? "" : ` (${String(by)})`}`,
    ]),
    ...triggers.map(([table, name]) => [table, `trigger "${String(name)}"`]),
  ];
  return byTable(texts, ([, text]) => String(text));
}
