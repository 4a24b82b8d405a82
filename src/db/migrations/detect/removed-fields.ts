import { fieldsOf } from "../../schema/condition-state.ts";
import type { ModelState } from "../../schema/model-state.ts";
import { fieldsOfRule } from "../../schema/rule-fields.ts";
import { labelOf } from "../../schema/schema-state.ts";
import { removeField } from "../operations/field-operations.ts";
import { type Comparison, sortedNames } from "./comparison.ts";
import { changeOf, type DetectedChange, type Milestone, removed, there } from "./detected-change.ts";
import { freed } from "./free-names.ts";
import type { References } from "./references.ts";

/** Fields that are gone from models that stay. */
export function removedFields({ kept }: Comparison, references: References): DetectedChange[] {
  return kept.flatMap(([old, now]) =>
    sortedNames(old.fields)
      .filter((name) => !Object.hasOwn(now.fields, name))
      .map((name) => references.placed(removedField(old, name), [old, now], name)),
  );
}

/** The change that removes a field of a model; first what is made of it goes, or is made of others. */
export function removedField(model: ModelState, name: string): DetectedChange {
  const label = labelOf(model);
  const users = Object.entries(model.fields).filter(
    ([, { from = [], generated }]) =>
      from.includes(name) || (generated !== undefined && fieldsOf(generated.expression).includes(name)),
  );
  const removal = changeOf(model, removeField(model.name, name), {
    reaches: [removed(label, name)],
    needs: [
      there(label, name),
      ...users.flatMap(([user]): Milestone[] => [
        removed(label, user),
        { event: "altered", model: label, field: user },
      ]),
    ],
  });
  const rules = [...model.indexes, ...model.constraints].filter((rule) => fieldsOfRule(rule).includes(name));
  return rules.length === 0 ? removal : { ...removal, follows: rules.map((rule) => freed(label, rule.name)) };
}
