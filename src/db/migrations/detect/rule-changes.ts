import { isDeepStrictEqual } from "node:util";
import type { ConstraintState, IndexState, ModelState } from "../../schema/model-state.ts";
import { fieldsOfRule } from "../../schema/rule-fields.ts";
import { labelOf } from "../../schema/schema-state.ts";
import {
  addConstraint,
  addIndex,
  alterConstraint,
  removeConstraint,
  removeIndex,
  renameIndex,
} from "../operations/option-operations.ts";
import type { Comparison, KeptModel } from "./comparison.ts";
import { changeOf, created, type DetectedChange, type Milestone, targetsOfModel } from "./detected-change.ts";
import { freed, placed, ruleNameNeeds } from "./free-names.ts";

/** What has become of the indexes and constraints of models that stay. */
export interface RuleChanges {
  /** Before fields go that they may be about. */
  readonly removed: readonly DetectedChange[];
  readonly renamed: readonly DetectedChange[];
  /** When all fields are there. */
  readonly added: readonly DetectedChange[];
}

export function ruleChanges(comparison: Comparison): RuleChanges {
  const changed = comparison.kept.filter(([old, now]) => !haveSameRules(old, now));
  const constraints = changed.map((pair) => constraintChanges(pair, comparison));
  const indexes = changed.map((pair) => indexChanges(pair, comparison));
  return {
    removed: [...constraints.flatMap(({ removed }) => removed), ...indexes.flatMap(({ removed }) => removed)],
    renamed: indexes.flatMap(({ renamed }) => renamed),
    added: [
      ...indexes.flatMap(({ added }) => added),
      ...constraints.flatMap(({ added }) => added),
      ...constraints.flatMap(({ altered }) => altered),
    ],
  };
}

function haveSameRules(old: ModelState, now: ModelState): boolean {
  return isDeepStrictEqual(old.indexes, now.indexes) && isDeepStrictEqual(old.constraints, now.constraints);
}

function indexChanges([old, now]: KeptModel, comparison: Comparison) {
  const needs = (name: string) => [...targetsOfModel(now), ...ruleNameNeeds(comparison, now, name)];
  const removed = old.indexes.filter(
    (index) => !now.indexes.some((other) => isDeepStrictEqual(index, other)),
  );
  const added = now.indexes.filter((index) => !old.indexes.some((other) => isDeepStrictEqual(index, other)));
  const renamed: DetectedChange[] = [];
  for (const index of [...added]) {
    if (old.indexes.some(({ name }) => name === index.name)) continue; // two that exchange their names are made anew
    const former = removed.findIndex((other) => isDeepStrictEqual({ ...other, name: index.name }, index));
    if (former < 0) continue;
    const { name } = removed[former]!;
    renamed.push(
      changeOf(now, renameIndex(now.name, name, index.name), {
        reaches: [freed(labelOf(now), name)],
        needs: ruleNameNeeds(comparison, now, index.name),
      }),
    );
    removed.splice(former, 1);
    added.splice(added.indexOf(index), 1);
  }
  return {
    removed: removed.map(({ name }) => indexRemoved(now, name)),
    renamed,
    added: added.map((index) => indexAdded(now, index, needs(index.name))),
  };
}

function constraintChanges([old, now]: KeptModel, comparison: Comparison) {
  const needs = (rule: ConstraintState) => [
    ...targetsOfConstraint(now, rule),
    ...ruleNameNeeds(comparison, now, rule.name),
  ];
  const former = (rule: ConstraintState) => old.constraints.find(({ name }) => name === rule.name);
  const altered = now.constraints.filter((rule) => {
    const other = former(rule);
    return other !== undefined && !isDeepStrictEqual(other, rule) && isSameInDatabase(other, rule);
  });
  const isAltered = (rule: ConstraintState) => altered.some(({ name }) => name === rule.name);
  const isIn = (rules: readonly ConstraintState[], rule: ConstraintState) =>
    rules.some((other) => isDeepStrictEqual(other, rule));
  return {
    removed: old.constraints
      .filter((rule) => !isIn(now.constraints, rule) && !isAltered(rule))
      .map(({ name }) => constraintRemoved(now, name)),
    added: now.constraints
      .filter((rule) => !isIn(old.constraints, rule) && !isAltered(rule))
      .map((rule) => constraintAdded(now, rule, needs(rule))),
    altered: altered.map((rule) =>
      changeOf(now, alterConstraint(now.name, rule.name, rule), { needs: targetsOfModel(now) }),
    ),
  };
}

/**
 * A constraint comes after all models that its model refers to; one that says no more than that fields are unique together,
 * after those that these fields refer to.
 */
function targetsOfConstraint(model: ModelState, rule: ConstraintState): Milestone[] {
  if (rule.type !== "unique" || rule.where !== undefined) return targetsOfModel(model);
  const names = fieldsOfRule(rule);
  const fields = Object.entries(model.fields).filter(([name]) => names.includes(name));
  return targetsOfModel({ ...model, fields: Object.fromEntries(fields) });
}

/** Whether two constraints differ only in what no database sees. */
function isSameInDatabase(one: ConstraintState, other: ConstraintState): boolean {
  return isDeepStrictEqual(databaseParts(one), databaseParts(other));
}

function databaseParts(rule: ConstraintState): ConstraintState {
  if (rule.type === "check") return { type: rule.type, name: rule.name, condition: rule.condition };
  const {
    type,
    name,
    fields,
    where,
    include,
    operatorClasses,
    nulls,
    tablespace,
    deferrable,
    nullsDistinct,
  } = rule;
  const parts = {
    type,
    name,
    fields,
    where,
    include,
    operatorClasses,
    nulls,
    tablespace,
    deferrable,
    nullsDistinct,
  };
  return parts as ConstraintState; // undefined stands for what isn't there, in both
}

/** The change that adds an index. */
export function indexAdded(
  model: ModelState,
  index: IndexState,
  needs: readonly Milestone[],
): DetectedChange {
  return changeOf(model, addIndex(model.name, index), { needs: [...needs, ...fieldsNeeded(model, index)] });
}

/** The change that adds a constraint. */
export function constraintAdded(
  model: ModelState,
  rule: ConstraintState,
  needs: readonly Milestone[],
): DetectedChange {
  return changeOf(model, addConstraint(model.name, rule), {
    needs: [...needs, ...fieldsNeeded(model, rule)],
  });
}

function fieldsNeeded(model: ModelState, rule: IndexState | ConstraintState): Milestone[] {
  const label = labelOf(model);
  return fieldsOfRule(rule).flatMap((field) => [created(label, field), placed(label, field)]);
}

/** The change that removes an index. */
export function indexRemoved(model: ModelState, name: string): DetectedChange {
  return changeOf(model, removeIndex(model.name, name), { reaches: [freed(labelOf(model), name)] });
}

/** The change that removes a constraint. */
export function constraintRemoved(model: ModelState, name: string): DetectedChange {
  return changeOf(model, removeConstraint(model.name, name), { reaches: [freed(labelOf(model), name)] });
}
