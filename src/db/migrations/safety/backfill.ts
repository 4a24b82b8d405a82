import { didYouMean } from "../../../core/index.ts";
import { snakeCase } from "../../models/names.ts";
import type { ConditionState } from "../../schema/condition-state.ts";
import { SchemaStateError } from "../../schema/errors.ts";
import type { DatabaseKind } from "../../schema/model-state.ts";
import { labelOf } from "../../schema/schema-state.ts";
import { type TableDefinition, tableDefinition } from "../../schema/table-definition.ts";
import { checkArguments } from "../operations/check-arguments.ts";
import type { Operation } from "../operations/operation.ts";
import { type BatchOptions, goThroughRows } from "./go-through-rows.ts";
import { conditionSqlOf, fillSqlOf, quoterOf } from "./quoting.ts";
import { whereThereIsATable } from "./side-by-side.ts";

export interface BackfillOptions extends BatchOptions {
  /** What rows get, by field: a value, another field, or what the database computes of them. */
  readonly set: Readonly<Record<string, ConditionState>>;
  /** Which rows; by default those that have no value in one of the fields of `set`. */
  readonly where?: ConditionState;
}

/**
 * Fills fields of the rows that are there, in batches that each take a short transaction, while others write. What was
 * killed goes on where it was. The migration says `transaction: false`.
 *
 * @example
 * backfill("Book", { set: { price: { value: "0.00" } }, batchSize: 5000 })
 */
export function backfill(model: string, options: BackfillOptions): Operation {
  checkArguments("backfill", [model, options]);
  const names = Object.keys(options.set);
  return whereThereIsATable(model, {
    kind: "backfill",
    args: [model, options],
    symbol: "*",
    nameFragment: `backfill_${snakeCase(model)}_${names.map(snakeCase).join("_")}`,
    isReversible: true,
    inBatches: true,
    describe: () => `Backfill ${names.join(", ")} of ${model}`,
    apply(state, module) {
      const { fields, ...rest } = state.get(`${module}.${model}`);
      for (const name of names) {
        if (Object.hasOwn(fields, name)) continue;
        throw new SchemaStateError(
          `backfill() sets "${name}", which ${labelOf(rest)} does not have at this point of the migrations.${didYouMean(name, Object.keys(fields))}`,
        );
      }
      return state;
    },
    async forward(run) {
      const table = tableDefinition(run.after, run.after.get(`${run.module}.${model}`));
      const what = `${model}.${names.join(", ")}`;
      await goThroughRows(run, table, {
        ...options,
        what,
        ...statementParts(run.editor.kind, table, options),
      });
    },
    async backward() {}, // what the fields had before is not known; the operation that added them takes them away
  });
}

function statementParts(kind: DatabaseKind, table: TableDefinition, { set, where }: BackfillOptions) {
  const quote = quoterOf(kind);
  const write = (condition: ConditionState) => conditionSqlOf(kind, table.columns, condition);
  const definition = (field: string) => table.columns.find((candidate) => candidate.field === field)!; // apply() looked
  const column = (field: string) => quote(definition(field).name);
  const storage = (field: string) => definition(field).storage;
  return {
    changeSql: Object.entries(set)
      .map(
        ([field, value]) =>
          `${column(field)} = ${"value" in value ? fillSqlOf(kind, value.value, storage(field)) : write(value)}`,
      )
      .join(", "),
    conditionSql:
      where === undefined
        ? Object.keys(set)
            .map((field) => `${column(field)} IS NULL`)
            .join(" OR ")
        : write(where),
  };
}
