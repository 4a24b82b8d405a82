import { jsonNull, modelMeta } from "quintet/db";
import { isOwnKey, isPlain, objectOf } from "./condition-objects.ts";
import type { FieldDocument, Json, JsonObject, QueryDocument } from "./documents.ts";
import { isObject, tagOf } from "./documents.ts";
import { columnOf } from "./fields.ts";
import { jsonKey, operators, splitTail, transform } from "./lookups.ts";
import { isTextOfOther, listOf, operandField, stored, textOperators } from "./operands.ts";
import { isEmpty, nested, type QDocument } from "./q-document.ts";
import { call, dbFunction, type Handle, type Step, step, type Values } from "./quintet.ts";
import { type CallScope, type Path, reach, type Scope, splitLookup } from "./scope.ts";

/*
 * Django's conditions (Q objects and named lookups) as Quintet's: objects where plain values are compared, callbacks
 * where expressions take part.
 */

/** What where() or whereNot() is given; `undefined` for a condition that says nothing. */
export function whereArgument(q: QDocument, scope: CallScope): object | undefined {
  if (isEmpty(q)) return undefined;
  if (isPlain(q, scope)) return objectOf(q, scope);
  return (row: Handle) => conditionOf(q, { ...scope, row });
}

/** The expression of a condition. */
export function conditionOf(q: QDocument, scope: Scope): Step {
  const parts = q.children
    .filter((child) => tagOf(child) !== "$q" || !isEmpty(nested(child)))
    .map((child) => {
      if (Array.isArray(child)) return comparison(child as [string, Json], scope);
      return tagOf(child) === "$q"
        ? conditionOf(nested(child), scope)
        : scope.context.conditionOf(child, scope);
    });
  const joined = parts.length === 1 ? parts[0]! : dbFunction(q.connector.toLowerCase())(...parts);
  return q.negated ? dbFunction("not")(joined) : joined;
}

function comparison([lookup, value]: readonly [string, Json], scope: Scope): Step {
  const { context } = scope;
  if (isOwnKey(lookup, value, scope)) return call(scope.row, "eq", context.operandOf(value, scope));
  const path = splitLookup(scope.model, scope.annotations, lookup);
  const tail = splitTail(path.field, path.rest);
  if (path.isCompositeKey) return keyComparison(path, tail.lookup, value, scope);
  const isOrder = path.target !== undefined && !["exact", "in", "isnull"].includes(tail.lookup);
  if (isOrder && path.field?.type === "ForeignObject")
    return referenceComparison(path, tail.lookup, value, scope);
  const end = isOrder ? keyOf(path, scope) : reach(scope, path);
  if (isOrder && path.target!.keyFields.length > 1) return keyComparison(path, tail.lookup, value, scope);
  const isJson = path.field?.type === "JSONField" && path.rest.length === 0;
  if (isJson && value === null) return call(end, "eq", jsonNull);
  const { expression, field } = transform(
    end,
    path.field,
    tail.transforms,
    context,
    textOperators.has(tail.lookup),
  );
  const wanted = operandField({ ...path, field }, tail.transforms, tail.lookup, scope.model, context);
  const isText = tail.transforms.length > 0 || !isTextOfOther(path.field, tail.lookup);
  const left = isText ? expression : call(expression, "cast", columnOf({ name: "text", type: "TextField" }));
  return compare(left, tail.lookup, value, wanted, scope);
}

/** Compares an expression by one of Django's lookups. */
export function compare(
  left: Step,
  lookup: string,
  value: Json,
  field: FieldDocument | undefined,
  scope: Scope,
): Step {
  const { context } = scope;
  const method = operators[lookup] ?? lookup;
  if (lookup === "isnull") return nullTest(left, context.operandOf(value, scope));
  if ((lookup === "exact" || lookup === "iexact") && value === null && field?.type !== "JSONField")
    return call(left, "isNull");
  if (lookup === "in") {
    const query = queryDocument(value);
    if (query !== undefined) return call(left, "in", context.queryOf(query, scope));
    if (tagOf(value) === "$outer" || tagOf(value) === "$f")
      return call(left, "in", [context.operandOf(value, scope)]);
    return call(
      left,
      "in",
      listOf(value).map((item) => context.operandOf(item, scope, field)),
    );
  }
  if (lookup === "range")
    return call(left, "between", ...listOf(value).map((item) => context.operandOf(item, scope, field)));
  if (lookup === "has_key") {
    // The key may lie deeper: has_key=F("value__nested__key").
    const keys = jsonPathOf(value, scope);
    const inner = keys.length > 1 ? call(left, "at", ...keys.slice(0, -1)) : left;
    return call(inner, "hasKey", String(keys.at(-1)));
  }
  if (lookup === "has_keys" || lookup === "has_any_keys")
    return call(left, method, listOf(value).map(String));
  const isJson = lookup === "contains" && field?.type === "JSONField";
  return call(left, isJson ? "containsJson" : method, context.operandOf(value, scope, field));
}

/** The keys that a value of has_key names: itself, or those of a path. */
function jsonPathOf(value: Json, scope: Scope): readonly (string | number)[] {
  if (!isObject(value)) return [String(value)];
  if (typeof value.$f === "string")
    return splitLookup(scope.model, scope.annotations, value.$f).rest.map(jsonKey);
  const [name = "", args = []] = (value.$expr ?? []) as readonly [string?, (readonly Json[])?];
  if (!name.startsWith("Key")) return [String(value)];
  const [key, inner] = args;
  const isDeeper = isObject(inner) && inner.$expr !== undefined;
  return [...(isDeeper ? jsonPathOf(inner, scope) : []), jsonKey(key as string | number)];
}

/** The query that stands for a list: itself, or as a Subquery. */
function queryDocument(json: Json): QueryDocument | undefined {
  if (!isObject(json)) return undefined;
  const [name, args] = (json.$expr ?? []) as readonly [string?, (readonly Json[])?];
  if (name === "Subquery") return queryDocument(args![0]!);
  return json.$qs as QueryDocument | undefined;
}

function nullTest(left: Step, isNull: unknown): Step {
  if (typeof isNull !== "boolean") throw new TypeError("isnull takes True or False.");
  return call(left, isNull ? "isNull" : "isNotNull");
}

/** The key behind a relation, for comparisons that only values have. */
export function keyOf(path: Path, scope: Scope): Step {
  const last = path.properties.at(-1);
  if (last !== undefined && path.field?.column !== undefined && path.field.type !== "ManyToManyField")
    return reach(scope, { ...path, properties: [...path.properties.slice(0, -1), `${last}Id`] });
  return reach(scope, { ...path, properties: [...path.properties, path.target!.keyProperties[0]!] });
}

/** A comparison of the columns that refer to a row with what they refer to there. */
function referenceComparison(path: Path, lookup: string, value: Json, scope: Scope): Step {
  const before = path.properties.slice(0, -1);
  const relation = path.properties.at(-1)!; // a reference is one
  const owner = before.reduce((meta, name) => meta.relations.get(name)!.target, modelMeta(scope.model.model));
  const columns = owner.relations.get(relation)!.joinColumns;
  const row = reach(scope, { ...path, properties: before });
  const reference = dbFunction("tuple")(...columns.map(({ near }) => step(row, near.attribute)));
  const isRow = tagOf(value) === "$obj" || tagOf(value) === "$new";
  const other = isRow ? (scope.context.rowOf(value as JsonObject) as Values) : undefined;
  const compared =
    other === undefined
      ? scope.context.operandOf(value, scope)
      : columns.map(({ far }) => other[far.attribute]);
  return call(reference, operators[lookup] ?? lookup, compared);
}

/** A comparison of a key of several fields: its values side by side. */
function keyComparison(path: Path, lookup: string, value: Json, scope: Scope): Step {
  const target = path.target!; // a composite key is that of a model
  const end = reach(scope, path);
  const key = dbFunction("tuple")(...target.keyProperties.map((name) => end[name] as Step));
  const operandsOf = (item: Json): unknown => {
    const tag = tagOf(item);
    if (tag === "$obj" || tag === "$new" || tag === "$f" || tag === "$outer" || tag === "$qs")
      return scope.context.operandOf(item, scope);
    return listOf(item).map((part, position) => {
      const field = target.keyFields[position];
      return scope.context.operandOf(part, scope, field && stored(target, field, scope.context));
    });
  };
  if (lookup === "isnull") return nullTest(key, value);
  if (lookup === "in") {
    const query = queryDocument(value);
    if (query !== undefined) return call(key, "in", scope.context.queryOf(query, scope));
    return call(key, "in", listOf(value).map(operandsOf));
  }
  if (lookup === "range") return call(key, "between", ...listOf(value).map(operandsOf));
  return call(key, operators[lookup] ?? lookup, operandsOf(value));
}
