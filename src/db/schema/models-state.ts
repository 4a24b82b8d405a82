import type { ConstraintInfo, IndexInfo, UniqueInfo } from "../models/constraints.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { AnyModel, ModelMeta } from "../models/model-meta.ts";
import { modelMeta } from "../models/model-registry.ts";
import { snakeCase } from "../models/names.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { conditionState } from "./condition-state.ts";
import { kindsFor } from "./database-features.ts";
import { defaultState } from "./default-state.ts";
import type { ConstraintState, FieldState, IndexState, ModelState, RuleParts } from "./model-state.ts";
import { hashedName, indexName } from "./object-names.ts";
import { SchemaState } from "./schema-state.ts";

/** The state that model classes describe. Classes that only add behaviour to another model are not among the tables. */
export function modelsState(models: Iterable<AnyModel>): SchemaState {
  const metas = [...models].map(modelMeta).filter((meta) => meta.root === meta);
  return new SchemaState(metas.map(modelState));
}

// Models used without an app, in tests for instance, have no module. Their tables have no prefix either.
const noModule = "";

/** `"shop.Book"`, as states name a model. */
function labelOf(meta: ModelMeta): string {
  return `${meta.root.module ?? noModule}.${meta.root.name}`;
}

function modelState(meta: ModelMeta): ModelState {
  const module = meta.module ?? noModule;
  const usual = `${module}_${meta.name.toLowerCase()}`;
  const fields = [...meta.ownFields.values()].map((field) => [field.name, columnState(meta, field)] as const);
  const relations = [...meta.ownRelations.values()].flatMap((relation): [string, FieldState][] => {
    if (relation.kind === "manyToMany") return [[relation.name, manyToManyState(relation)]];
    const isWithoutColumn = relation.kind === "belongsTo" && relation.field === undefined;
    return isWithoutColumn ? [[relation.name, belongsToState(relation)]] : [];
  });
  const onlyOn = kindsFor(meta.name, meta.requires);
  return {
    module,
    name: meta.name,
    ...(meta.table !== usual && { table: meta.table }),
    ...(!meta.managed && { managed: false }),
    ...(meta.comment !== undefined && { comment: meta.comment }),
    ...(meta.tablespace !== undefined && { tablespace: meta.tablespace }),
    ...(onlyOn !== undefined && { onlyOn }),
    fields: Object.fromEntries([...fields, ...relations]),
    ...keyOrder(meta),
    indexes: meta.indexes.map((index) => indexState(meta, index)),
    constraints: meta.constraints.map((constraint) => constraintState(meta, constraint)),
  };
}

function keyOrder({ keyFields, ownFields }: ModelMeta): Pick<ModelState, "primaryKey"> {
  const inFields = [...ownFields.values()].filter((field) => field.isKey);
  const isUsual = inFields.every((field, place) => field === keyFields[place]);
  return isUsual ? {} : { primaryKey: keyFields.map(({ name }) => name) };
}

/** Only what differs from the ordinary stands in a state, so that migration files stay short. */
function columnState(meta: ModelMeta, field: FieldInfo): FieldState {
  const { relation, dbDefault, generated, collation, comment, tablespace } = field;
  const constant = field.autoNow ? "now" : defaultState(field.default);
  return {
    ...(relation === undefined ? storageState(field) : belongsToState(relation)),
    ...columnName(field),
    ...(field.isKey && { primaryKey: true }),
    ...(field.nullable && { nullable: true }),
    ...(field.unique && { unique: true }),
    ...indexOption(field),
    ...(constant !== undefined && { default: constant }),
    ...(dbDefault !== undefined && { dbDefault: conditionState(meta, dbDefault) }),
    ...(generated !== undefined && {
      generated: { expression: conditionState(meta, generated.expression), stored: generated.stored },
    }),
    ...(collation !== undefined && { collation }),
    ...(comment !== undefined && { comment }),
    ...(tablespace !== undefined && { tablespace }),
  };
}

function storageState(field: FieldInfo): FieldState {
  const { type, maxLength, digits, places, positive, columnType } = field;
  return {
    type,
    ...(maxLength !== undefined && { maxLength }),
    ...(digits !== undefined && { digits }),
    ...(places !== undefined && { places }),
    ...(positive && { positive }),
    ...(columnType !== undefined && { columnType }),
  };
}

function belongsToState(relation: RelationInfo): FieldState {
  const { descriptor } = relation;
  if (descriptor.kind !== "belongsTo") throw new TypeError(`${relation} is not a relation to one row.`);
  const { onDelete, to, from } = descriptor;
  const near = relation.joinColumns.map((columns) => columns.near.name);
  return {
    type: "belongsTo",
    to: labelOf(relation.target),
    onDelete: typeof onDelete === "object" ? "set" : onDelete,
    // The order of a key's fields is not that of the fields, so those of a key of several are named.
    ...((to ?? from) !== undefined && { toFields: relation.joinColumns.map(({ far }) => far.name) }),
    ...(from !== undefined && { from: near }),
    ...(!relation.dbConstraint && { dbConstraint: false }),
  };
}

function columnName(field: FieldInfo): Pick<FieldState, "column"> {
  const usual = snakeCase(field.name) + (field.relation === undefined ? "" : "_id");
  return field.column === usual ? {} : { column: field.column };
}

function indexOption(field: FieldInfo): Pick<FieldState, "index"> {
  const usual = field.relation !== undefined;
  return field.index === usual ? {} : { index: field.index };
}

function manyToManyState(relation: RelationInfo): FieldState {
  const { descriptor } = relation;
  if (descriptor.kind !== "manyToMany") throw new TypeError(`${relation} is not a relation through a table.`);
  const through = relation.through!;
  const { table, sourceColumn, targetColumn } = descriptor;
  return {
    type: "manyToMany",
    to: labelOf(relation.target),
    ...(through.model !== undefined && { through: labelOf(through.model) }),
    ...(table !== undefined && { table }),
    ...(sourceColumn !== undefined && { sourceColumn }),
    ...(targetColumn !== undefined && { targetColumn }),
  };
}

function indexState(meta: ModelMeta, rule: IndexInfo): IndexState {
  const columns = rule.parts.map(({ field, descending }) => ({
    column: field?.column ?? "expr",
    descending,
  }));
  return { name: rule.name ?? indexName(meta.table, columns), ...rulePartsState(meta, rule) };
}

function rulePartsState(meta: ModelMeta, rule: IndexInfo | UniqueInfo): RuleParts {
  const { parts, condition, include, operatorClasses, tablespace } = rule;
  return {
    fields: parts.map(({ field, expression, descending }) => {
      if (field !== undefined) return descending ? `-${field.name}` : field.name;
      return {
        expression: conditionState(meta, expression!),
        ...(descending && { descending: true as const }),
      };
    }),
    ...(condition !== undefined && { where: conditionState(meta, condition) }),
    ...(include !== undefined && { include: include.map(({ name }) => name) }),
    ...(operatorClasses !== undefined && { operatorClasses }),
    ...(parts.some(({ nulls }) => nulls !== undefined) && { nulls: parts.map(({ nulls = null }) => nulls) }),
    ...(tablespace !== undefined && { tablespace }),
  };
}

function constraintState(meta: ModelMeta, constraint: ConstraintInfo): ConstraintState {
  if (constraint.type === "check") {
    const { type, name, condition } = constraint;
    return { type, name, condition: conditionState(meta, condition) };
  }
  const { type, name, parts, deferrable, nullsDistinct } = constraint;
  const columns = parts.map(({ field }) => field?.column ?? "expr");
  return {
    type,
    name: name ?? hashedName(meta.table, columns, "_uniq"),
    ...rulePartsState(meta, constraint),
    ...(deferrable !== undefined && { deferrable }),
    ...(nullsDistinct !== undefined && { nullsDistinct }),
  };
}
