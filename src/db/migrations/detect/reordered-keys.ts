import { isDeepStrictEqual } from "node:util";
import { SchemaStateError } from "../../schema/errors.ts";
import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import { keyNames } from "../../schema/table-definition.ts";
import { alterPrimaryKey } from "../operations/model-operations.ts";
import { inOrderOfNeed } from "./added-fields.ts";
import { type Comparison, type KeptModel, sortedNames } from "./comparison.ts";
import {
  changeOf,
  created,
  type DetectedChange,
  type Milestone,
  removed,
  settled,
} from "./detected-change.ts";

/**
 * Keys of several fields that get another order than they have when all of their fields are there.
 * @throws {@link SchemaStateError} where the rows of a table between would have to refer to such a key all the time.
 */
export function reorderedKeys({ kept, before, after }: Comparison): DetectedChange[] {
  return kept.flatMap((pair) => {
    const [old, now] = pair;
    if (old.fields === now.fields || !isReordered(pair)) return [];
    const label = labelOf(now);
    refuseTablesBetween(before, after, label);
    const fields = [...new Set([...keyNames(old), ...keyNames(now)])];
    const needs = fields.flatMap((field): Milestone[] => [
      created(label, field),
      removed(label, field),
      { event: "altered", model: label, field },
    ]);
    return [
      changeOf(now, alterPrimaryKey(now.name, keyNames(now)), {
        reaches: [settled(label), ...keyNames(now).map((field) => settled(label, field))],
        needs: [...needs, ...referrers(before, label).map(([model, name]) => removed(model, name))],
      }),
    ];
  });
}

/** Whether the fields of a key are put in another order, apart from those that leave or join it. */
export function isReordered([old, now]: KeptModel): boolean {
  const key = keyNames(now);
  if (key.length < 2) return false;
  const stay = Object.keys(old.fields).filter((name) => Object.hasOwn(now.fields, name));
  const added = inOrderOfNeed(sortedNames(now.fields).filter((name) => !Object.hasOwn(old.fields, name)));
  const fields = Object.fromEntries([...stay, ...added].map((name) => [name, now.fields[name]!]));
  return !isDeepStrictEqual(keyNames({ ...old, fields }), key);
}

/** What refers to a model by several fields, or by a table between. */
function referrers(state: SchemaState, label: string): readonly (readonly [model: string, name: string])[] {
  return [...state.models].flatMap(([model, { fields }]) =>
    Object.entries(fields)
      .filter(
        ([, field]) => (field.from !== undefined && field.to === label) || isBetween(field, model, label),
      )
      .map(([name]) => [model, name] as const),
  );
}

function isBetween({ type, to, through }: FieldState, model: string, label: string): boolean {
  return type === "manyToMany" && through === undefined && (to === label || model === label);
}

function refuseTablesBetween(before: SchemaState, after: SchemaState, label: string): void {
  for (const [model, name] of referrers(before, label)) {
    const old: FieldState = before.get(model).fields[name]!; // referrers() has it from there
    const now: ModelState | undefined = after.find(model);
    const field = now?.fields[name];
    if (!isBetween(old, model, label) || field === undefined || !isBetween(field, model, label)) continue;
    throw new SchemaStateError(
      `The key of ${label} gets the order ${keyNames(after.get(label)).join(", ")}, and the table of ${model}.${name} refers to it in the order before.\nKeep the order (primaryKey: [${keyNames(
        before.get(label),
      )
        .map((key) => `"${key}"`)
        .join(", ")}]), or give the relation a model of its own before (through).`,
    );
  }
}
