import type { SchemaState } from "../../schema/schema-state.ts";
import { addedFields } from "./added-fields.ts";
import { alteredFields } from "./altered-fields.ts";
import { compareStates } from "./comparison.ts";
import { completedModels, createdModels } from "./created-models.ts";
import { deletedModels } from "./deleted-models.ts";
import type { DetectedChange } from "./detected-change.ts";
import type { Questioner } from "./questioner.ts";
import { referencesIn } from "./references.ts";
import { removedFields } from "./removed-fields.ts";
import { renamedFields } from "./renamed-fields.ts";
import { renamedModels } from "./renamed-models.ts";
import { reorderedKeys } from "./reordered-keys.ts";
import { ruleChanges } from "./rule-changes.ts";
import { alteredDatabases, alteredOptions, alteredTables, renamedTables } from "./table-changes.ts";

/*
 * Finds the operations that lead from one state to another, in the order of Django's autodetector. Renames come first and
 * are applied at once, so that everything after compares what has the same name. Each operation says what it needs and
 * what is done by it; `sort-changes.ts` and `cut-migrations.ts` make migrations of the list.
 */

/** The operations from `before` to `after`. Renames and missing values are asked for, in this order. */
export async function detectChanges(
  before: SchemaState,
  after: SchemaState,
  questioner: Questioner,
): Promise<readonly DetectedChange[]> {
  const models = await renamedModels(before, after, questioner);
  const fields = await renamedFields(models, after, questioner);
  const comparison = compareStates(fields.state, after);
  const references = referencesIn(comparison);
  const rules = ruleChanges(comparison);
  return [
    ...createdModels(comparison),
    ...models.changes,
    ...deletedModels(comparison),
    ...completedModels(comparison),
    ...alteredOptions(comparison),
    ...alteredDatabases(comparison),
    ...alteredTables(comparison),
    ...rules.removed,
    ...fields.changes,
    ...rules.renamed,
    ...removedFields(comparison, references),
    ...(await addedFields(comparison, references, questioner)),
    ...(await alteredFields(comparison, references, questioner)),
    ...reorderedKeys(comparison),
    ...rules.added,
    ...renamedTables(comparison),
  ];
}
