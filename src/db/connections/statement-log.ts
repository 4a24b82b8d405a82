import { contextKey, contextValue, runInContext, type Unsubscribe } from "../../core/index.ts";
import { QueryCountError } from "../errors.ts";
import { groupStatements, type StatementGroup } from "./statement-groups.ts";

/** One statement that was sent. Its parameters are not kept: they may be secrets. */
export interface LoggedStatement {
  /** The name of the database in the configuration. */
  readonly database: string;
  readonly text: string;
  readonly parameterCount: number;
  readonly durationMs: number;
  /** The line of the app that asked: `"shop/handlers.ts:12"`. Found when it is read; `undefined` where there is none. */
  readonly source: string | undefined;
  /** Where it failed: the error. */
  readonly error?: unknown;
}

type StatementListener = (statement: LoggedStatement) => void;

const listeners = new Set<StatementListener>();
const recordingKey = contextKey<LoggedStatement[]>("db.recording");
let recordings = 0;

/** Calls `listener` for each statement of the process, after it was answered. */
export function onStatement(listener: StatementListener): Unsubscribe {
  const entry: StatementListener = (statement) => listener(statement);
  listeners.add(entry);
  return () => listeners.delete(entry);
}

/** Runs `work` and collects the statements that it sends, and nobody else's. */
export async function recordStatements<Result>(
  work: () => Result | Promise<Result>,
  into: LoggedStatement[] = [],
): Promise<{ result: Awaited<Result>; statements: LoggedStatement[] }> {
  recordings++;
  try {
    return { result: await runInContext(recordingKey, into, async () => await work()), statements: into };
  } finally {
    recordings--;
  }
}

/**
 * Runs `work`, which must send exactly that many statements. For tests: it keeps a page from loading row by row.
 * @throws {@link QueryCountError} with the statements that were sent: equal ones once, with the lines that asked.
 */
export async function expectQueries<Result>(
  count: number,
  work: () => Result | Promise<Result>,
): Promise<Awaited<Result>> {
  const { result, statements } = await recordStatements(work);
  if (statements.length === count) return result;
  const sent =
    statements.length === 0 ? "." : `:\n${groupStatements(statements).map(describeGroup).join("\n")}`;
  throw new QueryCountError(
    `Expected ${count} ${count === 1 ? "statement" : "statements"}, and ${statements.length} were sent${sent}`,
  );
}

/** `  3 × SELECT …`, and below it the lines that asked. */
function describeGroup({ count, text, sources }: StatementGroup): string {
  const lines = sources.map((source) =>
    source.count === count ? source.line : `${source.line} (${source.count} ×)`,
  );
  return [`  ${count} × ${text}`, ...lines.map((line) => `      asked in ${line}`)].join("\n");
}

/** Whether anybody listens: only then times are taken. */
export function isLogging(): boolean {
  return listeners.size > 0 || recordings > 0;
}

export function logStatement(statement: LoggedStatement): void {
  for (const listener of listeners) listener(statement);
  contextValue(recordingKey)?.push(statement);
}
