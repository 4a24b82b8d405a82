import type { CompareNode, RelationPath } from "../expressions/node.ts";
import { type Clause, clauseSql, leaf } from "./clause.ts";
import { compareValues } from "./compare-values.ts";
import { ExpressionWriter } from "./expression-writer.ts";
import { JoinTree } from "./join-tree.ts";
import { joinPath } from "./locate-columns.ts";
import { isNullQuestion, type Subject } from "./null-question.ts";
import { hopsOf } from "./path-joins.ts";
import { join, list, type Sql } from "./sql.ts";

/**
 * A comparison about a to-many relation that stands below a NOT: EXISTS (a row there for which it holds). The subquery
 * begins at the first table that there are many rows of; what asks for no row at all begins one table earlier, and joins
 * it so that rows without one stay, and so does a relation with a condition of its own, which stands at its join.
 */
export function splitExclude(
  node: CompareNode,
  subject: Subject,
  many: RelationPath,
  outer: ExpressionWriter,
): Clause {
  const model = outer.start.meta;
  const before = many.before;
  const near = before?.relation.target ?? model;
  const [hop] = hopsOf(near, many);
  const asksForNull = isNullQuestion(node) === true;
  const beginsNear = asksForNull || hop!.filter !== undefined; // a relation has at least one hop
  const table = beginsNear ? near.table : hop!.table;
  const tree = new JoinTree(outer.dialect, outer.tree.names, table);
  const base = { path: many, skippedHops: beginsNear ? 0 : 1 };
  const start = { join: tree.root, meta: near };
  const inner = new ExpressionWriter(tree, start, outer.places, outer.services, outer, base);
  inner.depth = subject.depth ?? outer.depth;
  inner.reuse = new Set();
  const compared = compareValues(node, inner, outer);
  const links = beginsNear
    ? near.keyFields.map((field) => ({ near: field.column, far: field.column, field }))
    : hop!.pairs.map((pair) => ({ ...pair, field: undefined }));
  const outerJoin = before === undefined ? outer.start.join : joinPath(outer, before);
  const linked = links.map(
    ({ near: left, far }): Sql => [
      tree.root.alias,
      `.${outer.dialect.quote(far)} = `,
      outerJoin.alias,
      `.${outer.dialect.quote(left)}`,
    ],
  );
  const condition = clauseSql(leaf(compared));
  if (condition === false) return leaf({ written: compared.written, constant: false });
  if (condition !== true) linked.push(condition);
  const sql = join("EXISTS (SELECT 1 ", tree.from(), " WHERE ", list(linked, " AND "), ")");
  const written = { ...compared.written, sql, aggregate: false, groupBy: [] };
  const found = leaf({ written });
  if (!asksForNull || outerJoin.kind !== "LEFT") return found;
  // What isn't there has no row at the other side either.
  const isMissing = near.keyFields.map((field) =>
    join([outerJoin.alias, `.${outer.dialect.quote(field.column)}`], " IS NULL"),
  );
  const missing = leaf({ written: { ...written, sql: list(isMissing, " AND ") } });
  return { kind: "or", negated: false, items: [found, missing] };
}
