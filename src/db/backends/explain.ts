import { isPlainObject } from "../../core/index.ts";
import { describeValue, InvalidQueryError, UnsupportedQueryError } from "../errors.ts";
import type { StoredRow } from "./backend.ts";

/** What explain() tells, and how. What is left out is as the database has it. */
export interface ExplainOptions {
  /** `"text"` by default. PostgreSQL has all but `"tree"`, MySQL `"tree"` and `"json"`, MariaDB `"json"`, SQLite text alone. */
  readonly format?: "text" | "json" | "xml" | "yaml" | "tree";
  /** Runs the query too, and tells what was measured. */
  readonly analyze?: boolean;
  /** PostgreSQL: which columns each step gives. */
  readonly verbose?: boolean;
  /** PostgreSQL: estimates; told unless it is `false`. */
  readonly costs?: boolean;
  /** PostgreSQL: settings that differ from the usual and matter here. */
  readonly settings?: boolean;
  /** PostgreSQL: pages that were read, with `analyze`. */
  readonly buffers?: boolean;
  /** PostgreSQL: the log that was written, with `analyze`. */
  readonly wal?: boolean;
  /** PostgreSQL: the time of each step; told with `analyze` unless it is `false`. */
  readonly timing?: boolean;
  /** PostgreSQL: the times of planning and running. */
  readonly summary?: boolean;
}

/** How a database is asked to explain a statement. */
export interface Explanation {
  /** What stands before the statement, with a space behind. */
  readonly before: string;
  /** The answer as one text. */
  text(rows: readonly StoredRow[]): string;
}

const postgresSwitches = [
  "analyze",
  "verbose",
  "costs",
  "settings",
  "buffers",
  "wal",
  "timing",
  "summary",
] as const;

export function explainPostgres(options: ExplainOptions): Explanation {
  refuseOthers("PostgreSQL", options, [...postgresSwitches, "format"], ["text", "json", "xml", "yaml"]);
  const { format } = options;
  const words = postgresSwitches
    .filter((name) => options[name] !== undefined)
    .map((name) => `${name.toUpperCase()} ${options[name] ? "ON" : "OFF"}`);
  if (format !== undefined) words.push(`FORMAT ${format.toUpperCase()}`);
  return {
    before: words.length === 0 ? "EXPLAIN " : `EXPLAIN (${words.join(", ")}) `,
    text: (rows) => rows.map(([line]) => String(line)).join("\n"),
  };
}

/**
 * MariaDB and MySQL say it differently, and which of them it is isn't known here: each reads what stands in comments of its
 * own (`/*M!` is MariaDB's; MariaDB leaves out what is for versions of MySQL from 5.7 on).
 */
export function explainMysql(options: ExplainOptions): Explanation {
  refuseOthers("MariaDB and MySQL", options, ["analyze", "format"], ["text", "json", "tree"]);
  const { format, analyze } = options;
  const form = format === undefined || format === "text" ? "" : `FORMAT=${format.toUpperCase()} `;
  return {
    before: analyze ? `/*!80018 EXPLAIN ANALYZE */ /*M! ANALYZE */ ${form}` : `EXPLAIN ${form}`,
    // A table of the steps: one line for each, or one value where it is JSON or a tree.
    text: (rows) =>
      rows.map((row) => (row.length === 1 ? String(row[0]) : row.map(cellText).join("  "))).join("\n"),
  };
}

const cellText = (cell: unknown) => String(cell ?? "-");

export function explainSqlite(options: ExplainOptions): Explanation {
  refuseOthers("SQLite", options, ["format"], ["text"]);
  return { before: "EXPLAIN QUERY PLAN ", text: planTree };
}

/** Rows of step, the step that it belongs to, nothing, and what is done: inner steps are indented. */
function planTree(rows: readonly StoredRow[]): string {
  const depths = new Map<unknown, number>();
  return rows
    .map(([step, parent, , text]) => {
      const depth = (depths.get(parent) ?? -1) + 1;
      depths.set(step, depth);
      return `${"  ".repeat(depth)}${text}`;
    })
    .join("\n");
}

function refuseOthers(
  database: string,
  options: ExplainOptions,
  known: readonly (keyof ExplainOptions)[],
  formats: readonly ExplainOptions["format"][],
): void {
  const given: unknown = options;
  if (!isPlainObject(given)) throw new InvalidQueryError("explain() takes its options as an object.");
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const isKnown = known.includes(name as keyof ExplainOptions);
    if (isKnown && name !== "format" && typeof value !== "boolean")
      throw new InvalidQueryError(`The option "${name}" of explain() is true or false.`); // "false" would run the query
    if (isKnown) continue;
    throw new UnsupportedQueryError(
      `explain() on ${database} has no option "${name}". It has: ${known.join(", ")}.`,
    );
  }
  const { format } = options;
  if (format === undefined || formats.includes(format)) return;
  throw new UnsupportedQueryError(
    `explain() on ${database} has no format ${typeof format === "string" ? `"${format}"` : describeValue(format)}. It has: ${formats.join(", ")}.`,
  );
}
