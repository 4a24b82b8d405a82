import { printableText, type QuintetError } from "../../../core/index.ts";
import {
  CheckViolation,
  DatabaseError,
  DatabaseLocked,
  DiskFull,
  ForeignKeyViolation,
  InvalidQueryError,
  NotNullViolation,
  OutdatedStatement,
  PermissionDenied,
  ReadOnlyDatabase,
  SchemaMismatchError,
  StatementTimeout,
  shortened,
  UniqueViolation,
} from "../../errors.ts";
import { isOutdated } from "./prepared-statements.ts";
import type { ServerError } from "./server-error.ts";

// Codes of "Appendix A. PostgreSQL Error Codes".
const notNullViolation = "23502";
const foreignKeyViolation = "23503";
const uniqueViolation = "23505";
const checkViolation = "23514";
const exclusionViolation = "23P01";
const restrictViolation = "23001";
const serializationFailure = "40001";
const deadlockDetected = "40P01";
const lockNotAvailable = "55P03";
const queryCanceled = "57014";
const undefinedTable = "42P01";
const undefinedColumn = "42703";
const featureNotSupported = "0A000";
const invalidRegularExpression = "2201B";
const insufficientPrivilege = "42501";
/** No schema of the search path may be used, or is there. */
const invalidSchemaName = "3F000";
const diskFull = "53100";
const readOnlyTransaction = "25006";

/** What an error of the server means. */
export function translatePostgresError(error: ServerError, statement: string): QuintetError {
  const meaning = meaningOf(error, statement);
  if (meaning instanceof DatabaseError) meaning.statement = statement;
  return meaning;
}

function meaningOf(error: ServerError, statement: string): QuintetError {
  const { code, table, column, constraint = "", message } = error;
  switch (code) {
    case uniqueViolation:
      return new UniqueViolation(
        { ...(table === undefined ? {} : { table }), columns: uniqueColumns(error), constraint },
        error,
      );
    case notNullViolation:
      return new NotNullViolation({ table: table ?? "", columns: [column ?? ""] }, error);
    case foreignKeyViolation:
    case restrictViolation:
      return new ForeignKeyViolation(error);
    case checkViolation:
    case exclusionViolation:
      return new CheckViolation(constraint, error);
    case serializationFailure:
    case deadlockDetected:
    case lockNotAvailable:
      return new DatabaseLocked(`PostgreSQL: ${message}. ${advice[code]}`, error);
    case insufficientPrivilege:
    case invalidSchemaName:
      return new PermissionDenied("PostgreSQL", message, statement, error);
    case diskFull:
      return new DiskFull("PostgreSQL", message, statement, error);
    case readOnlyTransaction:
      return new ReadOnlyDatabase("PostgreSQL", message, statement, error);
    case invalidRegularExpression:
      return new InvalidQueryError(`PostgreSQL: ${message}.`, { cause: error });
    case undefinedTable:
    case undefinedColumn:
      return new SchemaMismatchError(missingPart(message), error);
  }
  if (code === featureNotSupported && message.startsWith("FOR "))
    return new DatabaseError(`PostgreSQL: ${message}. ${lockAdvice(message)}`, { cause: error });
  if (code === queryCanceled && /timeout/.test(message))
    return new StatementTimeout("PostgreSQL", statement, error);
  if (isOutdated(error)) return new OutdatedStatement("PostgreSQL", error);
  // They name values, which may hold line ends and what moves the cursor of a terminal.
  const about = [error.detail, error.hint]
    .filter((text) => text !== undefined)
    .map((text) => `\n${printableText(text)}`);
  return new DatabaseError(
    `PostgreSQL: ${printableText(message)} (${code}).${about.join("")}\nStatement: ${shortened(statement)}`,
    { cause: error },
  );
}

/** What to do where rows can't be locked. */
function lockAdvice(message: string): string {
  return message.includes("nullable side")
    ? 'A relation that may be null is included: lock({ of: ["self"] }) locks the other rows.'
    : "Lock the rows by a query of their own.";
}

const advice: Readonly<Record<string, string>> = {
  [serializationFailure]: "Try the transaction again: transaction(work, { retries: 3 }).",
  [deadlockDetected]:
    "Two transactions wait for each other. Lock rows in the same order everywhere, or try again: transaction(work, { retries: 3 }).",
  [lockNotAvailable]: "Another transaction holds the rows or the table.",
};

/** Of `Key (author_id, title)=(1, x) already exists.` the columns; nothing where an index is over an expression. */
function uniqueColumns({ detail = "" }: ServerError): readonly string[] {
  const [, names] = /^Key \((.*?)\)=\(/s.exec(detail) ?? [];
  const columns =
    names?.split(", ").map((name) => name.replace(/^"(.*)"$/, "$1").replaceAll('""', '"')) ?? [];
  return columns.some((name) => /[()]/.test(name)) ? [] : columns;
}

/** `relation "shop_book" does not exist` in words that fit behind a colon. */
function missingPart(message: string): string {
  const [, table] = /^relation "(.+)" does not exist$/.exec(message) ?? [];
  if (table !== undefined) return `there is no table "${table}"`;
  const [, column, owner] = /^column "(.+)" of relation "(.+)" does not exist$/.exec(message) ?? [];
  if (column !== undefined) return `the table "${owner}" has no column "${column}"`;
  const [, other] = /^column "?(.+?)"? does not exist$/.exec(message) ?? [];
  return other === undefined ? message : `there is no column "${other}"`;
}
