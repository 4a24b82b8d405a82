import { isCounted } from "../../fields/automatic-key.ts";
import { fieldsOf } from "../../schema/condition-state.ts";
import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { isRandomFill } from "../../schema/random-fill.ts";
import { labelOf } from "../../schema/schema-state.ts";
import { hasColumn } from "../../schema/table-definition.ts";
import { addField, type FillOption } from "../operations/field-operations.ts";
import { type Comparison, type KeptModel, sortedNames } from "./comparison.ts";
import {
  changeOf,
  created,
  type DetectedChange,
  type Milestone,
  removed,
  renamed,
  settled,
  targetsOf,
} from "./detected-change.ts";
import { columnNeeds } from "./free-names.ts";
import type { FillReason, Questioner } from "./questioner.ts";
import type { References } from "./references.ts";

/** Fields that are new in models that were there. What existing rows get in a required one is asked for. */
export async function addedFields(
  { kept }: Comparison,
  references: References,
  questioner: Questioner,
): Promise<DetectedChange[]> {
  const changes: DetectedChange[] = [];
  for (const [old, now] of kept) {
    const added = sortedNames(now.fields).filter((name) => !Object.hasOwn(old.fields, name));
    for (const name of inOrderOfNeed(added))
      changes.push(
        references.placed(await addedFieldWithFill([old, now], name, questioner), [old, now], name),
      );
  }
  return changes;
}

/** A field that a model's options bring, `_order`, comes after those that it is about. */
export function inOrderOfNeed(names: readonly string[]): readonly string[] {
  return [...names.filter((name) => !name.startsWith("_")), ...names.filter((name) => name.startsWith("_"))];
}

/** The change that adds a field to a model with rows. */
export async function addedFieldWithFill(
  [old, now]: KeptModel,
  name: string,
  questioner: Questioner,
): Promise<DetectedChange> {
  const field = now.fields[name]!;
  const reason = reasonToAsk(field);
  const fill = reason === undefined ? undefined : await questioner.fill(now, name, field, reason);
  const added = addedField(now, name, fillOption(fill));
  return { ...added, needs: [...added.needs, ...columnNeeds(old, now, name)] };
}

/** The change that adds a field to a model without rows, or with a value for them. */
export function addedField(model: ModelState, name: string, fill?: FillOption): DetectedChange {
  const field = model.fields[name]!;
  const label = labelOf(model);
  const own = [...(field.from ?? []), ...(field.generated ? fieldsOf(field.generated.expression) : [])];
  // A table between refers to both sides.
  const isBetween = field.type === "manyToMany" && field.to !== undefined && field.through === undefined;
  const ownKey = isBetween ? [settled(label)] : [];
  // The columns of both sides of a reference by several have their types already.
  const parts = field.to === undefined || field.from === undefined ? [] : alteredParts(label, field);
  return changeOf(model, addField(model.name, name, field, fill), {
    reaches: [created(label, name)],
    needs: [
      removed(label, name),
      renamed(label, name),
      ...targetsOf(field),
      ...ownKey,
      ...own.map((other) => created(label, other)),
      ...parts,
    ],
  });
}

/** Why nobody but a person knows what rows that are there get. */
function reasonToAsk(field: FieldState): FillReason | undefined {
  if (!hasColumn(field) || isCounted(field.type) || field.nullable) return undefined;
  if (!givesValue(field)) return "added";
  if (field.default === undefined) return undefined; // the database makes it
  if (field.unique && !isRandomFill(field.default, field)) return "unique";
  return field.default === "now" ? "present-moment" : undefined;
}

/** Whether new rows get a value by themselves. */
export function givesValue(field: FieldState): boolean {
  return field.default !== undefined || field.dbDefault !== undefined || field.generated !== undefined;
}

export function fillOption(fill: unknown): FillOption | undefined {
  return fill === undefined ? undefined : { fill };
}

function alteredParts(label: string, { from = [], to, toFields = [] }: FieldState): Milestone[] {
  const altered = (model: string) => (field: string) => ({ event: "altered", model, field }) as const;
  return [...from.map(altered(label)), ...toFields.map(altered(to!))]; // it is a relation
}
