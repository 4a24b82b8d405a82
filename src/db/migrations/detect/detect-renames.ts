import { isDeepStrictEqual } from "node:util";
import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import { renameField } from "../operations/field-operations.ts";
import { renameModel } from "../operations/model-operations.ts";
import type { Operation } from "../operations/operation.ts";
import type { PlannedOperation } from "./planned-operation.ts";
import type { Questioner } from "./questioner.ts";

/** Renames, as operations, and the state in which they have been done. */
interface Renamed {
  readonly renames: readonly PlannedOperation[];
  readonly state: SchemaState;
}

/** Finds models and fields that have only got another name. Each is asked for: to a state, it looks like one gone and one new. */
export async function applyRenames(
  before: SchemaState,
  after: SchemaState,
  questioner: Questioner,
): Promise<Renamed> {
  const renames: PlannedOperation[] = [];
  let state = before;
  const apply = (module: string, operation: Operation, provides: string) => {
    state = operation.apply(state, module);
    renames.push({ module, operation, provides, needs: [] });
  };

  for (const model of newModels(before, after)) {
    const from = await modelRenamedTo(model, goneModels(state, after), questioner);
    if (from) apply(model.module, renameModel(from.name, model.name), `+${labelOf(model)}`);
  }
  for (const [label, now] of after.models) {
    for (const name of Object.keys(now.fields)) {
      const old = state.find(label);
      if (old === undefined || Object.hasOwn(old.fields, name)) continue;
      const from = await fieldRenamedTo(now, name, old, questioner);
      if (from) apply(now.module, renameField(now.name, from, name), `+${label}.${name}`);
    }
  }
  return { renames, state };
}

function newModels(before: SchemaState, after: SchemaState): ModelState[] {
  return [...after.models.values()].filter((model) => !before.find(labelOf(model)));
}

function goneModels(state: SchemaState, after: SchemaState): ModelState[] {
  return [...state.models.values()].filter((model) => !after.find(labelOf(model)));
}

async function modelRenamedTo(
  model: ModelState,
  gone: readonly ModelState[],
  questioner: Questioner,
): Promise<ModelState | undefined> {
  for (const candidate of gone) {
    if (candidate.module !== model.module) continue;
    if (await questioner.isModelRenamed(candidate, model, haveSameFields(candidate, model))) return candidate;
  }
  return undefined;
}

/** Whether the fields are the same, apart from what relations refer to, which may have been renamed too. */
function haveSameFields(a: ModelState, b: ModelState): boolean {
  const withoutTargets = ({ fields }: ModelState) =>
    Object.fromEntries(Object.entries(fields).map(([name, { to, through, ...rest }]) => [name, rest]));
  return isDeepStrictEqual(withoutTargets(a), withoutTargets(b));
}

async function fieldRenamedTo(
  model: ModelState,
  name: string,
  old: ModelState,
  questioner: Questioner,
): Promise<string | undefined> {
  for (const [candidate, field] of Object.entries(old.fields)) {
    if (Object.hasOwn(model.fields, candidate)) continue;
    const likely = isDeepStrictEqual(withoutColumn(field), withoutColumn(model.fields[name]!));
    if (await questioner.isFieldRenamed(model, candidate, name, likely)) return candidate;
  }
  return undefined;
}

function withoutColumn({ column: _, ...field }: FieldState): FieldState {
  return field;
}
