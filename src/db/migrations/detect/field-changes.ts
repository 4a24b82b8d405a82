import { isDeepStrictEqual } from "node:util";
import { isCounted } from "../../fields/automatic-key.ts";
import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { labelOf } from "../../schema/schema-state.ts";
import { hasColumn } from "../../schema/table-definition.ts";
import { addField, alterField, removeField } from "../operations/field-operations.ts";
import { type KeptModel, modelsNeeded, type PlannedOperation } from "./planned-operation.ts";
import type { Questioner } from "./questioner.ts";

/** Fields that are gone, or have become something else altogether. */
export function removedFields(old: ModelState, now: ModelState): PlannedOperation[] {
  return Object.keys(old.fields)
    .filter((name) => !Object.hasOwn(now.fields, name) || changesKind(old.fields[name]!, now.fields[name]!))
    .map((name) => removed(old, name));
}

/** Fields that are new. What existing rows get in a required one is asked for. */
export async function addedFields(
  kept: readonly KeptModel[],
  questioner: Questioner,
): Promise<PlannedOperation[]> {
  const operations: PlannedOperation[] = [];
  for (const [old, now] of kept) {
    for (const [name, field] of Object.entries(now.fields)) {
      if (Object.hasOwn(old.fields, name) && !changesKind(old.fields[name]!, field)) continue;
      const needsValue =
        hasColumn(field) && !field.nullable && !isCounted(field.type) && field.default === undefined;
      const fill = needsValue ? await questioner.fill(now, name, field, "added") : undefined;
      operations.push(added(now, name, fill));
    }
  }
  return operations;
}

/** Fields that are defined otherwise. What replaces null, where it is no longer taken, is asked for. */
export async function alteredFields(
  kept: readonly KeptModel[],
  questioner: Questioner,
): Promise<PlannedOperation[]> {
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

/** The operation that adds a field of a model. */
export function added(model: ModelState, name: string, fill?: unknown): PlannedOperation {
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

/** The operation that removes a field of a model. */
export function removed(model: ModelState, name: string): PlannedOperation {
  const operation = removeField(model.name, name);
  return { module: model.module, operation, provides: `-${labelOf(model)}.${name}`, needs: [] };
}
