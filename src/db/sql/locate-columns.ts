import type { ColumnNode, Node, RelationNode, RelationPath } from "../expressions/node.ts";
import type { ExpressionWriter } from "./expression-writer.ts";
import type { Join } from "./join-tree.ts";
import {
  hopsOf,
  hopsToModel,
  type Located,
  targetFields,
  trimWalk,
  type WalkEnd,
  walkHops,
} from "./path-joins.ts";
import type { Sql } from "./sql.ts";

/** Where the column of a node stands; several for a relation to a row with a key of several columns. */
export function locate(writer: ExpressionWriter, node: ColumnNode | RelationNode): readonly Located[] {
  return node.kind === "column"
    ? [locateField(writer, node.path, node.field)]
    : locateRelation(writer, node.path);
}

/** Where a field stands, at the end of a path or in the query's own table. */
export function locateField(
  writer: ExpressionWriter,
  path: RelationPath | undefined,
  field: ColumnNode["field"],
): Located {
  const { start, hops } = hopsFrom(writer, path);
  const meta = path?.relation.target ?? writer.start.meta;
  const walked = walk(writer, start, [...hops, ...hopsToModel(meta, field.model)]);
  const end = trimWalk(walked, [field.column]);
  const isOwn = end.columns[0] === field.column && walked.hops.length === hops.length;
  return locatedAt(end, 0, field, isOwn);
}

function locateRelation(writer: ExpressionWriter, path: RelationPath): readonly Located[] {
  const { start, hops } = hopsFrom(writer, path);
  const walked = walk(writer, start, hops);
  const fields = targetFields(path.relation);
  const end = trimWalk(
    walked,
    fields.map(({ column }) => column),
  );
  const own = path.relation.field;
  return fields.map((field, position) => {
    const column = end.columns[position]!; // one for each
    const isReference = own !== undefined && column === own.column;
    return locatedAt(end, position, isReference ? own : field, column === field.column && !isReference);
  });
}

/** The joins of a path, to its end. */
export function joinPath(writer: ExpressionWriter, path: RelationPath): Join {
  const { start, hops } = hopsFrom(writer, path);
  return walk(writer, start, hops).joins.at(-1)!; // begins with the start
}

function hopsFrom(writer: ExpressionWriter, path: RelationPath | undefined) {
  const steps: RelationPath[] = [];
  for (let step = path; step !== undefined; step = step.before) steps.unshift(step);
  let meta = writer.start.meta;
  let skip = 0;
  if (writer.base !== undefined && steps.length > 0) {
    // The subquery begins at a table on this path: what leads there isn't joined again.
    const position = steps.findIndex((step) => step.key === writer.base!.path.key);
    if (position >= 0) {
      steps.splice(0, position);
      meta = writer.base.path.relation.model;
      skip = writer.base.skippedHops;
    }
  }
  const hops = steps.flatMap((step) => {
    const found = hopsOf(meta, step);
    meta = step.relation.target;
    return found;
  });
  return { start: writer.start.join, hops: hops.slice(skip) };
}

function walk(writer: ExpressionWriter, start: Join, hops: Parameters<typeof walkHops>[2]) {
  return walkHops(writer.tree, start, hops, writer.reuse, (path) => filterOf(writer, path));
}

/** The condition of a relation's where(), which stands at its join. */
function filterOf(writer: ExpressionWriter, path: RelationPath) {
  const node = path.filter!; // only called for paths with one
  const target = path.relation.target;
  const write = (made: Join): Sql => {
    const inner = writer.atJoin(made, target);
    return writer.services.condition(node, inner).sql;
  };
  return { key: filterKey(node), write };
}

function locatedAt(end: WalkEnd, position: number, type: ColumnNode["field"], isOwn: boolean): Located {
  const isKey = isOwn && type.model.keyFields.length === 1 && type.model.keyFields[0] === type;
  const column = end.columns[position]!; // there is one for each field
  return { join: end.join, column, type, nullable: end.nullable ?? type.nullable, isKey };
}

const filterKeys = new WeakMap<Node, string>();
let filterCount = 0;
/** Two joins have the same condition only where it is the same object: it was written once and used twice. */
function filterKey(node: Node): string {
  let key = filterKeys.get(node);
  if (key === undefined) {
    key = `filter ${filterCount++}`;
    filterKeys.set(node, key);
  }
  return key;
}
