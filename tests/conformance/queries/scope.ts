import type { DjangoModel } from "./django-model.ts";
import { type FieldDocument, type Json, type JsonObject, type QueryDocument, tagOf } from "./documents.ts";
import { type ContentTypes, type GenericRows, isOfType } from "./generic-relations.ts";
import type { Models } from "./models.ts";
import { isEmpty, type QDocument } from "./q-document.ts";
import { call, type Handle, type Rows, type Step, step, type Values } from "./quintet.ts";
import type { TimeSettings } from "./values.ts";

/** What belongs to one record. */
export interface RecordContext {
  readonly models: Models;
  readonly time: TimeSettings;
  readonly contentTypes: ContentTypes;
  /** Rows that generic keys and relations of rows lead to, by name. */
  readonly genericRows: WeakMap<object, Map<string, Values | readonly Values[] | null>>;
  /** The row that a `$obj` or `$new` stands for. They are loaded before anything is translated. */
  rowOf(json: JsonObject): unknown;
  // Conditions are made of expressions, expressions of conditions and both of queries: each asks here for the others.
  /** The condition that a `$q` or a condition among expressions stands for. */
  conditionOf(json: Json, scope: Scope): Step;
  /** The expression or value that JSON stands for; `field` says what kind of value texts are read as. */
  operandOf(json: Json, scope: Scope, field?: FieldDocument): unknown;
  /** The query of a `$qs`; `outer` is the scope that its `$outer` names belong to. */
  queryOf(document: QueryDocument, outer: Scope | undefined): Rows;
}

/** A name that annotate() or alias() has added. */
export interface Annotation {
  /** Of a total that others of the same call use: its expression. */
  readonly made?: Step;
  /** Where it is known: the field whose kind of value it has. */
  readonly field?: FieldDocument;
  /** Of a FilteredRelation: the lookup of the relation, and the condition on it. */
  readonly relation?: { readonly lookup: string; readonly condition: Json };
}

/** Where names have a meaning: a model, what was added to its rows, and the handle of a callback. */
export interface Scope {
  readonly context: RecordContext;
  readonly model: DjangoModel;
  readonly annotations: ReadonlyMap<string, Annotation>;
  readonly row: Handle;
  readonly outer: Scope | undefined;
  /** Inside the condition on a relation: the way to it, for which `row` stands instead. */
  readonly joined?: Pick<Path, "annotation" | "properties"> & { readonly row: Handle };
}

/** The scope of a call without the handle, which only a callback has. */
export type CallScope = Omit<Scope, "row">;

/** A lookup, split into what the model knows and what follows. */
export interface Path {
  /** The annotation that it begins with. */
  readonly annotation: string | undefined;
  /** Relations, and in the end perhaps a field. */
  readonly properties: readonly string[];
  /** Generic relations on the way: the property that leads there, and the model that it is read of. */
  readonly generic?: ReadonlyMap<string, { readonly rows: GenericRows; readonly owner: DjangoModel }>;
  /** The field at the end. */
  readonly field: FieldDocument | undefined;
  /** The model at the end, where it is a relation or nothing at all. */
  readonly target: DjangoModel | undefined;
  /** Whether the end is the key of a row that consists of several fields. */
  readonly isCompositeKey: boolean;
  /** Transforms and the lookup. */
  readonly rest: readonly string[];
}

/** What may follow a relation without being a field behind it. */
const relationLookups: ReadonlySet<string> = new Set(["exact", "in", "isnull", "gt", "gte", "lt", "lte"]);

/** Splits `author__name__startswith` into the path to a field and what follows. */
export function splitLookup(
  model: DjangoModel,
  annotations: ReadonlyMap<string, Annotation>,
  written: string,
): Path {
  const names = written.split("__");
  // A name that was added may itself hold "__".
  for (let count = names.length; count > 0; count--) {
    const name = names.slice(0, count).join("__");
    const annotation = annotations.get(name);
    if (annotation === undefined) continue;
    const rest = names.slice(count);
    if (annotation.relation === undefined)
      return {
        annotation: name,
        properties: [],
        field: annotation.field,
        target: undefined,
        isCompositeKey: false,
        rest,
      };
    const relation = splitLookup(model, annotations, annotation.relation.lookup);
    return { ...walk(relation.target ?? model, rest, true), annotation: name };
  }
  return walk(model, names);
}

/** Follows names from a model; `isRelation` where they stand behind a relation, about which itself they may be. */
function walk(model: DjangoModel, names: readonly string[], isRelation = false): Path {
  const properties: string[] = [];
  let target: DjangoModel | undefined = model;
  let field: FieldDocument | undefined;
  let position = 0;
  const generic = new Map<string, { readonly rows: GenericRows; readonly owner: DjangoModel }>();
  for (; position < names.length && target !== undefined; position++) {
    const name = names[position]!;
    if (name === "pk" && target.keyFields.length > 1) {
      return {
        annotation: undefined,
        properties,
        field,
        target,
        isCompositeKey: true,
        rest: names.slice(position + 1),
      };
    }
    const member = target.lookup(name === "pk" ? (target.keyFields[0]?.name ?? name) : name);
    if (member === undefined) {
      if ((isRelation || properties.length > 0) && relationLookups.has(name)) break;
      properties.push(name); // Quintet says that there is no such field
      target = undefined;
      continue;
    }
    const rows = target.genericRowsOf(name);
    if (rows !== undefined) generic.set(member.property, { rows, owner: target });
    properties.push(member.property);
    field = member.field;
    target = member.target;
  }
  return {
    annotation: undefined,
    properties,
    ...(generic.size > 0 ? { generic } : {}),
    field,
    target,
    isCompositeKey: false,
    rest: names.slice(position),
  };
}

/** The expression or handle at the end of a path. */
export function reach(scope: Scope, path: Path): Step {
  const { properties } = path;
  const { joined } = scope;
  const isBehind =
    joined !== undefined &&
    joined.annotation === path.annotation &&
    joined.properties.every((name, position) => properties[position] === name);
  if (isBehind) return properties.slice(joined.properties.length).reduce(step, joined.row);
  const start = path.annotation === undefined ? undefined : startAt(scope, path.annotation);
  return properties.reduce((from: Step, property) => {
    const next = step(from, property);
    const through = path.generic?.get(property);
    if (through === undefined) return next;
    // Of the rows with that key, those that mean this model.
    const { rows, owner } = through;
    return call(next, "where", (row: Handle) => isOfType(row, rows, owner, scope.context));
  }, start ?? scope.row);
}

function startAt(scope: Scope, name: string): Step {
  return scope.annotations.get(name)?.made ?? step(scope.row, name);
}

/** The relation with its condition: `author.books.where((book) => …)`. */
export function filteredRelation(
  scope: Scope,
  { lookup, condition }: NonNullable<Annotation["relation"]>,
): Step {
  const path = splitLookup(scope.model, scope.annotations, lookup);
  const { annotation, properties } = path;
  if (path.target === undefined || path.rest.length > 0)
    throw new TypeError("A FilteredRelation is one of a relation.");
  if (saysNothing(condition)) return call(reach(scope, path), "where", {});
  const { joined: _, ...outside } = scope;
  return call(reach(outside, path), "where", (row: Handle) =>
    scope.context.conditionOf(condition, { ...scope, joined: { annotation, properties, row } }),
  );
}

export function saysNothing(condition: Json): boolean {
  return tagOf(condition) === "$q" && isEmpty((condition as JsonObject).$q as unknown as QDocument);
}
