import { type App, findCurrentApp } from "../core/index.ts";
import { type LoggedStatement, onStatement, type StatementGroup, StatementGroups } from "../db/index.ts";
import { findCurrentRequest, type Request } from "../http/index.ts";

/*
 * In debug each request remembers the SQL that was sent for it, so that the page about an error can show it, and what was
 * sent again and again is told. Nothing is kept beyond the request, and no parameters at all: they may be secrets.
 */

// A page that sends more has told enough with these.
const maxStatements = 200;

/** The statements of one request. */
export interface RequestStatements {
  /** The first ones, in the order in which they were answered. */
  readonly shown: readonly LoggedStatement[];
  /** How many there were in all. */
  readonly count: number;
  readonly totalMs: number;
  /** Those that were sent several times, by their text. */
  readonly repeated: readonly StatementGroup[];
}

interface Remembered {
  readonly shown: LoggedStatement[];
  readonly groups: StatementGroups;
  count: number;
  totalMs: number;
}

const remembered = new WeakMap<Request, Remembered>();

/** Remembers the statements of each request of an app from now on, until it closes. */
export function rememberStatements(app: App): void {
  const stop = onStatement((statement) => {
    const request = findCurrentRequest();
    // Another app of the process remembers its own.
    if (request !== undefined && findCurrentApp() === app) remember(request, statement);
  });
  app.onClose(stop);
}

/** What was remembered for a request; nothing outside of debug. */
export function statementsOf(request: Request): RequestStatements {
  const entry = remembered.get(request);
  if (entry === undefined) return { shown: [], count: 0, totalMs: 0, repeated: [] };
  const { shown, groups, count, totalMs } = entry;
  return { shown, count, totalMs, repeated: groups.atLeast(2) };
}

/** The statements that a request has sent so often, or more often. */
export function repeatedStatements(request: Request, count: number): readonly StatementGroup[] {
  return remembered.get(request)?.groups.atLeast(count) ?? [];
}

function remember(request: Request, statement: LoggedStatement): void {
  const entry = remembered.get(request) ?? {
    shown: [],
    groups: new StatementGroups(),
    count: 0,
    totalMs: 0,
  };
  remembered.set(request, entry);
  entry.count++;
  entry.totalMs += statement.durationMs;
  if (entry.shown.length < maxStatements) entry.shown.push(statement);
  entry.groups.add(statement);
}
