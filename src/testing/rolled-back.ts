import { type TransactionOptions, transaction } from "../db/index.ts";

/** Ends the transaction of {@link rolledBack} when its work has gone well, and carries what the work gave. */
class RollBack<Result> extends Error {
  readonly result: Result;

  constructor(result: Result) {
    super("rolled back on purpose");
    this.result = result;
  }
}

/**
 * Runs `work` in a transaction that is undone at its end, whatever happens: the next test finds the database as this one
 * found it. Transactions inside are savepoints and work as ever; `afterCommit` callbacks don't run, as nothing is committed.
 *
 * @example
 * test("a note has a title", () =>
 *   rolledBack(async () => {
 *     await Note.create({ title: "tea" });
 *     assert.equal(await Note.count(), 1);
 *   }));
 */
export async function rolledBack<Result>(
  work: () => Promise<Result> | Result,
  options: Pick<TransactionOptions, "database"> = {},
): Promise<Result> {
  try {
    return await transaction(async () => {
      throw new RollBack(await work());
    }, options);
  } catch (error) {
    if (error instanceof RollBack) return error.result as Result; // thrown above, with what work() gave
    throw error;
  }
}
