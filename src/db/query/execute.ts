import type { ExplainOptions } from "../backends/explain.ts";
import { describeValue, InvalidQueryError } from "../errors.ts";
import type { Node } from "../expressions/node.ts";
import { containsAggregate } from "../expressions/node-parts.ts";
import type { StoredValue } from "../fields/column.ts";
import { aggregateSpecs } from "../sql/functions/all-functions.ts";
import { type Callback, callWithRow, namedNodes } from "./callbacks.ts";
import { databaseOf, loadIncludes, refuseLoneLock } from "./fetch.ts";
import { planOf, type Totals } from "./plan.ts";
import type { QueryState } from "./query-state.ts";

export async function countRows(state: QueryState): Promise<number> {
  const { plan, params, database } = prepared(state, "count");
  if (plan.isEmpty) return 0;
  const [row] = await database.run(plan.statement, params);
  return Number(row![0]); // COUNT gives one row
}

export async function hasRows(state: QueryState): Promise<boolean> {
  const { plan, params, database } = prepared(state, "exists");
  if (plan.isEmpty) return false;
  return (await database.run(plan.statement, params)).length > 0;
}

/** The totals that a callback asks for, over all rows. */
export async function aggregateRows(state: QueryState, callback: Callback): Promise<object> {
  const { made, depth } = callWithRow(state, callback);
  const nodes = namedNodes(state, made, "aggregate");
  for (const [name, node] of nodes) {
    if (containsAggregate(node)) continue;
    throw new InvalidQueryError(
      `aggregate() on ${state.meta.name}: "${name}" is not a total. Use count(), sum(), avg(), min() or max().`,
    );
  }
  const totals = { nodes, depth };
  const database = databaseOf(state);
  const { plan, params } = planOf({ ...state, includes: [] }, "aggregate", database, totals);
  const known = plan.isEmpty ? totalsOverNothing(totals) : undefined;
  if (known !== undefined) return known;
  return plan.hydrate(await database.run(plan.statement, params), database)[0]!; // totals are one row
}

/** What totals over no rows are, where that is known without asking. */
function totalsOverNothing({ nodes }: Totals): object | undefined {
  const entries = [...nodes].map(([name, node]) => [name, valueOverNothing(node)] as const);
  return entries.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(entries);
}

function valueOverNothing(node: Node): unknown {
  if (node.kind === "value") return node.value;
  if (node.kind === "aggregate") {
    const fallback = node.fallback === undefined ? null : valueOverNothing(node.fallback);
    return fallback === undefined ? undefined : (aggregateSpecs[node.name]?.empty ?? fallback);
  }
  if (node.kind !== "call" || node.name !== "coalesce") return undefined;
  const args = node.args.map(valueOverNothing);
  return args.includes(undefined) ? undefined : (args.find((arg) => arg !== null) ?? null);
}

export async function explainQuery(state: QueryState, options: ExplainOptions): Promise<string> {
  const { plan, params, database } = prepared(state, "list");
  return database.explain(plan.statement, params, options);
}

/** A statement as a database gets it. */
export interface StatementText {
  /** SQL, with `?` or `$1` in the places of the parameters. */
  readonly text: string;
  /** What stands in these places, as the database stores it. */
  readonly params: readonly StoredValue[];
}

export function statementOf(state: QueryState): StatementText {
  const { plan, params } = prepared(state, "list");
  return { text: plan.statement.text, params };
}

export async function* streamRows(state: QueryState, chunk: number): AsyncGenerator<object> {
  if (!Number.isSafeInteger(chunk) || chunk < 1)
    throw new InvalidQueryError(
      `stream() takes a chunk of 1 row or more, and was given ${describeValue(chunk)}.`,
    );
  const { plan, params, database } = prepared(state, "list");
  refuseLoneLock(state, database);
  if (plan.isEmpty) return;
  for await (const found of database.stream(plan.statement, params, chunk)) {
    const rows = plan.hydrate(found, database, state.fetchMode);
    await loadIncludes(rows, state, database);
    yield* rows;
  }
}

function prepared(state: QueryState, mode: "list" | "count" | "exists") {
  const database = databaseOf(state);
  return { ...planOf(state, mode, database), database };
}
