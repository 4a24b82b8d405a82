import type { Statement } from "../backends/backend.ts";
import type { Database } from "../connections/database.ts";
import { transaction } from "../connections/transaction.ts";
import { WrongValueError } from "../errors.ts";
import type { StoredValue } from "../fields/column.ts";
import type { Conflict, Decoder, Dialect } from "../sql/dialect.ts";
import { compileInsert } from "../sql/write-compiler.ts";
import { computedFields } from "./computed-values.ts";
import { conflictKey } from "./conflict-key.ts";
import type { FieldInfo } from "./field-info.ts";
import { byColumns, type InsertColumns } from "./insert-columns.ts";
import { insertComputed } from "./insert-computed.ts";
import type { ModelMeta } from "./model-meta.ts";
import { makeRowWriter, type RowWriter } from "./row-writer.ts";

/*
 * How rows are inserted into the table of one model: of a model that inherits, only its own columns. Many rows go in
 * batches of few sizes, so that few statements are compiled and kept:
 *
 *   PostgreSQL   INSERT INTO books (title, pages) SELECT * FROM unnest($1::text[], $2::integer[]) RETURNING id
 *   others       INSERT INTO books (title, pages) VALUES (?, ?), (?, ?), … RETURNING id
 *
 * Rows of SQLite get keys that follow each other, and asking for all of them takes longer than the rest of the batch:
 * only the first batch is asked for its keys, and of each other only the last one is looked at.
 */

type Values = Record<string, unknown>;

/** How one kind of batch is inserted. Made once for each shape. */
interface Insert {
  readonly statement: Statement;
  readonly write: RowWriter;
  readonly width: number;
  /** Whether there is one parameter for each column. */
  readonly isArrays: boolean;
  /** The key to set on the rows, as the statement gives it. */
  readonly counted: FieldInfo | undefined;
  /** Of the key: what the database fills in by a default. */
  readonly filledIn: readonly FilledIn[];
  readonly returnsKeys: boolean;
}
interface FilledIn {
  readonly attribute: string;
  readonly decode: Decoder | undefined;
}
interface Batch {
  readonly insert: Insert;
  readonly rows: readonly object[];
  readonly start: number;
  readonly end: number;
}

/** Inserts what of these rows is in a model's own table, all or none. Keys that the database counts up are set on them. */
export async function insertRows(
  meta: ModelMeta,
  rows: readonly object[],
  database: Database,
  conflict?: Conflict,
): Promise<void> {
  const batches = batchesOf(meta, rows, database, conflict);
  const [only] = batches;
  if (only === undefined) return;
  try {
    if (batches.length === 1) await insertBatch(only, database, undefined);
    else await insertAll(batches, database);
  } catch (error) {
    if (batches.length > 1) for (const batch of batches) forgetKeys(batch);
    if (error instanceof UnclearKeysError) {
      await insertAll(batchesOf(meta, rows, database, conflict, true), database);
      return;
    }
    // A value that the database computes is met only where plain ones are written, so that these cost nothing more.
    const isComputed = (row: object) => computedFields(row, meta.ownFields.values()).length > 0;
    if (!(error instanceof WrongValueError && rows.some(isComputed))) throw error;
    await insertInTurn(meta, rows, isComputed, database, conflict);
  }
}

/** Rows whose values the database computes one by one, and those between them together: keys follow their order. */
function insertInTurn(
  meta: ModelMeta,
  rows: readonly object[],
  isComputed: (row: object) => boolean,
  database: Database,
  conflict: Conflict | undefined,
): Promise<void> {
  return transaction(
    async () => {
      let plain: object[] = [];
      for (const row of rows) {
        if (!isComputed(row)) {
          plain.push(row);
          continue;
        }
        await insertRows(meta, plain, database, conflict);
        plain = [];
        await insertComputed(meta, row, database, conflict);
      }
      await insertRows(meta, plain, database, conflict);
    },
    { database },
  );
}

/** A trigger adds rows of its own between those of a batch. */
class UnclearKeysError extends Error {}

function insertAll(batches: readonly Batch[], database: Database): Promise<void> {
  return transaction(
    async () => {
      let lastKey: number | undefined;
      for (const batch of batches) lastKey = await insertBatch(batch, database, lastKey);
    },
    { database },
  );
}

/** What was stored for a moment is taken back, and its keys with it. */
function forgetKeys({ insert, rows, start, end }: Batch): void {
  for (const { attribute } of insert.filledIn)
    for (let index = start; index < end; index++) (rows[index] as Values)[attribute] = undefined;
  if (insert.counted === undefined) return;
  for (let index = start; index < end; index++) (rows[index] as Values)[insert.counted.attribute] = null;
}

// Rows of one INSERT with a parameter for each column: its text is made in memory.
const arrayRows = 10_000;

/** @param asksAll - Whether all batches are asked for the keys that the database counts up. */
function batchesOf(
  meta: ModelMeta,
  rows: readonly object[],
  database: Database,
  conflict: Conflict | undefined,
  asksAll = false,
): Batch[] {
  const { dialect } = database;
  const batches: Batch[] = [];
  for (const [columns, group] of byColumns(meta, rows)) {
    const width = columns.fields.length;
    const limit = width === 0 ? 1 : dialect.maxParameters / width;
    const isArrays = group.length > 1 && hasArrays(columns, dialect);
    const { counted, filledIn } = columns;
    const sets = !conflict?.ignore && (counted !== undefined || filledIn.length > 0);
    // Keys that are counted on in JavaScript are numbers: bigints are asked for.
    const follows = conflict === undefined && dialect.keysFollow && !asksAll && !counted?.asBigint;
    for (let start = 0; start < group.length; ) {
      const left = group.length - start;
      const size = isArrays
        ? Math.min(left, arrayRows)
        : (dialect.insertSizes.find((size) => size <= left && size <= limit) ?? 1);
      const isTold = size === 1 ? conflict === undefined && dialect.tellsLastKey : follows && start > 0;
      const returnsKeys = sets && (filledIn.length > 0 || !isTold);
      const shape = { meta, columns, rowCount: isArrays ? undefined : size, conflict, returnsKeys };
      batches.push({ insert: insertOf(shape, database), rows: group, start, end: start + size });
      start += size;
    }
  }
  return batches;
}

function hasArrays({ fields }: InsertColumns, { arrays }: Dialect): boolean {
  return (
    arrays !== undefined && fields.length > 0 && fields.every((field) => arrays.typeOf(field) !== undefined)
  );
}

/**
 * Inserts rows and sets their keys. Gives the last one, where the database counts them up.
 * @param previous - The key of the row before, where the database has counted that up as well.
 */
async function insertBatch(
  { insert, rows, start, end }: Batch,
  database: Database,
  previous: number | undefined,
): Promise<number | undefined> {
  const { statement, write, width, isArrays, counted, filledIn, returnsKeys } = insert;
  const values = new Array<StoredValue>((end - start) * width);
  for (let index = start, at = 0; index < end; index++, at += width) write(rows[index]!, values, at);
  const sent = database.write(statement, isArrays ? arraysOf(values, width, database.dialect) : values);
  const result = sent instanceof Promise ? await sent : sent;
  if (returnsKeys && result.rows.length === 0) return undefined; // MySQL can't tell of which rows a conflict was
  for (const [position, { attribute, decode }] of filledIn.entries())
    for (let index = start; index < end; index++) {
      const stored = result.rows[index - start]![position]!; // one for each row, and for each of these
      (rows[index] as Values)[attribute] = decode === undefined ? stored : decode(stored);
    }
  if (counted === undefined) return undefined;
  const { attribute } = counted;
  if (returnsKeys) {
    for (let index = start; index < end; index++)
      (rows[index] as Values)[attribute] = keyOf(counted, result.rows[index - start]![0]); // one for each row
    return Number(result.rows[end - start - 1]![0]);
  }
  const last = Number(result.lastKey);
  if (end - start === 1) {
    (rows[start] as Values)[attribute] = keyOf(counted, result.lastKey);
    return last;
  }
  // Each new key is greater than all before, so keys that take no more room than the rows belong to them.
  if (last - (end - start) !== previous) throw new UnclearKeysError();
  for (let index = start; index < end; index++) (rows[index] as Values)[attribute] = last - (end - 1 - index);
  return last;
}

/** A counted key, as rows hold it. */
function keyOf({ asBigint }: FieldInfo, stored: StoredValue | undefined): number | bigint {
  return asBigint ? BigInt(stored as number | bigint) : Number(stored);
}

function arraysOf(values: readonly StoredValue[], width: number, { arrays }: Dialect): StoredValue[] {
  const texts = new Array<StoredValue>(width);
  for (let column = 0; column < width; column++) texts[column] = arrays!.textOf(values, column, width);
  return texts;
}

interface InsertShape {
  readonly meta: ModelMeta;
  readonly columns: InsertColumns;
  /** `undefined` for any number, as one array for each column. */
  readonly rowCount: number | undefined;
  readonly conflict: Conflict | undefined;
  readonly returnsKeys: boolean;
}

const inserts = new WeakMap<Database, Map<string, Insert>>();

/** The INSERT of that shape, kept. */
function insertOf(shape: InsertShape, database: Database): Insert {
  const { meta, columns, rowCount, conflict, returnsKeys } = shape;
  let kept = inserts.get(database);
  if (kept === undefined) {
    kept = new Map();
    inserts.set(database, kept);
  }
  const key = `${meta.table} ${columns.key} ${rowCount} ${returnsKeys}${conflictKey(conflict)}`;
  let insert = kept.get(key);
  if (insert === undefined) {
    insert = makeInsert(shape, database.dialect);
    kept.set(key, insert);
  }
  return insert;
}

function makeInsert(
  { meta, columns, rowCount, conflict, returnsKeys }: InsertShape,
  dialect: Dialect,
): Insert {
  const { fields, counted, filledIn } = columns;
  const { text } = compileInsert(meta, fields, rowCount, dialect, {
    returning: returnsKeys ? [...(counted === undefined ? [] : [counted]), ...filledIn] : [],
    ...(conflict === undefined ? {} : { conflict }),
  });
  return {
    statement: { text, bigints: counted?.asBigint ?? false },
    write: makeRowWriter(meta, fields, dialect),
    width: fields.length,
    isArrays: rowCount === undefined,
    // Which rows were left out can't be told, so their keys stay unknown, as in Django.
    counted: conflict?.ignore ? undefined : counted,
    filledIn: (returnsKeys ? filledIn : []).map((field) => ({
      attribute: field.attribute,
      decode: dialect.decoder(field),
    })),
    returnsKeys,
  };
}
