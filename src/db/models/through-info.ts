import { didYouMean } from "../../core/index.ts";
import { InvalidModelError } from "../errors.ts";
import type { ManyToManyDescriptor } from "../fields/relation.ts";
import type { FieldInfo } from "./field-info.ts";
import type { AnyModel, ModelMeta } from "./model-meta.ts";
import { snakeCase } from "./names.ts";
import type { RelationInfo } from "./relation-info.ts";
import { targetModel } from "./relation-target.ts";

/** A column of a table between, and the field of one of the two models that it refers to. */
export interface ThroughColumn {
  readonly column: string;
  readonly field: FieldInfo;
}

/** The table between the two sides of a many-to-many relation. */
export interface ThroughInfo {
  readonly table: string;
  /** The columns that refer to the model that declares the relation: as many as its key has fields. */
  readonly source: readonly ThroughColumn[];
  /** The columns that refer to the other model. */
  readonly target: readonly ThroughColumn[];
  /** The first of the columns that refer to the model that declares the relation. */
  readonly sourceColumn: string;
  /** The first of the columns that refer to the other model. */
  readonly targetColumn: string;
  /** The app's own model for the table; where there is none, the table is made by itself, with a key `id`. */
  readonly model: ModelMeta | undefined;
  /** The relations of that model to the two sides. */
  readonly links: { readonly source: RelationInfo; readonly target: RelationInfo } | undefined;
}

/** The table between: the app's own model, or one named as Django names it: `auth_user_groups(user_id, group_id)`. */
export function throughOf(relation: RelationInfo, metaOf: (model: AnyModel) => ModelMeta): ThroughInfo {
  const { descriptor, model, target } = relation;
  if (descriptor.kind !== "manyToMany") throw new TypeError(`${relation} has no table between.`);
  if (descriptor.through !== undefined) {
    const between = metaOf(targetModel(relation, "through model", descriptor.through));
    refuseColumns(relation, descriptor);
    const { source, target: other } = linksOf(relation, between, descriptor.throughFields);
    return info(between.table, columnsOf(source), columnsOf(other), between, { source, target: other });
  }
  // A relation to itself, or to the model of the same name in another module.
  const isAlike = model.root.name.toLowerCase() === target.root.name.toLowerCase();
  const source = implicitColumns(model, descriptor.sourceColumn, isAlike ? "from_" : "");
  const other = implicitColumns(target, descriptor.targetColumn, isAlike ? "to_" : "");
  return info(
    descriptor.table ?? `${model.table}_${snakeCase(relation.name)}`,
    source,
    other,
    undefined,
    undefined,
  );
}

function info(
  table: string,
  source: readonly ThroughColumn[],
  target: readonly ThroughColumn[],
  model: ModelMeta | undefined,
  links: ThroughInfo["links"],
): ThroughInfo {
  return {
    table,
    source,
    target,
    sourceColumn: source[0]!.column,
    targetColumn: target[0]!.column,
    model,
    links,
  };
}

function columnsOf(link: RelationInfo): readonly ThroughColumn[] {
  return link.joinColumns.map(({ near, far }) => ({ column: near.column, field: far }));
}

/** `book_id`; for a key of several fields one column for each: `user_tenant_id`, `user_number`. */
function implicitColumns(
  side: ModelMeta,
  column: string | undefined,
  prefix: string,
): readonly ThroughColumn[] {
  const name = `${prefix}${side.name.toLowerCase()}`;
  if (!side.isComposite) return [{ column: column ?? `${name}_id`, field: side.primaryKey }];
  return side.keyFields.map((field) => ({ column: `${column ?? name}_${field.column}`, field }));
}

interface Links {
  readonly source: RelationInfo;
  readonly target: RelationInfo;
}

/** The relations of a model between to the two sides: those that are named, or the only ones that there are. */
function linksOf(
  relation: RelationInfo,
  between: ModelMeta,
  named: readonly [string, string] | undefined,
): Links {
  const { model, target } = relation;
  if (named !== undefined)
    return {
      source: namedLink(relation, between, named[0], model),
      target: namedLink(relation, between, named[1], target),
    };
  const sources = linksTo(relation, between, model);
  // A relation of a model with itself has two, of which the first is its own.
  if (model.root === target.root) {
    const [source, other] = sources;
    if (sources.length > 2) throw unclear(relation, between, sources);
    if (source === undefined || other === undefined) throw missing(relation, between, target);
    return { source, target: other };
  }
  const targets = linksTo(relation, between, target);
  for (const links of [sources, targets]) if (links.length > 1) throw unclear(relation, between, links);
  return { source: sources[0]!, target: targets[0]! };
}

/** The relations of a model between to one side. */
function linksTo(relation: RelationInfo, between: ModelMeta, side: ModelMeta): readonly RelationInfo[] {
  const links = belongsToOf(between).filter((link) => link.target.root === side.root);
  if (links.length === 0) throw missing(relation, between, side);
  return links;
}

function belongsToOf({ relations }: ModelMeta): readonly RelationInfo[] {
  return [...relations.values()].filter(({ kind }) => kind === "belongsTo");
}

function namedLink(relation: RelationInfo, between: ModelMeta, name: string, side: ModelMeta): RelationInfo {
  const link = between.relations.get(name);
  if (link?.kind === "belongsTo" && link.target.root === side.root) return link;
  const names = belongsToOf(between).map((other) => other.name);
  throw new InvalidModelError(
    `${relation} says throughFields: […, "${name}"], but ${between.name}.${name} is not a belongsTo(() => ${side.name}).${didYouMean(name, names)}\nName the relation of ${between.name} to ${relation.model.name} first, then the one to ${relation.target.name}.`,
  );
}

function missing(relation: RelationInfo, between: ModelMeta, side: ModelMeta): InvalidModelError {
  const isSelf = relation.model.root === relation.target.root;
  return new InvalidModelError(
    `${relation} goes through ${between.name}, which has ${isSelf ? "less than two" : "no"} belongsTo(() => ${side.name}).`,
  );
}

function unclear(
  relation: RelationInfo,
  between: ModelMeta,
  links: readonly RelationInfo[],
): InvalidModelError {
  const names = links.map(({ name }) => name).join(", ");
  return new InvalidModelError(
    `${relation} goes through ${between.name}, which has several relations to ${links[0]!.target.name}: ${names}.\nSay which two are meant, first the one to ${relation.model.name}: throughFields: ["…", "…"].`,
  );
}

/** The columns of an app's own model are named there. */
function refuseColumns(
  relation: RelationInfo,
  { table, sourceColumn, targetColumn }: ManyToManyDescriptor,
): void {
  const said = Object.entries({ table, sourceColumn, targetColumn }).find(([, name]) => name !== undefined);
  if (said === undefined) return;
  throw new InvalidModelError(
    `${relation} says both through and ${said[0]}, which names a part of a table that is made by itself. Leave it out: the model that it goes through says its table and columns, and throughFields which of its relations are meant.`,
  );
}
