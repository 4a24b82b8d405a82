import { isDeepStrictEqual } from "node:util";
import { didYouMean } from "../../core/index.ts";
import { uncounted } from "../fields/automatic-key.ts";
import type { ColumnType } from "../fields/column.ts";
import { snakeCase } from "../models/names.ts";
import type { ConditionState } from "./condition-state.ts";
import { SchemaStateError } from "./errors.ts";
import type {
  DatabaseKind,
  FieldState,
  IndexState,
  ModelState,
  RuleParts,
  UniqueState,
} from "./model-state.ts";
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
  /** The columns of a key of several in their order, where it isn't that of the columns: {@link keyColumns} has it always. */
  readonly primaryKey?: readonly string[];
  readonly indexes: readonly IndexDefinition[];
  readonly checks: readonly CheckDefinition[];
  /** References by several columns; those by one stand at the column. */
  readonly foreignKeys?: readonly ForeignKeyDefinition[];
  readonly comment?: string;
  readonly tablespace?: string;
}

/** A reference by several columns to as many of another table. */
export interface ForeignKeyDefinition {
  readonly columns: readonly string[];
  readonly table: string;
  readonly targetColumns: readonly string[];
  readonly onDelete?: OnDeleteAction;
}

/** What the database does with a row when the one that it refers to is deleted. */
export type OnDeleteAction = "CASCADE" | "SET NULL" | "SET DEFAULT";

export interface ColumnDefinition {
  /** The name of the field, by which columns are followed through a change. */
  readonly field: string;
  readonly name: string;
  readonly storage: Storage;
  /** Whether it is the primary key, or a part of it: then there are others. */
  readonly primaryKey: boolean;
  readonly nullable: boolean;
  readonly unique: boolean;
  readonly references?: {
    readonly table: string;
    readonly column: string;
    readonly onDelete?: OnDeleteAction;
  };
  /** What the database itself stores where a row says nothing. */
  readonly dbDefault?: ConditionState;
  /** How the database computes the column. Nothing is written to it. */
  readonly generated?: { readonly expression: ConditionState; readonly stored: boolean };
  readonly collation?: FieldState["collation"];
  readonly comment?: string;
  /** For rows that are there when the column is added; the database itself gets no default. */
  readonly default?: FieldState["default"];
}

/** How a value is stored. Relations are resolved: they are stored as the field that they refer to. */
export interface Storage
  extends Pick<FieldState, "maxLength" | "digits" | "places" | "positive" | "columnType"> {
  readonly type: ColumnType;
  /** Of what refers to a positive number: unsigned as well where the database has such types, without a rule. */
  readonly unsigned?: true;
}

/** The type that is named for a kind of database. */
export function ownColumnType(
  { columnType }: Pick<Storage, "columnType">,
  kind: DatabaseKind,
): string | undefined {
  return typeof columnType === "object" ? columnType[kind] : columnType;
}

export interface IndexDefinition {
  readonly name: string;
  readonly unique: boolean;
  readonly columns: readonly IndexColumn[];
  readonly where?: ConditionState;
  /** Columns whose values are in the index as well. */
  readonly include?: readonly string[];
  /** Of unique rules: when they are checked. */
  readonly deferrable?: "deferred" | "immediate";
  /** Of unique rules: `false` where two nulls count as equal. */
  readonly nullsDistinct?: boolean;
  readonly tablespace?: string;
}

export interface IndexColumn {
  /** The column; an empty text where a computed value stands in its place. */
  readonly column: string;
  readonly expression?: ConditionState;
  readonly descending: boolean;
  /** An operator class of PostgreSQL. */
  readonly operatorClass?: string;
  /** Where rows without a value stand, on PostgreSQL. */
  readonly nulls?: "first" | "last";
}

export interface CheckDefinition {
  readonly name: string;
  readonly condition: ConditionState;
}

/** The name of a model's table. */
export function tableOf(model: ModelState): string {
  return model.table ?? `${model.module}_${model.name.toLowerCase()}`;
}

/** The column of a field: `author` gives `author_id`, `createdAt` gives `created_at`. */
export function columnOf(name: string, field: FieldState): string {
  if (field.column !== undefined) return field.column;
  return field.type === "belongsTo" ? `${snakeCase(name)}_id` : snakeCase(name);
}

/** Whether a field has a column in its model's table. */
export function hasColumn(field: FieldState): boolean {
  return field.type !== "manyToMany" && field.from === undefined;
}

/**
 * The table of a model, without those of its many-to-many relations.
 * @throws {@link SchemaStateError} where a relation refers to a model that the state does not have.
 */
export function tableDefinition(state: SchemaState, stated: ModelState): TableDefinition {
  const model = withColumnsForNow(stated);
  const table = tableOf(model);
  const columns = Object.entries(model.fields)
    .filter(([, field]) => hasColumn(field))
    .map(([name, field]) => columnDefinition(state, model, name, field));
  columns.push(...twinColumns(state, model));
  return {
    name: table,
    columns,
    ...keyOrder(model),
    indexes: [...uniqueIndexes(model), ...fieldIndexes(table, model), ...optionIndexes(model)],
    checks: model.constraints
      .filter((constraint) => constraint.type === "check")
      .map(({ name, condition }) => ({ name, condition })),
    ...foreignKeys(state, model),
    ...(model.comment !== undefined && { comment: model.comment }),
    ...(model.tablespace !== undefined && { tablespace: model.tablespace }),
  };
}

/** Whether migrations make the tables of a model on a kind of database. */
export function hasTablesOn({ managed, onlyOn }: ModelState, kind: DatabaseKind): boolean {
  return managed !== false && [onlyOn ?? kind].flat().includes(kind);
}

/** The model with the columns that its fields have while they are renamed in steps. */
function withColumnsForNow(model: ModelState): ModelState {
  if (model.sideBySide === undefined) return model;
  const fields = { ...model.fields };
  for (const [name, { column }] of Object.entries(model.sideBySide))
    fields[name] = { ...fields[name]!, column };
  return { ...model, fields };
}

/**
 * The second columns of fields that are changed in steps: they take null, and have no rule of their own. Nor a default: what is
 * there would be taken for what a release has written.
 */
function twinColumns(state: SchemaState, model: ModelState): ColumnDefinition[] {
  return Object.entries(model.sideBySide ?? {}).flatMap(([name, { twin }]) => {
    if (twin === undefined) return [];
    const { unique: _, primaryKey: __, index: ___, default: ____, dbDefault: _____, ...bare } = twin;
    const field: FieldState = { ...bare, nullable: true, dbConstraint: false };
    return [columnDefinition(state, model, twinField(name), field)];
  });
}

/** The name by which a field's second column is followed through changes. */
export function twinField(name: string): string {
  return `${name}~twin`;
}

/** References by several fields. */
function foreignKeys(state: SchemaState, model: ModelState): Pick<TableDefinition, "foreignKeys"> {
  const found = Object.entries(model.fields).flatMap(([name, field]): ForeignKeyDefinition[] => {
    if (field.from === undefined || field.type !== "belongsTo" || field.dbConstraint === false) return [];
    const target = targetOf(state, model, name, field);
    const far = field.toFields ?? keyNames(target);
    return [
      {
        columns: field.from.map((own) => columnNamed(model, own, `${labelOf(model)}.${name}`)),
        table: tableOf(target),
        targetColumns: far.map((own) => columnNamed(target, own, `${labelOf(model)}.${name}`)),
        ...onDeleteAction(field),
      },
    ];
  });
  return found.length === 0 ? {} : { foreignKeys: found };
}

/** The fields that are a model's key, in its order. */
export function keyNames({ fields, primaryKey = [] }: ModelState): readonly string[] {
  const names = Object.keys(fields).filter((name) => fields[name]!.primaryKey);
  const first = primaryKey.filter((name) => names.includes(name));
  return [...first, ...names.filter((name) => !first.includes(name))];
}

function keyOrder(model: ModelState): Pick<TableDefinition, "primaryKey"> {
  const { primaryKey: _, ...usual } = model;
  const names = keyNames(model);
  if (isDeepStrictEqual(names, keyNames(usual))) return {};
  return { primaryKey: names.map((name) => columnOf(name, model.fields[name]!)) };
}

/** The columns of a table's key, in its order. */
export function keyColumns({ columns, primaryKey }: TableDefinition): readonly string[] {
  return primaryKey ?? columns.filter((column) => column.primaryKey).map(({ name }) => name);
}

function columnNamed(model: ModelState, name: string, wanted: string): string {
  const field = model.fields[name];
  if (field !== undefined) return columnOf(name, field);
  throw new SchemaStateError(
    `${wanted} uses the field "${name}", which ${labelOf(model)} does not have.\nFields: ${Object.keys(model.fields).join(", ")}.`,
  );
}

const onDeleteActions: Readonly<Record<string, OnDeleteAction>> = {
  dbCascade: "CASCADE",
  dbSetNull: "SET NULL",
  dbSetDefault: "SET DEFAULT",
};

function onDeleteAction({ onDelete }: FieldState): { readonly onDelete?: OnDeleteAction } {
  const action = onDeleteActions[onDelete ?? ""];
  return action === undefined ? {} : { onDelete: action };
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
        references: {
          table: tableOf(target.model),
          column: columnOf(target.name, target.field),
          ...onDeleteAction(field),
        },
      }),
    ...(field.default !== undefined && { default: field.default }),
    ...(field.dbDefault !== undefined && { dbDefault: field.dbDefault }),
    ...(field.generated !== undefined && { generated: field.generated }),
    ...collationOf(state, model, name, field),
    ...(field.comment !== undefined && { comment: field.comment }),
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
  const key = Object.entries(target.fields).find(([own, candidate]) =>
    field.toFields === undefined ? candidate.primaryKey : own === field.toFields[0],
  );
  if (key !== undefined) return { model: target, name: key[0], field: key[1] };
  throw new SchemaStateError(
    `${labelOf(model)}.${name} refers to ${labelOf(target)}, which has no primary key.\nFields: ${Object.keys(target.fields).join(", ")}.`,
  );
}

/** @throws {@link SchemaStateError} where the state does not have the model that a relation refers to. */
export function targetOf(state: SchemaState, model: ModelState, name: string, field: FieldState): ModelState {
  const to = field.to ?? "";
  const target = state.find(to);
  if (target !== undefined) return withColumnsForNow(target);
  const isOfAnother = to.split(".")[0] !== model.module;
  const next = isOfAnother
    ? '\nA migration that refers to a model of another module must name the one that creates it in "dependsOn".'
    : "";
  throw new SchemaStateError(
    `${labelOf(model)}.${name} refers to the model "${to}", which does not exist at this point of the migrations.${didYouMean(to, state.models.keys())}${next}`,
  );
}

/** Both sides of a reference compare texts in the same way. */
function collationOf(
  state: SchemaState,
  model: ModelState,
  name: string,
  field: FieldState,
): Pick<FieldState, "collation"> {
  if (field.type === "belongsTo") {
    const target = referredField(state, model, name, field);
    return collationOf(state, target.model, target.name, target.field);
  }
  return field.collation === undefined ? {} : { collation: field.collation };
}

function storageOf(state: SchemaState, model: ModelState, name: string, field: ReferringField): Storage {
  if (field.type === "belongsTo") {
    const target = referredField(state, model, name, field);
    return referring(storageOf(state, target.model, target.name, target.field));
  }
  const { type, maxLength, digits, places, positive, unsigned, columnType } = field;
  return {
    type: type as ColumnType, // relations to many have no column
    ...(maxLength !== undefined && { maxLength }),
    ...(digits !== undefined && { digits }),
    ...(places !== undefined && { places }),
    ...(positive && { positive }),
    ...(unsigned && { unsigned }),
    ...(columnType !== undefined && { columnType }),
  };
}

/** A field as models say it, or one of a table between, which has no model. */
type ReferringField = FieldState & Pick<Storage, "unsigned">;

/** How a reference to such a column is stored: it holds those numbers, but doesn't count, and has no rule of its own. */
function referring({ type, positive, ...storage }: Storage): Storage {
  return { ...storage, type: uncounted(type), ...(positive && { unsigned: true as const }) };
}

/** One index for each relation, and for each field that asks for one. A unique field has the index of its constraint. */
function fieldIndexes(table: string, model: ModelState): IndexDefinition[] {
  const isAlone = keyNames(model).length === 1;
  return Object.entries(model.fields)
    .filter(([, field]) => hasColumn(field) && !field.unique && !(field.primaryKey && isAlone))
    .filter(([, field]) => field.index ?? field.type === "belongsTo")
    .map(([name, field]) => {
      const column = columnOf(name, field);
      return {
        name: hashedName(table, [column]),
        unique: false,
        columns: [{ column, descending: false }],
        ...(field.tablespace !== undefined && { tablespace: field.tablespace }),
      };
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
  rule: IndexState | UniqueState,
  unique: boolean,
): IndexDefinition {
  const { name, where, include, tablespace } = rule;
  const wanted = `The index or constraint "${name}" of ${labelOf(model)}`;
  return {
    name,
    unique,
    columns: indexColumns(model, rule, wanted),
    ...(where && { where }),
    ...(include && { include: include.map((own) => columnNamed(model, own, wanted)) }),
    ...(tablespace !== undefined && { tablespace }),
    ...("deferrable" in rule && { deferrable: rule.deferrable }),
    ...("nullsDistinct" in rule && { nullsDistinct: rule.nullsDistinct }),
  };
}

/** `["author", "-createdAt"]` gives the columns `author_id` and `created_at`, the second one descending. */
function indexColumns(
  model: ModelState,
  { fields, operatorClasses, nulls }: RuleParts,
  wanted: string,
): IndexColumn[] {
  return fields.map((entry, position) => {
    const operatorClass = operatorClasses?.[position];
    const place = nulls?.[position];
    const more = { ...(operatorClass !== undefined && { operatorClass }), ...(place && { nulls: place }) };
    if (typeof entry === "object") {
      return { column: "", expression: entry.expression, descending: entry.descending ?? false, ...more };
    }
    const descending = entry.startsWith("-");
    return { column: columnNamed(model, descending ? entry.slice(1) : entry, wanted), descending, ...more };
  });
}
