import { contextKey, contextValue, runInContext } from "../../core/index.ts";

/** A statement that is about to be sent. Its parameters are not told: they may be secrets. */
export interface SentStatement {
  /** The name of the database in the configuration. */
  readonly database: string;
  readonly text: string;
  readonly parameterCount: number;
}

/**
 * Stands around each statement: `send` sends it, and gives what it gives. A wrapper that throws instead keeps it from
 * being sent; one that returns must return what `send` gave.
 */
export type StatementWrapper = <Result>(
  send: () => Promise<Result>,
  statement: SentStatement,
) => Promise<Result>;

const wrappersKey = contextKey<readonly StatementWrapper[]>("db.statement-wrappers");
let wrapped = 0;

/**
 * Runs `work` with a wrapper around each statement that it sends, and around nobody else's: Django's `execute_wrapper()`.
 * Of several, one around the other, the innermost stands next to the database.
 *
 * @example
 * // No statement while a page is rendered:
 * await wrapStatements(
 *   async (_send, { text }) => {
 *     throw new Error(`A template asks the database: ${text}`);
 *   },
 *   () => page.render(),
 * );
 */
export async function wrapStatements<Result>(
  wrapper: StatementWrapper,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const wrappers = [...(contextValue(wrappersKey) ?? []), wrapper];
  wrapped++;
  try {
    return await runInContext(wrappersKey, wrappers, async () => await work());
  } finally {
    wrapped--;
  }
}

/** Whether somebody wraps statements: only then the flow is asked who. */
export function isWrapping(): boolean {
  return wrapped > 0;
}

/** Sends a statement through the wrappers of the flow. What they send themselves isn't wrapped. */
export function sendWrapped<Result>(
  statement: SentStatement,
  send: () => Result | PromiseLike<Result>,
): Promise<Result> {
  const wrappers = contextValue(wrappersKey) ?? [];
  const innermost = async () => await runInContext(wrappersKey, wrappers, send);
  const outermost = wrappers.reduceRight<() => Promise<Result>>(
    (next, wrapper) => async () => await wrapper(next, statement),
    innermost,
  );
  return runInContext(wrappersKey, [], outermost);
}
