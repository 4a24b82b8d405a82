import { isDeepStrictEqual } from "node:util";
import type { ModelState } from "../../schema/model-state.ts";
import {
  alterOnlyOn,
  alterOptions,
  alterTable,
  type ModelOptionsState,
  renameTable,
  type TableOptions,
} from "../operations/model-operations.ts";
import type { Comparison } from "./comparison.ts";
import { changeOf, type DetectedChange } from "./detected-change.ts";

/** What no table shows: whether migrations look after it, and what an app's own operations or code need to know. */
export function alteredOptions({ kept }: Comparison): DetectedChange[] {
  return kept
    .map(([old, now]) => ({ old: optionsOf(old), now: optionsOf(now, old.options), model: now }))
    .filter(({ old, now }) => !isDeepStrictEqual(old, now))
    .map(({ now, model }) => changeOf(model, alterOptions(model.name, now)));
}

/** @param kept - Those of the model before, which a model class says nothing about. */
function optionsOf({ managed, options }: ModelState, kept?: ModelState["options"]): ModelOptionsState {
  return { ...(options ?? kept), ...(managed === false && { managed }) };
}

/** Models that other kinds of databases have from now on. */
export function alteredDatabases({ kept }: Comparison): DetectedChange[] {
  return kept
    .filter(([old, now]) => !isDeepStrictEqual(old.onlyOn, now.onlyOn))
    .map(([, now]) => changeOf(now, alterOnlyOn(now.name, now.onlyOn)));
}

/** Comments of tables, and where they are stored. */
export function alteredTables({ kept }: Comparison): DetectedChange[] {
  return kept
    .filter(([old, now]) => !isDeepStrictEqual(tableOptions(old), tableOptions(now)))
    .map(([, now]) => changeOf(now, alterTable(now.name, tableOptions(now))));
}

function tableOptions({ comment, tablespace }: ModelState): TableOptions {
  return { ...(comment !== undefined && { comment }), ...(tablespace !== undefined && { tablespace }) };
}

/** Tables with another name of their own. */
export function renamedTables({ kept }: Comparison): DetectedChange[] {
  return kept
    .filter(([old, now]) => old.table !== now.table)
    .map(([, now]) => changeOf(now, renameTable(now.name, now.table)));
}
