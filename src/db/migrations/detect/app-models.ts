import { didYouMean, type Module } from "../../../core/index.ts";
import { registerModels } from "../../models/model-registry.ts";
import { SchemaStateError } from "../../schema/errors.ts";
import { modelsState } from "../../schema/models-state.ts";
import type { SchemaState } from "../../schema/schema-state.ts";

/**
 * The state that the models of these modules describe.
 * @throws {@link SchemaStateError} where a model refers to one that no module lists.
 */
export function stateOfModules(modules: readonly Module[]): SchemaState {
  for (const module of modules) registerModels(module.name, module.models ?? []);
  const state = modelsState(modules.flatMap((module) => module.models ?? []));
  for (const [label, model] of state.models) {
    for (const [name, field] of Object.entries(model.fields)) {
      for (const target of [field.to, field.through]) {
        if (target !== undefined && !state.find(target))
          throw unlistedError(`${label}.${name}`, target, state);
      }
    }
  }
  return state;
}

function unlistedError(relation: string, target: string, state: SchemaState): SchemaStateError {
  const name = target.startsWith(".") ? target.slice(1) : target;
  return new SchemaStateError(
    `${relation} refers to the model ${name}, which no module of the app lists.${didYouMean(name, state.models.keys())}\nAdd it to the "models" of its module, or the module to "modules" in quintet.config.ts.`,
  );
}

/** Whether a module comes with an installed package: its migrations are its author's affair. */
export function isInstalled(module: Module): boolean {
  return /[/\\]node_modules[/\\]/.test(module.folder);
}
