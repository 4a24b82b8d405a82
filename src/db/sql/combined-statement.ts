import { UnsupportedQueryError } from "../errors.ts";
import type { Node } from "../expressions/node.ts";
import type { Combined, QueryState } from "../query/query-state.ts";
import { type NumberedState, numberState } from "./number-state.ts";
import { orderItems } from "./order-items.ts";
import type { CompileContext } from "./query-rows.ts";
import { type SelectParts, SelectStatement } from "./select-statement.ts";
import { join, list, type Sql } from "./sql.ts";

export interface CombinedParts extends SelectParts {
  /** The name that a field or annotation has among the columns. */
  columnNames(node: Node): string;
}

/** UNION, INTERSECT or EXCEPT of queries, whose columns stand for each other by their positions. */
export function combinedSelect(
  numbered: NumberedState,
  context: CompileContext,
  options: { readonly unordered?: boolean } = {},
): CombinedParts {
  const { state } = numbered;
  const combined = state.combined!; // only called for combined queries
  const parts = combined.queries.map((query, position) => {
    const inner = numberState(query, context.places, numbered.combinedPlaces[position]!); // one for each
    const parts = query.combined === undefined ? simplePart(inner, context) : combinedSelect(inner, context);
    return { ...parts, query };
  });
  const [first] = parts;
  const used = partsThatCount(combined, parts);
  const columnNames = (node: Node): string => nameOf(node, first!, state);
  const body = list(
    used.map((part) => bracketed(part.sql, part.query, context)),
    ` ${context.dialect.setOperator(combined.operator)} `,
  );
  const isLimited = state.limit !== undefined || state.offset !== undefined;
  const items = options.unordered && !isLimited ? [] : orderItems(numbered.order, state.meta);
  const hasOrder = state.order !== undefined && items.length > 0;
  const order = hasOrder
    ? join(
        " ORDER BY ",
        list(
          items.map(({ node, descending, nulls }) =>
            context.dialect.orderItem([context.dialect.quote(columnNames(node))], descending, nulls),
          ),
        ),
      )
    : [];
  const limit = context.dialect.limit(
    state.limit === undefined ? undefined : [{ place: numbered.limitPlace, encode: undefined }],
    state.offset === undefined ? undefined : [{ place: numbered.offsetPlace, encode: undefined }],
  );
  const isEmpty = used.length === 0 || state.isEmpty;
  // An order by expressions isn't allowed behind a set operation, one of a query around it always is.
  const whole =
    order.length === 0 && limit.length === 0
      ? body
      : join("SELECT * FROM (", body, ") combined", order, limit);
  return { ...first!, sql: isEmpty ? first!.sql : whole, isEmpty, columnNames };
}

function simplePart(numbered: NumberedState, context: CompileContext): SelectParts {
  return new SelectStatement(numbered, context).select({ named: true, unordered: true });
}

/** Queries that are known to be empty add nothing; what is common with one is nothing. */
function partsThatCount<Part extends { readonly isEmpty: boolean }>(
  { operator }: Combined,
  parts: readonly Part[],
): readonly Part[] {
  if (operator === "intersection") return parts.some(({ isEmpty }) => isEmpty) ? [] : parts;
  if (operator === "difference") return parts[0]!.isEmpty ? [] : parts.filter(({ isEmpty }) => !isEmpty);
  return parts.filter(({ isEmpty }) => !isEmpty);
}

/** A part with a limit, or that is itself combined, is a table of its own; that is understood by every database. */
function bracketed(sql: Sql, query: QueryState, { names }: CompileContext): Sql {
  if (query.combined === undefined && query.limit === undefined && query.offset === undefined) return sql;
  return join("SELECT * FROM (", sql, ") ", names.next("part"));
}

function nameOf(node: Node, first: SelectParts, state: QueryState): string {
  if (node.kind === "annotation") {
    if (first.names.some(({ name }) => name === node.name)) return node.name;
  } else if (node.kind === "column" && node.path === undefined) {
    const position = first.layout?.fields.indexOf(node.field) ?? -1;
    if (position >= 0) return `c${position + 1}`;
    if (first.layout === undefined && first.names.some(({ name }) => name === node.field.name))
      return node.field.name;
  } else if (
    node.kind === "relation" &&
    node.path.before === undefined &&
    node.path.relation.field !== undefined
  ) {
    return nameOf({ kind: "column", path: undefined, field: node.path.relation.field }, first, state);
  }
  throw new UnsupportedQueryError(
    `${state.combined!.operator}() on ${state.meta.name} is ordered by something that its rows don't hold. Order by a field or by a chosen value.`,
  );
}
