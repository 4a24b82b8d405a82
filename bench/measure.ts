import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Session } from "./contenders/contender.ts";
import type { BenchDatabase } from "./databases/bench-database.ts";
import type { Task } from "./tasks.ts";

export interface Entry {
  readonly name: string;
  readonly session: Session;
  readonly database: BenchDatabase;
}

/** The times of one contender for one task, in microseconds for each run, one for each round. */
export type Times = ReadonlyMap<string, readonly number[]>;

// Long enough for the clock and for an average over garbage collection, short enough for many rounds.
const batchMs = 40;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void; // there, once the flag is set

/**
 * Measures a task: in each round every contender runs a batch, and the first of one round is the last of the next, so
 * that a slower machine for a while slows all of them alike.
 */
export async function measure(task: Task, entries: readonly Entry[], rounds: number): Promise<Times> {
  const sizes = new Map<string, number>();
  for (const entry of entries) sizes.set(entry.name, await batchSize(task, entry));

  const times = new Map<string, number[]>(entries.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const first = round % entries.length;
    for (const entry of [...entries.slice(first), ...entries.slice(0, first)]) {
      collectGarbage();
      times.get(entry.name)!.push(await batch(task, entry, sizes.get(entry.name)!));
    }
  }
  return times;
}

/** How many runs fill a batch; found while the code warms up. */
async function batchSize(task: Task, entry: Entry): Promise<number> {
  const until = performance.now() + 6 * batchMs;
  let size = 1;
  let tookMicroseconds = await batch(task, entry, size);
  while (performance.now() < until) {
    size = Math.max(1, Math.min(2 * size, Math.round((batchMs * 1000) / tookMicroseconds)));
    tookMicroseconds = await batch(task, entry, size);
  }
  return Math.max(1, Math.round((batchMs * 1000) / tookMicroseconds));
}

/** Runs a task that often. Gives the microseconds of one run; putting the database back is not measured. */
async function batch(task: Task, { session, database }: Entry, size: number): Promise<number> {
  const start = performance.now();
  for (let turn = 0; turn < size; turn++) {
    const answer = task.run(session, turn);
    if (isPromiseLike(answer)) await answer; // a synchronous driver is not made to wait
  }
  const microseconds = ((performance.now() - start) * 1000) / size;
  if (task.writes) await database.reset();
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
