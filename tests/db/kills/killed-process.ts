import { type Database, type DatabaseDescription, openDatabase } from "quintet/db";
import { migrateDown, migrateUp } from "../../../src/db/migrations/run/run-migrations.ts";
import { withSchemaSession } from "../../../src/db/schema/schema-access.ts";
import type { KilledSet } from "./killed-set.ts";
import { killedSets } from "./killed-sets.ts";

/*
 * A process that applies or undoes the migrations of a set, and kills itself with signal 9 on the way. Is told what to do in
 * one line of JSON on its standard input, so that it can be started before it is needed.
 */

export type Direction = "up" | "down";

export interface KillOrder {
  readonly set: keyof typeof killedSets;
  readonly description: DatabaseDescription;
  readonly direction: Direction;
  /** Before which statement, or with which one on its way; none for none. */
  readonly at?: number;
  readonly isOnItsWay?: boolean;
  /** After how many milliseconds, for one that is killed by the clock. */
  readonly afterMs?: number;
}

/** Counts the statements of migrations, and calls `hook` before each with its number, beginning with 0. */
export function countStatements(database: Database, hook: (position: number, sql: string) => void): void {
  const { backend } = database;
  const borrow = backend.borrow.bind(backend);
  let position = 0;
  backend.borrow = (work) =>
    borrow((executor) => {
      const read = executor.read.bind(executor);
      executor.read = (statement, params) => {
        hook(position++, statement.text);
        return read(statement, params);
      };
      return work(executor).finally(() => {
        executor.read = read;
      });
    });
}

/** Applies all migrations of a set, or undoes all but the first. */
export async function run(
  database: Database,
  { graph, names }: KilledSet,
  direction: Direction,
): Promise<void> {
  await withSchemaSession(database, (session) =>
    session.inTurn<unknown>(() =>
      direction === "up"
        ? migrateUp(session, graph)
        : migrateDown(session, graph, { module: "shop", name: names[0] }),
    ),
  );
}

if (process.argv[1] === import.meta.filename) {
  process.stdin.once("data", async (line) => {
    const { set, description, direction, at, isOnItsWay, afterMs }: KillOrder = JSON.parse(String(line));
    const database = openDatabase(description);
    const die = () => process.kill(process.pid, "SIGKILL");
    countStatements(database, (position) => {
      if (position === 0 && afterMs !== undefined) setTimeout(die, afterMs);
      if (position !== at) return;
      if (!isOnItsWay) die();
      setImmediate(() => setImmediate(die));
    });
    try {
      await run(database, killedSets[set], direction);
    } catch (error) {
      console.error(String(error));
      process.exit(1);
    }
    await database.close();
    process.exit(0);
  });
}
