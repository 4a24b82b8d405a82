/*
 * How long a statement may take. A query that a visitor's words make slow must not keep a connection, and what the
 * server does for it, for as long as it likes. SQLite has no such limit: node:sqlite runs a statement to its end on the
 * thread of JavaScript, and neither interrupts one nor calls back while it runs.
 */

/** Where the configuration says nothing. */
export const defaultStatementTimeoutMs = 30_000;

/** The largest that PostgreSQL and MySQL take: 24 days. */
export const maxStatementTimeoutMs = 2 ** 31 - 1;
