import type { ModelMeta } from "../models/model-meta.ts";
import { relationsTo, throughTablesOf } from "../models/model-registry.ts";
import { hasOwnHook } from "../models/own-hook.ts";
import { rowDeleted, rowDeleting } from "../models/row-events.ts";

/**
 * Whether rows of a model can be deleted by one statement, without a look at them: nothing refers to them that the app
 * would have to follow, they are in one table, and nobody wants to know.
 */
export function canDeleteAtOnce(meta: ModelMeta): boolean {
  return (
    !rowDeleting.hasListeners &&
    !rowDeleted.hasListeners &&
    !hookNames.some((name) => hasOwnHook(meta, name)) &&
    meta.parents.length === 0 &&
    relationsTo(meta).every(({ isFollowedOnDelete }) => !isFollowedOnDelete) &&
    throughTablesOf(meta).length === 0
  );
}

const hookNames = ["beforeDelete", "afterDelete"] as const;
