import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What one contender does for one task. */
export interface Run {
  /** The contender's. */
  readonly name: string;
  /** Does it once. `turn` counts the runs of a batch. */
  run(turn: number): unknown;
  /** Undoes what the runs of a batch changed; that isn't measured. */
  reset?(): Promise<void>;
}

/** The times of one contender for one task, in microseconds for each run, one for each round. */
export type Times = ReadonlyMap<string, readonly number[]>;

/** What times are taken with. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** How long a batch takes: enough for the clock and for an average over garbage collection, but many rounds. */
  readonly batchMs: number;
  /**
   * Whether garbage is collected before each contender's batch instead of each round. V8 drops the code of what didn't run
   * for some collections, so what is all code must run between them.
   */
  readonly collectsForEach: boolean;
}

/** The clock on the wall, for what waits for a database. */
export const wallClock: Clock = { now: () => performance.now(), batchMs: 40, collectsForEach: true };

/** The processor time of this thread, for what only computes: other programs of the machine don't count. It ticks slowly. */
export const processorClock: Clock = {
  now() {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  },
  batchMs: 120,
  collectsForEach: false,
};

setFlagsFromString("--expose-gc");
export const collectGarbage = runInNewContext("gc") as () => void; // there, once the flag is set

/**
 * Measures a task: in each round every contender runs a batch, and the first of one round is the last of the next, so
 * that a slower machine for a while slows all of them alike.
 */
export async function measure(runs: readonly Run[], rounds: number, clock = wallClock): Promise<Times> {
  const sizes = new Map<string, number>();
  for (const run of runs) sizes.set(run.name, await batchSize(run, clock));

  const times = new Map<string, number[]>(runs.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const first = round % runs.length;
    if (!clock.collectsForEach) collectGarbage();
    for (const run of [...runs.slice(first), ...runs.slice(0, first)]) {
      if (clock.collectsForEach) collectGarbage();
      times.get(run.name)!.push(await batch(run, sizes.get(run.name)!, clock));
    }
  }
  return times;
}

/** How many runs fill a batch; found while the code warms up. */
async function batchSize(run: Run, clock: Clock): Promise<number> {
  const fitting = (tookMicroseconds: number) => Math.round((clock.batchMs * 1000) / tookMicroseconds);
  const until = clock.now() + 6 * clock.batchMs;
  let size = 1;
  let tookMicroseconds = await batch(run, size, clock);
  while (clock.now() < until) {
    size = Math.max(1, Math.min(2 * size, fitting(tookMicroseconds)));
    tookMicroseconds = await batch(run, size, clock);
  }
  return Math.max(1, fitting(tookMicroseconds));
}

/** Runs a task that often. Gives the microseconds of one run; putting the database back is not measured. */
async function batch(measured: Run, size: number, clock: Clock): Promise<number> {
  const start = clock.now();
  for (let turn = 0; turn < size; turn++) {
    const answer = measured.run(turn);
    if (isPromiseLike(answer)) await answer; // a synchronous driver is not made to wait
  }
  const microseconds = ((clock.now() - start) * 1000) / size;
  await measured.reset?.();
  return microseconds;
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === "function";
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
