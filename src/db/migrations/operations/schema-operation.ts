import { type ChangeNotes, evolve } from "../../schema/evolve.ts";
import type { OnlineChange } from "../../schema/schema-editor.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { checkArguments } from "./check-arguments.ts";
import type { Operation, OperationSymbol } from "./operation.ts";

interface SchemaOperation {
  readonly kind: string;
  readonly args: readonly unknown[];
  readonly symbol: OperationSymbol;
  readonly description: () => string;
  readonly nameFragment: () => string;
  readonly apply: (state: SchemaState, module: string) => SchemaState;
  /** What the two states can't tell about the way forward, and the way back. */
  readonly notes?: (module: string) => { readonly forward: ChangeNotes; readonly backward: ChangeNotes };
  /** How to change tables that are in use, both ways. */
  readonly online?: OnlineChange | undefined;
}

/**
 * An operation that is told in full by the states before and after, so that it can always be undone.
 * @throws MigrationFileError where its function was called with something else than it takes.
 */
export function schemaOperation(options: SchemaOperation): Operation {
  const { kind, args, symbol, description, nameFragment, apply, notes, online = {} } = options;
  checkArguments(kind, args);
  const { concurrently, validate } = online;
  const ways = { ...(concurrently && { concurrently }), ...(validate === false && { validate }) };
  const noted = (own: ChangeNotes | undefined) =>
    Object.keys(ways).length === 0 ? own : { ...own, online: ways };
  return {
    kind,
    args: args.filter((argument) => argument !== undefined),
    symbol,
    nameFragment: nameFragment(),
    touches: "schema",
    ...(Object.keys(ways).length > 0 && { isOnline: true }),
    isReversible: true,
    describe: description,
    apply,
    forward: ({ editor, module, before, after }) =>
      evolve(editor, before, after, noted(notes?.(module).forward)),
    backward: ({ editor, module, before, after }) =>
      evolve(editor, after, before, noted(notes?.(module).backward)),
  };
}
