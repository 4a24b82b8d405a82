import { fieldsOf } from "../../schema/condition-state.ts";
import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { labelOf } from "../../schema/schema-state.ts";
import { modelDescription } from "../operations/model-description.ts";
import { createModel } from "../operations/model-operations.ts";
import { addedField } from "./added-fields.ts";
import { type Comparison, sortedNames } from "./comparison.ts";
import {
  created,
  type DetectedChange,
  type Milestone,
  removed,
  renamed,
  targetsOf,
} from "./detected-change.ts";
import { ruleNameNeeds, tableNeeds } from "./free-names.ts";
import { constraintAdded, indexAdded } from "./rule-changes.ts";

/*
 * A new model is created without what refers to others, which is added when those others are there. The optimizer puts it
 * all into one operation wherever no circle forbids it.
 */

/** The new models, to be done before anything else: others may refer to them. */
export function createdModels(comparison: Comparison): DetectedChange[] {
  const { created: models, before, after } = comparison;
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
      needs: [removed(label), renamed(label), ...parents, ...takenOver, ...tableNeeds(comparison, model)],
    };
  });
}

/** What refers to other models, and the rules, which may be about that; the last model first, as Django has it. */
export function completedModels(comparison: Comparison): DetectedChange[] {
  return comparison.created.toReversed().flatMap((model) => {
    const waiting = sortedNames(model.fields).filter((name) => waits(model, model.fields[name]!));
    const all = waiting.map((name) => created(labelOf(model), name));
    const needs = (name: string) => [...all, ...ruleNameNeeds(comparison, model, name)];
    return [
      ...waiting.map((name) => addedField(model, name)),
      ...model.indexes.map((index) => indexAdded(model, index, needs(index.name))),
      ...model.constraints.map((rule) => constraintAdded(model, rule, needs(rule.name))),
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
