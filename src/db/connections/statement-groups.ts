import type { LoggedStatement } from "./statement-log.ts";

/** Statements with the same text. */
export interface StatementGroup {
  /** The name of the database in the configuration. */
  readonly database: string;
  readonly text: string;
  readonly count: number;
  readonly totalMs: number;
  /** The lines of the app that asked, each once, the most frequent first. */
  readonly sources: readonly StatementSource[];
}
export interface StatementSource {
  /** Such as `"shop/handlers.ts:12"`. */
  readonly line: string;
  /** How many of the statements it asked for. */
  readonly count: number;
}

// Who asked for one more of so many equal statements tells nothing new, and each of them holds its stacks.
const maxAsked = 100;

/** Puts statements with the same text together, one after the other, in the order in which the texts came first. */
export class StatementGroups {
  readonly #groups = new Map<string, GrowingGroup>();

  add(statement: LoggedStatement): void {
    const { database, text, durationMs } = statement;
    const key = `${database}\n${text}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { database, text, count: 0, totalMs: 0, asked: [] };
      this.#groups.set(key, group);
    }
    group.count++;
    group.totalMs += durationMs;
    if (group.asked.length < maxAsked) group.asked.push(statement);
  }

  /** The texts that were sent so often, or more often. Only of those the lines that asked are looked for. */
  atLeast(count: number): StatementGroup[] {
    return [...this.#groups.values()]
      .filter((group) => group.count >= count)
      .map(({ asked, ...group }) => ({ ...group, sources: sourcesOf(asked) }));
  }
}

interface GrowingGroup {
  readonly database: string;
  readonly text: string;
  count: number;
  totalMs: number;
  readonly asked: LoggedStatement[];
}

/** Groups statements by their text. */
export function groupStatements(statements: Iterable<LoggedStatement>): StatementGroup[] {
  const groups = new StatementGroups();
  for (const statement of statements) groups.add(statement);
  return groups.atLeast(1);
}

function sourcesOf(statements: readonly LoggedStatement[]): StatementSource[] {
  const counts = new Map<string, number>();
  for (const { source } of statements)
    if (source !== undefined) counts.set(source, (counts.get(source) ?? 0) + 1);
  return [...counts]
    .map(([line, count]) => ({ line, count }))
    .toSorted((one, other) => other.count - one.count);
}

const longList = 60;
const longText = 240;

/** A statement for a person: without the columns of a long list, which say little, and not longer than some lines. */
export function shortStatement(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  const from = line.indexOf(" FROM ");
  const isLong = line.startsWith("SELECT ") && from > longList;
  const short = isLong ? `SELECT …${line.slice(from)}` : line;
  return short.length > longText ? `${short.slice(0, longText)}…` : short;
}
