import { databaseOf, loadIncludes } from "./fetch.ts";
import { planOf } from "./plan.ts";
import type { QueryState } from "./query-state.ts";

export async function countRows(state: QueryState): Promise<number> {
  const { plan, params, database } = prepared(state, "count");
  const [row] = await database.run(plan.statement, params);
  return Number(row![0]); // COUNT gives one row
}

export async function hasRows(state: QueryState): Promise<boolean> {
  const { plan, params, database } = prepared(state, "exists");
  const [row] = await database.run(plan.statement, params);
  return Number(row![0]) === 1;
}

export async function aggregateRows(state: QueryState): Promise<object> {
  const { plan, params, database } = prepared(state, "aggregate");
  return plan.hydrate(await database.run(plan.statement, params), database)[0]!; // totals are one row
}

export async function explainQuery(state: QueryState): Promise<string> {
  const { plan, params, database } = prepared(state, "list");
  return database.explain(plan.statement, params);
}

export async function* streamRows(state: QueryState, chunk: number): AsyncGenerator<object> {
  const { plan, params, database } = prepared(state, "list");
  for await (const found of database.stream(plan.statement, params, chunk)) {
    const rows = plan.hydrate(found, database);
    await loadIncludes(rows, state, database);
    yield* rows;
  }
}

function prepared(state: QueryState, mode: "list" | "count" | "exists" | "aggregate") {
  const database = databaseOf(state);
  return { ...planOf(state, mode, database), database };
}
