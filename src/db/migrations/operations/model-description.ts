import type { ModelState } from "../../schema/model-state.ts";
import type { ModelDescription } from "./model-operations.ts";

/** What `createModel()` is told to make this model. What is empty is left out, so that migration files stay short. */
export function modelDescription(model: ModelState): ModelDescription {
  const { module: _, name: __, fields, indexes, constraints, ...options } = model;
  return {
    fields,
    ...options,
    ...(indexes.length > 0 && { indexes }),
    ...(constraints.length > 0 && { constraints }),
  };
}
