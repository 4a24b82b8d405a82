import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { labelOf } from "../../schema/schema-state.ts";
import type { Operation } from "../operations/operation.ts";

/** One operation that leads from the old models to the new ones, and how it hangs together with others. */
export interface DetectedChange {
  readonly module: string;
  readonly operation: Operation;
  /** What is done when it is done. */
  readonly reaches: readonly Milestone[];
  /** What must be done before. What no operation reaches was there already. */
  readonly needs: readonly Milestone[];
  /** What is done before it where both can be done at once. */
  readonly follows?: readonly Milestone[];
  /** It needs nothing of its own module: what needs it comes behind it, and doesn't wait. */
  readonly isFirst?: true;
}

/**
 * A model, or a field of one, that is created, removed or altered, or that was there before anything was; a name that a
 * model gives up; a field that has the column of its next name; a model or field that has given its name up for another; a field that has got a column's name from another; or a key or a field that others can refer to from now on.
 */
export interface Milestone {
  readonly event:
    | "created"
    | "removed"
    | "altered"
    | "there"
    | "freed"
    | "moved"
    | "renamed"
    | "placed"
    | "settled";
  /** The label of the model. */
  readonly model: string;
  /** The field, or the name that is given up. */
  readonly field?: string;
}

/** The same text for the same milestone. */
export function milestoneKey({ event, model, field = "" }: Milestone): string {
  return `${event} ${model} ${field}`;
}

export function created(model: string, field?: string): Milestone {
  return { event: "created", model, ...(field !== undefined && { field }) };
}

export function removed(model: string, field?: string): Milestone {
  return { event: "removed", model, ...(field !== undefined && { field }) };
}

/** A model, or a field, is no longer called so. */
export function renamed(model: string, field?: string): Milestone {
  return { event: "renamed", model, ...(field !== undefined && { field }) };
}

/** A model was there before anything was changed; or a field was, and has its name. */
export function there(model: string, field?: string): Milestone {
  return { event: "there", model, ...(field !== undefined && { field }) };
}

/** A model has the key that it will have, or a field is unique, as those are that others refer to. */
export function settled(model: string, field?: string): Milestone {
  return { event: "settled", model, ...(field !== undefined && { field }) };
}

/** A change of a model that is there, perhaps only since it was created or renamed. */
export function changeOf(
  model: ModelState,
  operation: Operation,
  { reaches = [], needs = [] }: Partial<Pick<DetectedChange, "reaches" | "needs">> = {},
): DetectedChange {
  return { module: model.module, operation, reaches, needs: [created(labelOf(model)), ...needs] };
}

/** The models that a field refers to, and those of their fields that it names. */
export function targetsOf({ to, toFields, through }: FieldState): Milestone[] {
  const fields = (toFields ?? []).flatMap((field) => [created(to!, field), settled(to!, field)]);
  return [
    ...(to === undefined ? [] : [created(to), ...fields]),
    ...(to === undefined || toFields !== undefined ? [] : [settled(to)]),
    ...(through === undefined ? [] : [created(through)]),
  ];
}

/** The models that any field of a model refers to. */
export function targetsOfModel({ fields }: ModelState): Milestone[] {
  return Object.values(fields).flatMap(({ to, through }) =>
    [to, through].filter((label) => label !== undefined).map((label) => created(label)),
  );
}
