import { didYouMean } from "../../../core/index.ts";
import { snakeCase } from "../../models/names.ts";
import { SchemaStateError } from "../../schema/errors.ts";
import type { ConstraintState, IndexState, ModelState } from "../../schema/model-state.ts";
import { labelOf } from "../../schema/schema-state.ts";
import type { Operation } from "./operation.ts";
import { schemaOperation } from "./schema-operation.ts";

/** Adds an index to a model. */
export function addIndex(model: string, index: IndexState): Operation {
  return schemaOperation({
    kind: "addIndex",
    args: [model, index],
    symbol: "+",
    description: `Create index ${index.name} on ${model}`,
    nameFragment: `${snakeCase(model)}_${index.name.toLowerCase()}`,
    apply: (state, module) => state.with(withItem(state.get(`${module}.${model}`), "indexes", index)),
  });
}

/** Removes an index from a model. */
export function removeIndex(model: string, name: string): Operation {
  return schemaOperation({
    kind: "removeIndex",
    args: [model, name],
    symbol: "-",
    description: `Remove index ${name} from ${model}`,
    nameFragment: `remove_${snakeCase(model)}_${name.toLowerCase()}`,
    apply: (state, module) => state.with(withoutItem(state.get(`${module}.${model}`), "indexes", name)),
  });
}

/** Adds a unique or check constraint to a model. */
export function addConstraint(model: string, constraint: ConstraintState): Operation {
  return schemaOperation({
    kind: "addConstraint",
    args: [model, constraint],
    symbol: "+",
    description: `Create constraint ${constraint.name} on ${model}`,
    nameFragment: `${snakeCase(model)}_${constraint.name.toLowerCase()}`,
    apply: (state, module) =>
      state.with(withItem(state.get(`${module}.${model}`), "constraints", constraint)),
  });
}

/** Removes a constraint from a model. */
export function removeConstraint(model: string, name: string): Operation {
  return schemaOperation({
    kind: "removeConstraint",
    args: [model, name],
    symbol: "-",
    description: `Remove constraint ${name} from ${model}`,
    nameFragment: `remove_${snakeCase(model)}_${name.toLowerCase()}`,
    apply: (state, module) => state.with(withoutItem(state.get(`${module}.${model}`), "constraints", name)),
  });
}

type NamedList = "indexes" | "constraints";

function withItem(model: ModelState, list: NamedList, item: IndexState | ConstraintState): ModelState {
  const taken = [...model.indexes, ...model.constraints].some(({ name }) => name === item.name);
  if (!taken) return { ...model, [list]: [...model[list], item] };
  throw new SchemaStateError(
    `"${item.name}" is added to ${labelOf(model)}, which has an index or constraint of that name.`,
  );
}

function withoutItem(model: ModelState, list: NamedList, name: string): ModelState {
  const known = model[list].map((item) => item.name);
  if (known.includes(name)) return { ...model, [list]: model[list].filter((item) => item.name !== name) };
  throw new SchemaStateError(
    `"${name}" is not among the ${list} of ${labelOf(model)} at this point of the migrations.${didYouMean(name, known)}`,
  );
}
