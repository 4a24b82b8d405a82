import { isDeepStrictEqual } from "node:util";
import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import { columnOf, hasColumn } from "../../schema/table-definition.ts";
import { alterField, renameField } from "../operations/field-operations.ts";
import type { Operation } from "../operations/operation.ts";
import { sortedModels, sortedNames } from "./comparison.ts";
import {
  changeOf,
  created,
  type DetectedChange,
  type Milestone,
  renamed,
  targetsOf,
  there,
} from "./detected-change.ts";
import { ownerOfColumn } from "./free-names.ts";
import { type Likeness, likenesses, type Questioner, type Renames } from "./questioner.ts";
import { type RenameStep, renameSteps, stepNeeds } from "./rename-steps.ts";
import type { Renamed } from "./renamed-models.ts";

/**
 * Fields that have only got another name. Each is asked for where it wasn't said before.
 *
 * @param models - The models, which have their new names already.
 */
export async function renamedFields(
  models: Renamed,
  after: SchemaState,
  questioner: Questioner,
): Promise<Renamed> {
  const changes: DetectedChange[] = [];
  const before = models.state;
  let state = before;
  const rename = (now: ModelState, renames: Renames): void => {
    for (const step of renameSteps(renames)) {
      for (const operation of renaming(state.get(labelOf(now)), now, step)) {
        changes.push(renamedField(now, operation, step, { state, models }));
        state = operation.apply(state, now.module);
      }
    }
  };
  for (const now of sortedModels(after)) {
    const old = before.find(labelOf(now));
    if (old === undefined) continue;
    const names = { before: sortedNames(old.fields), after: sortedNames(now.fields) };
    rename(now, questioner.fieldRenames(now, names));
  }
  const asked = likenesses.flatMap((likeness) => sortedModels(after).map((now) => ({ now, likeness })));
  for (const { now, likeness } of asked) {
    if (before.find(labelOf(now)) === undefined) continue;
    for (const name of sortedNames(now.fields)) {
      const old = state.get(labelOf(now));
      if (Object.hasOwn(old.fields, name)) continue;
      const from = await formerField(now, name, { old, likeness, questioner });
      if (from !== undefined) rename(now, new Map([[from, name]]));
    }
  }
  return { changes, state };
}

/** @param operation - What renames the field, or gives it its column before. */
function renamedField(
  now: ModelState,
  operation: Operation,
  step: RenameStep,
  { state, models }: { readonly state: SchemaState; readonly models: Renamed },
): DetectedChange {
  const { from, to } = step;
  const label = labelOf(now);
  const moved: Milestone = { event: "moved", model: label, field: from };
  if (operation.kind !== "renameField") {
    const needs = renamedTargets(state.get(label).fields[from]!, models);
    return changeOf(now, operation, { reaches: [moved], needs });
  }
  // Relations that name the field follow it, so they must be there.
  const referrers = [...state.models.values()].filter(({ fields }) =>
    Object.values(fields).some((field) => field.to === label && field.toFields?.includes(from)),
  );
  const rename = changeOf(now, operation, {
    reaches: [created(label, to), there(label, to), renamed(label, from)],
    needs: [
      ...stepNeeds(step, (event, name) => ({ event, model: label, field: name })),
      ...referrers.map((model) => there(labelOf(model))),
    ],
  });
  return { ...rename, follows: [moved] };
}

/** The models that a field refers to, where they have got another name. */
function renamedTargets(field: FieldState, { changes }: Renamed): Milestone[] {
  const labels = new Set(changes.flatMap(({ reaches }) => reaches.map(({ model }) => model)));
  return targetsOf(field).filter(({ model }) => labels.has(model));
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

/**
 * Where the column keeps its name, the old field gets that name first, so that nothing is left to rename; but if another
 * field has it still, it is changed when that one has given it up.
 */
function renaming(old: ModelState, now: ModelState, { from, to, whole }: RenameStep): readonly Operation[] {
  const [before, field] = [old.fields[from]!, now.fields[whole.to]!];
  const rename = renameField(now.name, from, to);
  if (from !== whole.from || !areSame(before, field) || before.column === field.column) return [rename];
  const owner = hasColumn(field) ? ownerOfColumn(old, columnOf(whole.to, field)) : undefined;
  return owner === undefined || owner === from ? [alterField(now.name, from, field), rename] : [rename];
}

function areSame(old: FieldState, now: FieldState): boolean {
  return isDeepStrictEqual(withoutColumn(old), withoutColumn(now));
}

function withoutColumn({ column: _, ...field }: FieldState): FieldState {
  return field;
}
