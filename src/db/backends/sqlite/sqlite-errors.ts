import { existsSync } from "node:fs";
import { dirname } from "node:path";
import {
  CheckViolation,
  ConnectionError,
  DatabaseError,
  DatabaseLocked,
  DiskFull,
  ForeignKeyViolation,
  NotNullViolation,
  ReadOnlyDatabase,
  SchemaMismatchError,
  shortened,
  UniqueViolation,
} from "../../errors.ts";

// Extended result codes of SQLite (sqlite.org/rescode.html). The lowest byte is the class of the error.
const busy = 5;
const locked = 6;
const readOnly = 8;
const full = 13;
const cannotOpen = 14;
const notADatabase = 26;
const checkViolation = 275;
const foreignKeyViolation = 787;
const notNullViolation = 1299;
const primaryKeyViolation = 1555;
const uniqueViolation = 2067;

/** What an error of node:sqlite means. Other errors pass as they are. */
export function translateSqliteError(error: unknown, statement: string): unknown {
  const meaning = meaningOf(error, statement);
  if (meaning instanceof DatabaseError) meaning.statement = statement;
  return meaning;
}

function meaningOf(error: unknown, statement: string): unknown {
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
  if ((code & 0xff) === full) return new DiskFull("SQLite", error.message, statement, error);
  if ((code & 0xff) === readOnly) return new ReadOnlyDatabase("SQLite", error.message, statement, error);
  const missing = missingPart(error.message);
  if (missing !== undefined) return new SchemaMismatchError(missing, error);
  return new DatabaseError(`SQLite: ${error.message}.\nStatement: ${shortened(statement)}`, { cause: error });
}

/** Why a file can't be used as a database, and what to do. */
export function translateOpenError(error: unknown, file: string): unknown {
  const code = Number((error as { errcode?: unknown }).errcode) & 0xff; // NaN & 0xff is 0: no error of SQLite
  if (!(error instanceof Error) || code === 0) return error;
  if (code === busy || code === locked) return translateSqliteError(error, "");
  const user = process.geteuid?.();
  const who = user === undefined ? "The process" : `The process (user ${user})`;
  const advice: Readonly<Record<number, string>> = {
    [readOnly]: `${who} must be able to write the file, those beside it that end in -wal and -shm, and their folder: correct owner and rights, or name another file in "databases".`,
    [cannotOpen]: existsSync(dirname(file))
      ? `${who} must be able to read and write the file and its folder: correct owner and rights, or name another file in "databases".`
      : `There is no folder ${dirname(file)}: make it, or name another file in "databases".`,
    [notADatabase]: `It isn't a file of SQLite, or a damaged one: name another in "databases", or bring it back from a backup.`,
  };
  const message = `SQLite (${file}) can't be opened: ${error.message}.\n${advice[code] ?? 'Name another file in "databases", or bring it back from a backup.'}`;
  return new ConnectionError(message, error);
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
