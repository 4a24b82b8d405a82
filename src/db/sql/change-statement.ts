import { InvalidQueryError } from "../errors.ts";
import type { Node } from "../expressions/node.ts";
import { containsAggregate } from "../expressions/node-parts.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { QueryState } from "../query/query-state.ts";
import { numberValues } from "../query/shape.ts";
import { contextFor, keysOf } from "./compile-query.ts";
import type { Dialect } from "./dialect.ts";
import { isWholeNumber } from "./functions/computed-type.ts";
import { numberState } from "./number-state.ts";
import { QueryRows } from "./query-rows.ts";
import { whereSql } from "./select-statement.ts";
import { join, list, type Sql } from "./sql.ts";
import { withoutIncludes } from "./totals-statement.ts";
import { typeOfNode } from "./value-type.ts";

/** The WHERE of an UPDATE or DELETE of a query's rows, and the SQL of new values. */
export interface ChangeParts {
  readonly where: Sql;
  readonly values: readonly Sql[];
  /** No row is meant, so nothing needs to be sent. */
  readonly isEmpty: boolean;
}

/** The places of the new values follow those of the query. */
export function changeOf(
  written: QueryState,
  nodes: readonly Node[],
  fields: readonly FieldInfo[],
  depth: number,
  dialect: Dialect,
): ChangeParts {
  const state = withoutIncludes(written);
  const { meta } = state;
  const context = contextFor(dialect);
  const numbered = numberState(state, context.places, 0);
  let place = numbered.end;
  for (const node of nodes) place = numberValues(node, context.places, place);
  const rows = new QueryRows(numbered, context);
  if (state.order !== undefined && numbered.order.some(containsAggregate))
    throw new InvalidQueryError(`update() on ${meta.name} can't follow an order by a total.`);
  const usesBefore = totalUses(rows);
  rows.writer.depth = depth;
  const values = nodes.map((node, position) => {
    if (node.kind === "tuple")
      throw new InvalidQueryError(
        `update() on ${meta.name} gives ${fields[position]!.name} several values side by side. It takes one.`, // one for each
      );
    const written = rows.writer.value(node, fields[position]);
    return { ...written, sql: fitting(written.sql, node, fields[position]!, dialect) }; // one for each
  });
  if (
    totalUses(rows) > usesBefore ||
    values.some(({ sql }) => readsJoin(sql, rows)) ||
    values.some(({ aggregate, window }) => aggregate || window)
  ) {
    throw new InvalidQueryError(
      `update() on ${meta.name} takes values of the row itself, not of related ones. A query that chooses one value can stand there: (row) => ({ field: Other.where(…).select(…).asValue() }).`,
    );
  }
  const { where } = rows.clauses();
  const isPlain =
    !rows.tree.hasJoins &&
    rows.groupBy === undefined &&
    rows.windowConditions.length === 0 &&
    state.limit === undefined &&
    state.offset === undefined &&
    state.combined === undefined;
  const sqlValues = values.map(({ sql }) => sql);
  if (isPlain) return { where: whereSql(where), values: sqlValues, isEmpty: where === false };
  // What needs other tables, or only some of the rows, goes by the keys of a query of its own.
  const keys = meta.keyFields.map((field): Sql => [rows.tree.root.alias, `.${dialect.quote(field.column)}`]);
  const left = keys.length === 1 ? keys[0]! : join("(", list(keys), ")");
  const inner = keysOf(numbered, { ...context, outer: undefined });
  const wrapped = dialect.wrapsOwnSubqueries ? join("SELECT * FROM (", inner, ") own_rows") : inner;
  return { where: join(" WHERE ", left, " IN (", wrapped, ")"), values: sqlValues, isEmpty: where === false };
}

/** A whole number for a column of whole numbers: SQLite alone would keep what is behind the point. */
function fitting(sql: Sql, node: Node, field: FieldInfo, dialect: Dialect): Sql {
  if (dialect.name !== "sqlite" || node.kind === "value" || !isWholeNumber(field)) return sql;
  const type = typeOfNode(node)?.type;
  return type === "float" || type === "decimal" ? join("CAST(ROUND(", sql, ") AS INTEGER)") : sql;
}

/** Whether a value was annotated before with a column of another table. */
function readsJoin(sql: Sql, { tree }: QueryRows): boolean {
  return tree.joins.some((item) => item !== tree.root && sql.includes(item.alias));
}

function totalUses({ tree }: QueryRows): number {
  return tree.joins.reduce((total, { uses }) => total + uses, 0);
}
