import { runInContext } from "../../core/index.ts";
import type { IsolationLevel } from "../backends/backend.ts";
import {
  DatabaseLocked,
  describeValue,
  InvalidQueryError,
  NestedTransactionError,
  OutdatedStatement,
} from "../errors.ts";
import { checkFunction } from "../query/check-arguments.ts";
import { resolveDatabase } from "./current-database.ts";
import type { Database, OpenTransaction } from "./database.ts";

/** A level becomes a part of the statement. */
const isolationLevels: readonly IsolationLevel[] = ["read-committed", "repeatable-read", "serializable"];

export interface TransactionOptions {
  /** The database, or its name; the default one if it isn't said. */
  readonly database?: Database | string;
  /** Must be the outermost one, so that its end is really the commit. */
  readonly durable?: boolean;
  /** What it may see of others. SQLite always gives the strictest. */
  readonly isolation?: IsolationLevel;
  /** How often `work` is tried again when the database was locked, was changed, or could not bring it in line with others. */
  readonly retries?: number;
}

/**
 * Runs `work` in a transaction: all of its changes are stored when it returns, none if it throws. Every query of the
 * flow belongs to it, without being told. Inside another transaction it is a savepoint: if it throws, only its own
 * changes are undone.
 *
 * @example
 * await transaction(async () => {
 *   await from.withdraw(20);
 *   await to.deposit(20);
 *   afterCommit(() => mail(receipt));
 * });
 */
export async function transaction<Result>(
  work: () => Promise<Result> | Result,
  options: TransactionOptions = {},
): Promise<Result> {
  checkFunction(work, "transaction");
  if (options.isolation !== undefined && !isolationLevels.includes(options.isolation))
    throw new InvalidQueryError(
      `transaction() knows the isolations ${isolationLevels.join(", ")}, and was given ${describeValue(options.isolation)}.`,
    );
  const database = resolveDatabase(options.database, "transaction()");
  const outer = database.transaction;
  if (outer !== undefined) {
    if (options.durable)
      throw new NestedTransactionError(
        "This transaction is durable, so it must be the outermost one, and it was begun inside another.",
      );
    return nested(database, outer, work);
  }
  for (let attempt = 0; ; attempt++) {
    try {
      return await outermost(database, work, options);
    } catch (error) {
      if (!isPassing(error) || attempt >= (options.retries ?? 0)) throw error;
    }
  }
}

/** Whether the same may well work the next time. */
function isPassing(error: unknown): boolean {
  return error instanceof DatabaseLocked || error instanceof OutdatedStatement;
}

/**
 * Runs `work` once the current transaction is committed, and never if it isn't. Outside of a transaction it runs at once.
 * An error in it reaches the caller of the outermost transaction(), whose changes are stored all the same.
 */
export async function afterCommit(
  work: () => unknown,
  options: { readonly database?: Database | string } = {},
): Promise<void> {
  const open = resolveDatabase(options.database, "afterCommit()").transaction;
  if (open === undefined) await work();
  else open.afterCommit.push(work);
}

async function outermost<Result>(
  database: Database,
  work: () => Promise<Result> | Result,
  options: TransactionOptions,
): Promise<Result> {
  const { isolation } = options;
  const backend = await database.backend.begin(isolation === undefined ? {} : { isolation });
  const open: OpenTransaction = {
    executor: backend,
    outer: undefined,
    isOpen: true,
    afterCommit: [],
    nested: undefined,
  };
  let result: Result;
  try {
    result = await runInContext(database.transactionKey, open, async () => await work());
    await open.nested;
    open.isOpen = false;
    await backend.commit();
  } catch (error) {
    open.isOpen = false;
    await backend.rollback();
    throw error;
  }
  // What comes after belongs to no transaction, although it runs in the flow of one.
  await runInContext(database.transactionKey, undefined, async () => {
    for (const later of open.afterCommit) await later();
  });
  return result;
}

/** A savepoint. Siblings that were started side by side wait for each other: savepoints are a stack. */
async function nested<Result>(
  database: Database,
  outer: OpenTransaction,
  work: () => Promise<Result> | Result,
): Promise<Result> {
  while (outer.nested !== undefined) await outer.nested;
  const name = `quintet_${depthOf(outer)}`;
  const { executor } = outer;
  const open: OpenTransaction = { executor, outer, isOpen: true, afterCommit: [], nested: undefined };
  const end = Promise.withResolvers<void>();
  outer.nested = end.promise;
  try {
    await executor.script(`SAVEPOINT ${name}`);
    const result = await runInContext(database.transactionKey, open, async () => await work());
    await open.nested;
    await executor.script(`RELEASE SAVEPOINT ${name}`);
    outer.afterCommit.push(...open.afterCommit);
    return result;
  } catch (error) {
    await executor.script(`ROLLBACK TO SAVEPOINT ${name}; RELEASE SAVEPOINT ${name}`);
    throw error;
  } finally {
    open.isOpen = false;
    outer.nested = undefined;
    end.resolve();
  }
}

function depthOf(open: OpenTransaction): number {
  let depth = 1;
  for (let step = open.outer; step !== undefined; step = step.outer) depth++;
  return depth;
}
