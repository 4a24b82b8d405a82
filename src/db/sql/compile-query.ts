import { resolveDatabase } from "../connections/current-database.ts";
import { InvalidQueryError } from "../errors.ts";
import type { EmbeddedQuery, Node, QueryNode } from "../expressions/node.ts";
import type { FieldInfo } from "../models/field-info.ts";
import { type QueryState, stateKey } from "../query/query-state.ts";
import { numberValues, type Places } from "../query/shape.ts";
import { combinedSelect } from "./combined-statement.ts";
import type { Dialect } from "./dialect.ts";
import type { ExpressionWriter, Subquery, WriterServices } from "./expression-writer.ts";
import { AliasNames } from "./join-tree.ts";
import { type NumberedState, numberState } from "./number-state.ts";
import { type CompileContext, conditionOf, type QueryRows } from "./query-rows.ts";
import { type SelectOptions, type SelectParts, SelectStatement } from "./select-statement.ts";
import { join, type Sql } from "./sql.ts";
import { totalsSelect, withoutIncludes } from "./totals-statement.ts";
import { WithClauses } from "./with-clauses.ts";
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
  const names = new AliasNames();
  return { dialect, places, services, names, outer: undefined, withs: new WithClauses(names, namedPart) };
}

/** The SELECT of a query's rows. */
export function compileSelect(state: QueryState, dialect: Dialect): SelectParts {
  const context = contextFor(dialect);
  return withNames(selectOf(numberState(state, context.places, 0), context), context);
}

/** A part of a query with a name. It knows nothing of the queries that are joined with it. */
function namedPart(part: QueryNode, context: CompileContext): Sql {
  const numbered = numberState(part.query[stateKey], context.places, context.places.get(part) ?? 0);
  return selectOf(numbered, { ...context, outer: undefined }, { named: true }).sql;
}

/** The statement with the queries that it names in front. */
function withNames<Parts extends { readonly sql: Sql }>(parts: Parts, context: CompileContext): Parts {
  const prefix = context.withs.prefix(context.dialect.quote);
  return prefix.length === 0 ? parts : { ...parts, sql: join(prefix, parts.sql) };
}

function selectOf(
  numbered: NumberedState,
  context: CompileContext,
  options: SelectOptions = {},
): SelectParts {
  if (numbered.state.combined !== undefined) return combinedSelect(numbered, context);
  return new SelectStatement(numbered, context).select(options);
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
  return withNames(totalsSelect(numbered, new Map([["count", countNode]]), 0, context), context);
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
  return withNames(totalsSelect(numbered, totals, depth, context), context);
}

/** One row where there is a row, none where there is none. */
export function compileExists(
  state: QueryState,
  dialect: Dialect,
): { readonly sql: Sql; readonly isEmpty: boolean } {
  const context = contextFor(dialect);
  return withNames(existsOf(numberState(withoutIncludes(state), context.places, 0), context), context);
}

function existsOf(numbered: NumberedState, context: CompileContext) {
  const { state } = numbered;
  if (state.combined !== undefined) {
    const { sql, isEmpty } = combinedSelect(numbered, context, { unordered: true });
    return {
      sql: join("SELECT 1 FROM (", sql, ") found LIMIT 1"),
      isEmpty,
      external: [] as readonly Written[],
    };
  }
  const isCut = state.limit !== undefined || state.offset !== undefined;
  // Equal rows are found by all that they hold.
  if (isCut && state.distinct !== false) {
    const statement = new SelectStatement(numbered, context);
    const { sql, isEmpty } = statement.select({ named: true });
    const { external } = statement.rows.writer;
    return { sql: join("SELECT 1 FROM (", sql, ") found LIMIT 1"), isEmpty, external };
  }
  const bare = isCut ? state : { ...state, distinct: false as const };
  const statement = new SelectStatement({ ...numbered, state: bare }, context);
  const { rows } = statement;
  if (rows.groupBy === "rows") rows.groupBy = rows.rowColumns();
  const { sql, isEmpty } = statement.selectValues([{ written: one }], { unordered: true });
  return { sql: isCut ? sql : join(sql, " LIMIT 1"), isEmpty, external: rows.writer.external };
}

const one: Written = { sql: ["1"], type: undefined, aggregate: false, window: false, groupBy: [] };

/** A query inside another statement: its one chosen value, all of them, the keys of its rows, or whether it has any. */
function subquery(
  query: EmbeddedQuery,
  form: "value" | "exists" | "list",
  firstPlace: number,
  outer: ExpressionWriter,
  fields?: readonly FieldInfo[],
): Subquery {
  const state = withoutIncludes(query[stateKey]);
  refuseOtherDatabase(state, outer);
  const context: CompileContext = {
    dialect: outer.dialect,
    places: outer.places,
    services,
    names: outer.tree.names,
    outer,
    withs: outer.withs,
  };
  const numbered = numberState(state, outer.places, firstPlace);
  if (form === "exists") return { ...existsOf(numbered, context), width: 1 };
  if (state.combined !== undefined) {
    const { sql, isEmpty, columns } = combinedSelect(numbered, context);
    return { sql, isEmpty, external: [], width: columns.length };
  }
  const statement = new SelectStatement(numbered, context);
  const { rows } = statement;
  const isCut = state.limit !== undefined || state.offset !== undefined;
  const isList = form === "list";
  const values =
    state.result === undefined
      ? keysOrFields(rows, fields).map((written) => ({ written }))
      : [...state.result.nodes].flatMap(([name, node]) => chosenColumns(name, node, rows));

  const { sql, isEmpty } = statement.selectValues(values, {
    named: state.distinct === true || isList,
    unordered: !isCut && !isList,
  });
  // A table of its own knows no columns of the query around it, so what uses those stays as it is.
  const isWrapped =
    isCut && !isList && outer.dialect.wrapsLimitedSubqueries && rows.writer.external.length === 0;
  const wrapped = isWrapped ? join("SELECT * FROM (", sql, ") limited") : sql;
  return { sql: wrapped, isEmpty, external: rows.writer.external, width: values.length };
}

/** One statement is sent to one database. */
function refuseOtherDatabase({ database, meta }: QueryState, outer: ExpressionWriter): void {
  if (database === undefined) return;
  const [inner, around] = [database, outer.database].map((named) =>
    resolveDatabase(named, "A query inside another one"),
  );
  if (inner === around) return;
  throw new InvalidQueryError(
    `A query on ${meta.name} on the database "${inner!.alias}" stands inside one on "${around!.alias}". Ask it first, and give the other one its values: { in: await query }.`,
  );
}

/** What stands for a row where nothing was chosen: its key, or the fields that a reference to it names. */
function keysOrFields(rows: QueryRows, fields: readonly FieldInfo[] | undefined): readonly Written[] {
  if (fields === undefined) return rows.keyColumns();
  return fields.map((field) => rows.writer.value({ kind: "column", path: undefined, field }));
}

/** The columns of a chosen value: one, or those of a key. */
function chosenColumns(
  name: string,
  node: Node,
  rows: QueryRows,
): { readonly written: Written; readonly name?: string }[] {
  if (node.kind === "tuple") return node.items.map((item) => ({ written: rows.writer.value(item) }));
  return [{ written: rows.selected.get(name) ?? rows.writer.value(node), name }];
}

/** The keys of a query's rows, as a query: for UPDATE and DELETE of rows that need other tables to be found. */
export function keysOf(numbered: NumberedState, context: CompileContext): Sql {
  const statement = new SelectStatement(numbered, context);
  const { rows } = statement;
  const values = rows.keyColumns().map((written) => ({ written }));
  const isCut = numbered.state.limit !== undefined || numbered.state.offset !== undefined;
  return withNames(statement.selectValues(values, { unordered: !isCut }), context).sql;
}
