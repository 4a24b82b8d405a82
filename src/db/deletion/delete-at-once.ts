import type { ModelMeta } from "../models/model-meta.ts";
import { relationsTo, throughTablesOf } from "../models/model-registry.ts";
import { rowDeleted, rowDeleting } from "../models/row-events.ts";

/**
 * Whether rows of a model can be deleted by one statement, without a look at them: nothing refers to them that the app
 * would have to follow, they are in one table, and nobody wants to know.
 */
export function canDeleteAtOnce(meta: ModelMeta): boolean {
  return (
    !rowDeleting.hasListeners &&
    !rowDeleted.hasListeners &&
    !hookNames.some((name) => isOverridden(meta, name)) &&
    meta.parents.length === 0 &&
    relationsTo(meta).every(({ isFollowedOnDelete }) => !isFollowedOnDelete) &&
    throughTablesOf(meta).length === 0
  );
}

const hookNames = ["beforeDelete", "afterDelete"] as const;

/** Whether a model has a hook of its own instead of the one that every model has. */
function isOverridden(meta: ModelMeta, name: string): boolean {
  const prototype = meta.model.prototype as Record<string, unknown>;
  let general: unknown;
  for (
    let owner: object | null = prototype;
    owner !== null;
    owner = Object.getPrototypeOf(owner) as object | null
  )
    if (Object.hasOwn(owner, name)) general = (owner as Record<string, unknown>)[name];
  return prototype[name] !== general;
}
