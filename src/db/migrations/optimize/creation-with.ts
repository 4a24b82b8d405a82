import { SchemaState } from "../../schema/schema-state.ts";
import { modelDescription } from "../operations/model-description.ts";
import { createModel } from "../operations/model-operations.ts";
import type { Operation } from "../operations/operation.ts";
import type { OperationPair } from "./reduction-rules.ts";

/** The operation that creates a model as it is after a change to it. What rows get is of no use to a new table. */
export function creationWith({ earlier, later, module }: OperationPair): Operation {
  const state = later.apply(earlier.apply(new SchemaState(), module), module);
  const [model] = [...state.models.values()];
  return createModel(model!.name, modelDescription(model!)); // it was created alone, and is still there
}
