import type { FunctionOptions } from "../../expressions/node.ts";
import type { AcceptingType } from "../../fields/accept-value.ts";
import { computed } from "./computed-type.ts";
import { checkPart, checkTrunc } from "./date-units.ts";
import type { FunctionSpec } from "./function-spec.ts";
import { mysqlPart, mysqlTrunc } from "./mysql-dates.ts";
import { postgresPart, postgresTrunc } from "./postgres-dates.ts";
import { sqlitePart, sqliteTrunc } from "./sqlite-dates.ts";

type Types = readonly (AcceptingType | undefined)[];

function partType([type]: Types, { unit }: FunctionOptions): AcceptingType {
  return unit === "date" || unit === "time" ? truncType([type], { unit })! : computed("integer");
}

function truncType([type]: Types, { unit }: FunctionOptions): AcceptingType | undefined {
  if (unit === "date" || unit === "time") return computed(unit);
  return type ?? computed("datetime");
}

/*
 * Dates. The unit and the zone are options: they change the text of the statement, so that the database sees the same
 * expression in SELECT and in GROUP BY, where parameters would be two different ones.
 */
export const dateFunctions = {
  part: {
    result: partType,
    parameters: ["datetime"],
    sql: {
      sqlite: ({ args: [arg], types, options }) => sqlitePart(arg!, checkPart(types[0], options)),
      postgres: ({ args: [arg], types, options }) => postgresPart(arg!, checkPart(types[0], options)),
      mysql: ({ args: [arg], types, options }) => mysqlPart(arg!, checkPart(types[0], options)),
    },
  },
  trunc: {
    result: truncType,
    parameters: ["datetime"],
    sql: {
      sqlite: ({ args: [arg], types, options }) => sqliteTrunc(arg!, checkTrunc(types[0], options)),
      postgres: ({ args: [arg], types, options }) => postgresTrunc(arg!, checkTrunc(types[0], options)),
      mysql: ({ args: [arg], types, options }) => mysqlTrunc(arg!, checkTrunc(types[0], options)),
    },
  },
  now: {
    result: (_, options) => computed("datetime", { asInstant: options.as === "instant" }),
    sql: {
      // In the form in which moments are stored, so that the texts compare.
      sqlite: () => ["STRFTIME('%Y-%m-%d %H:%M:%f000', 'now')"],
      // CURRENT_TIMESTAMP would be the beginning of the transaction.
      postgres: () => ["STATEMENT_TIMESTAMP()"],
      mysql: () => ["UTC_TIMESTAMP(6)"],
    },
  },
} satisfies Record<string, FunctionSpec>;
