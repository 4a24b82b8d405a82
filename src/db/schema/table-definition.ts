import type { ColumnType } from "../fields/column.ts";
import { snakeCase } from "../models/names.ts";
import type { ConditionState } from "./condition-state.ts";
import { SchemaStateError } from "./errors.ts";
import type { FieldState, IndexState, ModelState } from "./model-state.ts";
import { hashedName } from "./object-names.ts";
import { labelOf, type SchemaState } from "./schema-state.ts";

/*
 * From models to tables. A model becomes one table, and one more for each many-to-many relation that has no model of
 * its own. What stands here is the same for all databases; how a type is called and what a statement looks like is the
 * schema editor's part.
 */

export interface TableDefinition {
  readonly name: string;
  readonly columns: readonly ColumnDefinition[];
  readonly indexes: readonly IndexDefinition[];
  readonly checks: readonly CheckDefinition[];
}

export interface ColumnDefinition {
  /** The name of the field, by which columns are followed through a change. */
  readonly field: string;
  readonly name: string;
  readonly storage: Storage;
  readonly primaryKey: boolean;
  readonly nullable: boolean;
  readonly unique: boolean;
  readonly references?: { readonly table: string; readonly column: string };
  /** For rows that are there when the column is added; the database itself gets no default. */
  readonly default?: FieldState["default"];
}

/** How a value is stored. Relations are resolved: they are stored as the field that they refer to. */
export interface Storage
  extends Pick<FieldState, "maxLength" | "digits" | "places" | "positive" | "columnType"> {
  readonly type: ColumnType;
}

export interface IndexDefinition {
  readonly name: string;
  readonly unique: boolean;
  readonly columns: readonly IndexColumn[];
  readonly where?: ConditionState;
}

interface IndexColumn {
  readonly column: string;
  readonly descending: boolean;
}

export interface CheckDefinition {
  readonly name: string;
  readonly condition: ConditionState;
}

/** The table of a model. */
function tableOf(model: ModelState): string {
  return model.table ?? `${model.module}_${model.name.toLowerCase()}`;
}

/** The column of a field: `author` gives `author_id`, `createdAt` gives `created_at`. */
function columnOf(name: string, field: FieldState): string {
  if (field.column !== undefined) return field.column;
  return field.type === "belongsTo" ? `${snakeCase(name)}_id` : snakeCase(name);
}

/** Whether a field has a column in its model's table. */
export function hasColumn(field: FieldState): boolean {
  return field.type !== "manyToMany";
}

/**
 * The table of a model, without those of its many-to-many relations.
 * @throws {@link SchemaStateError} where a relation refers to a model that the state does not have.
 */
export function tableDefinition(state: SchemaState, model: ModelState): TableDefinition {
  const table = tableOf(model);
  const columns = Object.entries(model.fields)
    .filter(([, field]) => hasColumn(field))
    .map(([name, field]) => columnDefinition(state, model, name, field));
  return {
    name: table,
    columns,
    indexes: [...uniqueIndexes(model), ...fieldIndexes(table, model), ...optionIndexes(model)],
    checks: model.constraints
      .filter((constraint) => constraint.type === "check")
      .map(({ name, condition }) => ({ name, condition })),
  };
}

/** The models that stand between the two sides of a model's many-to-many relations, by the relation's name. */
export function implicitThroughModels(state: SchemaState, model: ModelState): Map<string, ModelState> {
  const throughModels = new Map<string, ModelState>();
  for (const [name, field] of Object.entries(model.fields)) {
    if (field.type !== "manyToMany" || field.through !== undefined) continue;
    throughModels.set(name, throughModel(state, model, name, field));
  }
  return throughModels;
}

function throughModel(state: SchemaState, model: ModelState, name: string, field: FieldState): ModelState {
  const target = targetOf(state, model, name, field);
  const [from, to] = throughColumns(model, target, field);
  const table = field.table ?? `${tableOf(model)}_${snakeCase(name)}`;
  const side = (to: string, column: string): FieldState => ({
    type: "belongsTo",
    to,
    column,
    onDelete: "cascade",
  });
  return {
    module: model.module,
    name: `${model.name}_${name}`,
    table,
    fields: {
      id: { type: "auto", primaryKey: true },
      from: side(labelOf(model), from),
      to: side(labelOf(target), to),
    },
    indexes: [],
    constraints: [{ type: "unique", name: hashedName(table, [from, to], "_uniq"), fields: ["from", "to"] }],
  };
}

/** The two columns of the table between: `user_id` and `group_id`; `from_user_id` and `to_user_id` for a relation to itself. */
function throughColumns(
  model: ModelState,
  target: ModelState,
  field: FieldState,
): [from: string, to: string] {
  const isItself = labelOf(model) === labelOf(target);
  const source = `${isItself ? "from_" : ""}${model.name.toLowerCase()}_id`;
  const other = `${isItself ? "to_" : ""}${target.name.toLowerCase()}_id`;
  return [field.sourceColumn ?? source, field.targetColumn ?? other];
}

function columnDefinition(
  state: SchemaState,
  model: ModelState,
  name: string,
  field: FieldState,
): ColumnDefinition {
  const target = field.type === "belongsTo" ? referredField(state, model, name, field) : undefined;
  return {
    field: name,
    name: columnOf(name, field),
    storage: storageOf(state, model, name, field),
    primaryKey: field.primaryKey ?? false,
    nullable: field.nullable ?? false,
    unique: (field.unique ?? false) && !field.primaryKey,
    ...(target &&
      field.dbConstraint !== false && {
        references: { table: tableOf(target.model), column: columnOf(target.name, target.field) },
      }),
    ...(field.default !== undefined && { default: field.default }),
  };
}

interface ReferredField {
  readonly model: ModelState;
  readonly name: string;
  readonly field: FieldState;
}

function referredField(
  state: SchemaState,
  model: ModelState,
  name: string,
  field: FieldState,
): ReferredField {
  const target = targetOf(state, model, name, field);
  const key = Object.entries(target.fields).find(([, candidate]) => candidate.primaryKey);
  if (key !== undefined) return { model: target, name: key[0], field: key[1] };
  throw new SchemaStateError(
    `${labelOf(model)}.${name} refers to ${labelOf(target)}, which has no primary key.\nFields: ${Object.keys(target.fields).join(", ")}.`,
  );
}

function targetOf(state: SchemaState, model: ModelState, name: string, field: FieldState): ModelState {
  const target = state.find(field.to ?? "");
  if (target !== undefined) return target;
  throw new SchemaStateError(
    `${labelOf(model)}.${name} refers to the model "${field.to}", which does not exist at this point of the migrations.\nA migration that refers to a model of another module must name the one that creates it in "dependsOn".`,
  );
}

// A column that refers to a counted one holds its numbers, but does not count itself.
const referringTypes: Partial<Record<ColumnType, ColumnType>> = { auto: "integer", bigAuto: "bigInteger" };

function storageOf(state: SchemaState, model: ModelState, name: string, field: FieldState): Storage {
  if (field.type === "belongsTo") {
    const target = referredField(state, model, name, field);
    const { positive: _, ...storage } = storageOf(state, target.model, target.name, target.field);
    return { ...storage, type: referringTypes[storage.type] ?? storage.type };
  }
  const { type, maxLength, digits, places, positive, columnType } = field;
  return {
    type: type as ColumnType, // relations to many have no column
    ...(maxLength !== undefined && { maxLength }),
    ...(digits !== undefined && { digits }),
    ...(places !== undefined && { places }),
    ...(positive && { positive }),
    ...(columnType !== undefined && { columnType }),
  };
}

/** One index for each relation, and for each field that asks for one. A unique field has the index of its constraint. */
function fieldIndexes(table: string, model: ModelState): IndexDefinition[] {
  return Object.entries(model.fields)
    .filter(([, field]) => hasColumn(field) && !field.unique && !field.primaryKey)
    .filter(([, field]) => field.index ?? field.type === "belongsTo")
    .map(([name, field]) => {
      const column = columnOf(name, field);
      return { name: hashedName(table, [column]), unique: false, columns: [{ column, descending: false }] };
    });
}

function optionIndexes(model: ModelState): IndexDefinition[] {
  return model.indexes.map((index) => indexDefinition(model, index, false));
}

/** Unique constraints are unique indexes, which can be added and dropped without writing the table anew. */
function uniqueIndexes(model: ModelState): IndexDefinition[] {
  return model.constraints
    .filter((constraint) => constraint.type === "unique")
    .map((constraint) => indexDefinition(model, constraint, true));
}

function indexDefinition(
  model: ModelState,
  { name, fields, where }: IndexState,
  unique: boolean,
): IndexDefinition {
  return { name, unique, columns: indexColumns(model, fields), ...(where && { where }) };
}

/** `["author", "-createdAt"]` gives the columns `author_id` and `created_at`, the second one descending. */
function indexColumns(model: ModelState, fields: readonly string[]): IndexColumn[] {
  return fields.map((entry) => {
    const descending = entry.startsWith("-");
    const name = descending ? entry.slice(1) : entry;
    const field = model.fields[name];
    if (field !== undefined) return { column: columnOf(name, field), descending };
    throw new SchemaStateError(
      `An index or constraint of ${labelOf(model)} uses the field "${name}", which the model does not have.\nFields: ${Object.keys(model.fields).join(", ")}.`,
    );
  });
}
