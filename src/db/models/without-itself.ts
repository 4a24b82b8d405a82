import type { QueryState } from "../query/query-state.ts";
import { withCondition } from "../query/state-changes.ts";
import { keyCondition } from "./key-condition.ts";
import { isWholeKey } from "./keys.ts";
import type { ModelMeta } from "./model-meta.ts";
import { RowState } from "./row-state.ts";

/** A query without one row, where that is stored. */
export function withoutItself(state: QueryState, model: ModelMeta, row: object): QueryState {
  const key = model.keyOf(row);
  if (RowState.group(row) === undefined || !isWholeKey(key)) return state;
  return withCondition(state, keyCondition(model, [key]), true);
}
