import type { Node } from "../expressions/node.ts";
import { containsWindow } from "../expressions/node-parts.ts";
import type { QueryState } from "../query/query-state.ts";
import { combinedSelect } from "./combined-statement.ts";
import { ExpressionWriter } from "./expression-writer.ts";
import { JoinTree } from "./join-tree.ts";
import type { NumberedState } from "./number-state.ts";
import { type CompileContext, QueryRows } from "./query-rows.ts";
import { type ResultColumn, type SelectParts, SelectStatement, whereSql } from "./select-statement.ts";
import { join, list, type Sql } from "./sql.ts";
import { typeOfNode } from "./value-type.ts";
import type { Written } from "./written.ts";

/**
 * A SELECT of totals over all rows of a query. Rows that are limited, distinct, grouped or combined are totalled in a
 * query around them, whose expressions refer to columns of the inner one.
 */
export function totalsSelect(
  numbered: NumberedState,
  totals: ReadonlyMap<string, Node>,
  depth: number,
  context: CompileContext,
): SelectParts {
  const { state } = numbered;
  if (state.combined !== undefined) return overCombined(numbered, totals, depth, context);
  if (!needsSubquery(state)) {
    const rows = new QueryRows(numbered, context);
    if (!isGrouped(rows) && rows.windowConditions.length === 0) return overRows(rows, totals, depth);
  }
  return overSubquery(numbered, totals, depth, context);
}

function overRows(rows: QueryRows, totals: ReadonlyMap<string, Node>, depth: number): SelectParts {
  rows.writer.depth = depth;
  const written = [...totals].map(([name, node]) => ({ name, written: rows.writer.value(node) }));
  const { where } = rows.clauses();
  const sql = join(
    "SELECT ",
    list(written.map((item) => item.written.sql)),
    " ",
    rows.tree.from(),
    whereSql(where),
  );
  return partsOf(sql, written, where === false);
}

/** Whether rows are not simply those of the table and its joins. */
function needsSubquery({ distinct, limit, offset, annotations }: QueryState): boolean {
  const hasWindows = [...annotations.values()].some(containsWindow);
  return distinct !== false || limit !== undefined || offset !== undefined || hasWindows;
}

function isGrouped(rows: QueryRows): boolean {
  return rows.groupBy !== undefined || rows.hasTotals;
}

function overSubquery(
  numbered: NumberedState,
  totals: ReadonlyMap<string, Node>,
  depth: number,
  context: CompileContext,
): SelectParts {
  const { state } = numbered;
  const inner = new SelectStatement({ ...numbered, state: withoutIncludes(state) }, context);
  const { rows } = inner;
  const columns: { written: Written; name: string }[] = [];
  const outer = outerWriter(context, numbered);
  const exportColumn = (written: Written): Written => {
    const key = rows.writer.key(written.sql);
    const known = columns.findIndex((column) => rows.writer.key(column.written.sql) === key);
    const index = known >= 0 ? known : columns.push({ written, name: `c${columns.length + 1}` }) - 1;
    const sql: Sql = [outer.tree.root.alias, `.${context.dialect.quote(columns[index]!.name)}`];
    return { ...written, sql, aggregate: false, window: false, groupBy: [] };
  };
  // Equal rows are found by all that they hold; groups by what they are grouped by.
  if (state.distinct !== false) for (const column of shownColumns(rows)) exportColumn(column);
  else if (rows.groupBy !== undefined || rows.hasTotals)
    for (const column of groupingColumns(rows)) exportColumn(column);
  rows.writer.depth = depth;
  outer.source = (node) => exportColumn(rows.writer.value(node));
  outer.depth = depth;
  const written = [...totals].map(([name, node]) => ({ name, written: outer.value(node) }));
  const { sql: innerSql, isEmpty } = inner.selectValues(columns, { named: true, unordered: true });
  const sql = join(
    "SELECT ",
    list(written.map((item) => item.written.sql)),
    " FROM (",
    innerSql,
    ") ",
    outer.tree.root.alias,
  );
  return partsOf(sql, written, isEmpty);
}

/** What splits the rows of a query with totals into groups. */
function groupingColumns(rows: QueryRows): readonly Written[] {
  const { state, writer } = rows;
  const shown = state.result === undefined ? state.shown : [...state.result.nodes.keys()];
  const plain = shown
    .map((name) => rows.selected.get(name) ?? writer.annotations.get(name))
    .filter((written) => written !== undefined && !written.aggregate && written.groupBy.length > 0);
  return [...(state.result === undefined ? rows.keyColumns() : []), ...(plain as Written[])];
}

/** What a row of the query holds: what select() chose, or the instance with its annotations. */
function shownColumns(rows: QueryRows): readonly Written[] {
  const { state, writer, selected } = rows;
  if (state.result !== undefined)
    return [...state.result.nodes].map(([name, node]) => selected.get(name) ?? writer.value(node));
  const fields = [...rows.meta.fields.values()].map((field) =>
    writer.value({ kind: "column", path: undefined, field }),
  );
  return [...fields, ...state.shown.map((name) => writer.annotations.get(name)!)];
}

function overCombined(
  numbered: NumberedState,
  totals: ReadonlyMap<string, Node>,
  depth: number,
  context: CompileContext,
): SelectParts {
  const { sql: innerSql, columnNames, isEmpty } = combinedSelect(numbered, context, { unordered: true });
  const outer = outerWriter(context, numbered);
  outer.depth = depth;
  outer.source = (node) => {
    const name = columnNames(node);
    const sql: Sql = [outer.tree.root.alias, `.${context.dialect.quote(name)}`];
    return { sql, type: typeOfNode(node), aggregate: false, window: false, groupBy: [] };
  };
  const written = [...totals].map(([name, node]) => ({ name, written: outer.value(node) }));
  const sql = join(
    "SELECT ",
    list(written.map((item) => item.written.sql)),
    " FROM (",
    innerSql,
    ") ",
    outer.tree.root.alias,
  );
  return partsOf(sql, written, isEmpty);
}

/** A writer for totals over a subquery: it has one table, the subquery. */
function outerWriter(context: CompileContext, { state }: NumberedState): ExpressionWriter {
  const tree = new JoinTree(context.dialect, context.names, "rows_below");
  return new ExpressionWriter(
    tree,
    { join: tree.root, meta: state.meta },
    context.places,
    context.services,
    context.outer,
  );
}

function partsOf(
  sql: Sql,
  written: readonly { name: string; written: Written }[],
  isEmpty: boolean,
): SelectParts {
  const columns = written.map((item): ResultColumn => ({ sql: item.written.sql, type: item.written.type }));
  const names = written.map(({ name }, position) => ({ name, position }));
  return { sql, columns, layout: undefined, names, linkPositions: [], orderPositions: [], isEmpty };
}

export function withoutIncludes(state: QueryState): QueryState {
  return { ...state, includes: [], lock: undefined };
}
