/*
 * Kills `migrate up` and `migrate down` with signal 9 at every statement of migrations with every kind of operation
 * (tests/db/kills), and at random times, on SQLite, PostgreSQL and MariaDB:
 *
 *   node --conditions=quintet:source tests/reliability/migration-kills.ts [sqlite|postgres|mysql …]
 *     [--set plain|steps] [--step 3] [--random 50] [--jobs 2] [--minutes 20]
 *
 * Prints a line for each database and set: how many points, and at how many the promise was kept. After that many minutes, no
 * more are taken; those that were lie evenly among all. Points are taken side by
 * side, each job with a database of its own, and processes are killed that were put together into one file, which starts
 * three times as fast as a hundred. The servers need not write to a disk for this: a process dies here, and no machine.
 */
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type DatabaseDescription, mysql, openDatabase, postgres, sqlite } from "quintet/db";
import { rolldown } from "rolldown";
import { judgeKill, type Reference, readReference, startProcess } from "../db/kills/judge-kills.ts";
import { type Direction, type KillOrder, run } from "../db/kills/killed-process.ts";
import { killedSets } from "../db/kills/killed-sets.ts";
import { mysqlService, postgresService } from "../db/services.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    set: { type: "string", multiple: true, default: Object.keys(killedSets) },
    step: { type: "string", default: "1" },
    random: { type: "string", default: "50" },
    seed: { type: "string", default: "1" },
    minutes: { type: "string", default: "Infinity" },
    jobs: { type: "string", default: String(availableParallelism()) },
  },
});
// PostgreSQL counts columns that were dropped, and a table may have had 1,600.
const pointsOfDatabase = 100;
const deadline = performance.now() + Number(values.minutes) * 60_000;
const name = `quintet_kills_${process.pid}`;

const kinds: Readonly<
  Record<string, (job: number) => Promise<{ description: DatabaseDescription; drop: () => unknown }>>
> = {
  async sqlite() {
    const folder = await mkdtemp(join(tmpdir(), "quintet-kills-"));
    return {
      description: sqlite({ file: join(folder, "db.sqlite3") }),
      drop: () => rm(folder, { recursive: true }),
    };
  },
  async postgres(job) {
    const { url } = postgresService;
    const execute = async (sql: string) => {
      await using server = openDatabase(postgres({ url }), "server");
      await server.execute(sql);
    };
    await execute(`CREATE DATABASE ${name}_${job}`);
    const own = new URL(url);
    own.pathname = `/${name}_${job}`;
    return {
      description: postgres({ url: own.href }),
      drop: () => execute(`DROP DATABASE ${name}_${job} WITH (FORCE)`),
    };
  },
  async mysql(job) {
    const { url } = mysqlService;
    const execute = async (sql: string) => {
      await using server = openDatabase(mysql({ url }), "server");
      await server.execute(sql);
    };
    await execute(`CREATE DATABASE ${name}_${job} CHARACTER SET utf8mb4`);
    return {
      description: mysql({ url, database: `${name}_${job}` }),
      drop: () => execute(`DROP DATABASE ${name}_${job}`),
    };
  },
};

const folder = await realpath(await mkdtemp(join(tmpdir(), "quintet-kills-")));
const program = await bundleProgram();
try {
  for (const kind of positionals.length > 0 ? positionals : Object.keys(kinds))
    for (const set of values.set) await judgeSet(kind, set as keyof typeof killedSets);
} finally {
  await rm(folder, { recursive: true });
}

async function bundleProgram(): Promise<string> {
  const file = join(folder, "killed-process.mjs");
  const bundle = await rolldown({
    input: join(import.meta.dirname, "..", "db", "kills", "killed-process.ts"),
    platform: "node",
    resolve: { conditionNames: ["quintet:source", "node"] },
    treeshake: false,
  });
  await bundle.write({ file, format: "es", codeSplitting: false });
  return file;
}

interface Outcome {
  taken: number;
  killed: number;
  readonly failures: string[];
}

/** What all jobs on a set share: each takes the next point that nobody has. */
async function judgeSet(kind: string, set: KillOrder["set"]): Promise<void> {
  const startedAt = performance.now();
  const outcome: Outcome = { taken: 0, killed: 0, failures: [] };
  let points:
    | { readonly reference: Reference; readonly orders: Record<Direction, Order[]>; readonly count: number }
    | undefined;
  // What a broken promise has left would break the points behind it: they get a new database.
  const workOnOne = async (job: number): Promise<boolean> => {
    const { description, drop } = await kinds[kind]!(job);
    try {
      const reference = await readReference(description, killedSets[set]);
      if (points === undefined) {
        const all = [...statementOrders(reference), ...randomOrders(reference.upMs)];
        const orders = {
          up: evenly(all.filter(({ direction }) => direction === "up")),
          down: evenly(all.filter(({ direction }) => direction === "down")),
        };
        points = { reference, orders, count: all.length };
      }
      return await judgePoints({ kind, set, description, reference, orders: points.orders, outcome });
    } finally {
      await drop();
    }
  };
  const work = async (job: number) => {
    while (!(await workOnOne(job)));
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, (_, job) => work(job)));
  const { reference, count } = points!; // each job makes them where they are not there
  const { taken, killed, failures } = outcome;
  process.exitCode = failures.length > 0 ? 1 : (process.exitCode ?? 0);
  const kept = taken - failures.length;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(
    `${kind}, ${set}: ${reference.up} statements up and ${reference.down} down; ${taken} of ${count} points in ${seconds} s, ${killed} processes killed, ${kept} kept the promise (${((100 * kept) / taken).toFixed(1)} %)`,
  );
}

interface Order extends Omit<KillOrder, "set" | "description"> {
  /** Where to go after the kill: every other one goes on, and the others go back. */
  readonly end: Direction;
}

interface Job {
  readonly kind: string;
  readonly set: KillOrder["set"];
  readonly description: DatabaseDescription;
  readonly reference: Reference;
  /** Those that nobody has taken. */
  readonly orders: Readonly<Record<Direction, Order[]>>;
  readonly outcome: Outcome;
}

/**
 * Takes points until there are no more, a promise was broken, or the database has seen enough; says whether there are no
 * more. The next one begins where one ends.
 */
async function judgePoints({ kind, set, description, reference, orders, outcome }: Job): Promise<boolean> {
  await using database = openDatabase(description);
  let place: Direction = "down";
  let started = startProcess(program);
  try {
    for (let count = 0; count < pointsOfDatabase; count++) {
      const from: Direction = orders[opposite(place)].length > 0 ? place : opposite(place);
      const order: Order | undefined = orders[opposite(from)].shift();
      if (order === undefined || performance.now() > deadline) return true;
      outcome.taken++;
      const child = started;
      started = startProcess(program);
      const judge = async () => {
        if (from !== place) await run(database, killedSets[set], from);
        return judgeKill(database, child, { ...order, set, description }, reference, order.end);
      };
      const problem = await judge().catch(String);
      if (child.signalCode === "SIGKILL") outcome.killed++;
      if (problem !== undefined) {
        const { direction, at, isOnItsWay, afterMs } = order;
        const failure = `${direction} ${at ?? `${afterMs} ms`}${isOnItsWay ? " on its way" : ""}: ${problem}`;
        outcome.failures.push(failure);
        console.log(`${kind}, ${set}: ${failure}`);
        return false;
      }
      place = order.end;
      const left = orders.up.length + orders.down.length;
      if (left % 100 === 0) console.error(`${kind}, ${set}: ${left} points left`);
    }
    return false;
  } finally {
    started.kill("SIGKILL");
  }
}

function opposite(direction: Direction): Direction {
  return direction === "up" ? "down" : "up";
}

/** In an order in which those at the beginning lie evenly among all: by the multiples of the golden section. */
function evenly(orders: readonly Order[]): Order[] {
  const place = (position: number) => (position * 0.618_034) % 1;
  return [...orders.entries()].toSorted(([a], [b]) => place(a) - place(b)).map(([, order]) => order);
}

/** Before each statement, and of every third with it on its way. */
function statementOrders(reference: Reference): readonly Order[] {
  return (["up", "down"] as const).flatMap((direction) =>
    Array.from({ length: Math.ceil(reference[direction] / Number(values.step)) }, (_, position) => ({
      direction,
      at: position * Number(values.step),
      isOnItsWay: position % 3 === 2,
      end: position % 2 === 0 ? direction : opposite(direction),
    })),
  );
}

function randomOrders(upMs: number): readonly Order[] {
  let seed = Number(values.seed);
  return Array.from({ length: Number(values.random) }, (_, position) => {
    seed = (seed * 48_271) % 0x7fff_ffff; // a generator that gives the same numbers for the same seed
    return {
      direction: position % 2 === 0 ? "up" : "down",
      end: position % 4 < 2 ? "up" : "down",
      afterMs: Math.round((seed / 0x7fff_ffff) * upMs * 1.1),
    };
  });
}
