import { postgresDialect } from "../../backends/postgres/postgres-dialect.ts";
import { conditionWriter, likePattern } from "../condition-sql.ts";
import { literalSql, quoteText } from "./literal-sql.ts";

/** A condition in PostgreSQL's SQL. */
export const conditionSql = conditionWriter({
  dialect: postgresDialect,
  literal: literalSql,
  matchText(operator, left, part) {
    if (operator === "iexact") return `UPPER(${left}::text) = UPPER(${part.sql})`;
    const pattern = quoteText(likePattern(operator, part));
    return operator.startsWith("i")
      ? `UPPER(${left}::text) LIKE UPPER(${pattern})`
      : `${left}::text LIKE ${pattern}`;
  },
  concat: (parts) => `(${parts.join(" || ")})`,
});
