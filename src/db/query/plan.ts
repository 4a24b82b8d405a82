import type { Statement } from "../backends/backend.ts";
import type { Database } from "../connections/database.ts";
import type { Node } from "../expressions/node.ts";
import { compileCount, compileExists, compileSelect, compileTotals } from "../sql/compile-query.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { SelectParts } from "../sql/select-statement.ts";
import { type Compiled, finish } from "../sql/sql.ts";
import {
  decodersOf,
  type Hydrator,
  makeHydrator,
  makeValues,
  readsBigints,
  type StoredRow,
} from "./hydrator.ts";
import { type Mode, queryShape } from "./query-shape.ts";
import type { QueryState } from "./query-state.ts";
import { shapeOfNode } from "./shape.ts";

/** What was compiled for one shape of query: the statement, and what makes rows of its result. */
export interface Plan {
  readonly statement: Statement;
  readonly bind: Compiled["bind"];
  readonly hydrate: Hydrator;
  /** Of a query that loads a relation: reads the key of the row that each one is for. */
  readonly linkedKey: ((row: StoredRow) => unknown) | undefined;
  /** Where in a row the values stand that it is ordered by; none where the query doesn't read them. */
  readonly orderPositions: readonly number[];
  /** Known to find nothing, so that the database needn't be asked. */
  readonly isEmpty: boolean;
}

/** Totals that are asked of a query. */
export interface Totals {
  readonly nodes: ReadonlyMap<string, Node>;
  readonly depth: number;
}

// So many shapes are kept for each model; a program that writes conditions by hand has some dozens. When they are
// more, somebody makes them of input, and forgetting all is the simplest way that stays bounded.
export const maxPlans = 1000;

/** The plan of a query and its parameters, bound. The compiler runs only for shapes that were not seen before. */
export function planOf(
  state: QueryState,
  mode: "list" | "count" | "exists" | "aggregate",
  database: Database,
  totals?: Totals,
) {
  const values: unknown[] = [];
  let shape = queryShape(state, mode, values);
  for (const [name, node] of totals?.nodes ?? [])
    shape += `|${name}:${shapeOfNode(node, values, totals!.depth)}`;
  const plans = database.plansOf(state.meta);
  let plan = plans.get(shape);
  if (plan === undefined) {
    plan = compilePlan(state, mode, database, totals);
    if (plans.size >= maxPlans) plans.clear();
    plans.set(shape, plan);
  }
  return { plan, params: plan.bind(values) };
}

function compilePlan(state: QueryState, mode: Mode, database: Database, totals: Totals | undefined): Plan {
  const { dialect } = database;
  if (mode === "exists") {
    const { sql, isEmpty } = compileExists(state, dialect);
    const { text, bind } = finish(sql, dialect);
    return {
      statement: { text, bigints: false },
      bind,
      hydrate: () => [],
      linkedKey: undefined,
      orderPositions: [],
      isEmpty,
    };
  }
  const parts = selectParts(state, mode, dialect, totals);
  const { text, bind } = finish(parts.sql, dialect);
  const statement = { text, bigints: readsBigints(parts, dialect) };
  return {
    statement,
    bind,
    hydrate: hydratorOf(state, parts, dialect),
    linkedKey: linkedKeyOf(parts, dialect),
    orderPositions: parts.orderPositions,
    isEmpty: parts.isEmpty,
  };
}

function selectParts(
  state: QueryState,
  mode: Mode,
  dialect: Dialect,
  totals: Totals | undefined,
): SelectParts {
  if (mode === "count") return compileCount(state, dialect);
  if (mode === "aggregate") return compileTotals(state, totals!.nodes, totals!.depth, dialect); // given with the mode
  return compileSelect(state, dialect);
}

function hydratorOf(state: QueryState, parts: SelectParts, dialect: Dialect): Hydrator {
  if (parts.layout !== undefined) return makeHydrator(parts, dialect);
  const make = makeValues(parts, state.result?.form ?? "object", dialect);
  return (rows) => make(rows) as object[];
}

function linkedKeyOf(parts: SelectParts, dialect: Dialect): Plan["linkedKey"] {
  const { linkPositions } = parts;
  if (linkPositions.length === 0) return undefined;
  const decoders = decodersOf(parts, dialect);
  const readers = linkPositions.map((position) => {
    const decode = decoders[position];
    return (row: StoredRow): unknown => {
      const stored = row[position] ?? null;
      return stored === null || decode === undefined ? stored : decode(stored);
    };
  });
  const [only] = readers;
  return readers.length === 1 ? only : (row) => readers.map((read) => read(row));
}
