import { InvalidQueryError } from "../errors.ts";
import { setRelation } from "../models/assign.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { metaOfRow, RowState } from "../models/row-state.ts";
import { loadedRows } from "./loaded-rows.ts";
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
      if (relation.field !== undefined && foreignKey(this, relation) === null) return null;
      return new UnloadedRow(this, relation);
    },
    set(this: object, value: unknown) {
      const relation = metaOfRow(this).relations.get(name)!;
      if (relation.field === undefined) {
        throw new InvalidQueryError(
          `${relation} can't be assigned: the reference is stored on the other side. Use set(), add() or remove() on it.`,
        );
      }
      setRelation(this, relation.field, value);
    },
  });
}

function foreignKey(row: object, relation: RelationInfo): unknown {
  return (row as Record<string, unknown>)[relation.field!.attribute] ?? null;
}

/** Whether the row that was loaded is still the one that the key names: the key may have been set since. */
function isCurrent(row: object, relation: RelationInfo, loaded: unknown): boolean {
  if (relation.field === undefined) return true;
  const key = foreignKey(row, relation);
  if (!RowState.isRow(loaded)) return key === null;
  const loadedKey = loaded[relation.target.primaryKey.attribute] ?? null;
  return loadedKey === key || key === null; // assigned before it was saved: the key is taken over by save()
}
