import { isDeepStrictEqual } from "node:util";
import type { ConstraintState, IndexState, ModelState } from "../../schema/model-state.ts";
import { fieldsOfRule } from "../../schema/rule-fields.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import {
  alterTable,
  createModel,
  deleteModel,
  renameTable,
  type TableOptions,
} from "../operations/model-operations.ts";
import type { Operation } from "../operations/operation.ts";
import { modelsNeeded, type PlannedOperation } from "./planned-operation.ts";
import { constraintAdded, indexAdded } from "./rule-changes.ts";

/** A field that closes a circle, and is added after its model. */
export interface LaterField {
  readonly model: ModelState;
  readonly field: string;
}

/** The operation that creates a model, without the fields that are added later. */
export function creationOf(model: ModelState, later: readonly LaterField[]): PlannedOperation {
  const isLater = (name: string) => later.some((item) => item.model === model && item.field === name);
  const fields = Object.fromEntries(Object.entries(model.fields).filter(([name]) => !isLater(name)));
  const { indexes, constraints } = splitRules(model, isLater).now;
  return {
    module: model.module,
    operation: createModel(model.name, {
      fields,
      ...(model.table !== undefined && { table: model.table }),
      ...(model.managed === false && { managed: false }),
      ...(model.onlyOn !== undefined && { onlyOn: model.onlyOn }),
      ...tableOptions(model),
      ...(indexes.length > 0 && { indexes }),
      ...(constraints.length > 0 && { constraints }),
    }),
    provides: `+${labelOf(model)}`,
    needs: Object.values(fields).flatMap(modelsNeeded),
  };
}

/** Indexes and constraints on fields that are added later wait for them. */
export function laterRules(model: ModelState, later: readonly LaterField[]): PlannedOperation[] {
  const isLater = (name: string) => later.some((item) => item.model === model && item.field === name);
  const { indexes, constraints } = splitRules(model, isLater).later;
  return [
    ...indexes.map((index) => indexAdded(model, index)),
    ...constraints.map((rule) => constraintAdded(model, rule)),
  ];
}

function splitRules(model: ModelState, isLater: (field: string) => boolean) {
  const waits = (rule: IndexState | ConstraintState) => fieldsOfRule(rule).some(isLater);
  const { indexes, constraints } = model;
  return {
    now: {
      indexes: indexes.filter((rule) => !waits(rule)),
      constraints: constraints.filter((rule) => !waits(rule)),
    },
    later: { indexes: indexes.filter(waits), constraints: constraints.filter(waits) },
  };
}

/** The operation that deletes a model, after all that refers to it. */
export function deletionOf(
  model: ModelState,
  before: SchemaState,
  after: SchemaState,
  removedBefore: readonly LaterField[],
): PlannedOperation {
  const label = labelOf(model);
  const needs = [...before.models.values()].flatMap((other) => {
    const otherLabel = labelOf(other);
    if (otherLabel === label) return [];
    return Object.entries(other.fields)
      .filter(([, field]) => modelsNeeded(field).includes(`+${label}`))
      .flatMap(([name]) => {
        // The other model goes first; if it stays, the field that refers to this one is removed or turned elsewhere.
        const goesBefore = removedBefore.some((item) => item.model === other && item.field === name);
        const goes = !goesBefore && !after.find(otherLabel);
        return goes ? [`-${otherLabel}`] : [`-${otherLabel}.${name}`, `~${otherLabel}.${name}`];
      });
  });
  return { module: model.module, operation: deleteModel(model.name), provides: `-${label}`, needs };
}

function tableOptions({ comment, tablespace }: ModelState): TableOptions {
  return { ...(comment !== undefined && { comment }), ...(tablespace !== undefined && { tablespace }) };
}

/** The operations that change a table's name, its comment or its place. */
export function changedTable(old: ModelState, now: ModelState): PlannedOperation[] {
  const { module, name, table } = now;
  const planned = (operation: Operation): PlannedOperation => ({
    module,
    operation,
    provides: `~${labelOf(now)}`,
    needs: [],
  });
  const isSame = isDeepStrictEqual(tableOptions(old), tableOptions(now));
  return [
    ...(old.table === table ? [] : [planned(renameTable(name, table))]),
    ...(isSame ? [] : [planned(alterTable(name, tableOptions(now)))]),
  ];
}
