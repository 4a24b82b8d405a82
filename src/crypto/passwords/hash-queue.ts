import { availableParallelism } from "node:os";
import { HashQueueFullError } from "../errors.ts";

/*
 * A password hash keeps a thread of Node's pool (4 by default) busy for half a second. The same threads read files and
 * resolve host names, so a hundred logins at once would stop those for everybody. Hence only some of the threads hash
 * at a time, never all, and what waits beyond a limit is refused rather than answered in a minute.
 */
const poolThreads = Number(process.env.UV_THREADPOOL_SIZE) || 4;
const maxRunning = Math.max(1, Math.min(poolThreads - 1, availableParallelism()));
const maxWaiting = 256;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Runs a hash when it is its turn.
 * @throws {@link HashQueueFullError}
 */
export async function queueHash<Result>(hash: () => Promise<Result>): Promise<Result> {
  if (running < maxRunning) running++;
  else await turn();
  try {
    return await hash();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next(); // hands its place on, so `running` stays
  }
}

function turn(): Promise<void> {
  if (waiting.length >= maxWaiting) throw new HashQueueFullError(waiting.length);
  return new Promise((resolve) => waiting.push(resolve));
}
