import { isDeepStrictEqual } from "node:util";
import { fieldsOf } from "../schema/condition-state.ts";
import type { ConstraintState, FieldState, IndexState, ModelState } from "../schema/model-state.ts";
import { labelOf, type SchemaState } from "../schema/schema-state.ts";
import { hasColumn } from "../schema/table-definition.ts";
import { inCreationOrder } from "./creation-order.ts";
import { applyRenames } from "./detect-renames.ts";
import { addField, alterField, removeField } from "./field-operations.ts";
import { createModel, deleteModel, renameTable } from "./model-operations.ts";
import type { Operation } from "./operation.ts";
import { addConstraint, addIndex, removeConstraint, removeIndex } from "./option-operations.ts";
import type { Questioner } from "./questioner.ts";

/*
 * Finds the operations that lead from one state to another. Renames come first and are applied at once, so that
 * everything after compares models and fields of the same name. The rest is listed in an order in which each operation
 * finds what it needs:
 *
 *   removed indexes and constraints · removed fields · renamed tables · created models, each after those it refers to ·
 *   added fields · altered fields · added indexes and constraints · deleted models, each after those that refer to it
 *
 * Across modules the same order holds; cutting the list into one migration for each module is `arrange-changes.ts`.
 */

/** An operation with its module, and what must have been done before it in other modules. */
export interface PlannedOperation {
  readonly module: string;
  readonly operation: Operation;
  /** What it makes or takes away, as a key that others can need: `"+shop.Book"`, `"-shop.Book.author"`. */
  readonly provides: string;
  readonly needs: readonly string[];
}

/** The operations from `before` to `after`. Renames and missing values are asked for. */
export async function detectChanges(
  before: SchemaState,
  after: SchemaState,
  questioner: Questioner,
): Promise<readonly PlannedOperation[]> {
  const { renames, state } = await applyRenames(before, after, questioner);
  const kept = keptModels(state, after);
  const created = [...after.models.values()].filter((model) => !state.find(labelOf(model)));
  const deleted = [...state.models.values()].filter((model) => !after.find(labelOf(model)));
  const creation = inCreationOrder(created);
  const deletion = inCreationOrder(deleted);
  return [
    ...renames,
    ...kept.flatMap(([old, now]) => removedRules(old, now)),
    ...kept.flatMap(([old, now]) => removedFields(old, now)),
    ...kept.flatMap(([old, now]) => changedTable(old, now)),
    ...creation.models.map((model) => creationOf(model, creation.laterFields)),
    ...(await addedFields(kept, questioner)),
    ...creation.laterFields.map(({ model, field }) => added(model, field)),
    ...(await alteredFields(kept, questioner)),
    ...kept.flatMap(([old, now]) => addedRules(now, old)),
    ...creation.models.flatMap((model) => laterRules(model, creation.laterFields)),
    ...deletion.laterFields.map(({ model, field }) => removed(model, field)).toReversed(),
    ...deletion.models.map((model) => deletionOf(model, state, after, deletion.laterFields)).toReversed(),
  ];
}

type Kept = readonly [old: ModelState, now: ModelState];

function keptModels(before: SchemaState, after: SchemaState): Kept[] {
  const kept: Kept[] = [];
  for (const [label, now] of after.models) {
    const old = before.find(label);
    if (old !== undefined) kept.push([old, now]);
  }
  return kept;
}

// Models ---------------------------------------------------------------------------------------------------------

interface LaterField {
  readonly model: ModelState;
  readonly field: string;
}

function creationOf(model: ModelState, later: readonly LaterField[]): PlannedOperation {
  const isLater = (name: string) => later.some((item) => item.model === model && item.field === name);
  const fields = Object.fromEntries(Object.entries(model.fields).filter(([name]) => !isLater(name)));
  const { indexes, constraints } = splitRules(model, isLater).now;
  return {
    module: model.module,
    operation: createModel(model.name, {
      fields,
      ...(model.table !== undefined && { table: model.table }),
      ...(model.managed === false && { managed: false }),
      ...(indexes.length > 0 && { indexes }),
      ...(constraints.length > 0 && { constraints }),
    }),
    provides: `+${labelOf(model)}`,
    needs: Object.values(fields).flatMap(modelsNeeded),
  };
}

/** Indexes and constraints on fields that are added later wait for them. */
function laterRules(model: ModelState, later: readonly LaterField[]): PlannedOperation[] {
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

function deletionOf(
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

function changedTable(old: ModelState, now: ModelState): PlannedOperation[] {
  if (old.table === now.table) return [];
  return [
    {
      module: now.module,
      operation: renameTable(now.name, now.table),
      provides: `~${labelOf(now)}`,
      needs: [],
    },
  ];
}

// Fields ---------------------------------------------------------------------------------------------------------

function removedFields(old: ModelState, now: ModelState): PlannedOperation[] {
  return Object.keys(old.fields)
    .filter((name) => !Object.hasOwn(now.fields, name) || changesKind(old.fields[name]!, now.fields[name]!))
    .map((name) => removed(old, name));
}

async function addedFields(kept: readonly Kept[], questioner: Questioner): Promise<PlannedOperation[]> {
  const operations: PlannedOperation[] = [];
  for (const [old, now] of kept) {
    for (const [name, field] of Object.entries(now.fields)) {
      if (Object.hasOwn(old.fields, name) && !changesKind(old.fields[name]!, field)) continue;
      const needsValue =
        hasColumn(field) && !field.nullable && !isCounted(field) && field.default === undefined;
      const fill = needsValue ? await questioner.fill(now, name, field, "added") : undefined;
      operations.push(added(now, name, fill));
    }
  }
  return operations;
}

async function alteredFields(kept: readonly Kept[], questioner: Questioner): Promise<PlannedOperation[]> {
  const operations: PlannedOperation[] = [];
  for (const [old, now] of kept) {
    for (const [name, field] of Object.entries(now.fields)) {
      const before = old.fields[name];
      if (before === undefined || isDeepStrictEqual(before, field) || changesKind(before, field)) continue;
      const losesNull = hasColumn(field) && before.nullable && !field.nullable && field.default === undefined;
      const fill = losesNull ? await questioner.fill(now, name, field, "no-longer-nullable") : undefined;
      operations.push({
        module: now.module,
        operation: alterField(now.name, name, field, fillOption(fill)),
        provides: `~${labelOf(now)}.${name}`,
        needs: modelsNeeded(field),
      });
    }
  }
  return operations;
}

/** A column can't be turned into a table between two models: the one goes, the other comes. */
function changesKind(before: FieldState, after: FieldState): boolean {
  if (hasColumn(before) !== hasColumn(after)) return true;
  return before.type === "manyToMany" && before.through !== after.through;
}

function isCounted({ type }: FieldState): boolean {
  return type === "auto" || type === "bigAuto";
}

function added(model: ModelState, name: string, fill?: unknown): PlannedOperation {
  const field = model.fields[name]!;
  return {
    module: model.module,
    operation: addField(model.name, name, field, fillOption(fill)),
    provides: `+${labelOf(model)}.${name}`,
    needs: modelsNeeded(field),
  };
}

function fillOption(fill: unknown): { readonly fill: unknown } | undefined {
  return fill === undefined ? undefined : { fill };
}

function removed(model: ModelState, name: string): PlannedOperation {
  const operation = removeField(model.name, name);
  return { module: model.module, operation, provides: `-${labelOf(model)}.${name}`, needs: [] };
}

/** The models that a field refers to. */
function modelsNeeded({ to, through }: FieldState): string[] {
  return [to, through].filter((label) => label !== undefined).map((label) => `+${label}`);
}

// Indexes and constraints ----------------------------------------------------------------------------------------

function removedRules(old: ModelState, now: ModelState): PlannedOperation[] {
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

function addedRules(now: ModelState, old: ModelState): PlannedOperation[] {
  const isNew = (rules: readonly unknown[]) => (rule: unknown) =>
    !rules.some((other) => isDeepStrictEqual(other, rule));
  return [
    ...now.indexes.filter(isNew(old.indexes)).map((index) => indexAdded(now, index)),
    ...now.constraints.filter(isNew(old.constraints)).map((rule) => constraintAdded(now, rule)),
  ];
}

function indexAdded(model: ModelState, index: IndexState): PlannedOperation {
  const provides = `+${labelOf(model)}:${index.name}`;
  return { module: model.module, operation: addIndex(model.name, index), provides, needs: [] };
}

function constraintAdded(model: ModelState, constraint: ConstraintState): PlannedOperation {
  const provides = `+${labelOf(model)}:${constraint.name}`;
  return { module: model.module, operation: addConstraint(model.name, constraint), provides, needs: [] };
}

function fieldsOfRule(rule: IndexState | ConstraintState): readonly string[] {
  if ("condition" in rule) return fieldsOf(rule.condition);
  const conditional = rule.where === undefined ? [] : fieldsOf(rule.where);
  return [...rule.fields.map((entry) => entry.replace(/^-/, "")), ...conditional];
}
