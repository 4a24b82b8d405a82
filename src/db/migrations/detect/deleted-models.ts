import { fieldsOf } from "../../schema/condition-state.ts";
import type { ModelState } from "../../schema/model-state.ts";
import { fieldsOfRule } from "../../schema/rule-fields.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import { deleteModel } from "../operations/model-operations.ts";
import { type Comparison, sortedNames } from "./comparison.ts";
import { changeOf, type DetectedChange, type Milestone, removed } from "./detected-change.ts";
import { removedField } from "./removed-fields.ts";
import { constraintRemoved, indexRemoved } from "./rule-changes.ts";

/** Models that are gone: first what of them refers to others, which may be gone as well, then the models. */
export function deletedModels({ deleted, before }: Comparison): DetectedChange[] {
  return deleted.flatMap((model) => {
    const label = labelOf(model);
    const related = sortedNames(model.fields).filter((name) => isLoose(model, name));
    const isAboutRelated = (rule: Parameters<typeof fieldsOfRule>[0]) =>
      fieldsOfRule(rule).some((field) => related.includes(field));
    const links = Object.entries(model.fields).filter(
      ([, { to, primaryKey }]) => to !== undefined && primaryKey,
    );
    const deletion = changeOf(model, deleteModel(model.name), {
      reaches: [removed(label), ...links.map(([name]) => removed(label, name))],
      needs: [...referencesTo(label, before), ...related.map((name) => removed(label, name))],
    });
    return [
      ...model.indexes.filter(isAboutRelated).map(({ name }) => indexRemoved(model, name)),
      ...model.constraints.filter(isAboutRelated).map(({ name }) => constraintRemoved(model, name)),
      ...related.map((name) => removedField(model, name)),
      deletion,
    ];
  });
}

/** Whether a field is a relation that can go before its model, or is computed of one. A key can't. */
function isLoose({ fields }: ModelState, name: string): boolean {
  const { to, primaryKey, generated } = fields[name]!;
  if (generated !== undefined)
    return fieldsOf(generated.expression).some((source) => fields[source]?.to !== undefined);
  return to !== undefined && !primaryKey;
}

/** What refers to a model must be gone, or turned elsewhere, before the model goes. */
function referencesTo(label: string, before: SchemaState): Milestone[] {
  return [...before.models.values()].flatMap((other: ModelState) =>
    Object.entries(other.fields).flatMap(([field, { to, through }]): Milestone[] => {
      if (to !== label && through !== label) return [];
      const gone = removed(labelOf(other), field);
      return [gone, { ...gone, event: "altered" }];
    }),
  );
}
