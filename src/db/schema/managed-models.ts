import type { App } from "../../core/index.ts";
import type { DatabaseKind, ModelState } from "./model-state.ts";
import { modelsState } from "./models-state.ts";

/** The models of an app whose tables migrations make on databases of that kind; none where it has no such database. */
export function managedModelsOn(kind: DatabaseKind, app: App): readonly ModelState[] {
  if (!Object.values(app.config.databases).some(({ backend }) => backend === kind)) return [];
  const state = modelsState(app.modules.flatMap(({ models }) => models ?? []));
  return [...state.models.values()].filter(({ managed }) => managed !== false);
}
