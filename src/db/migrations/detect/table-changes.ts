import { isDeepStrictEqual } from "node:util";
import type { ModelState } from "../../schema/model-state.ts";
import { labelOf } from "../../schema/schema-state.ts";
import { tableOf } from "../../schema/table-definition.ts";
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
import { firstInCircles, freed, nameForNow, tableNeeds } from "./free-names.ts";

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

/** Tables with another name of their own. Where names go round in a circle, one of the tables makes way. */
export function renamedTables(comparison: Comparison): DetectedChange[] {
  const renamed = comparison.kept.filter(([old, now]) => old.table !== now.table);
  const byOldName = new Map(renamed.map((pair) => [tableOf(pair[0]), pair]));
  const first = firstInCircles(renamed, ([, now]) => byOldName.get(tableOf(now)));
  return renamed.flatMap((pair) => {
    const [old, now] = pair;
    const [label, oldName] = [labelOf(now), tableOf(old)];
    const needs = tableNeeds(comparison, now);
    if (!first.has(pair))
      return [changeOf(now, renameTable(now.name, now.table), { reaches: [freed(label, oldName)], needs })];
    const forNow = nameForNow(oldName);
    return [
      changeOf(now, renameTable(now.name, forNow), { reaches: [freed(label, oldName)] }),
      changeOf(now, renameTable(now.name, now.table), { needs: [freed(label, oldName), ...needs] }),
    ];
  });
}
