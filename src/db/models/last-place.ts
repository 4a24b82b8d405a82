import type { Database } from "../connections/database.ts";
import { fetchRows } from "../query/fetch.ts";
import { orderOf } from "../query/query-order.ts";
import { emptyState } from "../query/query-state.ts";
import { withCondition } from "../query/state-changes.ts";
import { keyIdentity } from "./keys.ts";
import type { ModelMeta } from "./model-meta.ts";
import { orderName } from "./order-column.ts";
import type { RelationInfo } from "./relation-info.ts";

type Values = Record<string, unknown>;

/** Gives new rows the last places among those of their relation, where their model has the option for that. */
export async function takeLastPlaces(
  meta: ModelMeta,
  rows: readonly object[],
  database: Database,
): Promise<void> {
  const relation = meta.orderWithRespectTo;
  if (relation === undefined) return;
  const next = new Map<unknown, number>();
  for (const row of rows) {
    const group = keyIdentity(relation.joinColumns.map(({ near }) => (row as Values)[near.attribute]));
    const place = next.get(group) ?? (await lastPlace(relation, row, database)) + 1;
    (row as Values)[orderName] = place;
    next.set(group, place + 1);
  }
}

/** The place of the last of a row's siblings; -1 where there is none. */
async function lastPlace(
  { model, joinColumns }: RelationInfo,
  row: object,
  database: Database,
): Promise<number> {
  const same = joinColumns.map(({ near }) => [near.name, (row as Values)[near.attribute] ?? null]);
  const state = withCondition(emptyState(model, database), Object.fromEntries(same) as object, false);
  const [last] = await fetchRows({ ...state, order: orderOf(state, [`-${orderName}`], "save"), limit: 1 });
  return ((last as Values | undefined)?.[orderName] as number | undefined) ?? -1;
}
