import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Database, type DatabaseDescription, openDatabase } from "quintet/db";
import { halfApplied } from "../../../src/db/migrations/run/migration-steps.ts";
import { appliedMigrations } from "../../../src/db/migrations/run/run-migrations.ts";
import { readingSession, withSchemaSession } from "../../../src/db/schema/schema-access.ts";
import { databaseSchema } from "../database-schema.ts";
import { killedName } from "./killed-migration.ts";
import { countStatements, type KillOrder, run } from "./killed-process.ts";

/*
 * Kills processes in the middle of a migration, and says of each point whether the promise was kept: the database is as it
 */

export interface Reference {
  /** The schema without and with the migration. */
  readonly without: string;
  readonly with: string;
  /** How many statements it takes. */
  readonly up: number;
  readonly down: number;
  /** How long it takes. */
  readonly upMs: number;
}

/** Runs the migration up, down, and up and down again, and remembers how the tables look at both ends. */
export async function readReference(description: DatabaseDescription): Promise<Reference> {
  await using database = openDatabase(description);
  await run(database, "up");
  await run(database, "down");
  const without = await schemaText(database);
  await using watcher = openDatabase(description);
  const counted = async (direction: "up" | "down") => {
    let count = 0;
    await using own = openDatabase(description);
    countStatements(own, () => void count++);
    const startedAt = performance.now();
    await run(own, direction);
    return { count, ms: performance.now() - startedAt };
  };
  const up = await counted("up");
  const withIt = await schemaText(watcher);
  const down = await counted("down");
  return { without, with: withIt, up: up.count, down: down.count, upMs: up.ms };
}

async function schemaText(database: Database): Promise<string> {
  return (await databaseSchema(database)).join("\n");
}

/** A process that has loaded everything and waits for its order. */
export function startProcess(): ChildProcess {
  const file = join(import.meta.dirname, "killed-process.ts");
  const options = ["--conditions=quintet:source", "--disable-warning=ExperimentalWarning"];
  return spawn(process.execPath, [...options, file], { stdio: ["pipe", "ignore", "pipe"] });
}

/**
 * Kills a process at one point and looks at what it has left.
 * @param database - Without the migration for a point on the way up, with it for one on the way down. It is brought back there.
 * @returns What is wrong; `undefined` where the promise was kept.
 */
export async function judgeKill(
  database: Database,
  child: ChildProcess,
  order: KillOrder,
  reference: Reference,
  isFinished: boolean,
): Promise<string | undefined> {
  let errors = "";
  child.stderr!.on("data", (data) => {
    errors += data;
  });
  child.stdin!.write(`${JSON.stringify(order)}\n`);
  const [code, signal] = await once(child, "close");
  if (code !== 0 && signal !== "SIGKILL") return `the process ended with ${code ?? signal}: ${errors}`;

  // The server may still be busy with the last statement: whoever has the turn sees the end of it.
  const left = await withSchemaSession(database, (session) =>
    session.inTurn(async () => ({
      half: await halfApplied(readingSession(database)),
      isRecorded: (await appliedMigrations(session)).some(([, name]) => name === killedName),
    })),
  );
  const schema = await schemaText(database);
  if (left.half.length === 0) {
    const expected = left.isRecorded ? reference.with : reference.without;
    if (schema !== expected)
      return `the history says ${left.isRecorded ? "applied" : "not applied"}, and the tables differ:\n${difference(expected, schema)}`;
  }
  const other = order.direction === "up" ? "down" : "up";
  const last = isFinished ? order.direction : other;
  for (const direction of isFinished ? [order.direction, other] : [other]) {
    const isThere = async () =>
      (await appliedMigrations(readingSession(database))).some(([, name]) => name === killedName) ===
        (direction === "up") && (await halfApplied(readingSession(database))).length === 0;
    if (!(await isThere())) await run(database, direction as "up" | "down");
    const problem = await endProblem(database, direction as "up" | "down", reference);
    if (problem !== undefined) return `after going ${direction} (ends ${last}): ${problem}`;
  }
  return undefined;
}

async function endProblem(
  database: Database,
  direction: "up" | "down",
  reference: Reference,
): Promise<string | undefined> {
  if ((await halfApplied(readingSession(database))).length > 0) return "still half applied";
  const expected = direction === "up" ? reference.with : reference.without;
  const schema = await schemaText(database);
  if (schema !== expected) return `the tables differ:\n${difference(expected, schema)}`;
  const [table, column, mark] = direction === "up" ? ["novel", "heading", "!"] : ["book", "title", ""];
  const rows = JSON.stringify(await database.query(`SELECT ${column} FROM shop_${table} ORDER BY id`));
  if (rows !== JSON.stringify([[`Tea${mark}`], [`Salt${mark}`]])) return `the rows are ${rows}`;
  if (direction === "down") return undefined;
  const shelves = JSON.stringify(await database.query("SELECT name FROM shop_shelf ORDER BY id"));
  return shelves === JSON.stringify([["of book 1"], ["of book 2"]])
    ? undefined
    : `the shelves are ${shelves}`;
}

function difference(expected: string, found: string): string {
  const [wanted, there] = [expected.split("\n"), found.split("\n")];
  return [
    ...wanted.filter((line) => !there.includes(line)).map((line) => `  - ${line}`),
    ...there.filter((line) => !wanted.includes(line)).map((line) => `  + ${line}`),
  ].join("\n");
}
