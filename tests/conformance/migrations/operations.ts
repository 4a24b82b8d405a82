import {
  addConstraint,
  addField,
  addIndex,
  alterConstraint,
  alterField,
  alterOptions,
  alterTable,
  createModel,
  deleteModel,
  type FieldState,
  type ModelState,
  type Operation,
  removeConstraint,
  removeField,
  removeIndex,
  renameField,
  renameIndex,
  renameModel,
  renameTable,
  runCode,
  runSql,
  type SchemaState,
  separate,
} from "quintet/db";
import { snakeCase } from "../../../src/db/models/names.ts";
import { isObject, type Json, type JsonObject } from "../queries/documents.ts";
import { listOf } from "../queries/operands.ts";
import { Unsupported } from "../values.ts";
import { type DjangoModelExtra, deconstructed, type StateDocument } from "./documents.ts";
import { fieldState, type Place, type TranslatedField } from "./fields.ts";
import {
  constraintState,
  indexState,
  indexTogether,
  type TogetherOption,
  type TranslatedConstraint,
  type TranslatedIndex,
  togetherLists,
  uniqueTogether,
} from "./rules.ts";
import { labelsOf, modelStateOf, orderField, type TranslatedModel } from "./states.ts";

/*
 * Django's operations as Quintet's. Names are looked up in the state before, as Django looks them up without regard to
 * case. One operation of Django's can be several: those about `unique_together` change constraints one by one.
 */

interface Site {
  readonly app: string;
  readonly state: SchemaState;
}

/** The operations that do what one of Django's does to a state. */
export function operationsOf(json: JsonObject, site: Site): readonly Operation[] {
  const [name, args, kwargs] = deconstructed(json, "$op");
  const translate = translations[name];
  if (translate === undefined) throw new Unsupported(`the operation ${name}`);
  const operations = translate(named(name, args, kwargs), site);
  const [only, ...others] = operations.filter(({ kind }) => kind !== "note");
  if (only === undefined || others.length > 0 || isPartOfList.has(name)) return operations;
  return operations.map((operation) => (operation === only ? { ...operation, django: json } : operation));
}

/** Operations that say a whole list, of which Quintet's operations change one thing each. */
const isPartOfList: ReadonlySet<string> = new Set([
  "AlterUniqueTogether",
  "AlterIndexTogether",
  "AlterOrderWithRespectTo",
]);

/** Operations one after the other, each on what the ones before it have made of the state. */
function operationListOf(list: Json, { app, state }: Site): readonly Operation[] {
  let current = state;
  return listOf(list).flatMap((json) => {
    const operations = operationsOf(json as JsonObject, { app, state: current });
    for (const operation of operations) current = operation.apply(current, app);
    return operations;
  });
}

/** The names of arguments that Django also takes by their place. */
const places: Readonly<Record<string, readonly string[]>> = {
  CreateModel: ["name", "fields", "options", "bases", "managers"],
  DeleteModel: ["name"],
  RenameModel: ["old_name", "new_name"],
  AlterModelTable: ["name", "table"],
  AlterModelTableComment: ["name", "table_comment"],
  AlterUniqueTogether: ["name", "unique_together"],
  AlterIndexTogether: ["name", "index_together"],
  AlterOrderWithRespectTo: ["name", "order_with_respect_to"],
  AlterModelOptions: ["name", "options"],
  AlterModelManagers: ["name", "managers"],
  AddField: ["model_name", "name", "field", "preserve_default"],
  RemoveField: ["model_name", "name"],
  AlterField: ["model_name", "name", "field", "preserve_default"],
  RenameField: ["model_name", "old_name", "new_name"],
  AddIndex: ["model_name", "index"],
  RemoveIndex: ["model_name", "name"],
  RenameIndex: ["model_name", "new_name", "old_name", "old_fields"],
  AddConstraint: ["model_name", "constraint"],
  RemoveConstraint: ["model_name", "name"],
  AlterConstraint: ["model_name", "name", "constraint"],
  RunSQL: ["sql", "reverse_sql", "state_operations", "hints", "elidable"],
  RunPython: ["code", "reverse_code", "atomic", "hints", "elidable"],
  SeparateDatabaseAndState: ["database_operations", "state_operations"],
};

function named(operation: string, args: readonly Json[], kwargs: JsonObject): JsonObject {
  const names = places[operation] ?? [];
  return { ...Object.fromEntries(args.map((value, position) => [names[position]!, value])), ...kwargs };
}

type Translate = (kwargs: JsonObject, site: Site) => readonly Operation[];

const translations: Readonly<Record<string, Translate>> = {
  CreateModel: (kwargs, { app, state }) => {
    const model = modelStateOf(documentOf(kwargs, app), labelsOf(state), state);
    const { name, module: _, ...description } = model;
    return [createModel(name, description)];
  },
  DeleteModel: ({ name }, site) => [deleteModel(modelName(name, site))],
  RenameModel: ({ old_name: from, new_name: to }, site) => [renameModel(modelName(from, site), String(to))],
  AlterModelTable: ({ name, table }, site) => {
    const model = modelName(name, site);
    const isNamed = typeof table === "string" && table !== "";
    const note = noteEmpty(model, { db_table: isNamed ? undefined : (table ?? null) });
    return [renameTable(model, isNamed ? table : undefined), note];
  },
  AlterModelTableComment: ({ name, table_comment: comment }, site) => {
    const model = modelName(name, site);
    const { tablespace } = modelOf(name, site);
    const isSaid = typeof comment === "string" && comment !== "";
    const options = { ...(isSaid && { comment }), ...(tablespace !== undefined && { tablespace }) };
    return [
      alterTable(model, options),
      noteEmpty(model, { db_table_comment: isSaid ? undefined : (comment ?? null) }),
    ];
  },
  AlterUniqueTogether: ({ name, unique_together: lists }, site) =>
    alterTogether("unique_together", name, lists, site),
  AlterIndexTogether: ({ name, index_together: lists }, site) =>
    alterTogether("index_together", name, lists, site),
  AlterOrderWithRespectTo: ({ name, order_with_respect_to: relation = null }, site) => {
    const model = modelName(name, site);
    const { options = {}, fields } = modelOf(name, site);
    const [order, field] = orderField();
    const has = Object.hasOwn(fields, order);
    const change = relation !== null && !has ? [addField(model, order, field, { fill: 0 })] : [];
    const removal = relation === null && has ? [removeField(model, order)] : [];
    return [...change, ...removal, alterOptions(model, { ...options, order_with_respect_to: relation })];
  },
  AlterModelOptions: ({ name, options: written }, site) => {
    const model = modelOf(name, site);
    const { managed, ...options } = written as JsonObject;
    const kept = Object.entries(model.options ?? {}).filter(([key]) => !alterableOptions.has(key));
    return [
      alterOptions(model.name, {
        ...Object.fromEntries(kept),
        ...options,
        ...((managed ?? true) === false && { managed: false }),
      }),
      note(model.name, (extra) => ({
        ...extra,
        options: (managed === true ? { managed } : {}) as JsonObject,
      })),
    ];
  },
  AlterModelManagers: () => [],
  AddField: (kwargs, site) => {
    const { field, fill } = fieldOf(kwargs, site);
    return [addField(modelName(kwargs.model_name, site), String(kwargs.name), field, fill)];
  },
  RemoveField: ({ model_name: model, name }, site) => [removeField(modelName(model, site), String(name))],
  AlterField: (kwargs, site) => {
    const { field, fill } = fieldOf(kwargs, site);
    return [alterField(modelName(kwargs.model_name, site), String(kwargs.name), field, fill)];
  },
  RenameField: ({ model_name: written, old_name: from, new_name: to }, site) => {
    const model = modelName(written, site);
    const rename = renameField(model, String(from), String(to));
    const field: TranslatedField | undefined = modelOf(written, site).fields[String(from)];
    return [rename, ...renamedColumn(model, String(to), field), noteLists(model)];
  },
  AddIndex: ({ model_name: model, index }, site) => [
    addIndex(modelName(model, site), indexState(index as JsonObject)),
  ],
  RemoveIndex: ({ model_name: model, name }, site) => [removeIndex(modelName(model, site), String(name))],
  RenameIndex: ({ model_name: model, new_name: to, old_name: from, old_fields: fields }, site) => {
    if (fields === undefined || fields === null)
      return [renameIndex(modelName(model, site), String(from), String(to))];
    return nameIndexTogether(modelOf(model, site), listOf(fields).map(String), String(to));
  },
  AddConstraint: ({ model_name: model, constraint }, site) => [
    addConstraint(modelName(model, site), constraintState(constraint as JsonObject)),
  ],
  RemoveConstraint: ({ model_name: model, name }, site) => [
    removeConstraint(modelName(model, site), String(name)),
  ],
  AlterConstraint: ({ model_name: model, name, constraint }, site) => [
    alterConstraint(modelName(model, site), String(name), constraintState(constraint as JsonObject)),
  ],
  RunSQL: (kwargs, site) => {
    const { sql, reverse_sql: reverse = null, state_operations: operations = [], elidable } = kwargs;
    const options = {
      state: operationListOf(operations, site),
      ...(elidable === true && { elidable: true }),
    };
    return [runSql(statementsOf(sql!), reverse === null ? undefined : statementsOf(reverse), options)];
  },
  RunPython: ({ reverse_code: reverse = null, elidable }) => [
    runCode({
      forward: unknownCode,
      ...(reverse !== null && { backward: unknownCode }),
      ...(elidable === true && { elidable }),
    }),
  ],
  SeparateDatabaseAndState: ({ database_operations: database = [], state_operations: state = [] }, site) => [
    separate({ database: operationListOf(database, site), state: operationListOf(state, site) }),
  ],
};

function unknownCode(): never {
  throw new Unsupported("Python");
}

function documentOf({ name, fields, options = {}, bases }: JsonObject, app: string): StateDocument {
  return {
    app,
    name: String(name),
    fields: listOf(fields!).map((pair) => listOf(pair) as unknown as StateDocument["fields"][number]),
    options: options as JsonObject,
    bases: bases === undefined || bases === null ? [{ $class: "django.db.models.Model" }] : listOf(bases),
  };
}

function modelName(written: Json | undefined, { app, state }: Site): string {
  return labelsOf(state).nameOf(String(written), app);
}

function modelOf(written: Json | undefined, site: Site): ModelState {
  return site.state.get(`${site.app}.${modelName(written, site)}`);
}

/** The field of AddField or AlterField; a default that isn't kept fills what is there, once. */
function fieldOf(
  kwargs: JsonObject,
  site: Site,
): { readonly field: FieldState; readonly fill?: { readonly fill: unknown } } {
  const { app, state } = site;
  const place: Place = { labels: labelsOf(state), app, model: modelName(kwargs.model_name, site) };
  const field = inCompositeKey(
    fieldState(kwargs.field as JsonObject, String(kwargs.name), place),
    kwargs,
    site,
  );
  if (kwargs.preserve_default !== false) return { field };
  const { default: fill, django, ...rest } = field;
  const { default: _, ...others } = django!.kwargs;
  return {
    field: { ...rest, django: { ...django!, kwargs: others } } as TranslatedField,
    ...(fill !== undefined && { fill: { fill } }),
  };
}

/** A field that a CompositePrimaryKey names is part of the key, which it doesn't say itself. */
function inCompositeKey(field: TranslatedField, kwargs: JsonObject, site: Site): TranslatedField {
  const fields: readonly TranslatedField[] = Object.values(modelOf(kwargs.model_name, site).fields);
  const key = fields.find(({ django }) => django?.type === "CompositePrimaryKey");
  const isPart = key?.django?.args.includes(String(kwargs.name));
  return isPart ? { ...field, primaryKey: true } : field;
}

/** A field whose name is no snake case says its column, which Django renames with the field. */
function renamedColumn(model: string, to: string, field: TranslatedField | undefined): readonly Operation[] {
  if (field === undefined || field.type === "manyToMany") return [];
  if (field.column !== undefined && field.django?.impliesColumn !== true) return [];
  const isOdd = snakeCase(to) !== to;
  if (!isOdd && field.django?.impliesColumn !== true) return [];
  const { column: _, django, ...rest } = field;
  const { impliesColumn: __, ...extra } = django!;
  const column = field.type === "belongsTo" ? `${to}_id` : to;
  const now: TranslatedField = isOdd
    ? { ...rest, column, django: { ...extra, impliesColumn: true } }
    : { ...rest, django: extra };
  return [alterField(model, to, now)];
}

const alterableOptions: ReadonlySet<string> = new Set([
  "base_manager_name",
  "default_manager_name",
  "default_related_name",
  "get_latest_by",
  "managed",
  "ordering",
  "permissions",
  "default_permissions",
  "select_on_save",
  "verbose_name",
  "verbose_name_plural",
]);

function alterTogether(
  option: TogetherOption,
  name: Json | undefined,
  lists: Json | undefined,
  site: Site,
): readonly Operation[] {
  const model = modelOf(name, site);
  const table = model.table ?? `${model.module}_${model.name.toLowerCase()}`;
  const isUnique = option === "unique_together";
  const rules: readonly (TranslatedIndex | TranslatedConstraint)[] = isUnique
    ? model.constraints
    : model.indexes;
  const old = rules.filter(({ django }) => django?.type === option);
  const wanted = togetherLists(lists).map((names) =>
    isUnique ? uniqueTogether(table, model, names) : indexTogether(table, model, names),
  );
  const fieldsOf = (rule: object) => JSON.stringify("fields" in rule ? rule.fields : []);
  const gone = old.filter((rule) => !wanted.some((other) => fieldsOf(other) === fieldsOf(rule)));
  const made = wanted.filter((rule) => !old.some((other) => fieldsOf(other) === fieldsOf(rule)));
  const remove = isUnique ? removeConstraint : removeIndex;
  return [
    ...gone.map((rule) => remove(model.name, rule.name)),
    ...made.map((rule) =>
      isUnique
        ? addConstraint(model.name, rule as TranslatedConstraint)
        : addIndex(model.name, rule as TranslatedIndex),
    ),
    // AlterUniqueTogether makes a set of whatever it is given, and None of nothing but None.
    noteEmpty(model.name, {
      [option]: togetherLists(lists).length === 0 ? (lists ?? null) : { $set: [{ $tuple: [] }] },
    }),
  ];
}

/** RenameIndex with `old_fields`: a rule of index_together gets a name, and is an index of the options then. */
function nameIndexTogether(model: ModelState, fields: readonly string[], to: string): readonly Operation[] {
  const rules: readonly TranslatedIndex[] = model.indexes;
  const rule = rules.find(
    ({ django, fields: own }) =>
      django?.type === "index_together" && JSON.stringify(own) === JSON.stringify(fields),
  );
  if (rule === undefined) return [addIndex(model.name, { name: to, fields })];
  return [
    renameIndex(model.name, rule.name, to),
    onState("name the rule of index_together", (state, module) => {
      const now = state.get(`${module}.${model.name}`);
      const indexes: readonly TranslatedIndex[] = now.indexes;
      const changed = indexes.map((index) =>
        index.name === to ? { ...index, django: { type: "Index", args: [], kwargs: {} } } : index,
      );
      return state.with({ ...now, indexes: changed });
    }),
    // What is left of the option is a list.
    noteEmpty(model.name, { index_together: [] }),
  ];
}

/** Statements of RunSQL: a text, or several, each with parameters where it is a pair. */
function statementsOf(json: Json): string | readonly (string | readonly [string, readonly unknown[]])[] {
  if (typeof json === "string") return json;
  return listOf(json).map((item) => {
    if (typeof item === "string") return item;
    const [sql, parameters] = listOf(item);
    return [
      // The percent signs of Python's drivers.
      String(sql).replaceAll("%s", "?").replaceAll("%%", "%"),
      isObject(parameters) || Array.isArray(parameters) ? listOf(parameters) : [],
    ] as const;
  });
}

/** What a state of Django's says about options that hold nothing. `undefined` takes it away. */
function noteEmpty(model: string, empty: Readonly<Record<string, Json | undefined>>): Operation {
  return note(model, (extra) => {
    const entries = Object.entries({ ...extra.empty, ...empty }).filter(([, value]) => value !== undefined);
    return { ...extra, empty: Object.fromEntries(entries) as JsonObject };
  });
}

/** Django's RenameField makes lists of the sets that it goes through. */
function noteLists(model: string): Operation {
  return note(model, (extra) => {
    const entries = Object.entries(extra.empty).map(([key, value]) => [
      key,
      key.endsWith("_together") ? [[]] : value,
    ]);
    return { ...extra, empty: Object.fromEntries(entries) as JsonObject };
  });
}

/** An operation of the translation's own: it changes only what Quintet carries along. */
function note(model: string, change: (extra: DjangoModelExtra) => DjangoModelExtra): Operation {
  return onState("note what Django's state says", (state, module) => {
    const now: TranslatedModel = state.get(`${module}.${model}`);
    const changed: TranslatedModel = {
      ...now,
      django: change(now.django ?? { options: {}, bases: [], empty: {} }),
    };
    return state.with(changed);
  });
}

function onState(description: string, apply: Operation["apply"]): Operation {
  return {
    kind: "note",
    args: [],
    symbol: "*",
    isReversible: true,
    describe: () => description,
    apply,
    async forward() {},
    async backward() {},
  };
}
