import { defaultDatabase } from "../connections/current-database.ts";
import { NotLoadedError } from "../errors.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { metaOfRow, RowState } from "../models/row-state.ts";
import { loadRelated } from "../query/fetch.ts";
import { Query } from "../query/query.ts";
import { emptyState } from "../query/query-state.ts";

/**
 * Loads a relation of a row that was not included, for all rows of the same result at once: a loop that awaits
 * `book.author` on each book costs one statement. The query of the rows may want it otherwise: `fetchMode()`.
 */
export async function loadRelation(owner: object, relation: RelationInfo): Promise<void> {
  const group = RowState.group(owner);
  if (group?.mode === "raise") throw new NotLoadedError(relation);
  const siblings = group === undefined || group.mode === "one" ? [owner] : group.rows;
  const database = group?.database ?? defaultDatabase(`${relation}`);
  const missing = siblings.filter(
    (row) =>
      metaOfRow(row).relations.get(relation.name) === relation &&
      RowState.related(row, relation.name) === undefined,
  );
  if (!missing.includes(owner)) {
    missing.length = 0; // its reference was changed since the siblings were loaded
    missing.push(owner);
  }
  const key = relation.name;
  const running = group?.loading.get(key);
  if (running !== undefined) {
    await running;
    if (RowState.related(owner, relation.name) !== undefined) return;
  }
  const query = new Query(emptyState(relation.target, database));
  const work = loadRelated(missing, { relation, query }, database, group?.mode);
  group?.loading.set(key, work);
  try {
    await work;
  } finally {
    group?.loading.delete(key);
  }
}
