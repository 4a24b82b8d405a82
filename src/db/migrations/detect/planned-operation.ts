import type { FieldState, ModelState } from "../../schema/model-state.ts";
import type { Operation } from "../operations/operation.ts";

/** An operation with its module, and what must have been done before it in other modules. */
export interface PlannedOperation {
  readonly module: string;
  readonly operation: Operation;
  /** What it makes or takes away, as a key that others can need: `"+shop.Book"`, `"-shop.Book.author"`. */
  readonly provides: string;
  readonly needs: readonly string[];
}

/** A model that is there before and after. */
export type KeptModel = readonly [old: ModelState, now: ModelState];

/** The models that a field refers to, as keys of what must have been made before. */
export function modelsNeeded({ to, through }: FieldState): string[] {
  return [to, through].filter((label) => label !== undefined).map((label) => `+${label}`);
}
