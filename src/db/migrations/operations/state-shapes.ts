import { isDeepStrictEqual } from "node:util";
import { isPlainObject } from "../../../core/index.ts";
import type { ColumnType } from "../../fields/column.ts";
import type {
  CheckState,
  ConstraintState,
  DatabaseKind,
  FieldState,
  IndexedExpression,
  IndexState,
  UniqueState,
} from "../../schema/model-state.ts";
import type { OnlineChange } from "../../schema/schema-editor.ts";
import type { FieldChangeOptions } from "./field-operations.ts";
import type { ModelDescription, TableOptions } from "./model-operations.ts";
import {
  anything,
  either,
  kind,
  listOf,
  mismatch,
  number,
  object,
  oneOf,
  type Problem,
  recordOf,
  type Shape,
  text,
  truth,
} from "./shapes.ts";

/* What stands in migration files: models, fields, indexes, constraints and conditions. The compiler keeps the lists whole. */

/** By property, what it must be; those that must be there with `!` behind their names. */
type Properties<State, Required extends string> = Readonly<
  Record<Exclude<keyof State & string, Required> | `${Required}!`, Shape>
>;

/** The name of a model of the migration's own module. */
export const modelName: Shape = (value) =>
  typeof value === "string" && value.includes(".")
    ? mismatch(value, "the name alone: a migration changes models of its own module")
    : text(value);

/** A model of any module. */
const label = kind(
  'the model with its module: "shop.Author"',
  (value) => typeof value === "string" && value.includes("."),
);

export const condition: Shape = (value) => {
  const parts = isPlainObject(value) ? value : {};
  if ("value" in parts) return undefined;
  if ("field" in parts) return fieldReference(value);
  if ("op" in parts || "sql" in parts) return computation(value);
  return mismatch(value, "{ field: … }, { value: … }, { op: …, of: […] } or { sql: […], of: […] }");
};

const fieldReference = object("an object", { "field!": text });
const computation = object("an object", {
  op: text,
  sql: listOf(anything, "texts"),
  "of!": listOf((value) => condition(value), "conditions"),
  options: anything,
});

const columnTypes = {
  smallAuto: true,
  auto: true,
  bigAuto: true,
  string: true,
  text: true,
  integer: true,
  smallInteger: true,
  bigInteger: true,
  float: true,
  decimal: true,
  boolean: true,
  datetime: true,
  date: true,
  time: true,
  duration: true,
  json: true,
  uuid: true,
  binary: true,
  custom: true,
} satisfies Record<ColumnType, true>;

const deletions = {
  cascade: true,
  protect: true,
  restrict: true,
  setNull: true,
  setDefault: true,
  set: true,
  doNothing: true,
  dbCascade: true,
  dbSetNull: true,
  dbSetDefault: true,
} satisfies Record<NonNullable<FieldState["onDelete"]>, true>;

const plainField = object('a field: { type: "integer" }', {
  "type!": oneOf([...Object.keys(columnTypes), "belongsTo", "manyToMany"]),
  column: text,
  primaryKey: truth,
  nullable: truth,
  unique: truth,
  index: truth,
  default: anything,
  maxLength: number,
  digits: number,
  places: number,
  positive: truth,
  columnType: anything,
  to: label,
  dbConstraint: truth,
  onDelete: oneOf(Object.keys(deletions)),
  toFields: listOf(text, "names of fields"),
  from: listOf(text, "names of fields"),
  dbDefault: condition,
  generated: object("{ expression, stored }", { "expression!": condition, "stored!": truth }),
  collation: anything,
  comment: anything,
  tablespace: text,
  through: label,
  table: text,
  sourceColumn: text,
  targetColumn: text,
} satisfies Properties<FieldState, "type">);

export const field: Shape = (value) => {
  const problem = plainField(value);
  if (problem !== undefined) return problem;
  const { type, to, fill } = value as FieldState & { readonly fill?: unknown };
  if (fill !== undefined) return { path: ["fill"], text: "stands behind the field: { fill: … }" };
  const isRelation = type === "belongsTo" || type === "manyToMany";
  if (isRelation && to === undefined)
    return { path: ["to"], text: 'is missing: the model with its module, such as "shop.Author"' };
  return undefined;
};

const indexedPart = either(
  text,
  object("the name of a field, or { expression: … }", {
    "expression!": condition,
    descending: truth,
  } satisfies Properties<IndexedExpression, "expression">),
);

const ruleParts = {
  "name!": text,
  "fields!": listOf(indexedPart, "names of fields"),
  where: condition,
  include: listOf(text, "names of fields"),
  operatorClasses: listOf(text, "operator classes"),
  nulls: listOf(anything, "places"),
  tablespace: text,
} satisfies Properties<IndexState, "name" | "fields">;

export const index = object('an index: { name: "by_title", fields: ["title"] }', ruleParts);

const uniqueRule = object("a unique constraint", {
  "type!": oneOf(["unique"]),
  ...ruleParts,
  deferrable: oneOf(["deferred", "immediate"]),
  nullsDistinct: truth,
} satisfies Properties<UniqueState, "type" | "name" | "fields">);

const checkRule = object("a check", {
  "type!": oneOf(["check"]),
  "name!": text,
  "condition!": condition,
} satisfies Properties<CheckState, "type" | "name" | "condition">);

const someRule = object("a constraint", { "type!": oneOf(["unique", "check"]) });

export const constraint: Shape = (value) =>
  someRule(value) ?? ((value as ConstraintState).type === "check" ? checkRule : uniqueRule)(value);

export const tableOptions = { comment: anything, tablespace: text } satisfies Properties<TableOptions, never>;

const databases = { sqlite: true, postgres: true, mysql: true } satisfies Record<DatabaseKind, true>;
const database = oneOf(Object.keys(databases));
export const onlyOn = either(database, listOf(database, "kinds of databases"));

const describedModel = object("an object: { fields: { … } }", {
  ...tableOptions,
  "fields!": recordOf(field, "fields"),
  primaryKey: listOf(text, "names of fields"),
  table: text,
  managed: truth,
  onlyOn,
  indexes: listOf(index, "indexes"),
  constraints: listOf(constraint, "constraints"),
  options: anything,
} satisfies Properties<ModelDescription, "fields">);

export const description: Shape = (value) => {
  const problem = describedModel(value);
  if (problem !== undefined) return problem;
  const described = value as ModelDescription;
  if (!isKeyed(described))
    return { path: ["fields"], text: "names no primary key, by which rows are told apart" };
  return orderProblem(described);
};

/** The order of a key is one of its fields, which say themselves that they are in it. */
function orderProblem({ fields, primaryKey }: ModelDescription): Problem | undefined {
  const key = Object.keys(fields).filter((name) => fields[name]!.primaryKey);
  if (primaryKey === undefined || isDeepStrictEqual(primaryKey.toSorted(), key.toSorted())) return undefined;
  return {
    path: ["primaryKey"],
    text: `is ${primaryKey.join(", ")}, and the fields with primaryKey: true are ${key.join(", ")}`,
  };
}

/** Whether rows can be told apart: by a key, or by a unique constraint that holds for all of them. */
export function isKeyed({
  fields,
  constraints = [],
}: Pick<ModelDescription, "fields" | "constraints">): boolean {
  return (
    Object.values(fields).some(({ primaryKey }) => primaryKey) ||
    constraints.some((rule) => rule.type === "unique" && rule.where === undefined)
  );
}

export const online = { concurrently: truth, validate: truth } satisfies Properties<OnlineChange, never>;
export const fieldOptions = { ...online, fill: anything } satisfies Properties<FieldChangeOptions, never>;
