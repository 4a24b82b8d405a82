import { fieldsOf } from "../../schema/condition-state.ts";
import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { labelOf } from "../../schema/schema-state.ts";
import { modelDescription } from "../operations/model-description.ts";
import { createModel } from "../operations/model-operations.ts";
import { addedField } from "./added-fields.ts";
import { type Comparison, sortedNames } from "./comparison.ts";
import { created, type DetectedChange, type Milestone, removed, targetsOf } from "./detected-change.ts";
import { constraintAdded, indexAdded } from "./rule-changes.ts";

/*
 * A new model is created without what refers to others, which is added when those others are there. The optimizer puts it
 * all into one operation wherever no circle forbids it.
 */

/** The new models, to be done before anything else: others may refer to them. */
export function createdModels({ created: models, before, after }: Comparison): DetectedChange[] {
  return models.map((model) => {
    const label = labelOf(model);
    const fields = Object.fromEntries(
      Object.entries(model.fields).filter(([, field]) => !waits(model, field)),
    );
    const { indexes: _, constraints: __, ...bare } = model;
    const operation = createModel(
      model.name,
      modelDescription({ ...bare, fields, indexes: [], constraints: [] }),
    );
    const parents = Object.values(fields).flatMap(targetsOf);
    const takenOver = parents.flatMap((parent) =>
      fieldsMovedDown(model, before.find(parent.model), after.find(parent.model)),
    );
    return {
      module: model.module,
      operation,
      reaches: [created(label), ...Object.keys(fields).map((name) => created(label, name))],
      needs: [removed(label), ...parents, ...takenOver],
    };
  });
}

/** What refers to other models, and the rules, which may be about that; the last model first, as Django has it. */
export function completedModels({ created: models }: Comparison): DetectedChange[] {
  return models.toReversed().flatMap((model) => {
    const waiting = sortedNames(model.fields).filter((name) => waits(model, model.fields[name]!));
    const all = waiting.map((name) => created(labelOf(model), name));
    return [
      ...waiting.map((name) => addedField(model, name)),
      ...model.indexes.map((index) => indexAdded(model, index, all)),
      ...model.constraints.map((rule) => constraintAdded(model, rule, all)),
    ];
  });
}

/** Whether a field is added after its model: relations, but the key, and what is computed of relations. */
function waits({ fields }: ModelState, field: FieldState): boolean {
  if (field.primaryKey) return false;
  if (field.to !== undefined) return true;
  return (
    field.generated !== undefined &&
    fieldsOf(field.generated.expression).some((name) => fields[name]?.to !== undefined)
  );
}

/** Fields that have gone from a parent to a child: the parent must lose them first. */
function fieldsMovedDown(
  child: ModelState,
  old: ModelState | undefined,
  now: ModelState | undefined,
): Milestone[] {
  if (old === undefined || now === undefined) return [];
  return sortedNames(old.fields)
    .filter((name) => !Object.hasOwn(now.fields, name) && Object.hasOwn(child.fields, name))
    .map((name) => removed(labelOf(old), name));
}
