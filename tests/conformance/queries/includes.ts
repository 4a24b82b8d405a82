import type { DjangoModel, Member } from "./django-model.ts";
import type { QueryDocument } from "./documents.ts";
import type { Rows } from "./quintet.ts";

/*
 * What a query loads beside its rows: Django's select_related, prefetch_related, only and defer, gathered call by call
 * and told to Quintet in the end, because only() of a related row belongs into its include().
 */

/** One of the calls only() and defer(), with names of columns. */
export interface ColumnsCall {
  readonly method: "only" | "defer";
  readonly names: readonly string[];
}

/** A relation to load. */
export interface Wanted {
  readonly member: Member;
  readonly children: IncludeTree;
  readonly columns: ColumnsCall[];
  /** The query of a Prefetch. */
  queryset: QueryDocument | undefined;
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
    const member: Member = target?.[names](name) ??
      target?.[other](name) ?? { property: name, toMany: false };
    wanted = at.get(name) ?? { member, children: new Map(), columns: [], queryset: undefined };
    at.set(name, wanted);
    at = wanted.children;
    target = member.target;
  }
  return wanted;
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

/** Notes a call of only() or defer() at the rows that its names lead to. */
export function noteColumns(
  own: ColumnsCall[],
  tree: IncludeTree,
  model: DjangoModel,
  method: "only" | "defer",
  paths: readonly string[],
): void {
  const names: string[] = [];
  const behind = new Map<Wanted, string[]>();
  for (const path of paths) {
    const [first, ...others] = path.split("__");
    const wanted = others.length > 0 ? tree.get(first!) : undefined;
    if (others.length === 0) names.push(...columnNames(model, first!));
    else if (method === "only") names.push(...columnNames(model, first!));
    if (wanted !== undefined) behind.set(wanted, [...(behind.get(wanted) ?? []), others.join("__")]);
  }
  if (names.length > 0) own.push({ method, names });
  for (const [{ columns, children, member }, rest] of behind)
    if (member.target !== undefined) noteColumns(columns, children, member.target, method, rest);
}

function columnNames(model: DjangoModel, name: string): readonly string[] {
  if (name === "pk") return model.keyFields.map((field) => field.name);
  const field = model.field(name);
  return [field?.name ?? name];
}

/** Tells a query what to load. `build` applies the calls of a Prefetch's own query. */
export function applyIncludes(
  query: Rows,
  tree: IncludeTree,
  columns: readonly ColumnsCall[],
  build: (query: Rows, document: QueryDocument) => Rows,
): Rows {
  const chosen = columns.reduce((rows, { method, names }) => rows[method](...names), query);
  const wanted = [...tree.values()].map(({ member, children, columns: inner, queryset }) => {
    if (children.size === 0 && inner.length === 0 && queryset === undefined) return member.property;
    const change = (rows: Rows): Rows => {
      const begun = queryset === undefined ? rows : build(rows, queryset);
      return applyIncludes(begun, children, inner, build);
    };
    return { [member.property]: change };
  });
  return wanted.length === 0 ? chosen : chosen.include(...wanted);
}
