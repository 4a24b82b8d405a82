import { printableText } from "../../../core/index.ts";
import { quoteName } from "../../backends/mysql/mysql-dialect.ts";
import {
  type DatabaseError,
  DatabaseLocked,
  DiskFull,
  ForeignKeyViolation,
  PermissionDenied,
  ReadOnlyDatabase,
  StatementTimeout,
  UniqueViolation,
} from "../../errors.ts";
import { holderSentence, type LockHolder } from "../lock-holders.ts";
import type { SchemaConnection } from "../schema-editor.ts";
import { takesCopy } from "./online-clauses.ts";

/** What MariaDB or MySQL knows of an error and didn't say with it; see `SchemaSession.explain()`. */
export async function explainMysqlError(
  connection: SchemaConnection,
  error: DatabaseError,
): Promise<string | undefined> {
  if (error instanceof DatabaseLocked || error instanceof StatementTimeout) return lockHolders(connection);
  if (error instanceof PermissionDenied) return missingRights(connection, error);
  if (error instanceof UniqueViolation || error instanceof ForeignKeyViolation) {
    const { sqlMessage } = error.cause as { readonly sqlMessage?: string };
    return sqlMessage && `The server said: ${printableText(sqlMessage)}.`; // it names the value, or the reference
  }
  if (takesCopy(error))
    return 'It does this only with a copy of the table, for which everybody waits who writes. Where that may be, say why in the migration, acceptsDowntime: "at night", and apply it again.';
  if (error instanceof ReadOnlyDatabase) return whyReadOnly(connection);
  if (error instanceof DiskFull && /^\s*ALTER TABLE\b/i.test(error.statement ?? ""))
    return "A table that is written anew is there twice until the end: it takes as much room again.";
  return undefined;
}

/** Which transaction holds which table, the server tells only with a plugin; which are open, it tells who may see it. */
async function lockHolders(connection: SchemaConnection): Promise<string> {
  const rows = await connection
    .query(
      `SELECT p.ID, p.USER, p.HOST, p.INFO, p.TIME, TIMESTAMPDIFF(SECOND, t.trx_started, NOW())
       FROM information_schema.PROCESSLIST p LEFT JOIN information_schema.INNODB_TRX t ON t.trx_mysql_thread_id = p.ID
       WHERE p.DB = DATABASE() AND p.ID <> CONNECTION_ID() AND (t.trx_id IS NOT NULL OR p.INFO IS NOT NULL)
       ORDER BY t.trx_started IS NULL, t.trx_started, p.TIME DESC LIMIT ${shownHolders}`,
    )
    .catch(() => []); // it takes the right PROCESS
  if (rows.length === 0)
    return "See who holds it: SHOW FULL PROCESSLIST (with the right PROCESS). End it with KILL and its number, which undoes what it did.";
  const holders = rows.map(holderOf);
  const [first, ...others] = holders.map(holderSentence);
  const more = others.map((sentence) => `\n  ${sentence}`).join("");
  return `Open on this database for the longest: ${first}${more}\nWait for its end, or end it, which undoes what it did: KILL ${holders[0]!.process}`;
}

const shownHolders = 3;

function holderOf([id, user, host, statement, seconds, open]: readonly unknown[]): LockHolder {
  return {
    process: Number(id),
    user: String(user),
    from: [`from ${String(host)}`],
    openSeconds: open === null ? undefined : Number(open),
    idleSeconds: statement === null ? Number(seconds) : undefined,
    statement: statement === null ? undefined : String(statement), // what ran last isn't kept
    tables: [],
  };
}

async function missingRights(connection: SchemaConnection, error: DatabaseError): Promise<string> {
  const [[account, database] = []] = await connection.query("SELECT CURRENT_USER(), DATABASE()");
  const [, user = "", host = ""] = /^(.*)@(.*)$/s.exec(String(account)) ?? [];
  const grantee = [user, host].map((part) => `'${part.replaceAll("'", "''")}'`).join("@");
  const { errno, sqlMessage = "" } = error.cause as { errno?: number; sqlMessage?: string };
  if (errno === 1419)
    return `Triggers take the right SUPER of ${grantee} while the server writes a binary log, or its setting log_bin_trust_function_creators. Have one of them set by an administrator.`;
  const right = /^([A-Z]+(?: [A-Z]+)*(?:, [A-Z]+(?: [A-Z]+)*)*) command denied/.exec(sqlMessage)?.[1];
  if (right === undefined)
    return `It is ${grantee} that lacks the right; SHOW GRANTS lists those it has. Have it granted by an administrator, or migrate as another user.`;
  return `Have this run by an administrator: GRANT ${right} ON ${quoteName(String(database))}.* TO ${grantee}\nMigrations take all of: ${neededRights}.`;
}

const neededRights =
  "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, LOCK TABLES, TRIGGER";

async function whyReadOnly(connection: SchemaConnection): Promise<string> {
  const [[isServer] = []] = await connection.query("SELECT @@global.read_only");
  return Number(isServer) === 1
    ? 'The server is set to "read_only", as replicas are: migrate with the address of the server that they follow in "databases", or SET GLOBAL read_only = OFF where this is it.'
    : "The transactions of the session are read-only: look for SET TRANSACTION READ ONLY, and the server's setting transaction_read_only.";
}
