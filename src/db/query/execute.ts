import { InvalidQueryError } from "../errors.ts";
import { containsAggregate } from "../expressions/node-parts.ts";
import { aggregateSpecs } from "../sql/functions/all-functions.ts";
import { type Callback, callWithRow, namedNodes } from "./callbacks.ts";
import { databaseOf, loadIncludes } from "./fetch.ts";
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
  if (plan.isEmpty && canSkip(totals)) return emptyTotals(totals);
  const bound = plan.isEmpty ? plan.bind([]) : params;
  return plan.hydrate(await database.run(plan.statement, bound), database)[0]!; // totals are one row
}

/** Whether totals over no rows are known without asking. */
function canSkip({ nodes }: Totals): boolean {
  return [...nodes.values()].every(
    (node) => node.kind === "aggregate" && (node.fallback === undefined || node.fallback.kind === "value"),
  );
}

function emptyTotals({ nodes }: Totals): object {
  const entries = [...nodes].map(([name, node]): [string, unknown] => {
    if (node.kind !== "aggregate") return [name, null];
    const fallback = node.fallback?.kind === "value" ? node.fallback.value : undefined;
    return [name, aggregateSpecs[node.name]?.empty ?? fallback ?? null];
  });
  return Object.fromEntries(entries);
}

export async function explainQuery(state: QueryState): Promise<string> {
  const { plan, params, database } = prepared(state, "list");
  return database.explain(plan.statement, params);
}

export async function* streamRows(state: QueryState, chunk: number): AsyncGenerator<object> {
  const { plan, params, database } = prepared(state, "list");
  if (plan.isEmpty) return;
  for await (const found of database.stream(plan.statement, params, chunk)) {
    const rows = plan.hydrate(found, database);
    await loadIncludes(rows, state, database);
    yield* rows;
  }
}

function prepared(state: QueryState, mode: "list" | "count" | "exists") {
  const database = databaseOf(state);
  return { ...planOf(state, mode, database), database };
}
