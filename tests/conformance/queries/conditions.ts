import type { DjangoModel } from "./django-model.ts";
import type { FieldDocument, Json, JsonObject, QueryDocument } from "./documents.ts";
import { isObject, tagOf } from "./documents.ts";
import { columnOf } from "./fields.ts";
import { dateParts, jsonField, jsonKey, operators, splitTail, transform } from "./lookups.ts";
import { call, dbFunction, type Handle, type Step, type Values } from "./quintet.ts";
import { type Path, type RecordContext, reach, type Scope, splitLookup } from "./scope.ts";
import { decodeFor, decodeValue } from "./values.ts";

/*
 * Django's conditions (Q objects and named lookups) as Quintet's. Conditions on plain values become objects, as an app
 * would write them: `{ author: { name: { startsWith: "A" } } }`. Where expressions take part, callbacks do.
 */

/** A condition as the corpus writes it: connector, negation, and lookups with values or further conditions. */
export interface QDocument {
  readonly connector: string;
  readonly negated: boolean;
  readonly children: readonly Json[];
}

/** The scope of a call without the handle, which only a callback has. */
export type CallScope = Omit<Scope, "row">;

/** What where() or whereNot() is given; `undefined` for a condition that says nothing. */
export function whereArgument(q: QDocument, scope: CallScope): object | undefined {
  if (isEmpty(q)) return undefined;
  if (isPlain(q, scope)) return objectOf(q, scope);
  return (row: Handle) => conditionOf(q, { ...scope, row });
}

function isEmpty({ children }: QDocument): boolean {
  return children.every(
    (child) => tagOf(child) === "$q" && isEmpty((child as JsonObject).$q as unknown as QDocument),
  );
}

// ------------------------------------------------------------------------------------------------- as objects

/** Whether a condition can be written as an object: it compares fields with values. */
function isPlain(q: QDocument, scope: CallScope): boolean {
  if (q.connector === "XOR") return false;
  return q.children.every((child) => {
    if (!Array.isArray(child)) return tagOf(child) === "$q" && isPlain(nested(child), scope);
    const [lookup, value] = child as [string, Json];
    const path = splitLookup(scope.model, scope.annotations, lookup);
    if (path.isCompositeKey || holdsExpressions(value)) return false;
    if (path.annotation !== undefined && scope.annotations.get(path.annotation)?.relation !== undefined)
      return false;
    return isPlainTail(path, scope.context);
  });
}

function isPlainTail(path: Path, { time }: RecordContext): boolean {
  const { transforms, lookup } = splitTail(path.field, path.rest);
  if (path.target !== undefined) return transforms.length === 0 && ["exact", "in", "isnull"].includes(lookup);
  if (transforms.length === 0) return lookup in operators && !isTextOfOther(path.field, lookup);
  if (path.field === undefined || path.field.type === "JSONField") return false;
  // What Quintet doesn't know it refuses by name in an object; a callback would just not have the method.
  if (!transforms.every((name) => name in dateParts)) return true;
  const isZoned = time.useTz && path.field.type === "DateTimeField" && time.currentZone !== "UTC";
  return transforms.length === 1 && !isZoned;
}

function nested(child: Json): QDocument {
  return (child as JsonObject).$q as unknown as QDocument;
}

const expressionTags: ReadonlySet<string | undefined> = new Set(["$f", "$outer", "$expr", "$qs", "$q"]);

function holdsExpressions(json: Json): boolean {
  if (Array.isArray(json)) return json.some(holdsExpressions);
  const tag = tagOf(json);
  if (tag === "$tuple" || tag === "$set") return holdsExpressions((json as JsonObject)[tag]!);
  return expressionTags.has(tag);
}

function objectOf(q: QDocument, scope: CallScope): Values {
  const parts = q.children
    .filter((child) => Array.isArray(child) || !isEmpty(nested(child)))
    .map((child) =>
      Array.isArray(child) ? leafOf(child as [string, Json], scope) : objectOf(nested(child), scope),
    );
  const joined = parts.length === 1 ? parts[0]! : { [q.connector === "OR" ? "or" : "and"]: parts };
  return q.negated ? { not: joined } : joined;
}

function leafOf([lookup, value]: readonly [string, Json], scope: CallScope): Values {
  const path = splitLookup(scope.model, scope.annotations, lookup);
  const { transforms, lookup: operator } = splitTail(path.field, path.rest);
  const compared = comparisonOf(operator, operand(path, transforms, operator, value, scope), path);
  const isKnown = transforms.every((name) => name in dateParts);
  const inner = isKnown
    ? transforms.reduceRight((part: unknown, name) => ({ [dateParts[name]!]: part }), compared)
    : { [path.rest.join("__")]: value };
  const names = [...(path.annotation === undefined ? [] : [path.annotation]), ...path.properties];
  return names.reduceRight<unknown>((part, name) => ({ [name]: part }), inner) as Values; // there is a name
}

/** `value` or `{ operator: value }`. */
function comparisonOf(operator: string, value: unknown, { field, target }: Path): unknown {
  const isJson = target === undefined && field?.type === "JSONField";
  if (operator === "iexact" && value === null) return null;
  if (operator !== "exact") return { [operators[operator] ?? operator]: value };
  return isJson && value !== null ? { eq: value } : value;
}

/** The value of a leaf. */
function operand(
  path: Path,
  transforms: readonly string[],
  operator: string,
  value: Json,
  { context, model }: CallScope,
): unknown {
  const field = operandField(path, transforms, operator, model, context);
  if (operator === "isnull") return value;
  if (operator === "in" || operator === "range")
    return listOf(value).map((item) => plainOperand(item, field, context));
  return plainOperand(value, field, context);
}

function plainOperand(json: Json, field: FieldDocument | undefined, context: RecordContext): unknown {
  const tag = tagOf(json);
  if (tag === "$obj" || tag === "$new") return context.rowOf(json as JsonObject);
  return field === undefined ? decodeValue(json, context.time) : decodeFor(field, json, context.time);
}

/** The items of a list, which may be a tuple or a set. */
function listOf(json: Json): readonly Json[] {
  if (Array.isArray(json)) return json;
  const tag = tagOf(json);
  if (tag === "$tuple" || tag === "$set") return (json as JsonObject)[tag] as readonly Json[];
  if (tag === undefined && isObject(json)) return Object.keys(json);
  if (typeof json === "string") return [...json];
  throw new TypeError("Not a list.");
}

const textOperators: ReadonlySet<string> = new Set([
  "contains",
  "icontains",
  "startswith",
  "istartswith",
  "endswith",
  "iendswith",
  "regex",
  "iregex",
  "iexact",
]);

/** Whether the text of a value that is none is looked at, as Django does: `id__startswith="1"`. */
function isTextOfOther(field: FieldDocument | undefined, lookup: string): boolean {
  if (field === undefined || field.relation !== undefined || !textOperators.has(lookup)) return false;
  if (field.type === "JSONField") return lookup !== "contains";
  return /Integer|Auto|Date|Time|Decimal|Float|Boolean/.test(field.type);
}

/** The field that says how the value of a comparison is read. */
function operandField(
  path: Path,
  transforms: readonly string[],
  operator: string,
  model: DjangoModel,
  context: RecordContext,
): FieldDocument | undefined {
  const { field } = path;
  const part = transforms.at(-1);
  if (part !== undefined && part in dateParts && field?.type !== "JSONField") {
    const types: Readonly<Record<string, string>> = { date: "DateField", time: "TimeField" };
    return { name: part, type: types[part] ?? "IntegerField" };
  }
  if (field?.type === "JSONField") return jsonField;
  if (textOperators.has(operator)) return { name: "text", type: "TextField" };
  if (path.target !== undefined) {
    const key = path.target.keyFields[0];
    if (field?.relation === undefined) return key && stored(path.target, key, context);
  }
  return field && stored(model, field, context);
}

function stored(model: DjangoModel, field: FieldDocument, { models }: RecordContext): FieldDocument {
  return model.storedAs(field, (label) => models.get(label)!);
}

// ------------------------------------------------------------------------------------------------ as callbacks

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
  const path = splitLookup(scope.model, scope.annotations, lookup);
  const tail = splitTail(path.field, path.rest);
  if (path.isCompositeKey) return keyComparison(path, tail.lookup, value, scope);
  const isOrder = path.target !== undefined && !["exact", "in", "isnull"].includes(tail.lookup);
  const end = isOrder ? keyOf(path, scope) : reach(scope, path);
  if (isOrder && path.target!.keyFields.length > 1) return keyComparison(path, tail.lookup, value, scope);
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

/** The condition that a call of filter() or exclude() makes of its arguments. */
export function qOf(args: readonly Json[], kwargs: readonly (readonly [string, Json])[]): QDocument {
  const children: Json[] = [...args, ...kwargs.map(([name, value]): Json => [name, value])];
  return { connector: "AND", negated: false, children };
}
