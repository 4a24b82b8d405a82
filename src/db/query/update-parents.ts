import type { Database } from "../connections/database.ts";
import { transaction } from "../connections/transaction.ts";
import type { FieldUpdate } from "../models/computed-values.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { fetchRows } from "./fetch.ts";
import { type QueryState, unordered } from "./query-state.ts";
import { rowsWithKeys } from "./rows-with-keys.ts";
import { withSelection } from "./state-changes.ts";

/** Whether some of the fields are kept in the table of a parent. */
export function changesParents(meta: ModelMeta, changes: readonly FieldUpdate[]): boolean {
  return changes.some(({ field }) => field.model.root !== meta.root);
}

/**
 * Changes rows whose fields are spread over several tables, one UPDATE for each. Which rows are meant is asked first: the
 * first change may make the condition untrue.
 */
export function updateParents(
  state: QueryState,
  changes: readonly FieldUpdate[],
  database: Database,
  update: (rows: QueryState, changes: readonly FieldUpdate[]) => Promise<number>,
): Promise<number> {
  const { meta } = state;
  const tables = new Map<ModelMeta, FieldUpdate[]>();
  for (const change of changes) {
    const table = change.field.model.root === meta.root ? meta : change.field.model;
    tables.set(table, [...(tables.get(table) ?? []), change]);
  }
  return transaction(
    async () => {
      const names = [
        ...new Set([...tables.keys()].flatMap((table) => table.keyFields.map(({ name }) => name))),
      ];
      const asked = {
        ...withSelection(state, names),
        order: state.limit === undefined ? unordered : state.order,
      };
      const rows = (await fetchRows({ ...asked, database })) as Record<string, unknown>[];
      for (const [table, own] of tables) {
        const keys = rows.map((row) => {
          const parts = table.keyFields.map(({ name }) => row[name]);
          return parts.length === 1 ? parts[0] : parts;
        });
        await update(rowsWithKeys(table, table.keyFields, keys, database, "update"), own);
      }
      return rows.length;
    },
    { database },
  );
}
