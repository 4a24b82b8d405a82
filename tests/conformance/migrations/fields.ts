import type { FieldState, ModelState } from "quintet/db";
import { snakeCase } from "../../../src/db/models/names.ts";
import { isObject, type Json, type JsonObject } from "../queries/documents.ts";
import { listOf } from "../queries/operands.ts";
import { Unsupported } from "../values.ts";
import {
  type Deconstructed,
  type DjangoField,
  deconstructed,
  type Expression,
  type With,
} from "./documents.ts";
import { conditionOf } from "./expressions.ts";
import type { Labels } from "./labels.ts";
import { defaultStateOf } from "./values.ts";

/*
 * Fields of Django's states as Quintet's, and back. On the way back everything that a FieldState says is taken from it;
 * what it has no place for comes from what the translation hung on it.
 */

export type TranslatedField = With<FieldState, DjangoField>;
type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Where a field stands. */
export interface Place {
  readonly labels: Labels;
  readonly app: string;
  readonly model: string;
}

/** A `$field` as a FieldState. */
export function fieldState(json: JsonObject, name: string, place: Place): TranslatedField {
  const [type, args, written] = deconstructed(json, "$field");
  const kind = kinds[type];
  if (kind === undefined) throw new Unsupported(`the field class ${type} in a migration`);
  const kwargs: Mutable<JsonObject> = { ...written };
  const state: Mutable<FieldState> = { ...kind };
  const django: Mutable<DjangoField> = { type, args, kwargs };

  for (const [key, property] of Object.entries(plain)) {
    if (kwargs[key] === undefined || kwargs[key] === null) continue;
    (state as Record<string, unknown>)[property] = kwargs[key];
    delete kwargs[key];
  }
  if (type === "OneToOneField") state.unique = true;
  const implied = impliedLength[type];
  if (implied !== undefined) state.maxLength ??= implied;
  if (state.type === "integer" || state.type === "decimal" || state.type === "float") delete state.maxLength;
  if (type === "SlugField") state.index ??= true;
  if (state.type === "belongsTo") relationState(state, django, kwargs, place);
  if (state.type === "manyToMany") throughState(state, django, kwargs, place);
  if (type === "GeneratedField") generatedState(state, django, kwargs, name, place);
  defaultsState(state, django, kwargs);
  nameColumn(state, django, name);
  return { ...state, django };
}

/** Named arguments that say the same in both. */
const plain: Readonly<Record<string, keyof FieldState>> = {
  null: "nullable",
  primary_key: "primaryKey",
  unique: "unique",
  db_index: "index",
  max_length: "maxLength",
  max_digits: "digits",
  decimal_places: "places",
  db_column: "column",
  db_constraint: "dbConstraint",
  db_collation: "collation",
  db_comment: "comment",
  db_tablespace: "tablespace",
};

const text: FieldState = { type: "string" };
const kinds: Readonly<Record<string, FieldState>> = {
  AutoField: { type: "auto" },
  BigAutoField: { type: "bigAuto" },
  SmallAutoField: { type: "smallAuto" },
  BigIntegerField: { type: "bigInteger" },
  BinaryField: { type: "binary" },
  BooleanField: { type: "boolean" },
  CharField: text,
  CommaSeparatedIntegerField: text,
  CompositePrimaryKey: { type: "manyToMany" }, // without a column; the fields that it names are the key
  DateField: { type: "date" },
  DateTimeField: { type: "datetime" },
  DecimalField: { type: "decimal" },
  DurationField: { type: "duration" },
  EmailField: text,
  FileField: text,
  FilePathField: text,
  FloatField: { type: "float" },
  ForeignKey: { type: "belongsTo" },
  ForeignObject: { type: "belongsTo" },
  GeneratedField: { type: "integer" },
  GenericIPAddressField: {
    type: "custom",
    columnType: { sqlite: "char(39)", postgres: "inet", mysql: "char(39)" },
  },
  ImageField: text,
  IntegerField: { type: "integer" },
  JSONField: { type: "json" },
  ManyToManyField: { type: "manyToMany" },
  OneToOneField: { type: "belongsTo" },
  PositiveBigIntegerField: { type: "bigInteger", positive: true },
  PositiveIntegerField: { type: "integer", positive: true },
  PositiveSmallIntegerField: { type: "smallInteger", positive: true },
  SlugField: text,
  SmallIntegerField: { type: "smallInteger" },
  TextField: { type: "text" },
  TimeField: { type: "time" },
  URLField: text,
  UUIDField: { type: "uuid" },
};

/** Lengths that Django doesn't write down. */
const impliedLength: Readonly<Record<string, number>> = {
  SlugField: 50,
  URLField: 200,
  FileField: 100,
  FilePathField: 100,
  ImageField: 100,
};

type Kwargs = Mutable<JsonObject>;

function take(kwargs: Kwargs, key: string): Json | undefined {
  const value = kwargs[key];
  delete kwargs[key];
  return value;
}

function referred(written: Json, place: Place): { readonly written: Json; readonly label: string } {
  const name =
    isObject(written) && written.$setting ? (written.$setting as readonly string[])[0]! : String(written);
  return { written, label: place.labels.resolve(name, place) };
}

function relationState(
  state: Mutable<FieldState>,
  django: Mutable<DjangoField>,
  kwargs: Kwargs,
  place: Place,
): void {
  django.to = referred(take(kwargs, "to") ?? "", place);
  state.to = django.to.label;
  const onDelete = take(kwargs, "on_delete");
  state.onDelete = isObject(onDelete) ? (onDeletes[String(onDelete.$on_delete)] ?? "set") : "cascade";
  if (state.onDelete === "set") kwargs.on_delete = onDelete ?? null;
  const toField = take(kwargs, "to_field");
  if (toField !== undefined) state.toFields = [String(toField)];
  if (django.type !== "ForeignObject") return;
  state.from = listOf(take(kwargs, "from_fields")!).map(String);
  state.toFields = listOf(take(kwargs, "to_fields")!).map(String);
  state.dbConstraint = false; // Django has no constraint for it
}

const onDeletes: Readonly<Record<string, NonNullable<FieldState["onDelete"]>>> = {
  CASCADE: "cascade",
  PROTECT: "protect",
  RESTRICT: "restrict",
  SET_NULL: "setNull",
  SET_DEFAULT: "setDefault",
  DO_NOTHING: "doNothing",
};

function throughState(
  state: Mutable<FieldState>,
  django: Mutable<DjangoField>,
  kwargs: Kwargs,
  place: Place,
): void {
  if (django.type === "CompositePrimaryKey") {
    delete state.primaryKey;
    // A relation to the model itself, without a table and to no field.
    state.to = place.labels.resolve("self", place);
    state.through = state.to;
    state.toFields = [];
    return;
  }
  django.to = referred(take(kwargs, "to") ?? "", place);
  state.to = django.to.label;
  const through = take(kwargs, "through");
  if (through !== undefined) {
    django.through = referred(through, place);
    state.through = django.through.label;
  }
  const table = take(kwargs, "db_table");
  if (table !== undefined) state.table = String(table);
}

function generatedState(
  state: Mutable<FieldState>,
  django: Mutable<DjangoField>,
  kwargs: Kwargs,
  name: string,
  place: Place,
): void {
  const output = fieldState(kwargs.output_field as JsonObject, name, place);
  const { django: _, column: __, ...storage } = output;
  const written = take(kwargs, "expression")!;
  const expression = conditionOf(written);
  Object.assign(state, storage, { generated: { expression, stored: take(kwargs, "db_persist") === true } });
  state.nullable = true; // as Django's: a computed value may be nothing
  django.expressions = { ...django.expressions, expression: { written, understood: expression } };
}

function defaultsState(state: Mutable<FieldState>, django: Mutable<DjangoField>, kwargs: Kwargs): void {
  const constant =
    kwargs.auto_now === true || kwargs.auto_now_add === true
      ? "now"
      : kwargs.default === undefined
        ? undefined
        : defaultStateOf(kwargs.default);
  if (constant !== undefined) state.default = constant;
  const written = kwargs.db_default;
  if (written === undefined) return;
  const understood = conditionOf(written);
  state.dbDefault = understood;
  delete kwargs.db_default;
  django.expressions = { ...django.expressions, db_default: { written, understood } };
}

/** Django's column is the field's name as it stands; Quintet's is that name in snake case. */
function nameColumn(state: Mutable<FieldState>, django: Mutable<DjangoField>, name: string): void {
  if (state.column !== undefined || snakeCase(name) === name || state.type === "manyToMany") return;
  state.column = state.type === "belongsTo" ? `${name}_id` : name;
  django.impliesColumn = true;
}

const writtenNames = new WeakMap<DjangoField, Pick<DjangoField, "to" | "through">>();

/** A field without how the models that it refers to are written: it says itself which they are, also after a rename. */
export function withoutNames(field: TranslatedField): TranslatedField {
  if (field.django?.to === undefined || isObject(field.django.to.written)) return field;
  const { to, through, ...django } = field.django;
  writtenNames.set(django, { to, ...(through !== undefined && { through }) });
  return { ...field, django };
}

/** A FieldState as `$field`. */
export function fieldJson(field: TranslatedField): JsonObject {
  const { django } = field;
  if (django === undefined) throw new TypeError("The field was not made of one of Django's.");
  const kwargs: Kwargs = { ...django.kwargs };
  const ofOutput =
    django.type === "GeneratedField"
      ? new Set(["maxLength", "digits", "places", "nullable", "collation"])
      : new Set();
  for (const [key, property] of Object.entries(plain)) {
    const value = field[property];
    if (value === undefined || ofOutput.has(property) || isImplied(django, property, value)) continue;
    if (property === "column" && django.impliesColumn) continue;
    kwargs[key] = value as Json;
  }
  if (django.type === "CompositePrimaryKey") kwargs.primary_key = true;
  else if (field.to !== undefined) relationJson(field, django, kwargs);
  for (const [key, expression] of Object.entries(django.expressions ?? {}))
    kwargs[key] = expressionJson(
      expression,
      key === "expression" ? field.generated?.expression : field.dbDefault,
    );
  if (field.generated !== undefined) kwargs.db_persist = field.generated.stored;
  const made: Deconstructed = [django.type, django.args, kwargs];
  return { $field: made as unknown as Json };
}

function isImplied({ type }: DjangoField, property: string, value: unknown): boolean {
  if (property === "maxLength") return impliedLength[type] === value;
  if (property === "unique") return type === "OneToOneField";
  if (property === "index") return type === "SlugField" && value === true;
  return property === "dbConstraint" && type === "ForeignObject";
}

function relationJson(field: TranslatedField, django: DjangoField, kwargs: Kwargs): void {
  const to = django.to ?? writtenNames.get(django)?.to;
  kwargs.to = to === undefined ? labelJson(field.to!) : referenceJson(to, field.to!);
  if (field.through !== undefined) {
    const through = django.through ?? writtenNames.get(django)?.through;
    kwargs.through = field.through === through?.label ? through.written : field.through;
  }
  if (field.table !== undefined) kwargs.db_table = field.table;
  if (field.onDelete !== undefined && field.onDelete !== "set") {
    const [name] = Object.entries(onDeletes).find(([, word]) => word === field.onDelete)!;
    kwargs.on_delete = { $on_delete: name };
  }
  if (field.from !== undefined) {
    kwargs.from_fields = { $tuple: field.from };
    kwargs.to_fields = { $tuple: field.toFields ?? [] };
  } else if (field.toFields !== undefined) {
    kwargs.to_field = field.toFields[0]!;
  }
}

/** A label as Django deconstructs it. */
function labelJson(label: string): string {
  const end = label.indexOf(".") + 1;
  return label.slice(0, end) + label.slice(end).toLowerCase();
}

/** As it was written, unless it leads elsewhere now. */
function referenceJson({ written, label }: { written: Json; label: string }, now: string): Json {
  return now === label || written === "self" ? written : labelJson(now);
}

/** What was written, where the state still says what was understood of it. */
export function expressionJson({ written, understood }: Expression, now: unknown): Json {
  return JSON.stringify(understood) === JSON.stringify(now) ? written : { $quintet: now as Json };
}

/** The column of a field. */
export function columnOf(model: Pick<ModelState, "fields">, name: string): string {
  const field = model.fields[name];
  if (field?.column !== undefined) return field.column;
  return field?.type === "belongsTo" ? `${snakeCase(name)}_id` : snakeCase(name);
}
