import type {
  ConstraintState,
  FieldState,
  IndexState,
  ModelDescription,
  ModelOptionsState,
  Operation,
  SeparateOptions,
} from "quintet/db";
import type { Json, JsonObject } from "../queries/documents.ts";
import { Unsupported } from "../values.ts";
import type { With } from "./documents.ts";
import { fieldJson, type TranslatedField } from "./fields.ts";
import { constraintJson, indexJson } from "./rules.ts";
import { optionsJson, shownFields, type TranslatedModel } from "./states.ts";

/*
 * Quintet's operations as Django's, as `Operation.deconstruct()` gives them.
 */

/** An operation as `$op`. */
export function operationJson({ kind, args, django }: With<Operation, JsonObject>): JsonObject {
  if (django !== undefined) return django;
  const write = writers[kind];
  if (write === undefined) throw new Unsupported(`the operation ${kind}, which Django doesn't have`);
  const [name, kwargs] = write(...(args as never[]));
  return { $op: [name, [], kwargs] };
}

type Written = readonly [name: string, kwargs: JsonObject];

const writers: Readonly<Record<string, (...args: never[]) => Written>> = {
  createModel: (name: string, description: ModelDescription): Written => {
    const model: TranslatedModel = { indexes: [], constraints: [], ...description, module: "", name };
    const options = optionsJson(model);
    const { bases = [] } = model.django ?? {};
    const isPlain = JSON.stringify(bases) === JSON.stringify([{ $class: "django.db.models.Model" }]);
    // A key of several fields, which comes later to Quintet, stands first.
    const isKey = ([, field]: readonly [string, TranslatedField]) =>
      field.django?.type === "CompositePrimaryKey";
    const fields = shownFields(model.fields)
      .toSorted((one, other) => Number(isKey(other)) - Number(isKey(one)))
      .map(([own, field]): Json => ({ $tuple: [own, fieldJson(field)] }));
    return [
      "CreateModel",
      {
        name,
        fields,
        ...(Object.keys(options).length > 0 && { options }),
        ...(!isPlain && { bases: { $tuple: bases } }),
      },
    ];
  },
  deleteModel: (name: string): Written => ["DeleteModel", { name }],
  renameModel: (from: string, to: string): Written => ["RenameModel", { old_name: from, new_name: to }],
  renameTable: (name: string, table: string | null = null): Written => ["AlterModelTable", { name, table }],
  alterTable: (name: string, { comment = null }: { readonly comment?: string | null }): Written => [
    "AlterModelTableComment",
    { name, table_comment: comment },
  ],
  alterOptions: (name: string, options: ModelOptionsState): Written => [
    "AlterModelOptions",
    { name, options: options as JsonObject },
  ],
  addField: (
    model: string,
    name: string,
    field: FieldState,
    options?: { readonly fill?: unknown },
  ): Written => ["AddField", fieldArguments(model, name, field, options)],
  removeField: (model: string, name: string): Written => [
    "RemoveField",
    { model_name: model.toLowerCase(), name },
  ],
  alterField: (
    model: string,
    name: string,
    field: FieldState,
    options?: { readonly fill?: unknown },
  ): Written => ["AlterField", fieldArguments(model, name, field, options)],
  renameField: (model: string, from: string, to: string): Written => [
    "RenameField",
    { model_name: model.toLowerCase(), old_name: from, new_name: to },
  ],
  addIndex: (model: string, index: IndexState): Written => [
    "AddIndex",
    { model_name: model.toLowerCase(), index: indexJson(index) },
  ],
  removeIndex: (model: string, name: string): Written => [
    "RemoveIndex",
    { model_name: model.toLowerCase(), name },
  ],
  renameIndex: (model: string, from: string, to: string): Written => [
    "RenameIndex",
    { model_name: model.toLowerCase(), old_name: from, new_name: to },
  ],
  addConstraint: (model: string, constraint: ConstraintState): Written => [
    "AddConstraint",
    { model_name: model.toLowerCase(), constraint: constraintJson(constraint) },
  ],
  removeConstraint: (model: string, name: string): Written => [
    "RemoveConstraint",
    { model_name: model.toLowerCase(), name },
  ],
  alterConstraint: (model: string, name: string, constraint: ConstraintState): Written => [
    "AlterConstraint",
    { model_name: model.toLowerCase(), name, constraint: constraintJson(constraint) },
  ],
  separate: ({ database = [], state = [] }: SeparateOptions): Written => [
    "SeparateDatabaseAndState",
    {
      ...(database.length > 0 && { database_operations: database.map(operationJson) }),
      ...(state.length > 0 && { state_operations: state.map(operationJson) }),
    },
  ],
};

/** A value that fills a field once is Django's default that isn't preserved. */
function fieldArguments(
  model: string,
  name: string,
  field: FieldState,
  options: { readonly fill?: unknown } = {},
): JsonObject {
  const written = fieldJson(field as TranslatedField);
  const kwargs: JsonObject = { model_name: model.toLowerCase(), name, field: written };
  if (options.fill === undefined) return kwargs;
  const [type, args, own] = written.$field as readonly [string, Json, JsonObject];
  return {
    ...kwargs,
    field: { $field: [type, args, { ...own, default: options.fill as Json }] },
    preserve_default: false,
  };
}
