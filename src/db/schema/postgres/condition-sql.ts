import { conditionWriter, likePattern } from "../condition-sql.ts";
import { literalSql, quoteText } from "./literal-sql.ts";
import { quoteName } from "./quote-name.ts";

/** A condition in PostgreSQL's SQL. */
export const conditionSql = conditionWriter({
  quoteName,
  literal: literalSql,
  isDistinct: (left, right) => `${left} IS DISTINCT FROM ${right}`,
  matchText(operator, left, part) {
    if (operator === "iexact") return `UPPER(${left}::text) = UPPER(${part.sql})`;
    const pattern = quoteText(likePattern(operator, part));
    return operator.startsWith("i")
      ? `UPPER(${left}::text) LIKE UPPER(${pattern})`
      : `${left}::text LIKE ${pattern}`;
  },
  divide: (left, right) => `(${left}::double precision / ${right})`,
  forms: { concat: (...parts) => `(${parts.join(" || ")})` },
});
