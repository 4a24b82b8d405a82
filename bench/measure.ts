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

// Long enough for the clock and for an average over garbage collection, short enough for many rounds.
const batchMs = 40;

setFlagsFromString("--expose-gc");
export const collectGarbage = runInNewContext("gc") as () => void; // there, once the flag is set

/**
 * Measures a task: in each round every contender runs a batch, and the first of one round is the last of the next, so
 * that a slower machine for a while slows all of them alike.
 */
export async function measure(runs: readonly Run[], rounds: number): Promise<Times> {
  const sizes = new Map<string, number>();
  for (const run of runs) sizes.set(run.name, await batchSize(run));

  const times = new Map<string, number[]>(runs.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const first = round % runs.length;
    for (const run of [...runs.slice(first), ...runs.slice(0, first)]) {
      collectGarbage();
      times.get(run.name)!.push(await batch(run, sizes.get(run.name)!));
    }
  }
  return times;
}

/** How many runs fill a batch; found while the code warms up. */
async function batchSize(run: Run): Promise<number> {
  const until = performance.now() + 6 * batchMs;
  let size = 1;
  let tookMicroseconds = await batch(run, size);
  while (performance.now() < until) {
    size = Math.max(1, Math.min(2 * size, Math.round((batchMs * 1000) / tookMicroseconds)));
    tookMicroseconds = await batch(run, size);
  }
  return Math.max(1, Math.round((batchMs * 1000) / tookMicroseconds));
}

/** Runs a task that often. Gives the microseconds of one run; putting the database back is not measured. */
async function batch(measured: Run, size: number): Promise<number> {
  const start = performance.now();
  for (let turn = 0; turn < size; turn++) {
    const answer = measured.run(turn);
    if (isPromiseLike(answer)) await answer; // a synchronous driver is not made to wait
  }
  const microseconds = ((performance.now() - start) * 1000) / size;
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
