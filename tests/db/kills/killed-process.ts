import { type Database, type DatabaseDescription, openDatabase } from "quintet/db";
import { migrateDown, migrateUp } from "../../../src/db/migrations/run/run-migrations.ts";
import { withSchemaSession } from "../../../src/db/schema/schema-access.ts";
import { killedGraph } from "./killed-migration.ts";

/*
 * A process that applies or undoes the migration of killed-migration.ts, and kills itself with signal 9 on the way. Is told
 * what to do in one line of JSON on its standard input, so that it can be started before it is needed.
 */

export interface KillOrder {
  readonly description: DatabaseDescription;
  readonly direction: "up" | "down";
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

/** Runs the migration in one direction. */
export async function run(database: Database, direction: "up" | "down"): Promise<void> {
  await withSchemaSession(database, (session) =>
    session.inTurn<unknown>(() =>
      direction === "up"
        ? migrateUp(session, killedGraph)
        : migrateDown(session, killedGraph, { module: "shop" }),
    ),
  );
}

if (process.argv[1] === import.meta.filename) {
  process.stdin.once("data", async (line) => {
    const { description, direction, at, isOnItsWay, afterMs }: KillOrder = JSON.parse(String(line));
    const database = openDatabase(description);
    const die = () => process.kill(process.pid, "SIGKILL");
    countStatements(database, (position) => {
      if (position === 0 && afterMs !== undefined) setTimeout(die, afterMs);
      if (position !== at) return;
      if (!isOnItsWay) die();
      setImmediate(() => setImmediate(die));
    });
    await run(database, direction);
    await database.close();
    process.exit(0);
  });
}
