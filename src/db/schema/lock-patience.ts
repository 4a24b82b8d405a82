import { DatabaseLocked } from "../errors.ts";
import { SchemaChangeError } from "./errors.ts";

/*
 * Whoever waits for a table stops all who come after: a change that queues behind one long transaction stalls every
 * writer until that one ends. So a change asks for a lock, gives up soon, lets others pass, and asks again, for as long as
 * its patience lasts.
 */

/** How long a change waits for a table before it lets others pass. Nobody is stalled for longer than that. */
export const lockTimeoutMs = 50;
/** For how long it asks again, and a process waits for another one's migration. */
const patienceMs = 10 * 60_000;
const shortestPauseMs = 50;
const longestPauseMs = 2_000;

/** Told when a lock could not be had, and the change will be tried again; how long that has gone on. */
export type LockReport = (waitedMs: number, error: DatabaseLocked) => void | Promise<void>;

/** Runs `attempt` until it gets its locks. It must have undone everything where it throws {@link DatabaseLocked}. */
export async function retryLocked<Result>(
  attempt: () => Promise<Result>,
  waits: LockReport = () => {},
): Promise<Result> {
  const startedAt = Date.now();
  for (let count = 1; ; count++) {
    try {
      return await attempt();
    } catch (error) {
      const locked = lockedBy(error);
      if (locked === undefined) throw error;
      const waitedMs = Date.now() - startedAt;
      if (waitedMs > patienceMs) throw outOfPatience(error);
      await waits(waitedMs, locked);
      await pause(count);
    }
  }
}

/** What an error comes from, where that is a lock: a migration's error tells the operation, and has this one as its cause. */
function lockedBy(error: unknown): DatabaseLocked | undefined {
  for (let current = error; current instanceof Error; current = current.cause)
    if (current instanceof DatabaseLocked) return current;
  return undefined;
}

/** Asks until the answer is yes: for a lock that nobody should queue for. */
export async function untilTaken(take: () => Promise<boolean>, giveUp: () => Error): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (let count = 1; !(await take()); count++) {
    if (Date.now() > deadline) throw giveUp();
    await pause(Math.min(count, 3)); // another process's migration is waited for closely: it delays nobody
  }
}

/** Each pause is longer, and of another length for each process. */
function pause(count: number): Promise<void> {
  const ms = Math.min(shortestPauseMs * 2 ** (count - 1), longestPauseMs) * (0.75 + Math.random() / 2);
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function outOfPatience(cause: unknown): SchemaChangeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SchemaChangeError(
    `${reason}\nThe lock could not be had within ${patienceMs / 60_000} minutes of asking for it.`,
    { cause },
  );
}
