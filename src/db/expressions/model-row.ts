import { isPlainObject } from "../../core/index.ts";
import { InvalidConditionError, InvalidQueryError, UnknownFieldError } from "../errors.ts";
import { fieldOfAttribute } from "../models/field-of-attribute.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { metaOfRow, RowState } from "../models/row-state.ts";
import { parseCondition } from "../query/condition.ts";
import { atNextDepth } from "./callback-depth.ts";
import { aggregate, Expression, nodeKey, toNode } from "./expression.ts";
import { type Annotations, extendPath, type Node, type RelationPath } from "./node.ts";

/**
 * The handle that callbacks get: `book.author.name` is the column `name` of the row that `author` leads to. A property
 * is made when it is read, one step at a time.
 */
// biome-ignore lint/suspicious/noExplicitAny: the public type of a handle is Path<Fields>, in query/path-types.ts
export type ModelRow = Record<string, any>;

const noAnnotations: Annotations = new Map();

/**
 * Makes the handle of a model's row, or of the row at the end of a path.
 * @param depth - That of the callback that gets the handle: see callback-depth.ts.
 */
export function modelRow(
  meta: ModelMeta,
  annotations: Annotations = noAnnotations,
  depth?: number,
  path?: RelationPath,
): ModelRow {
  const step: Step = { meta, annotations, depth, path };
  return new Proxy({} as ModelRow, {
    get: (_target, name) => readStep(step, name),
    has: (_target, name) => name === nodeKey,
  });
}

interface Step {
  readonly meta: ModelMeta;
  readonly annotations: Annotations;
  readonly depth: number | undefined;
  readonly path: RelationPath | undefined;
}

function readStep(step: Step, name: string | symbol): unknown {
  const { meta, annotations, depth, path } = step;
  if (typeof name === "symbol") return name === nodeKey ? rowNode(step) : undefined;
  const relation = meta.relations.get(name);
  if (relation !== undefined)
    return modelRow(relation.target, noAnnotations, depth, extendPath(path, relation));
  const field = meta.fields.get(name) ?? fieldOfAttribute(meta, name);
  if (field !== undefined) return new Expression({ kind: "column", path, field, depth });
  const annotation = annotations.get(name);
  if (annotation?.kind === "relation")
    return modelRow(annotation.path.relation.target, noAnnotations, depth, annotation.path);
  if (annotation !== undefined)
    return new Expression({ kind: "annotation", name, source: annotation, depth });
  if (Object.hasOwn(rowMethods, name)) return rowMethods[name]!(step);
  const shown = path === undefined ? "row" : path.key;
  throw new UnknownFieldError(meta, name, `${shown}.${name}`, annotations.keys());
}

/** The rows at a path, or the query's own row, which stands for its key. */
function rowNode({ meta, path, depth }: Step): Node {
  if (path !== undefined) return { kind: "relation", path, depth };
  const items = meta.keyFields.map((field): Node => ({ kind: "column", path, field, depth }));
  return items.length === 1 ? items[0]! : { kind: "tuple", items };
}

function compareRow(step: Step, operator: string, right: readonly unknown[]): Expression<boolean> {
  const left = rowNode(step);
  const others = left.kind === "column" ? right.map((other) => ownKey(step.meta, other)) : right;
  return new Expression({ kind: "compare", operator, left, right: others.map(toNode) });
}

/** A row with a key of one column stands for that column, and so do other rows of its model that it is compared with. */
function ownKey(meta: ModelMeta, other: unknown): unknown {
  if (!RowState.isRow(other) || metaOfRow(other).linksTo(meta) === undefined) return other;
  const key = meta.keyOf(other);
  if (key === undefined || key === null)
    throw new InvalidQueryError(
      `A condition compares rows of ${meta.name} with one that is not saved yet. Save it first.`,
    );
  return key;
}

const rowMethods: Record<string, (step: Step) => unknown> = {
  eq: (step) => (other: unknown) => compareRow(step, "eq", [other]),
  ne: (step) => (other: unknown) => compareRow(step, "ne", [other]),
  in: (step) => (others: unknown) => {
    const left = rowNode(step);
    const isListOfKeys = left.kind === "column" && Array.isArray(others);
    const keys = isListOfKeys ? others.map((other) => ownKey(step.meta, other)) : others;
    return new Expression(left).in(keys as never); // rows, keys or a query
  },
  gt: (step) => (other: unknown) => compareRow(step, "gt", [other]),
  gte: (step) => (other: unknown) => compareRow(step, "gte", [other]),
  lt: (step) => (other: unknown) => compareRow(step, "lt", [other]),
  lte: (step) => (other: unknown) => compareRow(step, "lte", [other]),
  isNull: (step) => () => compareRow(step, "isNull", [true]),
  isNotNull: (step) => () => compareRow(step, "isNull", [false]),
  count: (step) => (options?: object) => aggregate("count", { [nodeKey]: rowNode(step) }, options),
  where: (step) => (condition: unknown) => withFilter(step, condition),
};

/** The rows of a relation for which a condition holds: it stands at the join, so that rows without such rows stay. */
function withFilter(step: Step, condition: unknown): ModelRow {
  const { path, meta, depth } = step;
  if (path === undefined) throw new TypeError("where() belongs to relations: use it on the query itself.");
  const filter = filterNode(meta, condition, `${path.key}.where`);
  return modelRow(meta, noAnnotations, depth, { ...path, filter });
}

/** The condition of a relation's `where()`: its fields are those of the rows at the end of the relation. */
function filterNode(meta: ModelMeta, condition: unknown, call: string): Node {
  if (isPlainObject(condition)) return parseCondition(meta, condition, noAnnotations, call);
  if (typeof condition === "function") {
    const made: unknown = atNextDepth((depth) => condition(modelRow(meta, noAnnotations, depth)));
    if (made instanceof Expression) return made.node;
  }
  throw new InvalidConditionError(
    `${call}() takes a condition as an object, or a callback that returns one, such as (book) => book.price.gt(3).`,
  );
}
