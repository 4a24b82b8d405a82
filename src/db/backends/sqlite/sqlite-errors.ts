import {
  CheckViolation,
  ConnectionError,
  DatabaseError,
  DatabaseLocked,
  ForeignKeyViolation,
  NotNullViolation,
  SchemaMismatchError,
  UniqueViolation,
} from "../../errors.ts";

// Extended result codes of SQLite (sqlite.org/rescode.html). The lowest byte is the class of the error.
const busy = 5;
const locked = 6;
const checkViolation = 275;
const foreignKeyViolation = 787;
const notNullViolation = 1299;
const primaryKeyViolation = 1555;
const uniqueViolation = 2067;

/** What an error of node:sqlite means. Other errors pass as they are. */
export function translateSqliteError(error: unknown, statement: string): unknown {
  if (!(error instanceof Error)) return error;
  if (!("errcode" in error)) return ofNode(error, statement);
  const code = Number(error.errcode);
  const detail = error.message.slice(error.message.indexOf(":") + 1).trim();
  switch (code) {
    case uniqueViolation:
    case primaryKeyViolation:
      return new UniqueViolation(uniqueTarget(detail), error);
    case notNullViolation:
      return new NotNullViolation(columnsOf(detail), error);
    case checkViolation:
      return new CheckViolation(detail, error);
    case foreignKeyViolation:
      return new ForeignKeyViolation(error);
  }
  if ((code & 0xff) === busy || (code & 0xff) === locked) {
    return new DatabaseLocked(
      "SQLite: the database is locked by another connection. Another process writes to the same file for long.",
      error,
    );
  }
  const missing = missingPart(error.message);
  if (missing !== undefined) return new SchemaMismatchError(missing, error);
  return new DatabaseError(`SQLite: ${error.message}.\nStatement: ${shortened(statement)}`, { cause: error });
}

/** Errors of Node itself: a number beyond 64 bits, a database that was closed. */
function ofNode(error: Error & { readonly code?: unknown }, statement: string): Error {
  const { code, message } = error;
  if (code === "ERR_INVALID_STATE") return new ConnectionError(`SQLite: ${message}.`, error);
  if (!String(code).startsWith("ERR_")) return error; // of a function of ours
  return new DatabaseError(`SQLite: ${message}\nStatement: ${shortened(statement)}`, { cause: error });
}

/** What of the schema a statement named that is not there, in words. */
function missingPart(message: string): string | undefined {
  const [, kind, name] = /^no such (table|column): (\S+)/.exec(message) ?? [];
  if (name !== undefined) return `there is no ${kind} "${name}"`;
  const [, table, column] = /^table (\S+) has no column named (\S+)/.exec(message) ?? [];
  return column === undefined ? undefined : `the table "${table}" has no column "${column}"`;
}

/** Of `"shop_book.title, shop_book.author_id"` the table and its columns; of `"index 'name'"` the name of the index. */
function uniqueTarget(detail: string): { table?: string; columns: readonly string[]; constraint?: string } {
  const index = /^index '(.+)'$/.exec(detail);
  if (index !== null) return { columns: [], constraint: index[1]! };
  return columnsOf(detail);
}

function columnsOf(detail: string): { table: string; columns: readonly string[] } {
  const names = detail.split(", ").map((name) => name.split("."));
  return { table: names[0]?.[0] ?? "", columns: names.map((parts) => parts.at(-1) ?? "") };
}

function shortened(statement: string): string {
  return statement.length > 500 ? `${statement.slice(0, 500)}…` : statement;
}
