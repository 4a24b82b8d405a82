/*
 * Kills `migrate up` and `migrate down` with signal 9 at every statement of a migration with 26 operations of 20 kinds, and at
 * random times, on SQLite, PostgreSQL and MariaDB:
 *
 *   node --conditions=quintet:source tests/reliability/migration-kills.ts [sqlite|postgres|mysql …] [--step 3] [--random 50]
 *
 * Prints a line for each database: how many points, and at how many the promise was kept.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type DatabaseDescription, mysql, openDatabase, postgres, sqlite } from "quintet/db";
import { judgeKill, readReference, startProcess } from "../db/kills/judge-kills.ts";
import { type KillOrder, run } from "../db/kills/killed-process.ts";
import { mysqlService, postgresService } from "../db/services.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    step: { type: "string", default: "1" },
    random: { type: "string", default: "50" },
    seed: { type: "string", default: "1" },
  },
});
const name = `quintet_kills_${process.pid}`;

const kinds: Readonly<
  Record<string, () => Promise<{ description: DatabaseDescription; drop: () => unknown }>>
> = {
  async sqlite() {
    const folder = await mkdtemp(join(tmpdir(), "quintet-kills-"));
    return {
      description: sqlite({ file: join(folder, "db.sqlite3") }),
      drop: () => rm(folder, { recursive: true }),
    };
  },
  async postgres() {
    const { url } = postgresService;
    const execute = async (sql: string) => {
      await using server = openDatabase(postgres({ url }), "server");
      await server.execute(sql);
    };
    await execute(`CREATE DATABASE ${name}`);
    const own = new URL(url);
    own.pathname = `/${name}`;
    return {
      description: postgres({ url: own.href }),
      drop: () => execute(`DROP DATABASE ${name} WITH (FORCE)`),
    };
  },
  async mysql() {
    const { url } = mysqlService;
    const execute = async (sql: string) => {
      await using server = openDatabase(mysql({ url }), "server");
      await server.execute(sql);
    };
    await execute(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    return { description: mysql({ url, database: name }), drop: () => execute(`DROP DATABASE ${name}`) };
  },
};

for (const kind of positionals.length > 0 ? positionals : Object.keys(kinds)) {
  const { description, drop } = await kinds[kind]!();
  try {
    await judgeKind(kind, description);
  } finally {
    await drop();
  }
}

async function judgeKind(kind: string, description: DatabaseDescription): Promise<void> {
  const reference = await readReference(description);
  await using database = openDatabase(description);
  const orders = [...statementOrders(description, reference), ...randomOrders(description, reference.upMs)];
  const failures: string[] = [];
  let killed = 0;
  let next = startProcess();
  for (const [position, order] of orders.entries()) {
    const child = next;
    next = startProcess();
    if (order.direction === "down") await run(database, "up");
    const problem = await judgeKill(database, child, order, reference, position % 2 === 0).catch(String);
    if (child.signalCode === "SIGKILL") killed++;
    if (problem !== undefined) {
      const { direction, at, isOnItsWay, afterMs } = order;
      failures.push(`${direction} ${at ?? `${afterMs} ms`}${isOnItsWay ? " on its way" : ""}: ${problem}`);
      console.log(`${kind}: ${failures.at(-1)}`);
    }
    if (problem !== undefined || order.direction === "down") await run(database, "down").catch(() => {});
  }
  next.kill("SIGKILL");
  process.exitCode = failures.length > 0 ? 1 : (process.exitCode ?? 0);
  console.log(
    `${kind}: ${reference.up} statements up and ${reference.down} down; ${orders.length} points, ${killed} processes killed, ${orders.length - failures.length} kept the promise (${((100 * (orders.length - failures.length)) / orders.length).toFixed(1)} %)`,
  );
}

/** Before each statement, and with each on its way. */
function statementOrders(
  description: DatabaseDescription,
  reference: { readonly up: number; readonly down: number },
): readonly KillOrder[] {
  return (["up", "down"] as const).flatMap((direction) =>
    Array.from({ length: Math.ceil(reference[direction] / Number(values.step)) }, (_, position) => ({
      description,
      direction,
      at: position * Number(values.step),
      isOnItsWay: position % 3 === 2,
    })),
  );
}

function randomOrders(description: DatabaseDescription, upMs: number): readonly KillOrder[] {
  let seed = Number(values.seed);
  return Array.from({ length: Number(values.random) }, (_, position) => {
    seed = (seed * 48_271) % 0x7fff_ffff; // a generator that gives the same numbers for the same seed
    return {
      description,
      direction: position % 2 === 0 ? ("up" as const) : ("down" as const),
      afterMs: Math.round((seed / 0x7fff_ffff) * upMs * 1.1),
    };
  });
}
