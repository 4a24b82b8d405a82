import { isDeepStrictEqual } from "node:util";
import type { ConstraintState, IndexState, ModelState } from "../../schema/model-state.ts";
import { labelOf } from "../../schema/schema-state.ts";
import type { Operation } from "../operations/operation.ts";
import { addConstraint, addIndex, removeConstraint, removeIndex } from "../operations/option-operations.ts";
import type { PlannedOperation } from "./planned-operation.ts";

/** Indexes and constraints that are gone, or are added again otherwise. */
export function removedRules(old: ModelState, now: ModelState): PlannedOperation[] {
  const goes = (rules: readonly { name: string }[]) => (rule: { name: string }) =>
    !rules.some((other) => isDeepStrictEqual(other, rule));
  const planned = (name: string, operation: Operation): PlannedOperation => ({
    module: old.module,
    operation,
    provides: `-${labelOf(old)}:${name}`,
    needs: [],
  });
  return [
    ...old.indexes.filter(goes(now.indexes)).map(({ name }) => planned(name, removeIndex(old.name, name))),
    ...old.constraints
      .filter(goes(now.constraints))
      .map(({ name }) => planned(name, removeConstraint(old.name, name))),
  ];
}

/** Indexes and constraints that are new, or defined otherwise than before. */
export function addedRules(old: ModelState, now: ModelState): PlannedOperation[] {
  const isNew = (rules: readonly unknown[]) => (rule: unknown) =>
    !rules.some((other) => isDeepStrictEqual(other, rule));
  return [
    ...now.indexes.filter(isNew(old.indexes)).map((index) => indexAdded(now, index)),
    ...now.constraints.filter(isNew(old.constraints)).map((rule) => constraintAdded(now, rule)),
  ];
}

/** The operation that adds an index. */
export function indexAdded(model: ModelState, index: IndexState): PlannedOperation {
  const provides = `+${labelOf(model)}:${index.name}`;
  return { module: model.module, operation: addIndex(model.name, index), provides, needs: [] };
}

/** The operation that adds a constraint. */
export function constraintAdded(model: ModelState, constraint: ConstraintState): PlannedOperation {
  const provides = `+${labelOf(model)}:${constraint.name}`;
  return { module: model.module, operation: addConstraint(model.name, constraint), provides, needs: [] };
}
