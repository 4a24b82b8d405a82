import { InvalidModelError } from "../errors.ts";
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
    const source = linkTo(relation, between, model, descriptor.sourceColumn);
    const other = linkTo(relation, between, target, descriptor.targetColumn, source);
    return info(between.table, columnsOf(source), columnsOf(other), between, { source, target: other });
  }
  const isSelf = model.root === target.root;
  const source = implicitColumns(model, descriptor.sourceColumn, isSelf ? "from_" : "");
  const other = implicitColumns(target, descriptor.targetColumn, isSelf ? "to_" : "");
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

function linkTo(
  relation: RelationInfo,
  between: ModelMeta,
  side: ModelMeta,
  column: string | undefined,
  except?: RelationInfo,
): RelationInfo {
  for (const link of between.relations.values()) {
    if (link === except || link.kind !== "belongsTo") continue;
    if (
      column === undefined
        ? link.target.root === side.root
        : link.joinColumns.some(({ near }) => near.column === column)
    )
      return link;
  }
  const wanted =
    column === undefined ? `no belongsTo(() => ${side.name})` : `no relation with the column "${column}"`;
  throw new InvalidModelError(`${relation} goes through ${between.name}, which has ${wanted}.`);
}
