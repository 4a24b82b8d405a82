import { didYouMean } from "../../../core/index.ts";
import { snakeCase } from "../../models/names.ts";
import { SchemaStateError } from "../../schema/errors.ts";
import type { ConstraintState, IndexState, ModelState } from "../../schema/model-state.ts";
import type { OnlineChange } from "../../schema/schema-editor.ts";
import { labelOf } from "../../schema/schema-state.ts";
import type { Operation } from "./operation.ts";
import { schemaOperation } from "./schema-operation.ts";

/**
 * Adds an index to a model.
 *
 * @param options.concurrently - Builds it while the table is read and written. PostgreSQL can't do that in a transaction:
 *   the migration says `transaction: false`.
 */
export function addIndex(
  model: string,
  index: IndexState,
  options?: Pick<OnlineChange, "concurrently">,
): Operation {
  return schemaOperation({
    kind: "addIndex",
    args: [model, index, options],
    online: options,
    symbol: "+",
    description: () => `Create index ${index.name} on ${model}`,
    nameFragment: () => `${snakeCase(model)}_${index.name.toLowerCase()}`,
    apply: (state, module) => state.with(withItem(state.get(`${module}.${model}`), "indexes", index)),
  });
}

/** Removes an index from a model. */
export function removeIndex(
  model: string,
  name: string,
  options?: Pick<OnlineChange, "concurrently">,
): Operation {
  return schemaOperation({
    kind: "removeIndex",
    args: [model, name, options],
    online: options,
    symbol: "-",
    description: () => `Remove index ${name} from ${model}`,
    nameFragment: () => `remove_${snakeCase(model)}_${name.toLowerCase()}`,
    apply: (state, module) => state.with(withoutItem(state.get(`${module}.${model}`), "indexes", name)),
  });
}

/** Gives an index another name, without making it anew where the database can. */
export function renameIndex(model: string, from: string, to: string): Operation {
  return schemaOperation({
    kind: "renameIndex",
    args: [model, from, to],
    symbol: "~",
    description: () => `Rename index ${from} on ${model} to ${to}`,
    nameFragment: () => `rename_${from.toLowerCase()}_${to.toLowerCase()}`,
    apply(state, module) {
      const before = state.get(`${module}.${model}`);
      refuseMissing(before, "indexes", from);
      if (from !== to) refuseTaken(before, to);
      const indexes = before.indexes.map((index) => (index.name === from ? { ...index, name: to } : index));
      return state.with({ ...before, indexes });
    },
  });
}

/**
 * Adds a unique or check constraint to a model.
 *
 * @param options.concurrently - In steps that stop nobody for long, in a migration with `transaction: false`.
 * @param options.validate - `false` leaves the rows that are there to `validateConstraint()`; for checks, on PostgreSQL.
 */
export function addConstraint(model: string, constraint: ConstraintState, options?: OnlineChange): Operation {
  return schemaOperation({
    kind: "addConstraint",
    args: [model, constraint, options],
    online: options,
    symbol: "+",
    description: () => `Create constraint ${constraint.name} on ${model}`,
    nameFragment: () => `${snakeCase(model)}_${constraint.name.toLowerCase()}`,
    apply: (state, module) =>
      state.with(withItem(state.get(`${module}.${model}`), "constraints", constraint)),
  });
}

/** Removes a constraint from a model. */
export function removeConstraint(
  model: string,
  name: string,
  options?: Pick<OnlineChange, "concurrently">,
): Operation {
  return schemaOperation({
    kind: "removeConstraint",
    args: [model, name, options],
    online: options,
    symbol: "-",
    description: () => `Remove constraint ${name} from ${model}`,
    nameFragment: () => `remove_${snakeCase(model)}_${name.toLowerCase()}`,
    apply: (state, module) => state.with(withoutItem(state.get(`${module}.${model}`), "constraints", name)),
  });
}

/** Puts another constraint in the place of the one with that name. */
export function alterConstraint(model: string, name: string, constraint: ConstraintState): Operation {
  return schemaOperation({
    kind: "alterConstraint",
    args: [model, name, constraint],
    symbol: "~",
    description: () => `Alter constraint ${name} on ${model}`,
    nameFragment: () => `alter_${snakeCase(model)}_${name.toLowerCase()}`,
    apply(state, module) {
      const before = state.get(`${module}.${model}`);
      refuseMissing(before, "constraints", name);
      if (constraint.name !== name) refuseTaken(before, constraint.name);
      const constraints = before.constraints.map((item) => (item.name === name ? constraint : item));
      return state.with({ ...before, constraints });
    },
  });
}

type NamedList = "indexes" | "constraints";

function withItem(model: ModelState, list: NamedList, item: IndexState | ConstraintState): ModelState {
  refuseTaken(model, item.name);
  return { ...model, [list]: [...model[list], item] };
}

function withoutItem(model: ModelState, list: NamedList, name: string): ModelState {
  refuseMissing(model, list, name);
  return { ...model, [list]: model[list].filter((item) => item.name !== name) };
}

function refuseTaken(model: ModelState, name: string): void {
  if (![...model.indexes, ...model.constraints].some((item) => item.name === name)) return;
  throw new SchemaStateError(
    `"${name}" is added to ${labelOf(model)}, which has an index or constraint of that name.`,
  );
}

function refuseMissing(model: ModelState, list: NamedList, name: string): void {
  const known = model[list].map((item) => item.name);
  if (known.includes(name)) return;
  throw new SchemaStateError(
    `"${name}" is not among the ${list} of ${labelOf(model)} at this point of the migrations.${didYouMean(name, known)}`,
  );
}
