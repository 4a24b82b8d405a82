import { mysqlDialect } from "../../backends/mysql/mysql-dialect.ts";
import { conditionWriter, likePattern } from "../condition-sql.ts";
import { literalSql, quoteText } from "./literal-sql.ts";

/** A condition in the SQL of MariaDB and MySQL. */
export const conditionSql = conditionWriter({
  dialect: mysqlDialect,
  literal: literalSql,
  matchText(operator, left, part) {
    const like = operator.startsWith("i") ? "LIKE" : "LIKE BINARY";
    return `${left} ${like} ${quoteText(likePattern(operator, part))}`;
  },
  concat: (parts) => `CONCAT(${parts.join(", ")})`,
});
