import { SchemaState } from "../../schema/schema-state.ts";
import { modelDescription } from "../operations/model-description.ts";
import { createModel } from "../operations/model-operations.ts";
import type { Operation } from "../operations/operation.ts";
import { isKeyed } from "../operations/state-shapes.ts";
import type { OperationPair } from "./reduction-rules.ts";

/**
 * The operation that creates a model as it is after a change to it; `undefined` where the change takes its key, for which
 * another one comes later. What rows get is of no use to a new table.
 */
export function creationWith({ earlier, later, module }: OperationPair): Operation | undefined {
  const state = later.apply(earlier.apply(new SchemaState(), module), module);
  const model = [...state.models.values()][0]!; // it was created alone, and is still there
  return isKeyed(model) ? createModel(model.name, modelDescription(model)) : undefined;
}
