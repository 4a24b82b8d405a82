import type { WriteResult } from "../backends/backend.ts";
import type { Database } from "../connections/database.ts";
import type { Compiled } from "../sql/sql.ts";
import { finish, join, list } from "../sql/sql.ts";
import { fieldEncoder } from "../sql/stored-value.ts";
import { type Conflict, compileInsert } from "../sql/write-compiler.ts";
import type { FieldInfo } from "./field-info.ts";
import type { ModelMeta } from "./model-meta.ts";

/*
 * The statements that write rows into the table of one model: of a model that inherits, only its own columns. Each
 * statement is compiled once for its shape and kept by the database.
 */

type Values = Record<string, unknown>;

// Rows of one INSERT. More than this is hardly faster, and every size is a statement of its own to keep: these are few.
const batchSizes = [64, 8, 1] as const;

/** Inserts what of these rows is in a model's own table. Keys that the database counts up are set on the rows. */
export async function insertValues(
  meta: ModelMeta,
  rows: readonly object[],
  database: Database,
  conflict?: Conflict,
): Promise<void> {
  for (const [columns, group] of byColumns(meta, rows))
    await insertBatches(meta, columns, group, database, conflict);
}

/** The columns of one INSERT. */
interface InsertColumns {
  readonly fields: readonly FieldInfo[];
  /** The key that the database counts up, where it is left out. */
  readonly counted: FieldInfo | undefined;
  /** What tells these columns from others of the table, in shapes. */
  readonly key: string;
}
/** The fields of a model that are written, those of them that a row may leave out, and the columns that follow. */
interface Insertable {
  readonly written: readonly FieldInfo[];
  readonly optional: readonly FieldInfo[];
  readonly columns: Map<string, InsertColumns>;
}
// Asked for each row that is inserted, and always the same.
const insertables = new WeakMap<ModelMeta, Insertable>();

function insertableOf(meta: ModelMeta): Insertable {
  const known = insertables.get(meta);
  if (known !== undefined) return known;
  const written = [...meta.ownFields.values()].filter((field) => field.generated === undefined);
  const optional = written.filter((field) => field.isAuto || field.hasDbDefault);
  const made = { written, optional, columns: new Map<string, InsertColumns>() };
  insertables.set(meta, made);
  return made;
}

/** Rows that are inserted with the same columns: a key that is counted up, or a default of the database, is left out. */
function byColumns(meta: ModelMeta, rows: readonly object[]): Map<InsertColumns, object[]> {
  const insertable = insertableOf(meta);
  const groups = new Map<InsertColumns, object[]>();
  for (const row of rows) {
    const columns = columnsFor(insertable, row as Values);
    const group = groups.get(columns);
    if (group === undefined) groups.set(columns, [row]);
    else group.push(row);
  }
  return groups;
}

function columnsFor({ written, optional, columns }: Insertable, row: Values): InsertColumns {
  let key = "";
  for (const field of optional) if (isLeftOut(field, row)) key += `-${field.name}`;
  let found = columns.get(key);
  if (found === undefined) {
    const fields = written.filter((field) => !(optional.includes(field) && isLeftOut(field, row)));
    // Two models may describe one table with other columns, so the shape names them all.
    const names = fields.map(({ name }) => name).join();
    const counted = written.find((field) => field.isAuto && !fields.includes(field));
    found = { fields, counted, key: names };
    columns.set(key, found);
  }
  return found;
}

function isLeftOut(field: FieldInfo, row: Values): boolean {
  const value = row[field.attribute];
  return value === undefined || (field.isAuto && value === null);
}

async function insertBatches(
  meta: ModelMeta,
  columns: InsertColumns,
  rows: readonly object[],
  database: Database,
  conflict: Conflict | undefined,
): Promise<void> {
  const { fields, counted } = columns;
  const limit = Math.floor(database.dialect.maxParameters / Math.max(1, fields.length));
  for (let start = 0; start < rows.length; ) {
    const left = rows.length - start;
    const size = fields.length === 0 ? 1 : (batchSizes.find((size) => size <= left && size <= limit) ?? 1);
    const batch = rows.slice(start, start + size);
    const compiled = insertOf(meta, columns, size, database, conflict);
    const values = batch.flatMap((row) => fields.map(({ attribute }) => (row as Values)[attribute] ?? null));
    const result = await database.write({ text: compiled.text, bigints: false }, compiled.bind(values));
    // Which rows were left out or changed can't be told, so their keys stay unknown, as in Django.
    if (conflict === undefined && counted !== undefined) {
      for (const [position, row] of batch.entries())
        (row as Values)[counted.attribute] = countedKey(result, position);
    }
    start += size;
  }
}

/** The key that the database counted up for a new row of a statement. */
function countedKey({ rows, lastKey }: WriteResult, position: number): number {
  return Number(rows[position]?.[0] ?? lastKey);
}

/** The INSERT of so many rows, kept by its shape. */
function insertOf(
  meta: ModelMeta,
  { fields, counted, key }: InsertColumns,
  rowCount: number,
  database: Database,
  conflict: Conflict | undefined,
): Compiled {
  const about =
    conflict === undefined
      ? ""
      : ` ${conflict.ignore} ${conflict.target.map(String)} ${conflict.update.map(String)}`;
  const returns =
    counted !== undefined && conflict === undefined && (rowCount > 1 || !database.dialect.tellsLastKey);
  return kept(database, `insert ${meta.table} ${key} ${rowCount}${about}`, () =>
    compileInsert(meta, fields, rowCount, database.dialect, {
      ...(returns ? { returning: counted } : {}),
      ...(conflict === undefined ? {} : { conflict }),
    }),
  );
}

/** Writes these columns of a row in a model's own table. Gives whether there was such a row. */
export async function updateValues(
  meta: ModelMeta,
  fields: readonly FieldInfo[],
  row: object,
  database: Database,
): Promise<boolean> {
  const shape = `save ${meta.table} ${fields.map(({ name }) => name).join()}`;
  const compiled = kept(database, shape, () => updateOf(meta, fields, database));
  const values = [...fields, ...meta.keyFields].map(({ attribute }) => (row as Values)[attribute] ?? null);
  const { changes } = await database.write({ text: compiled.text, bigints: false }, compiled.bind(values));
  return changes > 0;
}

/** UPDATE of one row by its key. Values: those of the fields, then the key. */
function updateOf(meta: ModelMeta, fields: readonly FieldInfo[], { dialect }: Database): Compiled {
  const set = (field: FieldInfo, place: number) =>
    join(`${dialect.quote(field.column)} = `, [{ place, encode: fieldEncoder(dialect, field) }]);
  const changes = list(fields.map(set));
  const key = list(
    meta.keyFields.map((field, position) => set(field, fields.length + position)),
    " AND ",
  );
  return finish(join(`UPDATE ${dialect.quote(meta.table)} SET `, changes, " WHERE ", key), dialect);
}

function kept(database: Database, shape: string, compile: () => Compiled): Compiled {
  const known = database.writes.get(shape);
  if (known !== undefined) return known;
  const compiled = compile();
  database.writes.set(shape, compiled);
  return compiled;
}
