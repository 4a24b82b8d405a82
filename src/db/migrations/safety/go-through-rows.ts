import { SchemaChangeError } from "../../schema/errors.ts";
import type { TableDefinition } from "../../schema/table-definition.ts";
import type { OperationRun } from "../operations/operation.ts";
import type { RowsDone } from "../operations/step-notes.ts";
import { KeyOrder, type NotedKey, type SqlPart } from "./key-order.ts";
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
const everywhere: SqlPart = { sql: "1 = 1", parameters: [] };

/** Where it has come to. */
interface Position extends RowsDone {
  /** The last key that was done; `null` before the first batch. */
  readonly after: NotedKey | null;
}

/** @param changeSql - What a row gets: `"heading" = "title"`. @param conditionSql - Which rows need it. */
export async function goThroughRows(
  run: OperationRun,
  table: TableDefinition,
  { what, changeSql, conditionSql, batchSize = 1000, pauseMs = 0 }: BatchOptions & RowChange,
): Promise<void> {
  const order = new KeyOrder(run.editor.kind, table);
  const name = quoterOf(run.editor.kind)(table.name);
  const change = (range: string) => `UPDATE ${name} SET ${changeSql} WHERE ${range} AND (${conditionSql})`;
  if (run.preview !== undefined) {
    const { told } = run.preview; // rows are none on a copy
    await told.query(
      `-- All rows at once; quintet migrate up goes in batches, by ranges of ${order.columns}`,
    );
    await told.query(`UPDATE ${name} SET ${changeSql} WHERE ${conditionSql}`);
    return;
  }
  const { notes, editor } = run;
  if (notes === undefined || editor.inOwnTransaction === undefined) throw inOneTransaction(what);

  const [counted] = await run.database.query(`SELECT COUNT(*) FROM ${name}`);
  let position = positionFrom(await notes.read(), Number(counted?.[0] ?? 0));
  let size = Math.min(batchSize, 500);
  for (;;) {
    const startedAt = performance.now();
    const next = await editor.inOwnTransaction(async (): Promise<Position | undefined> => {
      const behind = position.after === null ? everywhere : order.isBehind(position.after);
      const batch = await run.database.query(
        `SELECT ${order.read} FROM ${name} WHERE ${behind.sql} ORDER BY ${order.columns} LIMIT ${size}`,
        behind.parameters,
      );
      const last = batch.map((row) => order.noteOf(row)).at(-1);
      if (last === undefined) return undefined;
      await refuseUnreadableKey(run, table.name, order, last);
      const upTo = order.isUpTo(last);
      await run.database.query(change(`${behind.sql} AND ${upTo.sql}`), [
        ...behind.parameters,
        ...upTo.parameters,
      ]);
      const rows = position.rows + batch.length;
      const reached = { after: last, rows, of: Math.max(position.of, rows) };
      await notes.write(JSON.stringify(reached));
      return reached;
    }, true);
    if (next === undefined) return;
    position = next;
    run.progress?.({ what, rows: position.rows, of: position.of });
    const took = performance.now() - startedAt;
    const wanted = Math.max(smallestBatch, Math.min((size * targetMs) / took, size * 2));
    size = Math.min(batchSize, Math.round(wanted));
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** What the driver reads as the mark of replacement may be bytes that are no text, behind which no batch can begin. */
async function refuseUnreadableKey(
  run: OperationRun,
  table: string,
  order: KeyOrder,
  key: NotedKey,
): Promise<void> {
  if (!key.some((value) => typeof value === "string" && value.includes("\ufffd"))) return;
  const { sql, parameters } = order.isAt(key);
  const found = await run.database.query(
    `SELECT 1 FROM ${quoterOf(run.editor.kind)(table)} WHERE ${sql}`,
    parameters,
  );
  if (found.length > 0) return;
  throw new SchemaChangeError(
    `A row of "${table}" has a key with bytes that are no text: ${order.columns} is ${JSON.stringify(key)}, where \ufffd stands for them. Batches go by the key.\nGive it another key first: runSql().`,
  );
}

interface RowChange {
  /** For people: `"Book.heading"`. */
  readonly what: string;
  readonly changeSql: string;
  readonly conditionSql: string;
}

function positionFrom(note: string | undefined, of: number): Position {
  const noted = note === undefined ? { after: null, rows: 0 } : (JSON.parse(note) as Position); // written above
  return { ...noted, of: Math.max(of, noted.rows) };
}

function inOneTransaction(what: string): SchemaChangeError {
  return new SchemaChangeError(
    `The rows of ${what} are filled in batches, each in a transaction of its own, and this migration is one transaction.\nSay in the migration: migration({ transaction: false, … }).`,
  );
}
