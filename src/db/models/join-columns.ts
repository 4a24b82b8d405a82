import { didYouMean } from "../../core/index.ts";
import { InvalidModelError } from "../errors.ts";
import type { BelongsToDescriptor } from "../fields/relation.ts";
import type { FieldInfo } from "./field-info.ts";
import type { ModelMeta } from "./model-meta.ts";
import type { RelationInfo } from "./relation-info.ts";

/** Two fields that are equal in a row and the row that a relation leads to. */
export interface JoinColumn {
  readonly near: FieldInfo;
  readonly far: FieldInfo;
}

/** The fields by which a relation joins; none where there is a table between. */
export function joinColumnsOf(relation: RelationInfo): readonly JoinColumn[] {
  const { descriptor } = relation;
  if (descriptor.kind === "belongsTo") return ownColumns(relation, descriptor);
  if (descriptor.kind === "manyToMany") return [];
  return relation.inverse!.joinColumns.map(({ near, far }) => ({ near: far, far: near })); // hasMany and hasOne have one
}

function ownColumns(relation: RelationInfo, descriptor: BelongsToDescriptor): readonly JoinColumn[] {
  const { model, target, field } = relation;
  const near =
    field === undefined
      ? (descriptor.from ?? []).map((name) => named(relation, model, name, "from"))
      : [field];
  const far = farFields(relation, descriptor.to);
  if (near.length !== far.length) throw new InvalidModelError(countMistake(relation, near, far));
  refuseManyRows(relation, far, target);
  return near.map((one, position) => ({ near: one, far: far[position]! })); // as many as there are near ones
}

function farFields(relation: RelationInfo, to: string | readonly string[] | undefined): readonly FieldInfo[] {
  const { target } = relation;
  if (to === undefined) return target.keyFields;
  return (typeof to === "string" ? [to] : to).map((name) => named(relation, target, name, "to"));
}

function named(relation: RelationInfo, model: ModelMeta, name: string, option: string): FieldInfo {
  const found =
    model.fields.get(name) ?? [...model.fields.values()].find(({ attribute }) => attribute === name);
  if (found !== undefined) return found;
  throw new InvalidModelError(
    `${relation} says ${option}: "${name}", but ${model.name} has no field "${name}".${didYouMean(name, model.fields.keys())}\nFields: ${[...model.fields.keys()].join(", ")}.`,
  );
}

function countMistake(relation: RelationInfo, near: readonly FieldInfo[], far: readonly FieldInfo[]): string {
  const wanted = far.map(({ name }) => name).join(", ");
  if (relation.field !== undefined) {
    return `${relation} refers to ${relation.target.name}, whose key has ${far.length} fields (${wanted}). Declare a field for each, and name them: belongsTo(() => ${relation.target.name}, { from: ["…", "…"] }).`;
  }
  return `${relation} refers by ${near.length} fields (${near.map(({ name }) => name).join(", ")}) to ${far.length} of ${relation.target.name} (${wanted}). Both must be as many.`;
}

/** One row is what a relation leads to, so the fields that it refers to must be unique. */
function refuseManyRows(relation: RelationInfo, far: readonly FieldInfo[], target: ModelMeta): void {
  const [only] = far;
  if (
    far.length !== 1 ||
    only === undefined ||
    only.unique ||
    only.primaryKey ||
    target.keyFields.includes(only)
  )
    return;
  throw new InvalidModelError(
    `${relation} refers to ${only}, which is not unique: it would lead to several rows. Give that field { unique: true }.`,
  );
}
