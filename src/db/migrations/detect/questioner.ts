import type { FieldState, ModelState } from "../../schema/model-state.ts";

/** How much something that is gone is like something that is new: whether one may be the other. */
export type Likeness = "same" | "similar" | "different";

/** What is most likely a rename is asked for first. */
export const likenesses: readonly Likeness[] = ["same", "similar", "different"];

/** Answers what two states of the models can't tell. Whoever answers must not guess: a wrong answer loses data. */
export interface Questioner {
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
  isModelRenamed: async () => false,
  isFieldRenamed: async () => false,
  fill: async () => undefined,
};
