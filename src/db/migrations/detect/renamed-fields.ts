import { isDeepStrictEqual } from "node:util";
import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import { alterField, renameField } from "../operations/field-operations.ts";
import type { Operation } from "../operations/operation.ts";
import { sortedModels, sortedNames } from "./comparison.ts";
import { changeOf, type DetectedChange } from "./detected-change.ts";
import type { Questioner } from "./questioner.ts";
import type { Renamed } from "./renamed-models.ts";

/** Fields that have only got another name. Each is asked for; models have their new names already. */
export async function renamedFields(
  before: SchemaState,
  after: SchemaState,
  questioner: Questioner,
): Promise<Renamed> {
  const changes: DetectedChange[] = [];
  let state = before;
  for (const now of sortedModels(after)) {
    const known = before.find(labelOf(now));
    if (known === undefined) continue;
    for (const name of sortedNames(now.fields)) {
      const old = state.get(labelOf(now));
      if (Object.hasOwn(known.fields, name)) continue;
      const from = await formerField(now, name, old, questioner);
      if (from === undefined) continue;
      for (const operation of renaming(now, from, name, old.fields[from]!)) {
        changes.push(changeOf(now, operation));
        state = operation.apply(state, now.module);
      }
    }
  }
  return { changes, state };
}

async function formerField(
  model: ModelState,
  name: string,
  old: ModelState,
  questioner: Questioner,
): Promise<string | undefined> {
  for (const candidate of sortedNames(old.fields)) {
    if (Object.hasOwn(model.fields, candidate)) continue;
    const likely = areSame(old.fields[candidate]!, model.fields[name]!);
    if (await questioner.isFieldRenamed(model, candidate, name, likely)) return candidate;
  }
  return undefined;
}

/** Where the column keeps its name, the old field gets that name first, so that nothing is left to rename. */
function renaming(now: ModelState, from: string, to: string, old: FieldState): readonly Operation[] {
  const field = now.fields[to]!;
  const rename = renameField(now.name, from, to);
  return areSame(old, field) && old.column !== field.column
    ? [alterField(now.name, from, field), rename]
    : [rename];
}

function areSame(old: FieldState, now: FieldState): boolean {
  return isDeepStrictEqual(withoutColumn(old), withoutColumn(now));
}

function withoutColumn({ column: _, ...field }: FieldState): FieldState {
  return field;
}
