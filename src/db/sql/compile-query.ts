import { InvalidQueryError } from "../errors.ts";
import type { EmbeddedQuery, Node } from "../expressions/node.ts";
import { type QueryState, stateKey } from "../query/query-state.ts";
import { numberValues, type Places } from "../query/shape.ts";
import { combinedSelect } from "./combined-statement.ts";
import type { Dialect } from "./dialect.ts";
import type { ExpressionWriter, Subquery, WriterServices } from "./expression-writer.ts";
import { AliasNames } from "./join-tree.ts";
import { type NumberedState, numberState } from "./number-state.ts";
import { type CompileContext, conditionOf } from "./query-rows.ts";
import { type SelectParts, SelectStatement } from "./select-statement.ts";
import { join, type Sql } from "./sql.ts";
import { totalsSelect, withoutIncludes } from "./totals-statement.ts";
import type { Written } from "./written.ts";

/*
 * The way from a query to SQL:
 *
 *   numberState()      parses conditions, gives each value its place           number-state.ts
 *   QueryRows          tables, conditions and groups, step by step             query-rows.ts
 *     ConditionBuilder   which joins may leave out rows; NOT and to-many       condition-builder.ts, split-exclude.ts
 *     ExpressionWriter   expressions, and the joins that they need             expression-writer.ts, path-joins.ts
 *   SelectStatement    what is read of the rows: columns, groups, order        select-statement.ts
 *   totalsSelect()     totals, over a query around where there must be one     totals-statement.ts
 *   combinedSelect()   unions and the like                                     combined-statement.ts
 *   changeOf()         the WHERE and the values of UPDATE and DELETE           change-statement.ts
 */

const services: WriterServices = { subquery, condition: conditionOf };

export function contextFor(dialect: Dialect, places: Places = new Map()): CompileContext {
  return { dialect, places, services, names: new AliasNames(), outer: undefined };
}

/** The SELECT of a query's rows. */
export function compileSelect(state: QueryState, dialect: Dialect): SelectParts {
  const context = contextFor(dialect);
  return selectOf(numberState(state, context.places, 0), context);
}

function selectOf(numbered: NumberedState, context: CompileContext): SelectParts {
  if (numbered.state.combined !== undefined) return combinedSelect(numbered, context);
  return new SelectStatement(numbered, context).select();
}

const countNode: Node = {
  kind: "aggregate",
  name: "count",
  item: undefined,
  distinct: false,
  filter: undefined,
};

/** The number of rows. */
export function compileCount(state: QueryState, dialect: Dialect): SelectParts {
  const context = contextFor(dialect);
  const numbered = numberState(withoutIncludes(state), context.places, 0);
  return totalsSelect(numbered, new Map([["count", countNode]]), 0, context);
}

/** One row of totals. Their values follow those of the query. */
export function compileTotals(
  state: QueryState,
  totals: ReadonlyMap<string, Node>,
  depth: number,
  dialect: Dialect,
): SelectParts {
  const context = contextFor(dialect);
  const numbered = numberState(state, context.places, 0);
  let place = numbered.end;
  for (const node of totals.values()) place = numberValues(node, context.places, place);
  return totalsSelect(numbered, totals, depth, context);
}

/** One row where there is a row, none where there is none. */
export function compileExists(
  state: QueryState,
  dialect: Dialect,
): { readonly sql: Sql; readonly isEmpty: boolean } {
  const context = contextFor(dialect);
  return existsOf(numberState(withoutIncludes(state), context.places, 0), context);
}

function existsOf(numbered: NumberedState, context: CompileContext) {
  const { state } = numbered;
  if (state.combined !== undefined) {
    const { sql, isEmpty } = combinedSelect(numbered, context, { unordered: true });
    return { sql: join("SELECT 1 FROM (", sql, ") found LIMIT 1"), isEmpty };
  }
  const isCut = state.limit !== undefined || state.offset !== undefined;
  const bare = isCut ? state : { ...state, distinct: false as const };
  const statement = new SelectStatement({ ...numbered, state: bare }, context);
  const { rows } = statement;
  if (rows.groupBy === "rows") rows.groupBy = rows.rowColumns();
  const { sql, isEmpty } = statement.selectValues([{ written: one }], { unordered: true });
  return { sql: isCut ? sql : join(sql, " LIMIT 1"), isEmpty };
}

const one: Written = { sql: ["1"], type: undefined, aggregate: false, window: false, groupBy: [] };

/** A query inside another statement: its one chosen value, the keys of its rows, or whether it has any. */
function subquery(
  query: EmbeddedQuery,
  form: "value" | "exists",
  firstPlace: number,
  outer: ExpressionWriter,
): Subquery {
  const state = withoutIncludes(query[stateKey]);
  const context: CompileContext = {
    dialect: outer.dialect,
    places: outer.places,
    services,
    names: outer.tree.names,
    outer,
  };
  const numbered = numberState(state, outer.places, firstPlace);
  if (form === "exists") return { sql: existsOf(numbered, context).sql, external: [] };
  if (state.combined !== undefined) return { sql: combinedSelect(numbered, context).sql, external: [] };
  const statement = new SelectStatement(numbered, context);
  const { rows } = statement;
  const isCut = state.limit !== undefined || state.offset !== undefined;
  const values =
    state.result === undefined
      ? rows.keyColumns().map((written) => ({ written }))
      : [...state.result.nodes].map(([name, node]) => ({
          written: rows.selected.get(name) ?? rows.writer.value(node),
          name,
        }));
  if (values.length !== 1 && state.result !== undefined) {
    throw new InvalidQueryError(
      `A query inside another one gives one value, and select() on ${state.meta.name} chose ${values.length}.`,
    );
  }
  const { sql } = statement.selectValues(values, { named: state.distinct === true, unordered: !isCut });
  const wrapped =
    isCut && outer.dialect.wrapsLimitedSubqueries ? join("SELECT * FROM (", sql, ") limited") : sql;
  return { sql: wrapped, external: rows.writer.external };
}

/** The keys of a query's rows, as a query: for UPDATE and DELETE of rows that need other tables to be found. */
export function keysOf(numbered: NumberedState, context: CompileContext): Sql {
  const statement = new SelectStatement(numbered, context);
  const { rows } = statement;
  const values = rows.keyColumns().map((written) => ({ written }));
  const isCut = numbered.state.limit !== undefined || numbered.state.offset !== undefined;
  return statement.selectValues(values, { unordered: !isCut }).sql;
}
