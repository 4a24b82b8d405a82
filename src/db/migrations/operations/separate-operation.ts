import { applyAll, statesOfAll } from "./apply-all.ts";
import { checkArguments } from "./check-arguments.ts";
import { canBeTransaction, type Operation, type OperationRun } from "./operation.ts";

/** What `separate()` is told: operations of which only one half happens. */
export interface SeparateOptions {
  /** They change the database, and the models don't hear of it. */
  readonly database?: readonly Operation[];
  /** They change the models that migrations know, and leave the database alone. */
  readonly state?: readonly Operation[];
}

/**
 * Changes the database and the models apart: where a table changes hands between modules, for example, or was changed
 * outside of migrations.
 *
 * @example
 * // The table exists already, made by SQL of the app's own.
 * separate({ state: [createModel("Report", { table: "report_view", fields: { id: { type: "auto", primaryKey: true } } })] })
 */
export function separate(options: SeparateOptions): Operation {
  checkArguments("separate", [options]);
  const { database = [], state = [] } = options;
  return {
    kind: "separate",
    args: [options],
    symbol: "?",
    ...(database.every(canBeTransaction) && { isAtomic: true }),
    isReversible: database.every(({ isReversible }) => isReversible),
    describe: () => describe(options),
    apply: (before, module) => applyAll(state, before, module),
    async forward(run) {
      for (const step of stepsOf(database, run)) await step.operation.forward(step.run);
    },
    async backward(run) {
      for (const step of stepsOf(database, run).toReversed()) await step.operation.backward(step.run);
    },
  };
}

function describe({ database = [], state = [] }: SeparateOptions): string {
  const parts = [
    ...(database.length > 0 ? [`database: ${listOf(database)}`] : []),
    ...(state.length > 0 ? [`state: ${listOf(state)}`] : []),
  ];
  return `Separate database and state (${parts.join("; ")})`;
}

function listOf(operations: readonly Operation[]): string {
  return operations.map((operation) => operation.describe()).join(", ");
}

interface Step {
  readonly operation: Operation;
  readonly run: OperationRun;
}

/** Each operation with the models that the operations before it would have made. */
function stepsOf(operations: readonly Operation[], run: OperationRun): readonly Step[] {
  const states = statesOfAll(operations, run.before, run.module);
  return operations.map((operation, position) => ({
    operation,
    run: { ...run, before: states[position]!, after: states[position + 1]! },
  }));
}
