import type { AnyModel } from "./model-meta.ts";

/** What a class made by `inherit()` remembers: the models whose rows its rows extend, and the fields that it adds. */
export interface Inheritance {
  readonly parents: readonly AnyModel[];
  readonly fields: object;
}

/** The key under which the base of a model keeps its {@link Inheritance}. */
export const inheritanceKey: unique symbol = Symbol("quintet.db.inheritance");

/** What the base of a model inherits; `undefined` for one that `Model()` made. */
export function inheritanceOf(base: object): Inheritance | undefined {
  return Object.hasOwn(base, inheritanceKey)
    ? (base as { readonly [inheritanceKey]: Inheritance })[inheritanceKey]
    : undefined;
}
