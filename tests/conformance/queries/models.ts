import {
  belongsTo,
  Model as defineModel,
  generated,
  hasMany,
  hasOne,
  manyToMany,
  type OnDelete,
} from "quintet/db";
import { Unsupported } from "../values.ts";
import { attributeName, DjangoModel, type Member } from "./django-model.ts";
import {
  type AppDocument,
  type FieldDocument,
  isObject,
  type Json,
  type JsonObject,
  type RelationDocument,
} from "./documents.ts";
import { expressionOf, operandOf } from "./expressions.ts";
import { columnOf, databaseDefault, defaultOf, outputColumn } from "./fields.ts";
import { dbFunction, type Handle, type Model, type Step } from "./quintet.ts";
import type { RecordContext, Scope } from "./scope.ts";
import { throughDocuments } from "./through-documents.ts";
import { uniqueRules } from "./unique-rules.ts";

/*
 * Makes Quintet models of an app document. Each has Django's table and columns, its fields under Django's names, and
 * the other side of each relation under the name of Django's accessor: lookups by another name are kept in a map.
 */

export type Models = ReadonlyMap<string, DjangoModel>;

/** Makes the models of an app, by label. */
export function makeModels({ models: documents }: AppDocument): Models {
  const models = new Map<string, DjangoModel>();
  for (const document of [...documents, ...throughDocuments(documents)]) {
    const model = new DjangoModel(document);
    models.set(model.label, model);
  }
  for (const model of models.values()) {
    // A Quintet model inherits from one other; to further ones it has a plain one-to-one relation.
    const [parent] = model.document.parents ?? [];
    if (parent !== undefined) model.parent = modelOf(models, parent);
  }
  const fields = new Map([...models.values()].map((model) => [model, fieldsOf(model, models)] as const));
  for (const model of models.values()) {
    declareOtherSides(model, models, fields);
    declareGeneric(model, models, fields);
  }
  for (const model of models.values()) makeClass(model, fields);
  return models;
}

export function modelOf(models: Models, label: string): DjangoModel {
  const found = models.get(label);
  if (found === undefined) throw new Unsupported(`the model ${label}`);
  return found;
}

type Fields = Record<string, unknown>;

/** The fields that a model declares itself, with what lookups and instances call them. */
function fieldsOf(model: DjangoModel, models: Models): Fields {
  const fields: Fields = {};
  for (const field of model.document.fields) {
    const { name, relation, type } = field;
    // Generic relations and composite keys are no fields of their own.
    if (type.startsWith("Generic") && relation === undefined && field.column === undefined) continue;
    if (type === "GenericRelation" || type === "CompositePrimaryKey") continue;
    if (relation === undefined) {
      fields[name] =
        type === "GeneratedField"
          ? generatedOf(field, model, models)
          : columnOf(isReference(name, model, models) ? field : wide(field));
      declare(model, name, { property: name, field, toMany: false });
      continue;
    }
    const target = modelOf(models, relation.to);
    declare(model, name, { property: name, field, target, toMany: type === "ManyToManyField" });
    if (type === "ManyToManyField") {
      fields[name] = manyToManyOf(relation, target, models);
      continue;
    }
    if (type !== "ForeignObject")
      declare(model, attributeName(field), { property: `${name}Id`, field, toMany: false });
    fields[name] = belongsToOf(field, relation, model, target);
  }
  return fields;
}

/** On SQLite, integers have 64 bits; what is compared with keys stays as those are. */
function wide(field: FieldDocument): FieldDocument {
  if (field.primary_key) return field;
  if (field.type === "IntegerField") return { ...field, type: "BigIntegerField" };
  return field.type === "PositiveIntegerField" ? { ...field, type: "PositiveBigIntegerField" } : field;
}

/** Whether a field takes part in a reference, as one of its columns or of those that it refers to. */
function isReference(name: string, { document, label }: DjangoModel, models: Models): boolean {
  const isNear = document.fields.some(
    ({ relation, fk_field }) => fk_field === name || relation?.from_fields?.includes(name),
  );
  const isFar = ({ relation }: FieldDocument): boolean =>
    relation?.to === label && (relation.to_field === name || (relation.to_fields?.includes(name) ?? false));
  return isNear || [...models.values()].some((other) => other.document.fields.some(isFar));
}

function declare(model: DjangoModel, name: string, member: Member): void {
  model.lookups.set(name, member);
  model.accessors.set(name, member);
}

function belongsToOf(
  field: FieldDocument,
  relation: RelationDocument,
  model: DjangoModel,
  target: DjangoModel,
): unknown {
  const { from_fields: from, to_fields: to, to_field: toField } = relation;
  const isComposite = field.type === "ForeignObject";
  const keyNames = target.keyFields.map(({ name }) => name);
  const targetOption = isComposite
    ? { from: from?.map((name) => model.field(name)?.name), to: to?.map((name) => target.field(name)?.name) }
    : toField === undefined || keyNames.includes(toField)
      ? {}
      : { to: toField };
  return belongsTo(() => target.model, {
    onDelete: onDeleteOf(relation.on_delete),
    nullable: field.null ?? false,
    optional: field.blank ?? false,
    unique: (field.unique ?? false) || field.type === "OneToOneField",
    primaryKey: field.primary_key ?? false,
    ...(field.column === undefined ? {} : { column: field.column }),
    ...(field.db_constraint === false ? { dbConstraint: false } : {}),
    ...(relation.parent_link && model.parent?.concrete === target.concrete ? { parentLink: true } : {}),
    ...defaultOf(field),
    ...databaseDefault(field),
    ...targetOption,
  } as object);
}

/** A column that the database computes. */
function generatedOf(field: FieldDocument, model: DjangoModel, models: Models): unknown {
  const { expression = null, db_persist: stored = true } = field;
  const column = columnOf(outputColumn(field)) as Parameters<typeof generated>[0];
  const made = (row: Handle) => expressionOf(expression, modelScope(model, row, models));
  return generated(column, made as never, { stored }); // its rows are known only when it runs
}

/** The scope of expressions that belong to a model and not to a query. */
function modelScope(model: DjangoModel, row: Handle, models: Models): Scope {
  const context: RecordContext = {
    models,
    time: { useTz: false, zone: "UTC", currentZone: "UTC" },
    contentTypes: new Map(),
    genericRows: new WeakMap(),
    rowOf: () => undefined,
    operandOf,
    conditionOf: (json, scope) => operandOf(json, scope) as Step,
    queryOf: () => {
      throw new Unsupported("a query in a model");
    },
  };
  return { context, model, row, annotations: new Map(), outer: undefined };
}

const onDeleteNames: Readonly<Record<string, OnDelete>> = {
  CASCADE: "cascade",
  PROTECT: "protect",
  RESTRICT: "restrict",
  SET_NULL: "setNull",
  SET_DEFAULT: "setDefault",
  DO_NOTHING: "doNothing",
};

function onDeleteOf(onDelete: Json | undefined): OnDelete {
  if (!isObject(onDelete)) return onDeleteNames[String(onDelete)] ?? "protect";
  const { SET: written = null } = onDelete;
  const value = isObject(written) && written.$callable !== undefined ? written.$callable : written;
  return {
    set: isObject(value) && value.$obj !== undefined ? (value.$obj as [string, number])[1] : Number(value),
  };
}

function manyToManyOf(relation: RelationDocument, target: DjangoModel, models: Models): unknown {
  const { table, column, reverse_column, through, auto_through, symmetrical } = relation;
  const between = auto_through
    ? {
        table,
        ...(column && { sourceColumn: column }),
        ...(reverse_column && { targetColumn: reverse_column }),
      }
    : throughModel(modelOf(models, through!), [column, reverse_column]);
  return manyToMany(() => target.model, { ...between, ...(symmetrical ? { symmetrical } : {}) } as object);
}

/** @param columns - Of its two relations; relations of several columns have none. */
function throughModel(between: DjangoModel, columns: readonly (string | null | undefined)[]): object {
  const through = () => between.model;
  if (!columns.every(Boolean)) return { through };
  const fieldWith = (column: string | null | undefined) =>
    between.document.fields.find((field) => field.column === column)?.name;
  return { through, throughFields: columns.map(fieldWith) };
}

/** Declares `hasMany` or `hasOne` on the targets of a model's relations. */
function declareOtherSides(
  model: DjangoModel,
  models: Models,
  fields: ReadonlyMap<DjangoModel, Fields>,
): void {
  for (const field of model.document.fields) {
    const { relation, name } = field;
    if (relation === undefined || field.type === "GenericRelation" || relation.related_name === "+") continue;
    if (relation.symmetrical) continue;
    const isOne = field.type === "OneToOneField" || (field.type === "ForeignKey" && field.unique === true);
    const named = relation.related_name ?? model.document.default_related_name;
    const queryName = withNames(
      relation.related_query_name ?? named ?? model.document.name.toLowerCase(),
      model,
    );
    const accessor =
      named ?? model.document.name.toLowerCase() + (field.type === "OneToOneField" ? "" : "_set");
    const target = modelOf(models, relation.to).concrete;
    const declared = fields.get(target)!; // made for every model
    const isTaken = familyOf(target, models).some((relative) => accessor in fields.get(relative)!);
    const property = isTaken ? `${accessor}Of${model.document.name}` : accessor;
    const otherSide = isOne ? hasOne : hasMany;
    declared[property] = otherSide(() => model.model, name);
    const member = { property, target: model, toMany: !isOne, inverse: field };
    if (!target.lookups.has(queryName)) target.lookups.set(queryName, member);
    target.accessors.set(accessor, member);
  }
}

/** Declares what generic keys and relations stand for: references without a column of their own. */
function declareGeneric(model: DjangoModel, models: Models, fields: ReadonlyMap<DjangoModel, Fields>): void {
  for (const { name, type, relation, ...field } of model.document.fields) {
    if (type === "GenericForeignKey")
      model.genericKeys.set(name, {
        typeField: model.field(field.ct_field!)!, // a model has the fields of its generic keys
        keyField: model.field(field.fk_field!)!,
        isConcrete: field.for_concrete_model ?? true,
      });
    if (type !== "GenericRelation" || relation === undefined) continue;
    const target = modelOf(models, relation.to);
    const declared = ownerOf(target, field.object_id_field!);
    const keyField = target.field(field.object_id_field!);
    if (keyField === undefined) continue; // Django looks at the fields only when the relation is used
    const key = declared.document.fields.find(
      ({ type, fk_field }) => type === "GenericForeignKey" && fk_field === keyField.name,
    );
    const property = `${name}Of${model.document.name}`;
    const [own] = model.keyFields;
    fields.get(declared)![property] = belongsTo(() => model.model, {
      from: [keyField.name],
      to: [own!.name],
      onDelete: "doNothing",
      dbConstraint: false,
      nullable: true,
    } as object);
    fields.get(model)![name] = hasMany(() => declared.model, property);
    declare(model, name, { property: name, target, toMany: true });
    model.genericRows.set(name, {
      target,
      typeProperty: `${field.content_type_field}Id`,
      keyProperty: keyField.name,
      keyField,
      isConcrete: key?.for_concrete_model ?? true,
    });
  }
}

/** The model that declares a field, itself or a parent. */
function ownerOf(model: DjangoModel, name: string): DjangoModel {
  const isOwn = model.document.fields.some((field) => field.name === name);
  return isOwn || model.parent === undefined ? model : ownerOf(model.parent, name);
}

/** A model with those that it inherits from and those that inherit from it, which share its names. */
function familyOf(model: DjangoModel, models: Models): readonly DjangoModel[] {
  return [...models.values()].filter((other) => other.isA(model) || model.isA(other));
}

/** Fills in Django's placeholders for the declaring model. */
function withNames(name: string, { document }: DjangoModel): string {
  return name.replace("%(app_label)s", document.module).replace("%(class)s", document.name.toLowerCase());
}

/** Makes the class, after those that it extends. */
function makeClass(model: DjangoModel, fields: ReadonlyMap<DjangoModel, Fields>): void {
  if (model.model !== undefined) return;
  if (model.parent !== undefined) makeClass(model.parent, fields);
  const { name, module, db_table: table, proxy } = model.document;
  const options = {
    module,
    ...(proxy ? {} : { table }),
    managed: false,
    ...orderingOf(model),
    constraints: (row: Handle) => uniqueRules(model, row),
    ...primaryKeyOf(model),
  };
  // For the compiler, the base is a class that has meta(), and nothing else.
  const base = baseOf(model, fields.get(model)!) as unknown as (new () => object) & { meta(): object };
  const named = {
    [name]: class extends base {
      static override meta(): object {
        return options;
      }
    },
  };
  model.model = named[name] as unknown as Model; // a class that Model() made
}

function baseOf(model: DjangoModel, fields: Fields): Model {
  const { parent } = model;
  if (parent === undefined) return defineModel(fields) as unknown as Model;
  if (model.document.proxy) return parent.model;
  return dbFunction("inherit")(parent.model, fields) as unknown as Model;
}

function primaryKeyOf(model: DjangoModel): object {
  const composite = model.document.fields.find(({ type }) => type === "CompositePrimaryKey");
  return composite === undefined ? {} : { primaryKey: model.keyFields.map(({ name }) => name) };
}

function orderingOf(model: DjangoModel): object {
  const { ordering = [], order_with_respect_to: orderWithRespectTo } = model.document;
  if (orderWithRespectTo !== undefined) return { orderWithRespectTo };
  return {
    orderBy: ordering.flatMap((key) => {
      const name = orderName(key);
      return name === undefined ? [] : [orderKey(model, name)];
    }),
  };
}

/** An item of a model's order as a name; `undefined` for an expression that is none. */
function orderName(item: Json): string | undefined {
  if (typeof item === "string") return item;
  if (!isObject(item)) return undefined;
  if (typeof item.$f === "string") return item.$f;
  const [name, args, options] = (item.$expr ?? []) as readonly [string?, (readonly Json[])?, JsonObject?];
  const inner = name === "OrderBy" ? orderName(args?.[0] ?? null) : undefined;
  // SQLite has nulls first.
  if (inner === undefined || options?.nulls_last || (options?.descending && options.nulls_first))
    return undefined;
  return options?.descending ? `-${inner}` : inner;
}

/** `"-author__name"` as Quintet's `"-author.name"`. */
export function orderKey(model: DjangoModel, written: string): string {
  const descending = written.startsWith("-");
  let at: DjangoModel | undefined = model;
  const names = written.replace(/^[-+]/, "").split("__");
  const properties: string[] = names.map((name) => {
    // By the key's column: a relation would be ordered as its target orders its rows.
    const [key] = name === "pk" ? (at?.keyFields ?? []) : [];
    const member: Member | undefined = at?.lookup(key === undefined ? name : attributeName(key));
    at = member?.target;
    return member?.property ?? name;
  });
  return (descending ? "-" : "") + properties.join(".");
}
