import type { ModelMeta } from "./model-meta.ts";

/** Whether a model has a hook of its own instead of the one that every model has. */
export function hasOwnHook(meta: ModelMeta, name: string): boolean {
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
