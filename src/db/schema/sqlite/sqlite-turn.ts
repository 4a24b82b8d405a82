import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { SchemaConnection, TurnHolder } from "../schema-editor.ts";

/*
 * Whose turn it is to change the schema of an SQLite file. A file beside it is a small database of its own, in which the
 * holder keeps a transaction open that has begun to write: nobody else can begin one, everybody can read who it is, and
 * the operating system ends it with the process, however that ends. The file stays, because one who waits has it open.
 */

/** The right to change the schema, until it is given back. */
export interface SqliteTurn {
  release(): void;
}

/**
 * Takes the turn; `undefined` where another process has it, `"impossible"` where no file can be written beside the database.
 * @param file - The database. One in memory has no other process to share it with.
 */
export function takeTurn(file: string, holder: TurnHolder): SqliteTurn | "impossible" | undefined {
  let turn: DatabaseSync | undefined;
  try {
    turn = new DatabaseSync(turnFile(file));
    turn.exec("PRAGMA busy_timeout = 0; PRAGMA synchronous = OFF; BEGIN IMMEDIATE");
    turn.exec(
      "CREATE TABLE IF NOT EXISTS holder (who TEXT NOT NULL, since TEXT NOT NULL); DELETE FROM holder",
    );
    turn.prepare("INSERT INTO holder VALUES (?, ?)").run(holder.who, holder.since);
    turn.exec("COMMIT; BEGIN IMMEDIATE");
    const row = turn.prepare("SELECT who, since FROM holder").get();
    const taken = turn;
    if (row?.who === holder.who && row.since === holder.since) return { release: () => taken.close() };
    turn.close(); // another one has slipped in between
    return undefined;
  } catch (error) {
    turn?.close();
    return isBusy(error) ? undefined : "impossible";
  }
}

/** Who has the turn, as far as can be told. */
export function readHolder(file: string): TurnHolder | undefined {
  let turn: DatabaseSync | undefined;
  try {
    turn = new DatabaseSync(turnFile(file), { readOnly: true });
    const row = turn.prepare("SELECT who, since FROM holder").get();
    return row === undefined ? undefined : { who: String(row.who), since: String(row.since) };
  } catch {
    return undefined; // it is being written just now
  } finally {
    turn?.close();
  }
}

/** Who has the turn just now; `undefined` where nobody has. */
export function currentHolder(file: string): TurnHolder | undefined {
  let turn: DatabaseSync | undefined;
  try {
    if (!existsSync(turnFile(file))) return undefined;
    turn = new DatabaseSync(turnFile(file));
    turn.exec("PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; ROLLBACK");
    return undefined;
  } catch (error) {
    return isBusy(error) ? readHolder(file) : undefined;
  } finally {
    turn?.close();
  }
}

/** The file of the database that a connection has open; `undefined` for one in memory. */
export async function fileOf(connection: SchemaConnection): Promise<string | undefined> {
  const rows = await connection.query("PRAGMA database_list");
  const file = String(rows.find(([, name]) => name === "main")?.[2] ?? "");
  return file === "" ? undefined : file;
}

function turnFile(file: string): string {
  return `${file}-migrating`;
}

const busyCodes: ReadonlySet<number> = new Set([5, 6]); // SQLITE_BUSY, SQLITE_LOCKED

function isBusy(error: unknown): boolean {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === "number" && busyCodes.has(errcode & 0xff);
}
