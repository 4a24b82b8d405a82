import { conditionWriter, likePattern } from "../condition-sql.ts";
import { literalSql, quoteText } from "./literal-sql.ts";
import { quoteName } from "./quote-name.ts";

/** A condition in SQLite's SQL. */
export const conditionSql = conditionWriter({
  quoteName,
  literal: literalSql,
  isDistinct: (left, right) => `${left} IS NOT ${right}`,
  matchText(operator, left, part) {
    switch (operator) {
      case "contains":
        return `instr(${left}, ${part.sql}) > 0`;
      case "startsWith":
        return `substr(${left}, 1, length(${part.sql})) = ${part.sql}`;
      case "endsWith":
        return `substr(${left}, -length(${part.sql})) = ${part.sql}`;
      default:
        return `${left} LIKE ${quoteText(likePattern(operator, part))} ESCAPE '\\'`;
    }
  },
  divide: (left, right) => `(CAST(${left} AS REAL) / ${right})`,
  forms: {
    concat: (...parts) => `(${parts.join(" || ")})`,
    // SQLite has no exclusive or: what is in one of them, and not in both.
    "#": (left, right) => `((${left} | ${right}) - (${left} & ${right}))`,
  },
});
