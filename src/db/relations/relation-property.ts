import { InvalidQueryError } from "../errors.ts";
import { setRelation } from "../models/assign.ts";
import { isSameKey } from "../models/keys.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { metaOfRow, RowState } from "../models/row-state.ts";
import { loadedRows } from "./loaded-rows.ts";
import { parentRow } from "./parent-row.ts";
import { RelatedRows } from "./related-rows.ts";
import { UnloadedRow } from "./unloaded-row.ts";

/**
 * Defines what `book.author` or `author.books` gives on every row: the rows if they were loaded or assigned, else an
 * object that loads them when it is awaited. A reference that is null needs no loading: it is null.
 */
export function defineRelationProperty(prototype: object, name: string): void {
  Object.defineProperty(prototype, name, {
    configurable: true,
    get(this: object) {
      const relation = metaOfRow(this).relations.get(name)!; // defined for relations only
      const loaded = RowState.related(this, name);
      if (relation.toMany && Array.isArray(loaded)) return loadedRows(this, relation, loaded);
      if (loaded !== undefined && isCurrent(this, relation, loaded)) return loaded;
      if (relation.toMany) return new RelatedRows(this, relation);
      if (relation.kind === "belongsTo" && isNull(this, relation)) return null;
      return parentRow(this, relation) ?? new UnloadedRow(this, relation);
    },
    set(this: object, value: unknown) {
      const relation = metaOfRow(this).relations.get(name)!;
      if (relation.kind !== "belongsTo") {
        const advice = relation.toMany
          ? "Use set(), add() or remove() on it."
          : `Assign ${relation.inverse} of the other row.`;
        throw new InvalidQueryError(
          `${relation} can't be assigned: the reference is stored on the other side. ${advice}`,
        );
      }
      setRelation(this, relation, value);
    },
  });
}

/** Whether a row refers to nothing: a part of the reference is missing. One that wasn't read is not known to be. */
function isNull(row: object, relation: RelationInfo): boolean {
  const isStored = RowState.group(row) !== undefined;
  return relation.joinColumns.some(({ near }) => {
    const key = (row as Values)[near.attribute];
    return key === null || (key === undefined && !isStored);
  });
}

/** Whether the row that was loaded is still the one that the key names: the key may have been set since. */
function isCurrent(row: object, relation: RelationInfo, loaded: unknown): boolean {
  if (relation.kind !== "belongsTo") return true;
  if (!RowState.isRow(loaded)) return isNull(row, relation);
  return relation.joinColumns.every(({ near, far }) => {
    const key = (row as Values)[near.attribute] ?? null;
    return key === null || isSameKey(key, loaded[far.attribute]); // assigned before it was saved: save() takes its key
  });
}

type Values = Readonly<Record<string, unknown>>;
