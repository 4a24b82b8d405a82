import { printableText } from "../../../core/index.ts";
import {
  CheckViolation,
  ConnectionError,
  DatabaseError,
  DatabaseLocked,
  DiskFull,
  ForeignKeyViolation,
  InvalidQueryError,
  NotNullViolation,
  PermissionDenied,
  ReadOnlyDatabase,
  SchemaMismatchError,
  StatementTimeout,
  shortened,
  UniqueViolation,
} from "../../errors.ts";

/** What the driver's errors hold, those of the network among them. */
interface DriverError extends Error {
  readonly code?: string;
  /** The server's number; negative, or a text, for errors of the network. */
  readonly errno?: number | string;
  /** What the server said, without a prefix. */
  readonly sqlMessage?: string;
  /** Nothing can be sent over the connection any more. */
  readonly fatal?: boolean;
}

/** What an error of the driver means. Other errors pass as they are. */
export function translateMysqlError(error: unknown, statement: string, description: string): unknown {
  const meaning = meaningOf(error, statement, description);
  if (meaning instanceof DatabaseError && statement !== "") meaning.statement = statement;
  return meaning;
}

function meaningOf(error: unknown, statement: string, description: string): unknown {
  if (!(error instanceof Error) || !("code" in error || "errno" in error || "fatal" in error)) return error;
  const driverError = error as DriverError;
  const message = driverError.sqlMessage ?? error.message;
  const table = tableOf(statement);
  switch (driverError.errno) {
    case 1062: // ER_DUP_ENTRY
    case 1586: // ER_DUP_ENTRY_WITH_KEY_NAME
      return new UniqueViolation({ ...table, columns: [], constraint: keyName(message, table.table) }, error);
    case 1048: // ER_BAD_NULL_ERROR
    case 1364: // ER_NO_DEFAULT_FOR_FIELD
    case 1263: // ER_WARN_NULL_TO_NOTNULL, of ALTER TABLE
      return new NotNullViolation({ ...table, columns: [quotedIn(message, "'")] }, error);
    case 1451: // ER_ROW_IS_REFERENCED_2
    case 1452: // ER_NO_REFERENCED_ROW_2
    case 1216: // the same two, to users who may not see the other table
    case 1217:
      return new ForeignKeyViolation(error);
    case 3819: // ER_CHECK_CONSTRAINT_VIOLATED, of MySQL
      return new CheckViolation(quotedIn(message, "'"), error);
    case 4025: // ER_CONSTRAINT_FAILED, of MariaDB
      return new CheckViolation(quotedIn(message, "`"), error);
    case 1205: // ER_LOCK_WAIT_TIMEOUT, and NOWAIT in MariaDB
    case 3572: // ER_LOCK_NOWAIT, of MySQL
      return new DatabaseLocked(
        `${description}: another transaction holds rows that this statement needs, for too long.\nMake transactions shorter, or give transaction() "retries".`,
        error,
      );
    case 1213: // ER_LOCK_DEADLOCK
    case 1020: // ER_CHECKREAD: MariaDB, where a row has changed since the snapshot was taken
      return new DatabaseLocked(
        `${description}: two transactions waited for each other, and this one was undone.\nGive transaction() "retries", and let transactions touch tables in the same order.`,
        error,
      );
    case 1969: // ER_STATEMENT_TIMEOUT, of MariaDB
    case 3024: // ER_QUERY_TIMEOUT, of MySQL
      return new StatementTimeout(description, statement, error);
    case 1139: // ER_REGEXP_ERROR
      return new InvalidQueryError(`${description}: ${message}.`, { cause: error });
    case 1146: // ER_NO_SUCH_TABLE
    case 1051: // ER_BAD_TABLE_ERROR, of DROP
      return new SchemaMismatchError(`there is no table "${lastName(quotedIn(message, "'"))}"`, error);
    case 1054: // ER_BAD_FIELD_ERROR
      return new SchemaMismatchError(`there is no column "${lastName(quotedIn(message, "'"))}"`, error);
    case 1142: // ER_TABLEACCESS_DENIED_ERROR
    case 1143: // ER_COLUMNACCESS_DENIED_ERROR
    case 1227: // ER_SPECIFIC_ACCESS_DENIED_ERROR
    case 1419: // ER_BINLOG_CREATE_ROUTINE_NEED_SUPER, of triggers as well
      return new PermissionDenied(description, message, statement, error);
    case 1044: // ER_DBACCESS_DENIED_ERROR, also while connecting
      if (statement !== "") return new PermissionDenied(description, message, statement, error);
      break;
    case 1021: // ER_DISK_FULL
    case 1114: // ER_RECORD_FILE_FULL
      return new DiskFull(description, message, statement, error);
    case 1290: // ER_OPTION_PREVENTS_STATEMENT, of which "read-only" is one
      if (!/read.only/i.test(message)) break;
      return new ReadOnlyDatabase(description, message, statement, error);
    case 1792: // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
    case 1836: // ER_READ_ONLY_MODE
      return new ReadOnlyDatabase(description, message, statement, error);
    case 1406: // ER_DATA_TOO_LONG
      return refused(`the text or bytes for the column "${quotedIn(message, "'")}" are too long`);
    case 1264: // ER_WARN_DATA_OUT_OF_RANGE
    case 1690: // ER_DATA_OUT_OF_RANGE, of a computation
      return refused(`a number is out of range (${message})`);
    case 1153: // ER_NET_PACKET_TOO_LARGE
      return refused(
        'the statement with its values is larger than the server\'s "max_allowed_packet".\nRaise that setting of the server, or store large files as files',
      );
  }
  if (noSpaceLeft.test(message)) return new DiskFull(description, message, statement, error);
  const lost = connectionProblem(driverError, description);
  if (lost !== undefined) return new ConnectionError(lost, error);
  return refused(printableText(message)); // it names values, which may hold line ends

  function refused(reason: string): DatabaseError {
    return new DatabaseError(`${description}: ${reason}.\nStatement: ${shortened(statement)}`, {
      cause: error,
    });
  }
}

// The operating system's ENOSPC within errors of storage engines: `Got error 28 "No space left on device"`, `Errcode: 28`.
const noSpaceLeft = /\b(?:error|errcode|errno):? 28\b|No space left on device/i;

/** Whether nothing can be sent over the connection after this. */
export function endsConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { fatal, errno, code } = error as DriverError;
  return (
    fatal === true || (typeof errno === "number" && endings.has(errno)) || networkCodes.has(code as string)
  );
}

// The server ends the connection: it shuts down (1053), somebody killed it (1317 is only the statement), it was idle for
// too long (1927, 4031), or a packet was too large (1153).
const endings: ReadonlySet<number> = new Set([1053, 1152, 1153, 1159, 1161, 1184, 1927, 4031]);
const networkCodes: ReadonlySet<string> = new Set([
  "PROTOCOL_CONNECTION_LOST",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
]);

/** Why there is no connection, and what to do; `undefined` for any other error. Passwords are in none of the driver's texts. */
function connectionProblem(error: DriverError, description: string): string | undefined {
  const { code = "", errno, message } = error;
  switch (errno) {
    case 1045: // ER_ACCESS_DENIED_ERROR
    case 1698: // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
    case 1044: // ER_DBACCESS_DENIED_ERROR
      return `${description} refuses the user: ${message}.\nCheck user and password in "databases", and what the user may do there (GRANT).`;
    case 1049: // ER_BAD_DB_ERROR
      return `${description}: there is no such database.\nMake it: CREATE DATABASE … CHARACTER SET utf8mb4.`;
    case 1040: // ER_CON_COUNT_ERROR
    case 1203: // ER_TOO_MANY_USER_CONNECTIONS
      return `${description} has too many connections.\nLower pool.max, or raise "max_connections" of the server; all processes of the app count together.`;
  }
  switch (code) {
    case "ECONNREFUSED":
    case "ENOENT":
      return `${description} can't be reached: nothing listens there.\nStart the server, or correct host and port in "databases".`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `${description} can't be reached: the host's name is not known.\nCorrect the host in "databases".`;
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
      return `${description} can't be reached: it did not answer.\nCheck host and port in "databases", and the firewall between.`;
    case "HANDSHAKE_NO_SSL_SUPPORT":
      return `${description} does not support TLS.\nSet it up there, or leave out "ssl" where the network is safe.`;
    case "HANDSHAKE_SSL_ERROR":
      return `${description}: the TLS connection was refused: ${message}.\nName the certificate of the authority that signed the server's: ssl: { ca }.`;
  }
  if (!endsConnection(error)) return undefined;
  return `${description}: the connection was lost (${message}).\nWhat a statement on its way has done is unknown; the next one gets a new connection.`;
}

/** The table that a statement writes to. */
function tableOf(statement: string): { table?: string } {
  const [, table] =
    /^\s*(?:INSERT(?: IGNORE)? INTO|UPDATE|REPLACE INTO|ALTER TABLE) [`"]([^`"]+)[`"]/i.exec(statement) ?? [];
  return table === undefined ? {} : { table };
}

/** Of `"Duplicate entry 'tea' for key 'shop_tag.slug'"` the name `slug`; MariaDB leaves out the table. */
function keyName(message: string, table: string | undefined): string {
  const [, key = ""] = /for key '(.+)'$/.exec(message) ?? [];
  return table !== undefined && key.startsWith(`${table}.`) ? key.slice(table.length + 1) : key;
}

/** What stands first between two of these quotes. */
function quotedIn(message: string, quote: string): string {
  return message.split(quote)[1] ?? "";
}

/** Of `"shop.shop_book"` the last part. */
function lastName(path: string): string {
  return path.split(".").at(-1) ?? path;
}
