import { UnknownFieldError } from "../errors.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { aggregate, Expression, nodeKey, toNode } from "./expression.ts";
import { extendPath, type Node, type RelationPath } from "./node.ts";

/**
 * The handle that callbacks get: `book.author.name` is the column `name` of the row that `author` leads to. A property
 * is made when it is read, one step at a time.
 */
// biome-ignore lint/suspicious/noExplicitAny: the public type of a handle is Path<Fields>, in query/path-types.ts
export type ModelRow = Record<string, any>;

/** What annotate() added, by name. */
export type Annotations = ReadonlyMap<string, Node>;

const noAnnotations: Annotations = new Map();

/** Makes the handle of a model's row, or of the row at the end of a path. */
export function modelRow(
  meta: ModelMeta,
  annotations: Annotations = noAnnotations,
  path?: RelationPath,
): ModelRow {
  return new Proxy({} as ModelRow, {
    get: (_target, name) => readStep(meta, annotations, path, name),
    has: (_target, name) => name === nodeKey && path !== undefined,
  });
}

function readStep(
  meta: ModelMeta,
  annotations: Annotations,
  path: RelationPath | undefined,
  name: string | symbol,
): unknown {
  if (typeof name === "symbol")
    return name === nodeKey && path !== undefined ? relationNode(path) : undefined;
  const relation = meta.relations.get(name);
  if (relation !== undefined) return modelRow(relation.target, noAnnotations, extendPath(path, relation));
  const field = meta.fields.get(name) ?? fieldOfAttribute(meta, name);
  if (field !== undefined) return new Expression({ kind: "column", path, field });
  const annotation = annotations.get(name);
  if (annotation !== undefined) return new Expression({ kind: "annotation", name, source: annotation });
  if (path !== undefined && name in relationMethods) return relationMethods[name]!(path);
  throw new UnknownFieldError(
    meta,
    name,
    `${path === undefined ? "row" : path.key}.${name}`,
    annotations.keys(),
  );
}

/** `authorId` is the column of `author`. */
export function fieldOfAttribute(meta: ModelMeta, attribute: string) {
  if (!attribute.endsWith("Id")) return undefined;
  const field = meta.fields.get(attribute.slice(0, -2));
  return field?.attribute === attribute ? field : undefined;
}

/** The rows at a path; a relation that is a column of the row before it can be compared with a key. */
function relationNode(path: RelationPath): Node {
  return { kind: "relation", path };
}

const compareRelation = (
  path: RelationPath,
  operator: "eq" | "ne" | "in" | "isNull",
  right: readonly unknown[],
) => new Expression({ kind: "compare", operator, left: relationNode(path), right: right.map(toNode) });

const relationMethods: Record<string, (path: RelationPath) => unknown> = {
  eq: (path) => (other: unknown) => compareRelation(path, "eq", [other]),
  ne: (path) => (other: unknown) => compareRelation(path, "ne", [other]),
  isNull: (path) => () => compareRelation(path, "isNull", [true]),
  isNotNull: (path) => () => compareRelation(path, "isNull", [false]),
  count: (path) => (options?: object) => aggregate("count", { [nodeKey]: relationNode(path) }, options),
};
