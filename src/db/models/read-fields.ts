import { didYouMean } from "../../core/index.ts";
import { InvalidModelError } from "../errors.ts";
import { isColumn } from "../fields/column.ts";
import { id } from "../fields/number-fields.ts";
import { type BelongsToDescriptor, isRelation } from "../fields/relation.ts";
import { checkOnDelete } from "./check-on-delete.ts";
import { FieldInfo } from "./field-info.ts";
import type { AnyModel, ModelMeta } from "./model-meta.ts";
import { lowerFirst } from "./names.ts";
import { isOrderColumn } from "./order-column.ts";
import { RelationInfo } from "./relation-info.ts";
import { checkFieldName } from "./reserved-names.ts";

/** The fields and relations of a model: its own, and together with those that it inherits. */
export interface ReadFields {
  readonly fields: Map<string, FieldInfo>;
  readonly ownFields: Map<string, FieldInfo>;
  readonly relations: Map<string, RelationInfo>;
  readonly ownRelations: Map<string, RelationInfo>;
  readonly parents: readonly RelationInfo[];
}

type MetaOf = (model: AnyModel) => ModelMeta;
/** Fields as they are written, with the names that they have. */
type Written = readonly (readonly [name: string, value: unknown])[];

/** Reads fields as they are written. Each property is read once: a getter makes a new descriptor each time. */
export function writtenFields(fields: object): Written {
  return Object.entries(fields);
}

/** The names of the fields that are marked as the primary key, or as parts of it. */
export function markedKeys(written: Written): readonly string[] {
  return written.flatMap(([name, value]) => {
    const isMarked = (isColumn(value) || isRelation(value)) && "primaryKey" in value && value.primaryKey;
    return isMarked ? [name] : [];
  });
}

/** Makes the fields and relations of a model with a table of its own. */
export function readFields(
  meta: ModelMeta,
  written: Written,
  inherited: readonly ModelMeta[],
  metaOf: MetaOf,
): ReadFields {
  const ownFields = new Map<string, FieldInfo>();
  const ownRelations = new Map<string, RelationInfo>();
  const fields = new Map<string, FieldInfo>();
  const relations = new Map<string, RelationInfo>();
  for (const parent of inherited) {
    for (const [name, field] of parent.fields) if (!fields.has(name)) fields.set(name, field);
    for (const [name, relation] of parent.relations) if (!relations.has(name)) relations.set(name, relation);
  }
  const add = (name: string, value: unknown): RelationInfo | undefined => {
    refuseInherited(meta, name, fields, relations, ownFields);
    return addField(meta, name, value, ownFields, ownRelations, metaOf);
  };
  const { implicit, explicit } = parentLinks(written, inherited, metaOf, [
    ...fields.keys(),
    ...relations.keys(),
  ]);
  for (const [name, link] of implicit) add(name, link);
  if (inherited.length === 0 && markedKeys(written).length === 0 && !meta.isComposite) {
    ownFields.set("id", new FieldInfo(meta, "id", { ...id(), automatic: true }));
  }
  for (const [name, value] of written) {
    if (!isOrderColumn(value)) checkFieldName(meta.name, name);
    add(name, explicit.get(name) ?? value);
  }
  for (const [name, field] of ownFields) fields.set(name, field);
  for (const [name, relation] of ownRelations) relations.set(name, relation);
  refuseDoubles(meta, ownFields, written);
  const parents = inherited.map((parent) => linkTo(parent, ownRelations.values()));
  return { fields, ownFields, relations, ownRelations, parents };
}

function addField(
  meta: ModelMeta,
  name: string,
  value: unknown,
  fields: Map<string, FieldInfo>,
  relations: Map<string, RelationInfo>,
  metaOf: MetaOf,
): RelationInfo | undefined {
  if (isColumn(value)) {
    fields.set(name, new FieldInfo(meta, name, value));
    return undefined;
  }
  if (!isRelation(value)) {
    throw new InvalidModelError(
      `${meta.name}.${name} is not a field: it is ${value === null ? "null" : typeof value}.\nUse a builder such as string() or belongsTo().`,
    );
  }
  if (value.kind === "belongsTo") checkOnDelete(`${meta.name}.${name}`, value);
  const relation = new RelationInfo(meta, name, value, metaOf);
  relations.set(name, relation);
  if (value.kind === "belongsTo" && value.from === undefined) {
    relation.field = new FieldInfo(meta, name, value, relation);
    fields.set(name, relation.field);
  }
  return relation;
}

/** The links to the parents: those that the model leaves out, and those that it declares, with what every link has. */
function parentLinks(
  written: Written,
  inherited: readonly ModelMeta[],
  metaOf: MetaOf,
  taken: readonly string[],
): { implicit: Map<string, BelongsToDescriptor>; explicit: Map<string, BelongsToDescriptor> } {
  const implicit = new Map<string, BelongsToDescriptor>();
  const explicit = new Map<string, BelongsToDescriptor>();
  for (const [position, parent] of inherited.entries()) {
    const isKey = position === 0 && markedKeys(written).length === 0;
    const declared = written.find(([, value]) => isLinkTo(value, parent, metaOf));
    if (declared === undefined) {
      implicit.set(linkName(parent, [...taken, ...written.map(([name]) => name)]), parentLink(parent, isKey));
    } else {
      const [name, value] = declared as [string, BelongsToDescriptor]; // isLinkTo() looked
      explicit.set(name, {
        ...value,
        primaryKey: value.primaryKey || isKey,
        unique: true,
        onDelete: "cascade",
      });
    }
  }
  return { implicit, explicit };
}

/** Whether a field is the link to a parent: `get place() { return belongsTo(() => Place, { parentLink: true }); }`. */
function isLinkTo(value: unknown, parent: ModelMeta, metaOf: MetaOf): boolean {
  if (!isRelation(value) || value.kind !== "belongsTo" || !value.parentLink) return false;
  return metaOf(value.target() as AnyModel).root === parent.root;
}

function linkTo(parent: ModelMeta, relations: Iterable<RelationInfo>): RelationInfo {
  for (const relation of relations) {
    const { descriptor } = relation;
    if (descriptor.kind === "belongsTo" && descriptor.parentLink && relation.target.root === parent.root)
      return relation;
  }
  throw new TypeError(`There is no link to ${parent.name}.`); // parentLinks() made them all
}

/** `place` for the link to `Place`, or `placePtr` where the model has a field of that name. */
function linkName(parent: ModelMeta, taken: readonly string[]): string {
  const name = lowerFirst(parent.name);
  return taken.includes(name) ? `${name}Ptr` : name;
}

/** The link to a parent, with the column that Django gives it: `place_ptr_id`. */
function parentLink(parent: ModelMeta, isKey: boolean): BelongsToDescriptor {
  return {
    kind: "belongsTo",
    target: () => parent.model,
    nullable: false,
    optional: false,
    unique: true,
    primaryKey: isKey,
    index: true,
    editable: false,
    onDelete: "cascade",
    dbConstraint: true,
    attribute: `${lowerFirst(parent.name)}PtrId`,
    column: `${parent.name.toLowerCase()}_ptr_id`,
    parentLink: true,
  };
}

/** A field of a parent can't be declared again: it would have two columns, one in each table. */
function refuseInherited(
  meta: ModelMeta,
  name: string,
  fields: ReadonlyMap<string, FieldInfo>,
  relations: ReadonlyMap<string, RelationInfo>,
  own: ReadonlyMap<string, FieldInfo>,
): void {
  const inherited = own.has(name) ? undefined : (fields.get(name) ?? relations.get(name));
  if (inherited === undefined) return;
  throw new InvalidModelError(
    `${meta.name}.${name} is declared, and inherited from ${inherited.model.name} as well. Rename one of them.`,
  );
}

/** Two fields must share neither a column nor a property: `author` takes `authorId` as well. */
function refuseDoubles(meta: ModelMeta, fields: ReadonlyMap<string, FieldInfo>, written: Written): void {
  const columns = new Map<string, FieldInfo>();
  const names = new Set(written.map(([name]) => name));
  for (const field of fields.values()) {
    const other = columns.get(field.column);
    if (other !== undefined) {
      throw new InvalidModelError(
        `${field} and ${other} have the same column "${field.column}". Give one of them another: { column: "…" }.`,
      );
    }
    columns.set(field.column, field);
    if (field.attribute !== field.name && names.has(field.attribute)) {
      throw new InvalidModelError(
        `${meta.name}.${field.attribute} is declared, but ${field} keeps its key there. Rename one of them.`,
      );
    }
  }
}

/** The fields of a model's key: those that its options name, that are marked, or the link to its parent. */
export function readKey(
  meta: ModelMeta,
  names: readonly string[] | undefined,
  { ownFields, fields }: ReadFields,
): readonly FieldInfo[] {
  const marked = [...ownFields.values()].filter((field) => field.primaryKey);
  if (names === undefined) {
    return meta.isComposite ? markedFields(meta, ownFields) : marked;
  }
  return names.map((name) => {
    const field = ownFields.get(name) ?? [...ownFields.values()].find(({ attribute }) => attribute === name);
    if (field === undefined) throw new InvalidModelError(unknownKey(meta, name, fields));
    if (!field.isAuto && !field.nullable) return field;
    const reason = field.isAuto ? "counts up by itself" : "may be null";
    throw new InvalidModelError(
      `${field} is a part of the primary key of ${meta.name} and ${reason}, which a part of a key can't.`,
    );
  });
}

function markedFields(meta: ModelMeta, fields: ReadonlyMap<string, FieldInfo>): readonly FieldInfo[] {
  return meta.writtenKeys.map((name) => {
    const field = fields.get(name);
    if (field !== undefined && !field.isAuto) return field;
    throw new InvalidModelError(
      `${meta.name}.${name} is one of several primary keys and counts up by itself, which a part of a key can't. Use integer({ primaryKey: true }).`,
    );
  });
}

function unknownKey(meta: ModelMeta, name: string, fields: ReadonlyMap<string, FieldInfo>): string {
  return `The primary key of ${meta.name} names "${name}", which is not a field with a column of its own.${didYouMean(name, fields.keys())}\nFields: ${[...fields.keys()].join(", ")}.`;
}
