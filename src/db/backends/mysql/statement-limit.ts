import { defaultStatementTimeoutMs } from "../statement-timeout.ts";

/*
 * How long a statement may take, in the words of both servers: each skips the comment of the other. MariaDB counts in
 * seconds, and MySQL in milliseconds, of a SELECT alone.
 */

/** Sets the limit of a session. Where none was said, the server's own stands, if it has one. */
export function limitStatements(timeoutMs: number | undefined): string {
  if (timeoutMs === undefined)
    return setting(
      `IF(@@max_statement_time = 0, ${defaultStatementTimeoutMs / 1000}, @@max_statement_time)`,
      `IF(@@max_execution_time = 0, ${defaultStatementTimeoutMs}, @@max_execution_time)`,
    );
  return setting(String(timeoutMs / 1000), String(timeoutMs));
}

/**
 * Takes the limit away, for what may take long: a change of the schema, and a stream, whose reader may be slow. The
 * connection must be its only user's until {@link limitAgain}.
 */
export const withoutLimit = `SET @quintet_limit = /*M! @@max_statement_time */ /*!80000 @@max_execution_time */, SESSION ${assignment("0", "0")}`;

/** The limit that {@link withoutLimit} took away. */
export const limitAgain = setting("@quintet_limit", "@quintet_limit");

function setting(seconds: string, milliseconds: string): string {
  return `SET SESSION ${assignment(seconds, milliseconds)}`;
}

function assignment(seconds: string, milliseconds: string): string {
  return `/*M! max_statement_time = ${seconds} */ /*!80000 max_execution_time = ${milliseconds} */`;
}
