import { snakeCase } from "../../models/names.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { tableDefinition } from "../../schema/table-definition.ts";
import { checkArguments } from "../operations/check-arguments.ts";
import type { Operation, OperationRun } from "../operations/operation.ts";
import { type BatchOptions, goThroughRows } from "./go-through-rows.ts";
import { quoterOf } from "./quoting.ts";
import { pairOf, sidesOf, whereThereIsATable } from "./side-by-side.ts";
import type { ColumnPair } from "./sync-columns.ts";
import { makeTwinIndex } from "./twin-index.ts";

/**
 * Gives the rows that are there the value of a field's second column, in batches that each take a short transaction. The
 * backfill between `beginRenameField()` or `beginAlterField()` and its end; the migration says `transaction: false`.
 *
 * @example
 * copyField("Book", "heading", { batchSize: 5000 })
 */
export function copyField(model: string, field: string, options?: BatchOptions): Operation {
  checkArguments("copyField", [model, field, options]);
  return whereThereIsATable(model, {
    kind: "copyField",
    args: options === undefined ? [model, field] : [model, field, options],
    symbol: "*",
    nameFragment: `${snakeCase(model)}_${snakeCase(field)}_backfill`,
    isReversible: true,
    inBatches: true,
    describe: () => `Copy field ${field} of ${model} to its new column`,
    apply(state, module) {
      sidesOf(state.get(`${module}.${model}`), field, `copyField("${model}", "${field}")`);
      return state;
    },
    async forward(run) {
      const label = `${run.module}.${model}`;
      const table = tableDefinition(run.after, run.after.get(label));
      const pair = pairOf(run, run.after, label, field);
      await goThroughRows(run, table, { ...options, what: `${model}.${field}`, ...copySql(run, pair) });
      if (pair.castTo === undefined) await makeTwinIndex(run, run.after, label, field);
    },
    async backward() {}, // the column goes with what began it
  });
}

/** The same for all rows at once, where all that is done is one transaction anyway. */
export async function copyAtOnce(
  run: OperationRun,
  state: SchemaState,
  label: string,
  field: string,
): Promise<void> {
  const pair = pairOf(run, state, label, field);
  const { changeSql, conditionSql } = copySql(run, pair);
  const table = quoterOf(run.editor.kind)(pair.table);
  await run.database.query(`UPDATE ${table} SET ${changeSql} WHERE ${conditionSql}`);
}

function copySql({ editor }: OperationRun, pair: ColumnPair) {
  const [old, now] = [pair.old, pair.now].map(quoterOf(editor.kind));
  const value = pair.castTo !== undefined && editor.kind === "postgres" ? `${old}::${pair.castTo}` : old;
  return { changeSql: `${now} = ${value}`, conditionSql: `${now} IS NULL AND ${old} IS NOT NULL` };
}
