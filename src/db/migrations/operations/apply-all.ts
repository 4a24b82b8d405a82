import type { SchemaState } from "../../schema/schema-state.ts";
import type { Operation } from "./operation.ts";

/** The models after operations, one after the other. */
export function applyAll(operations: readonly Operation[], state: SchemaState, module: string): SchemaState {
  return operations.reduce((current, operation) => operation.apply(current, module), state);
}

/** The models before each of some operations, and in the end after the last one. */
export function statesOfAll(
  operations: readonly Operation[],
  state: SchemaState,
  module: string,
): readonly SchemaState[] {
  const states = [state];
  for (const operation of operations) states.push(operation.apply(states.at(-1)!, module));
  return states;
}
