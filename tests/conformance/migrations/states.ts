import { type FieldState, type ModelState, SchemaState } from "quintet/db";
import { isObject, type Json, type JsonObject } from "../queries/documents.ts";
import { listOf } from "../queries/operands.ts";
import type { DjangoField, DjangoModelExtra, StateDocument, With } from "./documents.ts";
import { fieldJson, fieldState, type Place, type TranslatedField } from "./fields.ts";
import { Labels } from "./labels.ts";
import {
  constraintJson,
  constraintState,
  indexJson,
  indexState,
  indexTogether,
  type TogetherOption,
  type TranslatedConstraint,
  type TranslatedIndex,
  togetherLists,
  uniqueTogether,
} from "./rules.ts";

/*
 * Django's model states as Quintet's, and back.
 */

export type TranslatedModel = With<ModelState, DjangoModelExtra>;

/** The states of a project as one SchemaState. */
export function schemaStateOf(documents: readonly StateDocument[]): SchemaState {
  const labels = new Labels(documents.map(({ app, name }) => `${app}.${name}`));
  let state = new SchemaState();
  // Parents before children, whose key may be theirs.
  const waiting = [...documents];
  while (waiting.length > 0) {
    const ready = waiting.findIndex((document) => !waiting.some((other) => isBase(other, document)));
    const [document] = waiting.splice(Math.max(ready, 0), 1);
    state = state.with(modelStateOf(document!, labels, state));
  }
  const order = documents.map(({ app, name }) => state.get(`${app}.${name}`));
  return new SchemaState(order);
}

function isBase(other: StateDocument, { bases }: StateDocument): boolean {
  const label = `${other.app}.${other.name}`.toLowerCase();
  return bases.some((base) => typeof base === "string" && base.toLowerCase() === label);
}

/** The labels that a state has. */
export function labelsOf(state: SchemaState): Labels {
  return new Labels(state.models.keys());
}

/** One model; `state` holds the models that it inherits from. */
export function modelStateOf(document: StateDocument, known: Labels, state: SchemaState): TranslatedModel {
  const { app, name, bases } = document;
  const labels = known.with(`${app}.${name}`);
  const place: Place = { labels, app, model: name };
  const {
    db_table: table,
    managed,
    db_table_comment: comment,
    db_tablespace: tablespace,
    indexes,
    constraints,
    ...rest
  } = document.options;
  const { unique_together: unique, index_together: indexed, ...options } = rest;
  const isProxy = options.proxy === true;
  const parents = bases
    .filter((base) => typeof base === "string")
    .map((base) => state.find(labels.resolve(base, place)));
  const written = document.fields.map(([field, json]) => [field, fieldState(json, field, place)] as const);
  const implicit = implicitFields(written, parents, isProxy, options, place);
  const fields = withCompositeKey(Object.fromEntries([...implicit.first, ...written, ...implicit.last]));
  const made = { fields };
  const realTable = typeof table === "string" && table !== "" ? table : undefined;
  const tableName = realTable ?? `${app}_${name.toLowerCase()}`;
  const proxied = isProxy && parents[0] !== undefined ? tableNameOf(parents[0]) : undefined;
  const empty: Record<string, Json> = {};
  if (table !== undefined && realTable === undefined) empty.db_table = table;
  if (unique !== undefined) empty.unique_together = emptied(unique);
  if (indexed !== undefined) empty.index_together = emptied(indexed);
  const shown = proxied ?? realTable;
  return {
    module: app,
    name,
    ...(shown !== undefined && { table: shown }),
    ...((managed === false || isProxy) && { managed: false }),
    ...(typeof comment === "string" && comment !== "" && { comment }),
    ...(typeof tablespace === "string" && { tablespace }),
    options, // also where there are none: Django's states say all of them
    fields,
    indexes: [
      ...listOf(indexes ?? []).map((json) => indexState(json as JsonObject)),
      ...togetherLists(indexed).map((names) => indexTogether(tableName, made, names)),
    ],
    constraints: [
      ...listOf(constraints ?? []).map((json) => constraintState(json as JsonObject)),
      ...togetherLists(unique).map((names) => uniqueTogether(tableName, made, names)),
    ],
    // That a model is managed goes without saying, and may be said.
    django: { options: managed === true ? { managed } : {}, bases, empty },
  };
}

function tableNameOf(model: ModelState): string {
  return model.table ?? `${model.module}_${model.name.toLowerCase()}`;
}

/** Whether a model adds behaviour only, and has the table of its parent. */
export function isProxy({ options }: Pick<ModelState, "options">): boolean {
  return options?.proxy === true;
}

/** A proxy as what needs its parent, and has no table to name; other models as they are. */
export function linkedProxy(model: TranslatedModel, state: SchemaState): TranslatedModel {
  const [parent] = model.django?.bases.filter((base) => typeof base === "string") ?? [];
  if (!isProxy(model) || parent === undefined) return model;
  const { table: _, ...own } = model;
  return { ...own, fields: { ptr: linkTo(parent.toLowerCase(), state) } };
}

function linkTo(parent: string, state: SchemaState): TranslatedField {
  const label = [...state.models.keys()].find((known) => known.toLowerCase() === parent) ?? parent;
  const django = { type: "OneToOneField", args: [], kwargs: {}, isImplicit: true } as const;
  return { type: "belongsTo", to: label, primaryKey: true, django };
}

/** The same list or set, with nothing in it, to know how it was written. */
function emptied(json: Json): Json {
  if (json === null) return null;
  const items = listOf(json);
  const item = items.length > 0 && isObject(items[0]) ? [{ $tuple: [] }] : items.length > 0 ? [[]] : [];
  return isObject(json) ? { [Object.keys(json)[0]!]: item } : item;
}

/** Fields that Django adds when it makes the class: a key, the link to a parent, the place among siblings. */
function implicitFields(
  written: readonly (readonly [string, TranslatedField])[],
  parents: readonly (ModelState | undefined)[],
  isProxy: boolean,
  options: JsonObject,
  place: Place,
): { readonly first: [string, TranslatedField][]; readonly last: [string, TranslatedField][] } {
  const implicit = (name: string, json: JsonObject): [string, TranslatedField] => {
    const field = fieldState(json, name, place);
    return [name, { ...field, django: { ...field.django!, isImplicit: true } }];
  };
  const last = typeof options.order_with_respect_to === "string" ? [orderField()] : [];
  const hasKey = written.some(
    ([, field]) => field.primaryKey || field.django?.type === "CompositePrimaryKey",
  );
  const [parent] = parents.filter((candidate) => candidate !== undefined);
  const key = (): [string, TranslatedField] =>
    implicit("id", { $field: ["AutoField", [], { primary_key: true }] });
  if (isProxy) return { first: parent === undefined ? [key()] : keyOf(parent), last: [] };
  const linked = new Set(
    written.filter(([, field]) => field.django?.kwargs.parent_link === true).map(([, field]) => field.to),
  );
  const links = parents
    .filter((candidate) => candidate !== undefined && !linked.has(`${candidate.module}.${candidate.name}`))
    .map((candidate, position) => linkOf(candidate!, !hasKey && position === 0));
  const made = links.map(([name, json]) => implicit(name, json));
  if (hasKey || links.length > 0) return { first: made, last };
  return { first: [key()], last };
}

/** The link of a model to a parent. The first one is its key, where it has no other. */
function linkOf({ module, name }: ModelState, isKey: boolean): readonly [string, JsonObject] {
  const kwargs = { to: `${module}.${name}`, on_delete: { $on_delete: "CASCADE" }, parent_link: true };
  const field = ["OneToOneField", [], { ...kwargs, ...(isKey && { primary_key: true }) }];
  return [`${name.toLowerCase()}_ptr`, { $field: field }];
}

/** The key of a parent, which a proxy has as its own. */
function keyOf(parent: ModelState): [string, TranslatedField][] {
  const keys = Object.entries(parent.fields as Readonly<Record<string, TranslatedField>>).filter(
    ([, field]) => field.primaryKey,
  );
  return keys.map(([name, field]) => [name, { ...field, django: { ...field.django!, isImplicit: true } }]);
}

/** The field that `order_with_respect_to` brings. */
export function orderField(): [string, TranslatedField] {
  const django: DjangoField = { type: "OrderWrt", args: [], kwargs: {}, isImplicit: true };
  return ["_order", { type: "integer", django }];
}

/** A CompositePrimaryKey has no column: the fields that it names are the key together. */
function withCompositeKey(
  fields: Readonly<Record<string, TranslatedField>>,
): Record<string, TranslatedField> {
  const key = Object.values(fields).find(({ django }) => django?.type === "CompositePrimaryKey");
  const names = key?.django?.args.map(String) ?? [];
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      names.includes(name) || (field.type === "belongsTo" && names.includes(`${name}_id`))
        ? { ...field, primaryKey: true }
        : field,
    ]),
  );
}

/** A SchemaState as the states of a project. */
export function statesJson(state: SchemaState): readonly StateDocument[] {
  return [...state.models.values()].map((model) => modelJson(model));
}

function modelJson(model: TranslatedModel): StateDocument {
  const { django } = model;
  return {
    app: model.module,
    name: model.name,
    fields: shownFields(model.fields).map(([name, field]) => [name, fieldJson(field)]),
    options: optionsJson(model),
    bases: django?.bases ?? [{ $class: "django.db.models.Model" }],
  };
}

/** The fields that Django lists, with its own names for them. */
export function shownFields(
  fields: Readonly<Record<string, FieldState>>,
): readonly (readonly [string, TranslatedField])[] {
  const all = Object.entries(fields as Readonly<Record<string, TranslatedField>>);
  const isComposite = all.some(([, { django }]) => django?.type === "CompositePrimaryKey");
  return all
    .filter(([, field]) => field.django?.isImplicit !== true)
    .map(([name, field]) => {
      if (!isComposite || field.django?.type === "CompositePrimaryKey") return [name, field] as const;
      const { primaryKey: _, ...rest } = field;
      return [name, rest] as const;
    });
}

/** The options that Django's state has. */
export function optionsJson(model: TranslatedModel): JsonObject {
  const { django, table, comment, tablespace, options = {}, managed } = model;
  const isProxy = options.proxy === true;
  const indexes = (model.indexes as readonly TranslatedIndex[]).filter(isNamed);
  const constraints = (model.constraints as readonly TranslatedConstraint[]).filter(isNamed);
  const { empty = {} } = django ?? {};
  return {
    ...empty,
    ...django?.options,
    ...(options as JsonObject),
    ...(table !== undefined && !isProxy && { db_table: table }),
    ...(managed === false && !isProxy && { managed: false }),
    ...(comment !== undefined && { db_table_comment: comment }),
    ...(tablespace !== undefined && { db_tablespace: tablespace }),
    ...togetherOption(model, "unique_together", empty.unique_together),
    ...togetherOption(model, "index_together", empty.index_together),
    ...(indexes.length > 0 && { indexes: indexes.map(indexJson) }),
    ...(constraints.length > 0 && { constraints: constraints.map(constraintJson) }),
  };
}

function isNamed({ django }: TranslatedIndex | TranslatedConstraint): boolean {
  return django?.type !== "unique_together" && django?.type !== "index_together";
}

/** `unique_together` or `index_together`, as a set or a list, as it was written. */
function togetherOption(model: TranslatedModel, option: TogetherOption, form: Json | undefined): JsonObject {
  const rules: readonly (TranslatedIndex | TranslatedConstraint)[] = [...model.indexes, ...model.constraints];
  const lists = rules
    .filter(({ django }) => django?.type === option)
    .map((rule) => ("fields" in rule ? (rule.fields as readonly string[]) : []));
  if (form === undefined && lists.length === 0) return {};
  if (form === null && lists.length === 0) return { [option]: null };
  const isSet = form === undefined || form === null || isObject(form);
  const [sample] = form === undefined || form === null ? [] : listOf(form);
  const items: Json[] = lists.map((names) => (Array.isArray(sample) ? names : { $tuple: names }));
  return { [option]: isSet ? { $set: items } : items };
}
