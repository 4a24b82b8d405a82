import { type ChangeNotes, evolve } from "../../schema/evolve.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import type { Operation, OperationSymbol } from "./operation.ts";

interface SchemaOperation {
  readonly kind: string;
  readonly args: readonly unknown[];
  readonly symbol: OperationSymbol;
  readonly description: string;
  readonly nameFragment: string;
  readonly apply: (state: SchemaState, module: string) => SchemaState;
  /** What the two states can't tell about the way forward, and the way back. */
  readonly notes?: (module: string) => { readonly forward: ChangeNotes; readonly backward: ChangeNotes };
}

/** An operation that is told in full by the states before and after, so that it can always be undone. */
export function schemaOperation(options: SchemaOperation): Operation {
  const { kind, args, symbol, description, nameFragment, apply, notes } = options;
  return {
    kind,
    args: args.filter((argument) => argument !== undefined),
    symbol,
    nameFragment,
    touches: "schema",
    isReversible: true,
    describe: () => description,
    apply,
    forward: ({ editor, module, before, after }) => evolve(editor, before, after, notes?.(module).forward),
    backward: ({ editor, module, before, after }) => evolve(editor, after, before, notes?.(module).backward),
  };
}
