import { InvalidQueryError } from "../errors.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { metaOfRow, type ResultGroup, RowState } from "../models/row-state.ts";
import { loadRelated } from "./fetch.ts";
import { Query } from "./query.ts";
import { emptyState } from "./query-state.ts";
import { withIncludes } from "./state-changes.ts";

/** Loads relations of rows that are there already, as include() does with a query. Gives the same rows. */
export async function loadRelations(
  meta: ModelMeta,
  rows: readonly object[],
  includes: readonly unknown[],
): Promise<object[]> {
  const { includes: wanted } = withIncludes(emptyState(meta), includes, (state) => new Query(state));
  const groups = new Set<ResultGroup>();
  for (const row of rows) {
    const group = RowState.isRow(row) ? RowState.group(row) : undefined;
    if (group === undefined || metaOfRow(row).linksTo(meta) === undefined)
      throw new InvalidQueryError(`${meta.name}.load() takes stored rows of ${meta.name}.`);
    groups.add(group);
  }
  const databases = new Set([...groups].map(({ database }) => database));
  for (const database of databases) {
    const own = rows.filter((row) => RowState.group(row)?.database === database);
    for (const include of wanted) await loadRelated(own, include, database);
  }
  return [...rows];
}
