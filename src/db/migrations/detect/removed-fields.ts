import { fieldsOf } from "../../schema/condition-state.ts";
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
      .map((name) => removedField(old, now, name)),
  );
}

/** The change that removes a field of a model. What is computed of it goes before, or is computed otherwise by then. */
export function removedField(old: ModelState, now: ModelState | undefined, name: string): DetectedChange {
  const label = labelOf(old);
  const computed = Object.keys(old.fields).filter((other) => {
    const { generated } = old.fields[other]!;
    return other !== name && generated !== undefined && fieldsOf(generated.expression).includes(name);
  });
  return changeOf(old, removeField(old.name, name), {
    reaches: [removed(label, name)],
    needs: computed.map((field) =>
      now !== undefined && Object.hasOwn(now.fields, field)
        ? { event: "altered", model: label, field }
        : removed(label, field),
    ),
  });
}
