import { join, type Sql } from "../sql.ts";
import type { DialectName } from "./function-spec.ts";

/**
 * Whether a text has a part that a regular expression matches; with `ignoreCase`, whatever the case. The expression is
 * in the language of the database: POSIX's on PostgreSQL, PCRE on MariaDB, JavaScript's on SQLite.
 */
export function matchRegex(dialect: DialectName, text: Sql, pattern: Sql, ignoreCase: boolean): Sql {
  switch (dialect) {
    case "sqlite":
      // SQLite calls REGEXP(pattern, text), which sqlite-functions.ts has registered.
      return ignoreCase
        ? join("QUINTET_IREGEXP(", pattern, ", ", text, ")")
        : join(text, " REGEXP ", pattern);
    case "postgres":
      return join("(", text, `)::text ${ignoreCase ? "~*" : "~"} `, pattern);
    case "mysql":
      // The column's collation would decide. Django's REGEXP BINARY compares bytes, and knows no letters but ASCII's.
      return join(text, ` REGEXP CONCAT('${ignoreCase ? "(?i)" : "(?-i)"}', `, pattern, ")");
  }
}
