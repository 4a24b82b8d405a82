import type { FieldDocument, Json, JsonObject } from "./documents.ts";
import { tagOf } from "./documents.ts";
import { dateParts, isTransform, operators, splitTail } from "./lookups.ts";
import { isTextOfOther, listOf, operandField } from "./operands.ts";
import { isEmpty, nested, type QDocument } from "./q-document.ts";
import type { Values } from "./quintet.ts";
import { type CallScope, type Path, type RecordContext, splitLookup } from "./scope.ts";
import { decodeFor, decodeValue } from "./values.ts";

/*
 * Conditions on plain values, as an app would write them: `{ author: { name: { startsWith: "A" } } }`.
 */

/** Whether a condition can be written as an object: it compares fields with values. */
export function isPlain(q: QDocument, scope: CallScope): boolean {
  if (q.connector === "XOR") return false;
  return q.children.every((child) => {
    if (!Array.isArray(child)) return tagOf(child) === "$q" && isPlain(nested(child), scope);
    const [lookup, value] = child as [string, Json];
    if (isOwnKey(lookup, value, scope)) return false;
    const path = splitLookup(scope.model, scope.annotations, lookup);
    if (path.isCompositeKey || path.generic !== undefined || holdsExpressions(value)) return false;
    if (path.annotation !== undefined && scope.annotations.get(path.annotation)?.relation !== undefined)
      return false;
    return isPlainTail(path, scope.context);
  });
}

/** Whether a row of the model stands for its own key: `pk=restaurant`. */
export function isOwnKey(lookup: string, value: Json, { model }: Pick<CallScope, "model">): boolean {
  const isKey = lookup === "pk" || lookup === "pk__exact";
  if (!isKey || tagOf(value) !== "$obj" || model.keyFields.length > 1) return false;
  const [label] = (value as JsonObject).$obj as readonly [string];
  return label === model.label;
}

function isPlainTail(path: Path, { time }: RecordContext): boolean {
  const { transforms, lookup } = splitTail(path.field, path.rest);
  if (path.target !== undefined) return transforms.length === 0 && ["exact", "in", "isnull"].includes(lookup);
  if (transforms.length === 0) return lookup in operators && !isTextOfOther(path.field, lookup);
  if (path.field === undefined || path.field.type === "JSONField") return false;
  // What Quintet doesn't know it refuses by name in an object; a callback would just not have the method.
  if (!transforms.every(isTransform)) return true;
  if (!transforms.every((name) => name in dateParts)) return false;
  const isZoned = time.useTz && path.field.type === "DateTimeField" && time.currentZone !== "UTC";
  return transforms.length === 1 && !isZoned;
}

const expressionTags: ReadonlySet<string | undefined> = new Set(["$f", "$outer", "$expr", "$qs", "$q"]);

function holdsExpressions(json: Json): boolean {
  if (Array.isArray(json)) return json.some(holdsExpressions);
  const tag = tagOf(json);
  if (tag === "$tuple" || tag === "$set") return holdsExpressions((json as JsonObject)[tag]!);
  return expressionTags.has(tag);
}

/** The condition as an object. */
export function objectOf(q: QDocument, scope: CallScope): Values {
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
