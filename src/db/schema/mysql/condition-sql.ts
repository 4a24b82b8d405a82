import { quoteName } from "../../backends/mysql/mysql-dialect.ts";
import { conditionWriter, likePattern } from "../condition-sql.ts";
import { literalSql, quoteText } from "./literal-sql.ts";

/** A condition in the SQL of MariaDB and MySQL. */
export const conditionSql = conditionWriter({
  quoteName,
  literal: literalSql,
  isDistinct: (left, right) => `NOT (${left} <=> ${right})`,
  matchText(operator, left, part) {
    const like = operator.startsWith("i") ? "LIKE" : "LIKE BINARY";
    return `${left} ${like} ${quoteText(likePattern(operator, part))}`;
  },
  divide: (left, right) => `(${left} / ${right})`,
  forms: {
    length: (text) => `CHAR_LENGTH(${text})`,
    "#": (left, right) => `(${left} ^ ${right})`,
  },
});
