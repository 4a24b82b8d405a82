import { isDeepStrictEqual } from "node:util";
import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import { renameModel } from "../operations/model-operations.ts";
import { sortedModels, sortedNames } from "./comparison.ts";
import { created, type DetectedChange, type Milestone, renamed, there } from "./detected-change.ts";
import { type Likeness, likenesses, type Questioner } from "./questioner.ts";
import { type RenameStep, renameSteps, stepNeeds } from "./rename-steps.ts";

/** Renames, and the state in which they have been done. */
export interface Renamed {
  readonly changes: readonly DetectedChange[];
  readonly state: SchemaState;
}

/**
 * Models that have only got another name. Each is asked for where it wasn't said before: to a state, one is gone and another
 * is new.
 */
export async function renamedModels(
  before: SchemaState,
  after: SchemaState,
  questioner: Questioner,
): Promise<Renamed> {
  const changes: DetectedChange[] = [];
  let state = before;
  const rename = (module: string, step: RenameStep): void => {
    const change = renamedModel(state.get(`${module}.${step.from}`), step, state);
    const isOneStep = step.from === step.whole.from && step.to === step.whole.to;
    const isFree = before.find(`${module}.${step.to}`) === undefined;
    changes.push(isOneStep && isFree ? { ...change, isFirst: true } : change);
    state = change.operation.apply(state, module);
  };
  for (const module of new Set(sortedModels(after).map((model) => model.module))) {
    const names = { before: namesIn(before, module), after: namesIn(after, module) };
    for (const step of renameSteps(questioner.modelRenames(module, names))) rename(module, step);
  }
  const asked = likenesses.flatMap((likeness) => sortedModels(after).map((model) => ({ model, likeness })));
  for (const { model, likeness } of asked) {
    if (state.find(labelOf(model))) continue;
    const from = await formerModel(model, { state, after, likeness, questioner });
    if (from === undefined) continue;
    for (const step of renameSteps(new Map([[from.name, model.name]]))) rename(model.module, step);
  }
  return { changes, state };
}

function namesIn(state: SchemaState, module: string): readonly string[] {
  return sortedModels(state).flatMap((model) => (model.module === module ? [model.name] : []));
}

function renamedModel(model: ModelState, step: RenameStep, state: SchemaState): DetectedChange {
  const { module } = model;
  const label = (name: string) => labelOf({ module, name });
  return {
    module,
    operation: renameModel(step.from, step.to),
    reaches: [created(label(step.to)), renamed(label(step.from))],
    needs: [
      ...stepNeeds(step, (event, name) => ({ event, model: label(name) })),
      ...neighboursOf(model, state),
    ],
  };
}

interface Search {
  readonly state: SchemaState;
  readonly after: SchemaState;
  readonly likeness: Likeness;
  readonly questioner: Questioner;
}

async function formerModel(
  model: ModelState,
  { state, after, likeness, questioner }: Search,
): Promise<ModelState | undefined> {
  for (const candidate of sortedModels(state)) {
    if (candidate.module !== model.module || after.find(labelOf(candidate))) continue;
    if (likenessOf(candidate, model) !== likeness) continue;
    if (await questioner.isModelRenamed(candidate, model, likeness)) return candidate;
  }
  return undefined;
}

/**
 * Models are the same where their fields are, in the order of their names: apart from these names, and from what relations
 * refer to, which may have been renamed too.
 */
function likenessOf(a: ModelState, b: ModelState): Likeness {
  if (isDeepStrictEqual(unnamedFields(a), unnamedFields(b))) return "same";
  const [first, second] = [Object.entries(a.fields), Object.entries(b.fields)];
  const kept = first.filter(([name, { type }]) => b.fields[name]?.type === type).length;
  return kept * 2 > Math.max(first.length, second.length) ? "similar" : "different";
}

function unnamedFields({ fields }: ModelState): readonly FieldState[] {
  return sortedNames(fields).map((name) => {
    const { to: _, through: __, ...field } = fields[name]!;
    return field as FieldState;
  });
}

/** The models that it refers to, and those that refer to it: a rename changes their tables too, which must be there. */
function neighboursOf(model: ModelState, state: SchemaState): Milestone[] {
  const label = labelOf(model);
  const targets = Object.values(model.fields).flatMap(({ to, through }) => [to, through]);
  const referrers = sortedModels(state)
    .filter(({ fields }) =>
      Object.values(fields).some(({ to, through }) => to === label || through === label),
    )
    .map(labelOf);
  const labels = new Set([...targets, ...referrers].filter((other) => other !== undefined));
  return [...labels].map((other) => there(other));
}
