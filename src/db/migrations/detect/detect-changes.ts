import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import { inCreationOrder } from "./creation-order.ts";
import { applyRenames } from "./detect-renames.ts";
import { added, addedFields, alteredFields, removed, removedFields } from "./field-changes.ts";
import { changedTable, creationOf, deletionOf, laterRules } from "./model-changes.ts";
import type { KeptModel, PlannedOperation } from "./planned-operation.ts";
import type { Questioner } from "./questioner.ts";
import { addedRules, removedRules } from "./rule-changes.ts";

/*
 * Finds the operations that lead from one state to another. Renames come first and are applied at once, so that
 * everything after compares models and fields of the same name. The rest is listed in an order in which each operation
 * finds what it needs:
 *
 *   removed indexes and constraints · removed fields · renamed tables · created models, each after those it refers to ·
 *   added fields · altered fields · added indexes and constraints · deleted models, each after those that refer to it
 *
 * Across modules the same order holds; cutting the list into one migration for each module is `arrange-changes.ts`.
 */

/** The operations from `before` to `after`. Renames and missing values are asked for. */
export async function detectChanges(
  before: SchemaState,
  after: SchemaState,
  questioner: Questioner,
): Promise<readonly PlannedOperation[]> {
  const { renames, state } = await applyRenames(before, after, questioner);
  const kept = keptModels(state, after);
  const created = [...after.models.values()].filter((model) => !state.find(labelOf(model)));
  const deleted = [...state.models.values()].filter((model) => !after.find(labelOf(model)));
  const creation = inCreationOrder(created);
  const deletion = inCreationOrder(deleted);
  return [
    ...renames,
    ...kept.flatMap(([old, now]) => removedRules(old, now)),
    ...kept.flatMap(([old, now]) => removedFields(old, now)),
    ...kept.flatMap(([old, now]) => changedTable(old, now)),
    ...creation.models.map((model) => creationOf(model, creation.laterFields)),
    ...(await addedFields(kept, questioner)),
    ...creation.laterFields.map(({ model, field }) => added(model, field)),
    ...(await alteredFields(kept, questioner)),
    ...kept.flatMap(([old, now]) => addedRules(old, now)),
    ...creation.models.flatMap((model) => laterRules(model, creation.laterFields)),
    ...deletion.laterFields.map(({ model, field }) => removed(model, field)).toReversed(),
    ...deletion.models.map((model) => deletionOf(model, state, after, deletion.laterFields)).toReversed(),
  ];
}

function keptModels(before: SchemaState, after: SchemaState): KeptModel[] {
  const kept: KeptModel[] = [];
  for (const [label, now] of after.models) {
    const old = before.find(label);
    if (old !== undefined) kept.push([old, now]);
  }
  return kept;
}
