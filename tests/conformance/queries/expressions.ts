import { Unsupported } from "../values.ts";
import { compare, conditionOf, keyOf } from "./conditions.ts";
import type { FieldDocument, Json, JsonObject, QueryDocument } from "./documents.ts";
import { isObject, namedArguments, tagOf } from "./documents.ts";
import { functions } from "./functions.ts";
import { splitTail, transform } from "./lookups.ts";
import { listOf } from "./operands.ts";
import { type QDocument, qOf } from "./q-document.ts";
import { call, dbFunction, type Step, step } from "./quintet.ts";
import { reach, type Scope, splitLookup } from "./scope.ts";
import { decodeFor, decodeValue } from "./values.ts";

/*
 * Django's expressions as Quintet's. What of Django's classes is a function of the database is in functions.ts.
 */

/** The expression or value that JSON stands for. */
export function operandOf(json: Json, scope: Scope, field?: FieldDocument): unknown {
  const tag = tagOf(json);
  const make = tag === undefined ? undefined : byTag[tag];
  if (make !== undefined) return make((json as JsonObject)[tag!] as never, scope);
  if (tag === "$obj" || tag === "$new") return scope.context.rowOf(json as JsonObject);
  return field === undefined
    ? decodeValue(json, scope.context.time)
    : decodeFor(field, json, scope.context.time);
}

/** The expression that an argument of a function stands for: a text is the name of a field. */
export function argumentOf(json: Json, scope: Scope): unknown {
  return typeof json === "string" ? reference(json, scope) : operandOf(json, scope);
}

/** What an argument stands for, as an expression also where it is a value. */
export function expressionOf(json: Json, scope: Scope): Step {
  const made = argumentOf(json, scope);
  return isStep(made) ? made : dbFunction("value")(made);
}

function isStep(made: unknown): made is Step {
  return (typeof made === "object" && made !== null && "node" in made) || typeof made === "function";
}

const byTag: Readonly<Record<string, (value: never, scope: Scope) => unknown>> = {
  $f: (name: string, scope) => reference(name, scope),
  $outer: (name: Json, scope) => outerReference(name, scope),
  $expr: ([name, args, kwargs]: readonly [string, readonly Json[], JsonObject], scope) => {
    const special = specials[name] ?? lookupClass(name);
    if (special !== undefined) return special(args, kwargs, scope);
    const make = functions[name];
    if (make === undefined) throw new Unsupported(`the expression ${name}`);
    const inner = { argument: argumentOf, expression: expressionOf, fieldOf };
    return make({ args, kwargs, scope, ...inner });
  },
  $q: (q: QDocument, scope) => conditionOf(q, scope),
  $qs: (document: QueryDocument, scope) => call(scope.context.queryOf(document, scope), "asValue"),
};

/** What F("author__name") stands for; of a relation its key. */
function reference(name: string, scope: Scope): Step {
  const path = splitLookup(scope.model, scope.annotations, name);
  const end = reach(scope, path);
  if (path.isCompositeKey)
    return dbFunction("tuple")(...path.target!.keyProperties.map((key) => step(end, key)));
  if (path.target !== undefined && path.rest.length === 0) return keyOf(path, scope);
  return transform(end, path.field, path.rest, scope.context).expression;
}

function outerReference(name: Json, scope: Scope): unknown {
  if (scope.outer === undefined) throw new TypeError("A reference to an outer query outside of one.");
  return typeof name === "string" ? reference(name, scope.outer) : operandOf(name, scope.outer);
}

type Special = (args: readonly Json[], kwargs: JsonObject, scope: Scope) => unknown;

const arithmetic: Readonly<Record<string, string>> = {
  "+": "plus",
  "-": "minus",
  "*": "times",
  "/": "dividedBy",
  "%": "modulo",
  "%%": "modulo",
  "^": "power",
  "&": "bitAnd",
  "|": "bitOr",
  "#": "bitXor",
  "<<": "shiftLeft",
  ">>": "shiftRight",
};

// Comparisons of values side by side: `TupleExact((F("a"), F("b")), (1, 2))`.
const tupleLookups: Readonly<Record<string, string>> = {
  TupleExact: "eq",
  TupleGreaterThan: "gt",
  TupleGreaterThanOrEqual: "gte",
  TupleLessThan: "lt",
  TupleLessThanOrEqual: "lte",
  TupleIn: "in",
  TupleIsNull: "isNull",
};

function tupleLookup(left: Json, method: string, right: Json, scope: Scope): Step {
  const items = listOf(left);
  const key = dbFunction("tuple")(...items.map((item) => expressionOf(item, scope)));
  if (method === "isNull") return right === false ? call(key, "isNotNull") : call(key, "isNull");
  const fields = items.map((item) => fieldOf(item, scope));
  const valuesOf = (json: Json): unknown => {
    const values = listOf(json);
    if (values.length !== items.length)
      throw new TypeError(`${items.length} values are compared with as many.`);
    return values.map((value, position) => operandOf(value, scope, fields[position]));
  };
  if (method !== "in") return call(key, method, valuesOf(right));
  const query = isObject(right) ? (right.$qs as unknown as QueryDocument | undefined) : undefined;
  return call(
    key,
    "in",
    query === undefined ? listOf(right).map(valuesOf) : scope.context.queryOf(query, scope),
  );
}

const specials: Readonly<Record<string, Special>> = {
  F: ([name], _, scope) => reference(String(name), scope),
  Value: ([value = null], kwargs, scope) => {
    const output = outputField(kwargs);
    const { time } = scope.context;
    return dbFunction("value")(
      output === undefined ? decodeValue(value, time) : decodeFor(output, value, time),
    );
  },
  CombinedExpression: ([left, operator, right], _, scope) => {
    const method = arithmetic[String(operator)];
    if (method === undefined) throw new Unsupported(`the operator ${String(operator)}`);
    return call(expressionOf(left!, scope), method, argumentOf(right!, scope));
  },
  ExpressionWrapper: ([inner], kwargs, scope) => {
    const output = outputField(kwargs);
    const [name, args] = ((isObject(inner) && inner.$expr) || []) as readonly [string?, (readonly Json[])?];
    if (name !== "Value" || output === undefined) return operandOf(inner!, scope);
    return dbFunction("value")(decodeFor(output, args?.[0] ?? null, scope.context.time));
  },
  NegatedExpression: ([inner], _, scope) => dbFunction("not")(operandOf(inner!, scope)),
  Case: (branches, kwargs, scope) => {
    const pairs = branches.map((branch) => branchOf(branch, scope));
    const cases = dbFunction("caseWhen")(...pairs);
    const { default: otherwise } = kwargs;
    return otherwise === undefined ? cases : call(cases, "otherwise", argumentOf(otherwise, scope));
  },
  Subquery: ([inner], _, scope) => operandOf(inner!, scope),
  Exists: ([inner], kwargs, scope) => {
    const document = isObject(inner) ? inner.$qs : undefined;
    const exists = dbFunction("exists")(scope.context.queryOf(document as unknown as QueryDocument, scope));
    return kwargs.negated === true ? dbFunction("not")(exists) : exists;
  },
  OrderBy: ([inner], kwargs, scope) => {
    const nulls = kwargs.nulls_first ? "first" : kwargs.nulls_last ? "last" : undefined;
    const options = nulls === undefined ? [] : [{ nulls }];
    return call(expressionOf(inner!, scope), kwargs.descending ? "desc" : "asc", ...options);
  },
  ...Object.fromEntries(
    Object.entries(tupleLookups).map(([name, method]) => [
      name,
      ([left, right], _, scope) => tupleLookup(left!, method, right!, scope),
    ]),
  ),
  KeyTransform: ([key, inner], _, scope) => jsonStep(key!, inner!, scope, "at"),
  KeyTextTransform: ([key, inner], _, scope) => jsonStep(key!, inner!, scope, "textAt"),
};

/** `[condition, value]` of a When. */
function branchOf(branch: Json, scope: Scope): readonly unknown[] {
  const [name, args, kwargs] = (branch as JsonObject).$expr as [string, readonly Json[], JsonObject];
  if (name !== "When") throw new TypeError("Case takes When.");
  const named = namedArguments(kwargs);
  const lookups = named.filter(([key]) => key !== "then" && key !== "condition");
  const conditions = [
    ...args,
    ...(kwargs.condition === undefined || kwargs.condition === null ? [] : [kwargs.condition]),
  ];
  const then = kwargs.then ?? null;
  return [conditionOf(qOf(conditions, lookups), scope), argumentOf(then, scope)];
}

function jsonStep(key: Json, inner: Json, scope: Scope, method: string): Step {
  const name = /^-?\d+$/.test(String(key)) ? Number(key) : String(key);
  return call(expressionOf(inner, scope), method, name);
}

/** The field that a keyword `output_field` names. */
function outputField({ output_field: written }: JsonObject): FieldDocument | undefined {
  if (!isObject(written) || written.$field === undefined) return undefined;
  const [type, , options] = written.$field as readonly [string, Json, JsonObject];
  return { ...options, name: "output", type };
}

// Lookups that are used as expressions: `GreaterThan(F("year"), 2000)`.
const lookupClasses: Readonly<Record<string, string>> = {
  Exact: "exact",
  IExact: "iexact",
  GreaterThan: "gt",
  GreaterThanOrEqual: "gte",
  LessThan: "lt",
  LessThanOrEqual: "lte",
  In: "in",
  Range: "range",
  IsNull: "isnull",
  Contains: "contains",
  IContains: "icontains",
  StartsWith: "startswith",
  IStartsWith: "istartswith",
  EndsWith: "endswith",
  IEndsWith: "iendswith",
  Regex: "regex",
  IRegex: "iregex",
  HasKey: "has_key",
};

function lookupClass(name: string): Special | undefined {
  const lookup = lookupClasses[name];
  if (lookup === undefined) return undefined;
  return ([left, right], _, scope) =>
    compare(expressionOf(left!, scope), lookup, right!, fieldOf(left!, scope), scope);
}

// Functions that give a value of the kind that they are given.
const sameKind: ReadonlySet<string> = new Set(["Min", "Max", "Coalesce", "Greatest", "Least"]);

/** The field that an expression names, or whose kind of value it has. */
export function fieldOf(json: Json, scope: Pick<Scope, "model" | "annotations">): FieldDocument | undefined {
  const [kind = "", args = [], kwargs = {}] = ((isObject(json) && json.$expr) || []) as readonly [
    string?,
    (readonly Json[])?,
    JsonObject?,
  ];
  if (kind !== "")
    return outputField(kwargs) ?? (sameKind.has(kind) ? fieldOf(args[0] ?? null, scope) : undefined);
  const name = isObject(json) ? json.$f : json;
  if (typeof name !== "string") return undefined;
  const path = splitLookup(scope.model, scope.annotations, name);
  return splitTail(path.field, path.rest).transforms.length === 0 ? path.field : undefined;
}
