import { isDeepStrictEqual } from "node:util";
import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import { alterField, renameField } from "../operations/field-operations.ts";
import type { Operation } from "../operations/operation.ts";
import { sortedModels, sortedNames } from "./comparison.ts";
import { changeOf, type DetectedChange } from "./detected-change.ts";
import { type Likeness, likenesses, type Questioner } from "./questioner.ts";
import type { Renamed } from "./renamed-models.ts";

/** Fields that have only got another name. Each is asked for; models have their new names already. */
export async function renamedFields(
  before: SchemaState,
  after: SchemaState,
  questioner: Questioner,
): Promise<Renamed> {
  const changes: DetectedChange[] = [];
  let state = before;
  const asked = likenesses.flatMap((likeness) => sortedModels(after).map((now) => ({ now, likeness })));
  for (const { now, likeness } of asked) {
    if (before.find(labelOf(now)) === undefined) continue;
    for (const name of sortedNames(now.fields)) {
      const old = state.get(labelOf(now));
      if (Object.hasOwn(old.fields, name)) continue;
      const from = await formerField(now, name, { old, likeness, questioner });
      if (from === undefined) continue;
      for (const operation of renaming(now, from, name, old.fields[from]!)) {
        changes.push(changeOf(now, operation));
        state = operation.apply(state, now.module);
      }
    }
  }
  return { changes, state };
}

interface Search {
  readonly old: ModelState;
  readonly likeness: Likeness;
  readonly questioner: Questioner;
}

async function formerField(
  model: ModelState,
  name: string,
  { old, likeness, questioner }: Search,
): Promise<string | undefined> {
  for (const candidate of sortedNames(old.fields)) {
    if (Object.hasOwn(model.fields, candidate)) continue;
    if (likenessOf(old.fields[candidate]!, model.fields[name]!) !== likeness) continue;
    if (await questioner.isFieldRenamed(model, candidate, name, likeness)) return candidate;
  }
  return undefined;
}

/** Fields are similar where they hold the same kind of value: one that was renamed may have become longer. */
function likenessOf(old: FieldState, now: FieldState): Likeness {
  if (areSame(old, now)) return "same";
  return old.type === now.type && old.to === now.to && old.primaryKey === now.primaryKey
    ? "similar"
    : "different";
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
