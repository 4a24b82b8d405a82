import { isDeepStrictEqual } from "node:util";
import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import { keyNames, tableDefinition } from "../../schema/table-definition.ts";
import { addedField } from "./added-fields.ts";
import type { Comparison } from "./comparison.ts";
import { type DetectedChange, type Milestone, removed, settled } from "./detected-change.ts";
import { removedField } from "./removed-fields.ts";
import { isReordered } from "./reordered-keys.ts";

/*
 * A reference by several columns is a field of its own, apart from the columns. Where both sides of one get another type, one
 * after the other, no database keeps the reference meanwhile: it goes before, and comes again. Nothing is lost with it.
 */

export interface RemadeReferences {
  /** For those that stay, by label and field of the reference. */
  readonly changes: ReadonlyMap<string, readonly DetectedChange[]>;
  /** What must be done before a field is altered. */
  needsOf(model: string, field: string): readonly Milestone[];
}

export function remadeReferences({ before, after }: Comparison): RemadeReferences {
  const changes = new Map<string, readonly DetectedChange[]>();
  const needs = new Map<string, Milestone[]>();
  for (const model of before.models.values()) {
    const label = labelOf(model);
    for (const [name, field] of Object.entries(model.fields)) {
      if (field.from === undefined || field.dbConstraint === false) continue;
      const now = after.find(label);
      const kept = now?.fields[name];
      const stays = now !== undefined && kept?.from !== undefined;
      const isSame = stays && isDeepStrictEqual(typesOf(before, model, field), typesOf(after, now, kept));
      if (isSame && !refersToReordered(before, after, field)) continue;
      const parts = sidesOf(before, model, field).flatMap((side) =>
        side.fields.flatMap((part) => chainOf(before, side.model, part)),
      );
      for (const part of parts) needs.set(part, [...(needs.get(part) ?? []), removed(label, name)]);
      if (!stays) continue;
      const added = addedField(now, name);
      const altered = parts.map((part): Milestone => {
        const end = part.lastIndexOf(".");
        return { event: "altered", model: part.slice(0, end), field: part.slice(end + 1) };
      });
      changes.set(`${label}.${name}`, [
        removedField(model, name),
        { ...added, needs: [...added.needs, ...altered, settled(kept.to!), removed(label, name)] },
      ]);
    }
  }
  return { changes, needsOf: (model, field) => needs.get(`${model}.${field}`) ?? [] };
}

/** A reference names the columns of a key in the order of the key. */
function refersToReordered(before: SchemaState, after: SchemaState, { to, toFields }: FieldState): boolean {
  const [old, now] = [before.get(to!), after.find(to!)]; // it refers to a model
  if (now === undefined || !isReordered([old, now])) return false;
  const key = keyNames(old);
  return toFields === undefined || toFields.every((name) => key.includes(name));
}

interface Side {
  readonly model: ModelState;
  readonly fields: readonly string[];
}

function sidesOf(state: SchemaState, model: ModelState, { from, to, toFields }: FieldState): readonly Side[] {
  const target = state.get(to!); // it refers to a model
  return [
    { model, fields: from ?? [] },
    { model: target, fields: toFields ?? keyNames(target) },
  ];
}

/** How the columns of both sides are stored. */
function typesOf(state: SchemaState, model: ModelState, field: FieldState): readonly unknown[] {
  return sidesOf(state, model, field).map((side) => {
    const { columns } = tableDefinition(state, side.model);
    return side.fields.map((name) => columns.find((column) => column.field === name)?.storage);
  });
}

/** A field, and those whose type it has because it refers to them: `["shop.Entry.owner", "auth.User.id"]`. */
function chainOf(state: SchemaState, model: ModelState, name: string): readonly string[] {
  const field = model.fields[name];
  const own = `${labelOf(model)}.${name}`;
  if (field?.type !== "belongsTo" || field.from !== undefined) return [own];
  const target = state.get(field.to!); // as above
  const referred = field.toFields?.[0] ?? keyNames(target)[0];
  return referred === undefined ? [own] : [own, ...chainOf(state, target, referred)];
}
