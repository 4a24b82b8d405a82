import type { ConstraintInfo, IndexInfo } from "../models/constraints.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { AnyModel, ModelMeta } from "../models/model-meta.ts";
import { modelMeta } from "../models/model-registry.ts";
import { snakeCase } from "../models/names.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { conditionState } from "./condition-state.ts";
import { defaultState } from "./default-state.ts";
import type { ConstraintState, FieldState, IndexState, ModelState } from "./model-state.ts";
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
  const fields = [...meta.fields.values()].map((field) => [field.name, columnState(field)] as const);
  const relations = [...meta.relations.values()]
    .filter(({ kind }) => kind === "manyToMany")
    .map((relation) => [relation.name, manyToManyState(relation)] as const);
  return {
    module,
    name: meta.name,
    ...(meta.table !== usual && { table: meta.table }),
    ...(!meta.managed && { managed: false }),
    fields: Object.fromEntries([...fields, ...relations]),
    indexes: meta.indexes.map((index) => indexState(meta, index)),
    constraints: meta.constraints.map((constraint) => constraintState(meta, constraint)),
  };
}

/** Only what differs from the ordinary stands in a state, so that migration files stay short. */
function columnState(field: FieldInfo): FieldState {
  const { relation } = field;
  const constant = field.autoNow ? "now" : defaultState(field.default);
  return {
    ...(relation === undefined ? storageState(field) : belongsToState(relation)),
    ...columnName(field),
    ...(field.primaryKey && { primaryKey: true }),
    ...(field.nullable && { nullable: true }),
    ...(field.unique && { unique: true }),
    ...indexOption(field),
    ...(constant !== undefined && { default: constant }),
  };
}

function storageState(field: FieldInfo): FieldState {
  const { type, maxLength, digits, places, positive, custom } = field;
  return {
    type,
    ...(maxLength !== undefined && { maxLength }),
    ...(digits !== undefined && { digits }),
    ...(places !== undefined && { places }),
    ...(positive && { positive }),
    ...(custom !== undefined && { columnType: custom.columnType }),
  };
}

function belongsToState(relation: RelationInfo): FieldState {
  return {
    type: "belongsTo",
    to: labelOf(relation.target),
    onDelete: relation.onDelete!,
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

function indexState(meta: ModelMeta, { name, fields, condition }: IndexInfo): IndexState {
  const columns = fields.map(({ field, descending }) => ({ column: field.column, descending }));
  return {
    name: name ?? indexName(meta.table, columns),
    fields: fields.map(({ field, descending }) => (descending ? `-${field.name}` : field.name)),
    ...(condition !== undefined && { where: conditionState(meta, condition) }),
  };
}

function constraintState(meta: ModelMeta, constraint: ConstraintInfo): ConstraintState {
  if (constraint.type === "check") {
    const { type, name, condition } = constraint;
    return { type, name, condition: conditionState(meta, condition) };
  }
  const { type, name, fields, condition } = constraint;
  const columns = fields.map(({ column }) => column);
  return {
    type,
    name: name ?? hashedName(meta.table, columns, "_uniq"),
    fields: fields.map((field) => field.name),
    ...(condition !== undefined && { where: conditionState(meta, condition) }),
  };
}
