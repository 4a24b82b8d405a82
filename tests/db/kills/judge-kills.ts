import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Database, type DatabaseDescription, openDatabase } from "quintet/db";
import { halfApplied } from "../../../src/db/migrations/run/migration-steps.ts";
import { appliedMigrations, migrateTo } from "../../../src/db/migrations/run/run-migrations.ts";
import { readingSession, withSchemaSession } from "../../../src/db/schema/schema-access.ts";
import type { SchemaSession } from "../../../src/db/schema/schema-editor.ts";
import { databaseSchema } from "../database-schema.ts";
import { countStatements, type Direction, type KillOrder, run } from "./killed-process.ts";
import type { KilledSet } from "./killed-set.ts";
import { killedSets } from "./killed-sets.ts";

/*
 * Kills processes in the middle of migrations, and says of each point whether the promise was kept: the tables are what the
 * history says, or a migration is known to be half applied; and both `up` and `down` lead to their ends, where the tables
 * are as they were without a kill and the rows are neither lost nor changed twice.
 */

export interface Reference {
  /**
   * The schema with only the first migration of the set, with the next one, and so on. It depends on where one comes from:
   * the way back over a backfill leaves what it has made, up to the change that it belongs to.
   */
  readonly schemas: Readonly<Record<Direction, readonly string[]>>;
  /** How many statements it takes. */
  readonly up: number;
  readonly down: number;
  /** How long it takes. */
  readonly upMs: number;
}

/** Runs the migrations up and down, and up and down again, and remembers how the tables look after each. */
export async function readReference(description: DatabaseDescription, set: KilledSet): Promise<Reference> {
  await using database = openDatabase(description);
  await run(database, set, "up");
  await run(database, set, "down");
  const schemaAt = async (name: string) => {
    await withSchemaSession(database, (session) =>
      session.inTurn(() => migrateTo(session, set.graph, { module: "shop", name })),
    );
    return schemaText(database);
  };
  const schemas = { up: [await schemaText(database)], down: [] as string[] };
  for (const name of set.names.slice(1)) schemas.up.push(await schemaAt(name));
  for (const name of set.names.toReversed()) schemas.down.unshift(await schemaAt(name));
  const counted = async (direction: Direction) => {
    let count = 0;
    await using own = openDatabase(description);
    countStatements(own, () => void count++);
    const startedAt = performance.now();
    await run(own, set, direction);
    return { count, ms: performance.now() - startedAt };
  };
  const up = await counted("up");
  const down = await counted("down");
  return { schemas, up: up.count, down: down.count, upMs: up.ms };
}

async function schemaText(database: Database): Promise<string> {
  return (await databaseSchema(database)).join("\n");
}

/** A process that has loaded everything and waits for its order. */
export function startProcess(file = join(import.meta.dirname, "killed-process.ts")): ChildProcess {
  const options = ["--conditions=quintet:source", "--disable-warning=ExperimentalWarning"];
  return spawn(process.execPath, [...options, file], { stdio: ["pipe", "ignore", "pipe"] });
}

/**
 * Kills a process at one point, looks at what it has left, and goes to an end from there.
 * @param database - At the beginning of the order's way: with the first migration only, or with all.
 * @param end - Where to go: in the direction of the order, or back.
 * @returns What is wrong; `undefined` where the promise was kept.
 */
export async function judgeKill(
  database: Database,
  child: ChildProcess,
  order: KillOrder,
  reference: Reference,
  end: Direction,
): Promise<string | undefined> {
  const set = killedSets[order.set];
  let errors = "";
  child.stderr!.on("data", (data) => {
    errors += data;
  });
  child.stdin!.write(`${JSON.stringify(order)}\n`);
  const [code, signal] = await once(child, "close");
  if (code !== 0 && signal !== "SIGKILL") return `the process ended with ${code ?? signal}: ${errors}`;

  // The server may still be busy with the last statement: whoever has the turn sees the end of it.
  const left = await withSchemaSession(database, (session) => session.inTurn(() => placeOf(session, set)));
  if (!left.isHalf) {
    const expected = reference.schemas[order.direction][left.applied]!;
    const difference = differenceOf(expected, await schemaText(database));
    if (difference !== "")
      return `the history has ${left.applied} of the killed migrations, and the tables differ:\n${difference}`;
  }
  await run(database, set, end);
  if ((await placeOf(readingSession(database), set)).isHalf) return `still half applied after going ${end}`;
  const difference = differenceOf(
    reference.schemas[end][end === "up" ? set.names.length - 1 : 0]!,
    await schemaText(database),
  );
  if (difference !== "") return `after going ${end}, the tables differ:\n${difference}`;
  const isResumed = order.direction === "up" && end === "up";
  for (const [sql, rows] of [...set.rows[end], ...((isResumed && set.rows.resumed) || [])]) {
    const [wanted, found] = [rowsText(rows), rowsText(await database.query(sql))];
    if (wanted !== found) return `after going ${end}, ${sql} gives\n  ${found} instead of\n  ${wanted}`;
  }
  return undefined;
}

/** How many of the killed migrations the history has, and whether one is half applied. */
async function placeOf(session: SchemaSession, { names }: KilledSet) {
  const applied = (await appliedMigrations(session)).filter(
    ([module, name]) => module === "shop" && names.includes(name),
  ).length;
  return { applied: applied - 1, isHalf: (await halfApplied(session)).length > 0 };
}

/** Whole numbers are numbers, texts or big integers, as their columns have it. */
function rowsText(rows: readonly (readonly unknown[])[]): string {
  return JSON.stringify(rows.map((row) => row.map((value) => (value === null ? null : String(value)))));
}

function differenceOf(expected: string, found: string): string {
  const [wanted, there] = [expected.split("\n"), found.split("\n")];
  return [
    ...wanted.filter((line) => !there.includes(line)).map((line) => `  - ${line}`),
    ...there.filter((line) => !wanted.includes(line)).map((line) => `  + ${line}`),
  ].join("\n");
}
