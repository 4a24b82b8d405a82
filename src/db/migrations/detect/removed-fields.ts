import type { ModelState } from "../../schema/model-state.ts";
import { labelOf } from "../../schema/schema-state.ts";
import { removeField } from "../operations/field-operations.ts";
import { type Comparison, sortedNames } from "./comparison.ts";
import { changeOf, type DetectedChange, removed } from "./detected-change.ts";

/** Fields that are gone from models that stay. */
export function removedFields({ kept }: Comparison): DetectedChange[] {
  return kept.flatMap(([old, now]) =>
    sortedNames(old.fields)
      .filter((name) => !Object.hasOwn(now.fields, name))
      .map((name) => removedField(old, name)),
  );
}

/** The change that removes a field of a model. */
export function removedField(model: ModelState, name: string): DetectedChange {
  return changeOf(model, removeField(model.name, name), { reaches: [removed(labelOf(model), name)] });
}
