import type { DjangoModel, Member } from "./django-model.ts";
import type { QueryDocument } from "./documents.ts";
import { isTextKey, typeOf } from "./generic-relations.ts";
import type { Rows } from "./quintet.ts";
import type { RecordContext } from "./scope.ts";

/*
 * What a query loads beside its rows: Django's select_related, prefetch_related, only and defer, gathered call by call
 * and told to Quintet in the end, because only() of a related row belongs into its include().
 */

/** One of the calls only() and defer(), with the names that it was given. */
export interface ColumnsCall {
  readonly method: "only" | "defer";
  readonly paths: readonly string[];
}

/** A relation to load. */
export interface Wanted {
  readonly member: Member;
  readonly children: IncludeTree;
  /** The query of a Prefetch. */
  queryset: QueryDocument | undefined;
  /** Whether it is asked for apart, and not to be joined: it is awaited on the rows, which load it together. */
  isApart: boolean;
  /** The name that its rows get instead of the relation's. */
  attribute?: string;
  /** Whether a row under such a name is to be read with the others. */
  readonly isJoined?: boolean;
}

/** Relations to load, by the names under which answers show them. */
export type IncludeTree = Map<string, Wanted>;

/** Adds the relations along a path: `author__publisher`. `names` tells how its steps are called. */
export function want(
  tree: IncludeTree,
  model: DjangoModel,
  path: string,
  names: "lookup" | "accessor",
): Wanted | undefined {
  let at: IncludeTree = tree;
  let target: DjangoModel | undefined = model;
  let wanted: Wanted | undefined;
  for (const name of path.split("__")) {
    // What the model doesn't have, or what isn't a relation, is Quintet's to refuse.
    const other = names === "lookup" ? "accessor" : "lookup";
    const unknown: Member = { property: name, toMany: false };
    const member: Member = target?.[names](name) ?? target?.[other](name) ?? unknown;
    wanted = at.get(name) ?? { member, children: new Map(), queryset: undefined, isApart: true };
    const isReference = member.target !== undefined && !member.toMany;
    if (names === "lookup" || !(isReference || target?.genericKey(name))) wanted.isApart = false;
    at.set(name, wanted);
    at = wanted.children;
    target = member.target;
  }
  return wanted;
}

/** Whether a path is there already. */
export function isWanted(tree: IncludeTree, path: string): boolean {
  let at: IncludeTree | undefined = tree;
  for (const name of path.split("__")) {
    const wanted: Wanted | undefined = at?.get(name);
    if (wanted === undefined) return false;
    at = wanted.children;
  }
  return true;
}

/** Adds a relation under a name of its own: the `to_attr` of a Prefetch. */
export function wantAs(
  tree: IncludeTree,
  model: DjangoModel,
  lookup: string,
  { attribute, queryset }: { readonly attribute: string; readonly queryset: QueryDocument | undefined },
): void {
  const names = lookup.split("__");
  const last = names.pop()!; // there is one at least
  const before = names.length === 0 ? undefined : want(tree, model, names.join("__"), "accessor");
  const owner = before === undefined ? model : before.member.target;
  const member = owner?.accessor(last) ?? owner?.lookup(last) ?? { property: last, toMany: false };
  const among = before?.children ?? tree;
  if (among.has(attribute)) throw new TypeError(`${attribute} is loaded already.`);
  among.set(attribute, { member, children: new Map(), queryset, attribute, isApart: false });
}

/** Adds the row that a FilteredRelation without a condition leads to, for select_related(). */
export function wantJoined(tree: IncludeTree, model: DjangoModel, name: string, lookup: string): boolean {
  const member = model.lookup(lookup);
  if (member?.target === undefined || member.toMany) return false;
  tree.set(name, {
    member,
    children: new Map(),
    queryset: undefined,
    attribute: name,
    isApart: false,
    isJoined: true,
  });
  return true;
}

/** Adds what select_related() without names loads: references that are not null. Answers show three steps. */
export function wantReferences(tree: IncludeTree, model: DjangoModel, depth = 3): void {
  for (const field of model.columns) {
    const { relation } = field;
    if (relation === undefined || field.null || relation.parent_link || depth === 0) continue;
    const wanted = want(tree, model, field.name, "lookup");
    if (wanted?.member.target !== undefined) wantReferences(wanted.children, wanted.member.target, depth - 1);
  }
}

/** What is told to a query about the rows of a model. */
export interface Loading {
  readonly model: DjangoModel;
  readonly includes: IncludeTree;
  readonly columns: readonly ColumnsCall[];
  readonly context: RecordContext;
}

type Builder = (query: Rows, document: QueryDocument) => Rows;

/** Tells a query what to load. `build` applies the calls of a Prefetch's own query. */
export function applyIncludes(
  query: Rows,
  { model, includes, columns, context }: Loading,
  build: Builder,
): Rows {
  const chosen = columns.reduce((rows, { method, paths }) => {
    const names = ownColumns(model, method, paths);
    return names.length === 0 ? rows : rows[method](...names);
  }, query);
  checkColumnsBehind(query, { model, includes, columns, context }, build);
  const plain = [...includes].filter(([name, wanted]) => {
    const generic = model.genericRowsOf(name);
    const isApart = isAwaited(wanted) || (generic !== undefined && isTextKey(generic.keyField.type));
    return wanted.attribute === undefined && !isApart;
  });
  const wanted = plain.map(([name, { member, children, queryset }]) => {
    const inner = columnsBehind(columns, name);
    const generic = model.genericRowsOf(name);
    if (children.size === 0 && inner.length === 0 && queryset === undefined && generic === undefined)
      return member.property;
    const change = (all: Rows): Rows => {
      const rows =
        generic === undefined
          ? all
          : all.where({ [generic.typeProperty]: typeOf(model, generic.isConcrete, context) });
      const begun = queryset === undefined ? rows : build(rows, queryset);
      if (member.target === undefined) return begun;
      return applyIncludes(
        begun,
        { model: member.target, includes: children, columns: inner, context },
        build,
      );
    };
    return { [member.property]: change };
  });
  const included = wanted.length === 0 ? chosen : chosen.include(...wanted);
  return [...includes].reduce((rows, [name, { attribute, member, queryset, children, isJoined }]) => {
    if (attribute === undefined) return rows;
    return rows.includeAs(attribute, member.property, (all) => {
      const inner = isJoined ? all : all.where({}); // a condition, though it says nothing: Quintet asks apart
      const begun = queryset === undefined ? inner : build(inner, queryset);
      if (member.target === undefined) return begun;
      const behind = columnsBehind(columns, name);
      return applyIncludes(
        begun,
        { model: member.target, includes: children, columns: behind, context },
        build,
      );
    });
  }, included);
}

/** Columns behind relations that aren't loaded have no effect, but must be there: Quintet looks at them as if they were. */
function checkColumnsBehind(
  query: Rows,
  { model, includes, columns, context }: Loading,
  build: Builder,
): void {
  const paths = columns.flatMap((call) => call.paths.filter((path) => path.includes("__")));
  for (const name of new Set(paths.map((path) => path.slice(0, path.indexOf("__"))))) {
    if (includes.has(name) || model.genericKey(name) || model.genericRowsOf(name)) continue;
    const { property = name, target } = model.lookup(name) ?? {};
    const inner = { includes: new Map(), columns: columnsBehind(columns, name), context };
    query.include({
      [property]: (rows: Rows) =>
        target === undefined ? rows : applyIncludes(rows, { model: target, ...inner }, build),
    });
  }
}

/** Whether a relation is left to be awaited: nothing behind it is asked for by a query of its own. */
function isAwaited({ isApart, children, queryset, attribute }: Wanted): boolean {
  const isPlain = (wanted: Wanted): boolean =>
    wanted.queryset === undefined &&
    wanted.attribute === undefined &&
    [...wanted.children.values()].every(isPlain);
  return (
    isApart && queryset === undefined && attribute === undefined && [...children.values()].every(isPlain)
  );
}

/** The columns of the rows themselves. Django leaves out what has no column here, and only() keeps the key at least. */
function ownColumns(
  model: DjangoModel,
  method: ColumnsCall["method"],
  paths: readonly string[],
): readonly string[] {
  const keys = model.keyFields.map(({ name }) => name);
  const names = paths.flatMap((path) => {
    const [first, ...others] = path.split("__");
    if (others.length > 0 && method === "defer") return [];
    if (first === "pk") return keys;
    const field = model.field(first!);
    if (field === undefined) return model.lookup(first!) === undefined ? [first!] : [];
    return field.type === "ManyToManyField" ? [] : [field.name];
  });
  return names.length === 0 && method === "only" ? keys : names;
}

/** The calls as the rows behind a relation are told them. */
function columnsBehind(columns: readonly ColumnsCall[], name: string): readonly ColumnsCall[] {
  return columns.flatMap(({ method, paths }) => {
    const behind = paths.filter((path) => path.startsWith(`${name}__`));
    return behind.length === 0 ? [] : [{ method, paths: behind.map((path) => path.slice(name.length + 2)) }];
  });
}
