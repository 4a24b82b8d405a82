import type { Statement } from "../backends/backend.ts";
import type { Database } from "../connections/database.ts";
import { compileCount, compileExists, compileSelect, compileTotals } from "../sql/select-compiler.ts";
import { type Compiled, finish, join } from "../sql/sql.ts";
import { type Hydrator, makeHydrator, makeObjects, readsBigints, type StoredRow } from "./hydrator.ts";
import { type Mode, queryShape } from "./query-shape.ts";
import type { QueryState } from "./query-state.ts";

/** What was compiled for one shape of query: the statement, and what makes rows of its result. */
export interface Plan {
  readonly statement: Statement;
  readonly bind: Compiled["bind"];
  readonly hydrate: Hydrator;
  /** Of a query that loads a many-to-many relation: where the key stands of the row that each one is for. */
  readonly linkPosition: number | undefined;
}

// So many shapes are kept for each model; a program that writes conditions by hand has some dozens. When they are
// more, somebody makes them of input, and forgetting all is the simplest way that stays bounded.
const maxPlans = 1000;

/** The plan of a query and its parameters, bound. The compiler runs only for shapes that were not seen before. */
export function planOf(
  state: QueryState,
  mode: "list" | "count" | "exists" | "aggregate",
  database: Database,
) {
  const values: unknown[] = [];
  const shape = queryShape(state, mode, values);
  const plans = database.plansOf(state.meta);
  let plan = plans.get(shape);
  if (plan === undefined) {
    plan = compilePlan(state, mode, database);
    if (plans.size >= maxPlans) plans.clear();
    plans.set(shape, plan);
  }
  return { plan, params: plan.bind(values) };
}

function compilePlan(state: QueryState, mode: Mode, database: Database): Plan {
  const { dialect } = database;
  if (mode === "count" || mode === "exists") {
    const sql = mode === "count" ? compileCount(state, dialect) : compileExists(state, dialect);
    const { text, bind } = finish(sql, dialect);
    return { statement: { text, bigints: false }, bind, hydrate: () => [], linkPosition: undefined };
  }
  const parts = mode === "aggregate" ? compileTotals(state, dialect) : compileSelect(state, dialect);
  const { text, bind } = finish(join(parts.sql), dialect);
  const objects = parts.layout === undefined ? makeObjects(parts, dialect) : undefined;
  const hydrate: Hydrator =
    objects === undefined ? makeHydrator(parts, dialect) : (rows: readonly StoredRow[]) => objects(rows);
  return {
    statement: { text, bigints: readsBigints(parts) },
    bind,
    hydrate,
    linkPosition: parts.linkPosition,
  };
}
