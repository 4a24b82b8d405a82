import type { RelationInfo } from "../models/relation-info.ts";
import { fromDatabase, metaOfRow, ResultGroup, RowState } from "../models/row-state.ts";

/**
 * The row of a parent of which a row is a part: a restaurant has all that its place has, so nothing needs to be loaded.
 * `undefined` where the relation doesn't lead to a parent, or some of its fields were not read.
 */
export function parentRow(row: object, relation: RelationInfo): object | undefined {
  const { descriptor, target } = relation;
  if (descriptor.kind !== "belongsTo" || !descriptor.parentLink) return undefined;
  const group = RowState.group(row);
  if (group === undefined) return undefined;
  const deferred = RowState.deferred(row);
  const own = metaOfRow(row).fields;
  const parent = new target.model(fromDatabase) as Record<string, unknown>;
  for (const [name, field] of target.fields) {
    if (own.get(name) !== field || deferred?.has(name)) return undefined;
    parent[field.attribute] = (row as Record<string, unknown>)[field.attribute];
  }
  RowState.attach(parent, new ResultGroup(group.database));
  RowState.setRelated(row, relation.name, parent);
  return parent;
}
