import { SchemaChangeError } from "../../schema/errors.ts";
import type { TableDefinition } from "../../schema/table-definition.ts";
import type { OperationRun } from "../operations/operation.ts";
import { quoterOf } from "./quoting.ts";

/*
 * Changes the rows of a table in batches by ranges of the key, each in a short transaction of its own together with a note
 * of how far it has come: whoever is killed goes on from there. A batch takes more rows while it is quick, and fewer when
 * it is slow, because writers wait for a batch that has their row.
 */

export interface BatchOptions {
  /** Rows of the first batch, and at most; 1,000 by default. */
  readonly batchSize?: number;
  /** How long to rest after each batch, in milliseconds; none by default. */
  readonly pauseMs?: number;
}

/** What a batch should take. A tenth of a second is what a writer may wait, and a batch that is tried again is waited for twice. */
const targetMs = 25;
const smallestBatch = 50;

/** Where it has come to. */
interface Position {
  readonly after: string | number | null;
  readonly rows: number;
}

/** @param changeSql - What a row gets: `"heading" = "title"`. @param conditionSql - Which rows need it. */
export async function goThroughRows(
  run: OperationRun,
  table: TableDefinition,
  { what, changeSql, conditionSql, batchSize = 1000, pauseMs = 0 }: BatchOptions & RowChange,
): Promise<void> {
  const quote = quoterOf(run.editor.kind);
  const key = quote(keyColumn(table));
  const name = quote(table.name);
  const change = `UPDATE ${name} SET ${changeSql} WHERE ${key} > ? AND ${key} <= ? AND (${conditionSql})`;
  if (run.preview !== undefined) {
    await run.database.query(
      `UPDATE ${name} SET ${changeSql} WHERE ${key} > … AND ${key} <= … AND (${conditionSql})`,
    );
    return;
  }
  const { notes, editor } = run;
  if (notes === undefined || editor.inOwnTransaction === undefined) throw inOneTransaction(what);

  const [counted] = await run.database.query(`SELECT COUNT(*) FROM ${name}`);
  const of = Number(counted?.[0] ?? 0);
  let position = positionFrom(await notes.read());
  let size = Math.min(batchSize, 500);
  for (;;) {
    const startedAt = performance.now();
    const next = await editor.inOwnTransaction(async (): Promise<Position | undefined> => {
      const [where, parameters] = position.after === null ? ["", []] : [`WHERE ${key} > ?`, [position.after]];
      const range = `SELECT MIN(k), MAX(k), COUNT(*) FROM (SELECT ${key} AS k FROM ${name} ${where} ORDER BY ${key} LIMIT ${size}) AS batch`;
      const [found] = await run.database.query(range, parameters);
      const [first, last, rows] = found ?? [];
      if (last === null || last === undefined) return undefined;
      const whole = position.after === null ? change.replace(`${key} > ?`, `${key} >= ?`) : change;
      await run.database.query(whole, [position.after ?? plain(first), plain(last)]);
      const reached = { after: plain(last), rows: position.rows + Number(rows) };
      await notes.write(JSON.stringify(reached));
      return reached;
    }, true);
    if (next === undefined) return;
    position = next;
    run.progress?.({ what, rows: position.rows, of: Math.max(of, position.rows) });
    const took = performance.now() - startedAt;
    const wanted = Math.max(smallestBatch, Math.min((size * targetMs) / took, size * 2));
    size = Math.min(batchSize, Math.round(wanted));
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

interface RowChange {
  /** For people: `"Book.heading"`. */
  readonly what: string;
  readonly changeSql: string;
  readonly conditionSql: string;
}

function keyColumn(table: TableDefinition): string {
  const keys = table.columns.filter(({ primaryKey }) => primaryKey);
  if (keys.length === 1) return keys[0]!.name;
  throw new SchemaChangeError(
    `"${table.name}" has a key of ${keys.length} columns, and batches go by a key of one.\nWrite the backfill with runCode(), a range of rows at a time.`,
  );
}

function positionFrom(note: string | undefined): Position {
  return note === undefined ? { after: null, rows: 0 } : (JSON.parse(note) as Position); // written above
}

/** A key as it can be noted and given back: a number, or a text that the database reads. */
function plain(key: unknown): string | number {
  return typeof key === "number" ? key : String(key);
}

function inOneTransaction(what: string): SchemaChangeError {
  return new SchemaChangeError(
    `The rows of ${what} are filled in batches, each in a transaction of its own, and this migration is one transaction.\nSay in the migration: migration({ transaction: false, … }).`,
  );
}
