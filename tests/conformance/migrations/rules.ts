import type { ConstraintState, IndexState, ModelState, UniqueState } from "quintet/db";
import { hashedName } from "../../../src/db/schema/object-names.ts";
import { isObject, type Json, type JsonObject, tagOf } from "../queries/documents.ts";
import { listOf } from "../queries/operands.ts";
import { Unsupported } from "../values.ts";
import {
  type Deconstructed,
  type DjangoRule,
  deconstructed,
  type Expression,
  type With,
} from "./documents.ts";
import { conditionOf } from "./expressions.ts";
import { columnOf, expressionJson } from "./fields.ts";

/*
 * Django's indexes and constraints as Quintet's, and back.
 */

export type TranslatedIndex = With<IndexState, DjangoRule>;
export type TranslatedConstraint = With<ConstraintState, DjangoRule>;
type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Entry = IndexState["fields"][number];

/** An `$index` as an IndexState. */
export function indexState(json: JsonObject): TranslatedIndex {
  const [type, args, kwargs] = deconstructed(json, "$index");
  if (type !== "Index") throw new Unsupported(`the index class ${type}`);
  return { name: String(kwargs.name), ...partsState(type, args, kwargs) };
}

/** A `$constraint` as a ConstraintState. */
export function constraintState(json: JsonObject): TranslatedConstraint {
  const [type, args, kwargs] = deconstructed(json, "$constraint");
  if (type === "CheckConstraint") return checkState(args, kwargs);
  if (type !== "UniqueConstraint") throw new Unsupported(`the constraint class ${type}`);
  const { deferrable, nulls_distinct: nullsDistinct } = kwargs;
  const when = isObject(deferrable) ? String(deferrable.$deferrable).toLowerCase() : undefined;
  return {
    type: "unique",
    name: String(kwargs.name),
    ...partsState(type, args, kwargs),
    ...(when !== undefined && { deferrable: when as "deferred" | "immediate" }),
    ...(typeof nullsDistinct === "boolean" && { nullsDistinct }),
  };
}

function checkState(args: readonly Json[], kwargs: JsonObject): TranslatedConstraint {
  const { name, condition: given, check, ...rest } = kwargs;
  const written = given ?? check ?? null;
  const condition = conditionOf(written);
  const expressions = { condition: { written, understood: condition } };
  return {
    type: "check",
    name: String(name),
    condition,
    django: { type: "CheckConstraint", args, kwargs: rest, expressions },
  };
}

function partsState(type: string, args: readonly Json[], written: JsonObject) {
  const { name: _, fields = [], condition, include, opclasses, db_tablespace: tablespace, ...rest } = written;
  const { deferrable: __, nulls_distinct: ___, ...kwargs } = rest;
  const expressions: Record<string, Expression> = {};
  const where = condition === undefined ? undefined : conditionOf(condition);
  if (where !== undefined) expressions.where = { written: condition!, understood: where };
  const computed = args.map(entryOf);
  if (args.length > 0) expressions.fields = { written: args, understood: computed };
  return {
    fields: args.length > 0 ? computed : listOf(fields).map(String),
    ...(where !== undefined && { where }),
    ...(include !== undefined && { include: listOf(include).map(String) }),
    ...(opclasses !== undefined && { operatorClasses: listOf(opclasses).map(String) }),
    ...(tablespace !== undefined && { tablespace: String(tablespace) }),
    django: { type, args: [], kwargs, expressions } satisfies DjangoRule,
  };
}

/** An expression in an index: a field's name where it is nothing more. */
function entryOf(json: Json): Entry {
  if (tagOf(json) === "$f" && !String((json as JsonObject).$f).includes("__"))
    return String((json as JsonObject).$f);
  const [name, args = [], kwargs = {}] = ((isObject(json) && json.$expr) ||
    []) as unknown as Partial<Deconstructed>;
  if (name !== "OrderBy") return { expression: conditionOf(json) };
  const inner = entryOf(args[0]!);
  if (kwargs.descending !== true) return inner;
  return typeof inner === "string" ? `-${inner}` : { ...inner, descending: true };
}

/** An IndexState as `$index`. */
export function indexJson(index: TranslatedIndex): JsonObject {
  return ruleJson("$index", index, index.django ?? { type: "Index", args: [], kwargs: {} });
}

/** A ConstraintState as `$constraint`. */
export function constraintJson(constraint: TranslatedConstraint): JsonObject {
  const { django } = constraint;
  if (constraint.type === "unique") {
    const { deferrable, nullsDistinct } = constraint;
    return ruleJson("$constraint", constraint, django ?? { type: "UniqueConstraint", args: [], kwargs: {} }, {
      ...(deferrable !== undefined && { deferrable: { $deferrable: deferrable.toUpperCase() } }),
      ...(nullsDistinct !== undefined && { nulls_distinct: nullsDistinct }),
    });
  }
  const condition = django?.expressions?.condition;
  if (condition === undefined) throw new TypeError("The constraint was not made of one of Django's.");
  const kwargs = {
    ...django!.kwargs,
    name: constraint.name,
    condition: expressionJson(condition, constraint.condition),
  };
  return { $constraint: [django!.type, [], kwargs] };
}

function ruleJson(
  tag: string,
  rule: TranslatedIndex | (UniqueState & With<unknown, DjangoRule>),
  django: DjangoRule,
  more: JsonObject = {},
): JsonObject {
  const { name, fields, where, include, operatorClasses, tablespace } = rule;
  const { expressions = {} } = django;
  const kwargs: Mutable<JsonObject> = { ...django.kwargs, ...more, name };
  const asList = (items: readonly string[]): Json => (tag === "$index" ? items : { $tuple: items });
  if (expressions.fields === undefined) kwargs.fields = asList(fields as readonly string[]);
  if (where !== undefined) kwargs.condition = expressionJson(expressions.where!, where);
  // A tuple in both.
  if (include !== undefined) kwargs.include = { $tuple: include };
  if (operatorClasses !== undefined) kwargs.opclasses = asList(operatorClasses);
  if (tablespace !== undefined) kwargs.db_tablespace = tablespace;
  const args = expressions.fields === undefined ? [] : expressionJson(expressions.fields, fields);
  return { [tag]: [django.type, args, kwargs] };
}

/** The model's option of which Quintet makes rules with names: `unique_together` or `index_together`. */
export type TogetherOption = "unique_together" | "index_together";

/** The lists of names in `unique_together`, however they are written. */
export function togetherLists(json: Json | undefined): readonly (readonly string[])[] {
  if (json === undefined || json === null) return [];
  const items = listOf(json);
  if (typeof items[0] === "string") return [items.map(String)];
  return items.map((item) => listOf(item).map(String));
}

/** Fields that are unique together, as the constraint that Django makes of them. */
export function uniqueTogether(
  table: string,
  model: Pick<ModelState, "fields">,
  names: readonly string[],
): TranslatedConstraint {
  const columns = names.map((name) => columnOf(model, name));
  const django: DjangoRule = { type: "unique_together", args: [], kwargs: {} };
  return { type: "unique", name: hashedName(table, columns, "_uniq"), fields: names, django };
}

/** Fields that are indexed together, likewise. */
export function indexTogether(
  table: string,
  model: Pick<ModelState, "fields">,
  names: readonly string[],
): TranslatedIndex {
  const columns = names.map((name) => columnOf(model, name));
  const django: DjangoRule = { type: "index_together", args: [], kwargs: {} };
  return { name: hashedName(table, columns, "_idx"), fields: names, django };
}
