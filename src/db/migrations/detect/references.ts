import { isDeepStrictEqual } from "node:util";
import { SchemaStateError } from "../../schema/errors.ts";
import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import { hasColumn, keyNames } from "../../schema/table-definition.ts";
import type { Comparison, KeptModel } from "./comparison.ts";
import { type DetectedChange, type Milestone, removed, settled } from "./detected-change.ts";

/*
 * A database lets no field be referred to that is neither a key nor unique. So relations that go must be gone before the key
 * of the other model becomes another, and those that come wait until it has; the same holds for the fields they name.
 */

/** The relations between the models of a comparison. */
export interface References {
  /** A change of a field of a model that stays, at its place among the relations to that field. */
  placed(change: DetectedChange, models: KeptModel, field: string): DetectedChange;
}

/**
 * @throws {@link SchemaStateError} where a relation stays, and the key that it refers to becomes another field.
 */
export function referencesIn({ before, after }: Comparison): References {
  const gone = goneReferences(before, after);
  return {
    placed(change, [old, now], name) {
      const label = labelOf(now);
      const [was, is] = [old.fields[name], now.fields[name]];
      const isOfKey = (was?.primaryKey ?? false) !== (is?.primaryKey ?? false);
      const reaches = [
        ...(isOfKey ? [settled(label)] : []),
        ...(isUnique(is) && !isUnique(was) ? [settled(label, name)] : []),
      ];
      const needs = [
        ...(isOfKey ? (gone.get(label) ?? []) : []),
        ...(isOfKey && is?.primaryKey ? endsOfKey(old, now, was === undefined) : []),
        ...(isUnique(was) && !isUnique(is) ? (gone.get(`${label}.${name}`) ?? []) : []),
      ].filter((need) => need.model !== label || need.field !== name);
      return { ...change, reaches: [...change.reaches, ...reaches], needs: [...change.needs, ...needs] };
    },
  };
}

/**
 * What leaves a key goes before what joins it: a field of both would be unique with the other only. Django adds a new field
 * first, which does no harm where nothing can refer to the old one any more.
 */
function endsOfKey(old: ModelState, now: ModelState, isNew: boolean): readonly Milestone[] {
  const model = labelOf(now);
  const leaves = (field: string) => !now.fields[field]?.primaryKey && (!isNew || now.fields[field]?.unique);
  const leaving = keyNames(old).filter(leaves);
  return leaving.flatMap((field) => [removed(model, field), { event: "altered", model, field }]);
}

function isUnique(field: FieldState | undefined): boolean {
  return field !== undefined && (field.primaryKey === true || field.unique === true);
}

/** What ends the relations that go, by what they refer to: the label of a model for its key, and with a field for that. */
function goneReferences(before: SchemaState, after: SchemaState): ReadonlyMap<string, readonly Milestone[]> {
  const gone = new Map<string, Milestone[]>();
  for (const [model, { fields }] of before.models) {
    const kept = after.find(model)?.fields;
    for (const [name, field] of Object.entries(fields)) {
      const now = kept?.[name];
      if (field.to === undefined || (now && staysFor(before, after, { model, name, field, now }))) continue;
      const ends: Milestone[] = [removed(model, name), { event: "altered", model, field: name }];
      for (const referred of referredBy(model, field))
        gone.set(referred, [...(gone.get(referred) ?? []), ...ends]);
    }
  }
  return gone;
}

/** What a relation refers to; a table between refers to the keys of both sides. */
function referredBy(model: string, { type, to, toFields }: FieldState): readonly string[] {
  if (toFields !== undefined) return toFields.map((name) => `${to}.${name}`);
  return type === "manyToMany" ? [to!, model] : [to!];
}

interface KeptRelation {
  readonly model: string;
  readonly name: string;
  readonly field: FieldState;
  readonly now: FieldState;
}

/** Whether a relation goes on referring to what it referred to. */
function staysFor(before: SchemaState, after: SchemaState, relation: KeptRelation): boolean {
  const { field, now, model } = relation;
  const isOfKind =
    field.type === now.type && field.through === now.through && hasColumn(field) === hasColumn(now);
  if (!isOfKind || field.to !== now.to || !isDeepStrictEqual(field.toFields, now.toFields)) return false;
  if (field.toFields !== undefined || field.through !== undefined) return true;
  for (const label of referredBy(model, field)) {
    const [old, key] = [before.get(label), after.get(label)];
    if (!haveSameKey(old, key)) throw otherKeyError(relation, label, keyNames(old), keyNames(key));
  }
  return true;
}

/** Keys mean the same rows if their fields have the same names, or both extend one model. */
function haveSameKey(old: ModelState, now: ModelState): boolean {
  const [names, namesNow] = [keyNames(old).toSorted(), keyNames(now).toSorted()];
  if (isDeepStrictEqual(names, namesNow)) return true;
  const [field, fieldNow] = [old.fields[names[0]!], now.fields[namesNow[0]!]];
  const isOne = names.length === 1 && namesNow.length === 1;
  return isOne && field?.to !== undefined && field.to === fieldNow?.to;
}

function otherKeyError(
  { model, name, field }: KeptRelation,
  target: string,
  old: readonly string[],
  now: readonly string[],
): SchemaStateError {
  const isOne = field.type === "belongsTo" && old.length === 1;
  const named = isOne
    ? `Let it name the field that it refers to (${name}: belongsTo(…, { to: "${old[0]}" }), with a unique "${old[0]}"), or remove`
    : "Remove";
  return new SchemaStateError(
    `${model}.${name} refers to ${target} by its key, which changes from ${old.join(", ")} to ${now.join(", ")}: what it holds would mean other rows, or none.\n${named} the relation with one migration, and add it with the next.`,
  );
}
