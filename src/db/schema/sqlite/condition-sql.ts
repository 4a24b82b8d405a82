import { sqliteDialect } from "../../backends/sqlite/sqlite-dialect.ts";
import { conditionWriter, likePattern } from "../condition-sql.ts";
import { literalSql, quoteText } from "./literal-sql.ts";

/** A condition in SQLite's SQL. */
export const conditionSql = conditionWriter({
  dialect: sqliteDialect,
  literal: literalSql,
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
  concat: (parts) => `(${parts.join(" || ")})`,
});
