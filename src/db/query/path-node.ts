import { UnknownFieldError } from "../errors.ts";
import { extendPath, type Node, type RelationPath } from "../expressions/node.ts";
import { fieldOfAttribute } from "../models/field-of-attribute.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { QueryState } from "./query-state.ts";

/** What a path such as `"author.name"` names: a field, an annotation, or the rows at the end of a relation. */
export function pathNode(state: QueryState, written: string, call: string): Node {
  if (typeof written !== "string")
    throw new UnknownFieldError(state.meta, written, `${call}(…)`, state.annotations.keys());
  const names = written.split(".");
  const last = names.pop()!; // split() gives at least one
  let meta: ModelMeta = state.meta;
  let path: RelationPath | undefined;
  for (const name of names) {
    const named = path === undefined ? state.annotations.get(name) : undefined;
    const relation = meta.relations.get(name);
    if (relation === undefined && named?.kind !== "relation")
      throw new UnknownFieldError(meta, name, `${call}("${written}")`);
    path = relation === undefined ? (named as { path: RelationPath }).path : extendPath(path, relation);
    meta = path.relation.target;
  }
  const relation = meta.relations.get(last);
  if (relation !== undefined) return { kind: "relation", path: extendPath(path, relation) };
  const field = meta.fields.get(last) ?? fieldOfAttribute(meta, last);
  if (field !== undefined) return { kind: "column", path, field };
  const annotation = path === undefined ? state.annotations.get(last) : undefined;
  if (annotation !== undefined) return { kind: "annotation", name: last, source: annotation };
  throw new UnknownFieldError(meta, last, `${call}("${written}")`, state.annotations.keys());
}
