import type { ModelMeta } from "../models/model-meta.ts";
import { relationsTo, throughTablesOf } from "../models/model-registry.ts";

/** Whether rows of a model can be deleted by one statement: nothing refers to them, and no hook wants to know. */
export function canDeleteAtOnce(meta: ModelMeta): boolean {
  const hasHooks = hookNames.some((name) => !isInherited(meta, name));
  return (
    !hasHooks &&
    relationsTo(meta).every(({ onDelete }) => onDelete === "doNothing") &&
    throughTablesOf(meta).length === 0
  );
}

const hookNames = ["beforeDelete", "afterDelete"];

/** Whether a method is the one that every model has. */
function isInherited(meta: ModelMeta, name: string): boolean {
  let prototype = meta.model.prototype as object | null;
  let owner: object | null = null;
  for (; prototype !== null; prototype = Object.getPrototypeOf(prototype))
    if (Object.hasOwn(prototype, name)) owner ??= prototype;
  return (
    owner !== null &&
    !Object.hasOwn(owner.constructor, "fields") &&
    Object.getPrototypeOf(Object.getPrototypeOf(owner)) === Object.prototype
  );
}
