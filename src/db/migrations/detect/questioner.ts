import type { FieldState, ModelState } from "../../schema/model-state.ts";

/** How much something that is gone is like something that is new: whether one may be the other. */
export type Likeness = "same" | "similar" | "different";

/** All names before and after, whether something has kept its name or not. */
export interface NamesCompared {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** New names by old ones. A new name that was another's before is there only together with the new name of that one. */
export type Renames = ReadonlyMap<string, string>;

/** What is most likely a rename is asked for first. */
export const likenesses: readonly Likeness[] = ["same", "similar", "different"];

/** Answers what two states of the models can't tell. Whoever answers must not guess: a wrong answer loses data. */
export interface Questioner {
  /** The models of a module that were said to have another name, before anything was asked. */
  modelRenames(module: string, names: NamesCompared): Renames;
  /** The fields of a model, which has its new name, that were said to have another one. */
  fieldRenames(model: ModelState, names: NamesCompared): Renames;
  /** Whether a model that is gone is the one that is new, under another name. */
  isModelRenamed(from: ModelState, to: ModelState, likeness: Likeness): Promise<boolean>;
  /** Whether a field that is gone is the one that is new, under another name. */
  isFieldRenamed(model: ModelState, from: string, to: string, likeness: Likeness): Promise<boolean>;
  /** What the rows that are there get, in a new field or in place of null; `undefined` for nothing. */
  fill(model: ModelState, name: string, field: FieldState, reason: FillReason): Promise<unknown>;
}

/**
 * Why it is asked: there is no default; null is no longer taken; the default would be the same in all rows of a unique field;
 * or it is the present moment, which says nothing of rows that are there.
 */
export type FillReason = "added" | "no-longer-nullable" | "unique" | "present-moment";

/** Answers no to everything: to find out whether there are changes at all, no question needs an answer. */
export const silentQuestioner: Questioner = {
  modelRenames: () => new Map(),
  fieldRenames: () => new Map(),
  isModelRenamed: async () => false,
  isFieldRenamed: async () => false,
  fill: async () => undefined,
};
