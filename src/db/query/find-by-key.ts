import type { MaybePromise } from "../backends/backend.ts";
import type { Database } from "../connections/database.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { databaseOf } from "./fetch.ts";
import { type Plan, planOf } from "./plan.ts";
import { emptyState, type QueryState, unordered } from "./query-state.ts";
import { withCondition } from "./state-changes.ts";

/*
 * The most frequent query of all: one row by its key, of a whole model. Its plan is kept by model, so that no shape needs
 * to be written, and no promise is made where the database answers at once.
 */
const plans = new WeakMap<Database, Map<ModelMeta, { readonly number?: Plan; readonly text?: Plan }>>();

/** The row with that key, or `null`; `undefined` where it isn't a whole model that is asked, or not by a plain key. */
export function findByKey(state: QueryState, key: unknown): MaybePromise<object | null> | undefined {
  const kind = kindOf(key);
  if (kind === undefined || state !== emptyState(state.meta) || state.meta.isComposite) return undefined;
  const database = databaseOf(state);
  const plan = keptPlan(state, key, kind, database);
  const rows = database.run(plan.statement, plan.bind([key]));
  if (rows instanceof Promise) return rows.then((found) => plan.hydrate(found, database)[0] ?? null);
  return plan.hydrate(rows, database)[0] ?? null;
}

/** Keys of one kind share a plan. */
function kindOf(key: unknown): "number" | "text" | undefined {
  if (typeof key === "number" && Number.isInteger(key)) return "number";
  return typeof key === "string" ? "text" : undefined;
}

function keptPlan(state: QueryState, key: unknown, kind: "number" | "text", database: Database): Plan {
  let known = plans.get(database);
  if (known === undefined) {
    known = new Map();
    plans.set(database, known);
  }
  const kept = known.get(state.meta);
  const plan = kept?.[kind];
  if (plan !== undefined) return plan;
  const byKey = withCondition(state, { [state.meta.primaryKey.name]: key }, false);
  const made = planOf({ ...byKey, order: unordered }, "list", database).plan;
  known.set(state.meta, { ...kept, [kind]: made });
  return made;
}
