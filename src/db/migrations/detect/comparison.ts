import type { ModelState } from "../../schema/model-state.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";

/** Two states side by side, by the labels of their models. */
export interface Comparison {
  /** With renames done: what has the same name is the same. */
  readonly before: SchemaState;
  readonly after: SchemaState;
  readonly created: readonly ModelState[];
  readonly deleted: readonly ModelState[];
  readonly kept: readonly KeptModel[];
}

/** A model that is there before and after. */
export type KeptModel = readonly [old: ModelState, now: ModelState];

/** What is in one state, in the other, and in both; sorted, so that the order of models in an app is of no importance. */
export function compareStates(before: SchemaState, after: SchemaState): Comparison {
  const kept: KeptModel[] = [];
  for (const now of sortedModels(after)) {
    const old = before.find(labelOf(now));
    if (old !== undefined) kept.push([old, now]);
  }
  return {
    before,
    after,
    created: sortedModels(after).filter((model) => !before.find(labelOf(model))),
    deleted: sortedModels(before).filter((model) => !after.find(labelOf(model))),
    kept,
  };
}

export function sortedModels(state: SchemaState): ModelState[] {
  return [...state.models.values()].toSorted((a, b) => compareTexts(labelOf(a), labelOf(b)));
}

/** The names of fields, sorted. */
export function sortedNames(fields: ModelState["fields"]): string[] {
  return Object.keys(fields).toSorted(compareTexts);
}

/** By code units: the same on every machine, whatever its language. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
