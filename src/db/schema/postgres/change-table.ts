import { isTextType } from "../../backends/postgres/postgres-dialect.ts";
import { closing, isSign, isWord, tokenize } from "../../sql/sql-tokens.ts";
import { fieldsOf } from "../condition-state.ts";
import { SchemaChangeError } from "../errors.ts";
import { followed } from "../followed-table.ts";
import { freeName } from "../object-names.ts";
import type { ColumnChange, OnlineChange, SchemaConnection, TableChange } from "../schema-editor.ts";
import { type ColumnDefinition, keyColumns, type TableDefinition } from "../table-definition.ts";
import { castType, collationSql, columnSql, columnType, counts, defaultSql } from "./column-sql.ts";
import { conditionSql } from "./condition-sql.ts";
import { commentSql } from "./create-table.ts";
import { constraintNamed, dropObject, ifExists } from "./drop-object.ts";
import { renameLikeIndexes } from "./like-indexes.ts";
import { fillSql } from "./literal-sql.ts";
import { makeConcurrently, makeUnchecked, setNotNullConcurrently } from "./online-changes.ts";
import { quoteName } from "./quote-name.ts";
import { renamedIndexes } from "./renamed-indexes.ts";
import { likeIndexName, maxNameLength, type TableObject, tableObjects } from "./table-objects.ts";

/*
 * Changes a table in this order, so that nothing stands in the way of what comes after it:
 *
 *   1. drop references, rules and indexes that change    3. rename, add, alter and drop columns
 *   2. drop the primary key, if it becomes another       4. make the key, indexes, rules and references that are new
 *
 * @param later - Takes what can only be done when other tables are changed as well.
 */
export async function changeTable(
  connection: SchemaConnection,
  change: TableChange,
  later: (work: () => Promise<void>) => void,
): Promise<void> {
  const { before, after, online = {} } = change;
  const hold = online.concurrently ? () => refuseToHold(after.name) : later;
  const formerly = followed(before, change.columns);
  const anew = new Set(change.columns.filter((column) => isComputedAnew(change, formerly, column)));
  const columns = inOrder(change.columns, anew);
  const old = tableObjects(formerly);
  const now = tableObjects(after);
  const unlike = old.filter(({ identity }) => !now.some((object) => object.identity === identity));
  // What belongs to a column that is made anew goes with it.
  const goes = ({ create }: TableObject) => {
    const content = create.slice(create.indexOf("(")); // behind its name and the table's
    return [...anew].some(({ after }) => content.includes(quoteName(after!.name))); // it has one, as isComputedAnew() says
  };
  const unmatched = now.filter(
    (object) => goes(object) || !old.some(({ identity }) => object.identity === identity),
  );
  const stays = (object: TableObject) => !goes(object);
  const renamed = await renamedIndexes(connection, unlike.filter(stays), unmatched.filter(stays));
  const gone = unlike.filter((object) => !renamed.some(({ from }) => from === object));
  const fresh = unmatched.filter((object) => !renamed.some(({ to }) => to === object));
  const renames = new Map(
    change.columns.flatMap(({ before, after }) => (before && after ? [[after.name, before.name]] : [])),
  );
  const table = quoteName(after.name);
  const alter = (action: string) => connection.query(`ALTER TABLE ${table} ${action}`);

  // They are named after columns, which have their old names still.
  const likeNames = new Map(
    [...renames].map(([now, before]) => [likeIndexName(after.name, now), likeIndexName(after.name, before)]),
  );
  const ruleNames = new Set(old.flatMap(({ name, columns: own }) => (own.length === 0 ? [name] : [])));
  for (const column of columns)
    if (changesUniqueness(column)) await releaseReferences(connection, after.name, column, hold);
  for (const object of gone.toReversed()) {
    const nameThen = (column: string) => renames.get(column) ?? column;
    const name = likeNames.get(object.name) ?? object.name;
    const { columns, over = [] } = object;
    const asItWas = { ...object, name, columns: columns.map(nameThen), over: over.map(nameThen) };
    await dropObject(connection, after.name, asItWas, { ruleNames, online });
  }
  if (before.tablespace !== after.tablespace)
    await alter(`SET TABLESPACE ${quoteName(after.tablespace ?? (await usualTablespace(connection)))}`);
  const movesKey = keyOf(before, change.columns) !== keyOf(after, []);
  if (movesKey && before.columns.some(({ primaryKey }) => primaryKey)) {
    const key = await constraintNamed(connection, after.name, "p", []);
    await alter(`DROP CONSTRAINT ${ifExists(online)}${quoteName(key ?? `${after.name}_pkey`)} CASCADE`);
  }
  for (const { before, after } of columns) {
    if (before?.generated && after && !after.generated)
      await alter(`ALTER COLUMN ${quoteName(before.name)} DROP EXPRESSION`);
  }
  for (const column of columns) {
    if (!changesUniqueness(column)) await releaseReferences(connection, after.name, column, hold);
    await changeColumn(connection, after, column, online);
  }
  if (movesKey) {
    const keys = keyColumns(after).map(quoteName);
    if (keys.length > 0) await alter(`ADD PRIMARY KEY (${keys.join(", ")})`);
  }
  for (const { from, to } of renamed)
    await connection.query(`ALTER INDEX ${quoteName(from.name)} RENAME TO ${quoteName(to.name)}`);
  for (const object of fresh) {
    if (online.validate === false && takesNoLook(object)) await makeUnchecked(connection, after.name, object);
    else if (online.concurrently) await makeConcurrently(connection, after.name, object);
    else await connection.query((await underFreeName(connection, after.name, object)).create);
  }
  const fields = new Set([...anew].map((column) => column.after?.field));
  const kept = formerly.columns.filter(({ field }) => !fields.has(field));
  for (const statement of commentSql(after, { ...formerly, columns: kept }))
    await connection.query(statement);
}

/**
 * Whether a column is made anew: what is computed can't be changed, and what it is computed of can't get another type
 * meanwhile. Rows have nothing in it that could be lost.
 */
function isComputedAnew(
  { after: table, columns }: TableChange,
  formerly: TableDefinition,
  { before, after }: ColumnChange,
): boolean {
  if (before === undefined || after === undefined) return false;
  const old = formerly.columns.find(({ field }) => field === after.field)?.generated;
  const now = after.generated;
  if (now === undefined) return false; // it keeps its values
  if (old === undefined) return true;
  if (changesType({ before, after })) return true; // no USING says how
  const sources = fieldsOf(now.expression);
  return (
    conditionSql(formerly.columns, old.expression) !== conditionSql(table.columns, now.expression) ||
    columns.some((other) => sources.includes(other.after?.field ?? "") && changesType(other))
  );
}

/** Whether the column is written with another type or collation, which one statement changes. */
function changesType({ before, after }: ColumnChange): boolean {
  if (before === undefined || after === undefined) return false;
  return (
    columnType(before.storage) !== columnType(after.storage) || collationSql(before) !== collationSql(after)
  );
}

/** Columns that are made anew go first and come last. */
function inOrder(columns: readonly ColumnChange[], anew: ReadonlySet<ColumnChange>): readonly ColumnChange[] {
  return [
    ...[...anew].map(({ before }) => ({ ...(before && { before }) })),
    ...columns.filter((column) => !anew.has(column)),
    ...[...anew].map(({ before: _, ...rest }) => rest),
  ];
}

/** Where tables are that name no place; as it is called on most servers, in a preview. */
async function usualTablespace(connection: SchemaConnection): Promise<string> {
  const [row] = await connection.query(
    "SELECT t.spcname FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace WHERE d.datname = current_database()",
  );
  return row === undefined ? "pg_default" : String(row[0]);
}

/** A reference under a name that the table has not given to another one. */
async function underFreeName(
  connection: SchemaConnection,
  table: string,
  object: TableObject,
): Promise<TableObject> {
  if (object.kind !== "reference") return object;
  const sql = "SELECT conname FROM pg_constraint WHERE conrelid = to_regclass(?)";
  const rows = await connection.query(sql, [quoteName(table)]);
  const taken = new Set(rows.map(([name]) => String(name).toLowerCase()));
  const name = freeName(object.name, taken, maxNameLength);
  return { ...object, name, create: object.create.replace(quoteName(object.name), () => quoteName(name)) };
}

/** Whether a rule can be made without a look at the rows. */
function takesNoLook({ kind }: TableObject): boolean {
  return kind === "check" || kind === "reference";
}

function keyOf(table: TableDefinition, changes: readonly ColumnChange[]): string {
  const renames = new Map(
    changes.flatMap(({ before, after }) => (before && after ? [[before.name, after.name]] : [])),
  );
  return JSON.stringify(keyColumns(table).map((name) => renames.get(name) ?? name));
}

async function changeColumn(
  connection: SchemaConnection,
  { name: table, columns }: TableDefinition,
  { before, after, fill }: ColumnChange,
  online: OnlineChange,
): Promise<void> {
  const alter = (action: string) => connection.query(`ALTER TABLE ${quoteName(table)} ${action}`);
  if (after === undefined) {
    await alter(`DROP COLUMN ${ifExists(online)}${quoteName(before!.name)} CASCADE`); // one of the two is there
    return;
  }
  const column = quoteName(after.name);
  if (before === undefined) {
    await addColumn(connection, table, columns, after, fill, online);
    return;
  }
  if (before.name !== after.name) {
    await alter(`RENAME COLUMN ${quoteName(before.name)} TO ${column}`);
    await renameLikeIndexes(connection, table, table, { from: before.name, to: after.name });
  }
  // A default isn't turned into the new type along with the values.
  const isInTheWay =
    defaultSql(before) !== undefined && columnType(before.storage) !== columnType(after.storage);
  if (isInTheWay) await alter(`ALTER COLUMN ${column} DROP DEFAULT`);
  await changeType(connection, table, before, after);
  const preset = defaultSql(after);
  if (preset !== (isInTheWay ? undefined : defaultSql(before)))
    await alter(`ALTER COLUMN ${column} ${preset === undefined ? "DROP DEFAULT" : `SET DEFAULT ${preset}`}`);
  if (before.nullable && !after.nullable && !after.primaryKey) {
    const value = fill === undefined || fill === null ? preset : fillSql(fill, after.storage);
    if (value !== undefined) {
      await connection.query(`UPDATE ${quoteName(table)} SET ${column} = ${value} WHERE ${column} IS NULL`);
      await connection.query("SET CONSTRAINTS ALL IMMEDIATE");
      await connection.query("SET CONSTRAINTS ALL DEFERRED");
    }
    if (online.concurrently) await setNotNullConcurrently(connection, table, after.name);
    else await alter(`ALTER COLUMN ${column} SET NOT NULL`);
  } else if (!before.nullable && after.nullable) {
    await alter(`ALTER COLUMN ${column} DROP NOT NULL`);
  }
}

/**
 * Drops the foreign keys to and from a column that gets a type of another kind, until the columns at the other side have
 * it too.
 */
async function releaseReferences(
  connection: SchemaConnection,
  table: string,
  change: ColumnChange,
  later: (work: () => Promise<void>) => void,
): Promise<void> {
  const { before, after } = change;
  if (before === undefined || after === undefined) return;
  if (kindOfType(before) === kindOfType(after) && !changesUniqueness(change)) return;
  const keys = await connection.query(
    `SELECT c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid), c.conrelid, c.confrelid, c.conkey::text, c.confkey::text
     FROM pg_constraint c JOIN pg_attribute a ON a.attname = ?
     WHERE c.contype = 'f' AND a.attrelid = to_regclass(?)
       AND (c.confrelid = a.attrelid AND a.attnum = ANY(c.confkey) OR c.conrelid = a.attrelid AND a.attnum = ANY(c.conkey))`,
    [before.name, quoteName(table)],
  );
  for (const [owner, name, definition, ...places] of keys) {
    later(async () => {
      const [[columns, target, targetColumns] = []] = await connection.query(referenceNow, places);
      const rest = behindReference(String(definition));
      await connection.query(
        `ALTER TABLE ${owner} ADD CONSTRAINT ${name} FOREIGN KEY (${columns}) REFERENCES ${target}(${targetColumns})${rest}`,
      );
    });
    await connection.query(`ALTER TABLE ${owner} DROP CONSTRAINT ${name}`);
  }
}

/** What a reference says behind the columns that it refers to: `" ON DELETE CASCADE DEFERRABLE"`. */
function behindReference(definition: string): string {
  const tokens = tokenize(definition, "postgres") ?? [];
  const references = tokens.findIndex((token) => isWord(token, "REFERENCES"));
  const open = tokens.findIndex((token, at) => at > references && isSign(token, "("));
  return definition.slice(tokens[closing(tokens, open)]!.end); // it is closed
}

/** What is held until later would be lost with the process, where not all is one transaction. */
function refuseToHold(table: string): never {
  throw new SchemaChangeError(
    `"${table}" is changed with { concurrently: true }, and a column that foreign keys belong to gets another type, which they only bear if both sides change in one transaction.\nTake { concurrently: true } away, or change the type step by step: quintet migrate make --safe.`,
  );
}

/** Whether a column that was the key is unique afterwards, or the other way round: references to it hang on the one or the other. */
function changesUniqueness({ before, after }: ColumnChange): boolean {
  if (before === undefined || after === undefined || before.primaryKey === after.primaryKey) return false;
  return before.unique || after.unique;
}

/** The names of columns by their places in a table: those may have got other names meanwhile. */
const namesAt = (table: string, places: string) =>
  `(SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY p.n) FROM unnest(${places}::smallint[]) WITH ORDINALITY p(place, n) JOIN pg_attribute a ON a.attrelid = ${table} AND a.attnum = p.place)`;
const referenceNow = `SELECT ${namesAt("k.own", "k.columns")}, k.target::regclass::text, ${namesAt("k.target", "k.target_columns")} FROM (SELECT ?::oid AS own, ?::oid AS target, ?::text AS columns, ?::text AS target_columns) k`;

/** Types of one kind can refer to each other: `"varchar(20)"` and `"varchar(30)"`, all whole numbers. */
function kindOfType({ storage }: ColumnDefinition): string {
  const type = columnType(storage).replace(/\(.*/, "");
  return /^(smallint|integer|bigint)$/.test(type) ? "integer" : type;
}

async function addColumn(
  connection: SchemaConnection,
  table: string,
  columns: readonly ColumnDefinition[],
  column: ColumnDefinition,
  fill: unknown,
  { concurrently }: OnlineChange = {},
): Promise<void> {
  const isFilled = fill !== undefined && fill !== null && column.generated === undefined;
  const filling = isFilled ? fillSql(fill, column.storage) : undefined;
  // Its rules come with all the others.
  const { positive: _, ...storage } = column.storage;
  const plain = { ...column, unique: false, primaryKey: false, storage };
  const alter = (action: string) => connection.query(`ALTER TABLE ${quoteName(table)} ${action}`);
  const perhaps = concurrently ? "IF NOT EXISTS " : ""; // a run that was killed may have added it
  await alter(`ADD COLUMN ${perhaps}${columnSql(columns, plain, filling)}`);
  if (filling === undefined) return;
  const preset = defaultSql(column);
  await alter(
    `ALTER COLUMN ${quoteName(column.name)} ${preset === undefined ? "DROP DEFAULT" : `SET DEFAULT ${preset}`}`,
  );
}

async function changeType(
  connection: SchemaConnection,
  table: string,
  before: ColumnDefinition,
  after: ColumnDefinition,
): Promise<void> {
  const column = quoteName(after.name);
  const alter = (action: string) => connection.query(`ALTER TABLE ${quoteName(table)} ${action}`);
  const type = columnType(after.storage);
  const counted = counts(before.storage);
  if (counted && !counts(after.storage)) await alter(`ALTER COLUMN ${column} DROP IDENTITY IF EXISTS`);
  const collation = collationSql(after);
  if (columnType(before.storage) !== type || collationSql(before) !== collation) {
    const collated = collation === undefined ? "" : ` ${collation}`;
    // Between texts nothing is cast: what is too long is refused, and the rows of what may be longer aren't written anew.
    const isText = isTextType(columnType(before.storage)) && isTextType(type);
    const cast = isText ? "" : ` USING ${column}::${castType(type)}`;
    await alter(`ALTER COLUMN ${column} TYPE ${type}${collated}${cast}`);
    // The counter of a column that counts by itself follows; one that stands beside it (serial) doesn't.
    const sequence = counted ? await sequenceOf(connection, table, after.name) : undefined;
    if (sequence !== undefined) await connection.query(`ALTER SEQUENCE ${sequence} AS ${type}`);
  }
  if (!counted && counts(after.storage)) {
    await alter(`ALTER COLUMN ${column} ADD GENERATED BY DEFAULT AS IDENTITY`);
    const sequence = `pg_get_serial_sequence('${quoteName(table).replaceAll("'", "''")}', '${after.name.replaceAll("'", "''")}')`;
    // It goes on behind the highest key.
    await connection.query(
      `SELECT setval(${sequence}, COALESCE(MAX(${column}), 1), MAX(${column}) IS NOT NULL) FROM ${quoteName(table)}`,
    );
  }
}

async function sequenceOf(
  connection: SchemaConnection,
  table: string,
  column: string,
): Promise<string | undefined> {
  const [row] = await connection.query("SELECT pg_get_serial_sequence(?, ?)", [quoteName(table), column]);
  return typeof row?.[0] === "string" ? row[0] : undefined;
}
