import type { AcceptingType } from "../../fields/accept-value.ts";
import { join, type Sql } from "../sql.ts";
import type { FunctionCall, FunctionSpec } from "./function-spec.ts";
import { call } from "./write-call.ts";

const firstArgument = ([type]: readonly (AcceptingType | undefined)[]) => type;

function overWindow(name: string, result: FunctionSpec["result"]): FunctionSpec {
  const write = call(name);
  const parameters = ["same", "integer", "same"] as const;
  return { result, parameters, sql: (made) => join(write(made), " OVER ", made.over ?? "()") };
}

/** Functions over the rows around each row. They can only be called with a window. */
export const windowFunctions = {
  // PostgreSQL counts rows in 64 bits.
  rowNumber: overWindow("ROW_NUMBER", "bigInteger"),
  rank: overWindow("RANK", "bigInteger"),
  denseRank: overWindow("DENSE_RANK", "bigInteger"),
  percentRank: overWindow("PERCENT_RANK", "float"),
  cumeDist: overWindow("CUME_DIST", "float"),
  ntile: { ...overWindow("NTILE", "integer"), parameters: ["integer"] },
  lag: neighbour("LAG"),
  lead: neighbour("LEAD"),
  firstValue: overWindow("FIRST_VALUE", firstArgument),
  lastValue: overWindow("LAST_VALUE", firstArgument),
  nthValue: overWindow("NTH_VALUE", firstArgument),
} satisfies Record<string, FunctionSpec>;

/** LAG and LEAD: the value, how many rows away, and what stands where there is no such row. */
function neighbour(name: "LAG" | "LEAD"): FunctionSpec {
  const { sql, ...spec } = overWindow(name, firstArgument);
  const usual = sql as (made: FunctionCall) => Sql;
  return {
    ...spec,
    sql: { sqlite: usual, postgres: usual, mysql: (made) => mysqlNeighbour(name, made, usual) },
  };
}

/** MariaDB takes no third argument. A 1 instead of the value tells a row that isn't there from a null in one. */
function mysqlNeighbour(name: string, made: FunctionCall, usual: (made: FunctionCall) => Sql): Sql {
  const [value, distance, fallback] = made.args;
  if (fallback === undefined) return usual(made);
  const over = join(" OVER ", made.over ?? "()");
  const isThere = join(`${name}(1, `, distance!, ")", over);
  return join(
    "CASE WHEN ",
    isThere,
    " IS NULL THEN ",
    fallback,
    ` ELSE ${name}(`,
    value!,
    ", ",
    distance!,
    ")",
    over,
    " END",
  );
}
