import type { Database } from "../connections/database.ts";
import type { FieldInfo } from "../models/field-info.ts";
import { shapeOfCondition } from "./condition.ts";
import { emptyState, type QueryState, unordered } from "./query-state.ts";

/**
 * A query, in no order, for the rows whose `field` has one of these values: what loading relations and collecting
 * deletions ask.
 * @param call - Who asks, for messages.
 */
export function rowsWithKeys(
  field: FieldInfo,
  keys: readonly unknown[],
  database: Database,
  call: string,
): QueryState {
  const condition = { [field.name]: { in: keys } };
  const params: unknown[] = [];
  const shape = shapeOfCondition(condition, params);
  const step = { kind: "where", negated: false, written: { object: condition, shape }, call } as const;
  const state = emptyState(field.model, database);
  return { ...state, steps: [step], shape: `|where${shape}`, params, order: unordered };
}
