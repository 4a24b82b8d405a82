import { printableText } from "../../../core/index.ts";
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
import { quoteName } from "./quote-name.ts";

/** What PostgreSQL knows of an error and didn't say with it; see `SchemaSession.explain()`. */
export async function explainPostgresError(
  connection: SchemaConnection,
  error: DatabaseError,
): Promise<string | undefined> {
  const statement = error.statement ?? "";
  if (error instanceof DatabaseLocked || error instanceof StatementTimeout)
    return lockHolders(connection, statement);
  if (error instanceof PermissionDenied) return missingRights(connection, statement);
  if (error instanceof UniqueViolation || error instanceof ForeignKeyViolation) {
    const { detail } = (error.cause ?? {}) as { readonly detail?: string };
    return detail && printableText(detail); // it names the values
  }
  if (error instanceof ReadOnlyDatabase) return whyReadOnly(connection);
  if (error instanceof DiskFull) return spaceNeeded(connection, statement);
  return undefined;
}

/** The tables that a statement names, under the alias `c`. Its texts can't be told from names: one too many does no harm. */
const named = `c.relkind IN ('r', 'p', 'v', 'm', 'f') AND pg_table_is_visible(c.oid) AND strpos(?, '"' || replace(c.relname, '"', '""') || '"') > 0`;

async function lockHolders(connection: SchemaConnection, statement: string): Promise<string | undefined> {
  // Readers don't stand in the way of indexes and references; of what is read and written, those alone do that lock a table.
  const readersOnly = `'AccessShareLock', 'RowShareLock'`;
  const harmless = /\bCREATE (UNIQUE )?INDEX\b|\bFOREIGN KEY\b/i.test(statement) ? readersOnly : "''";
  const rows = await connection.query(
    `SELECT a.pid, a.usename, a.application_name, host(a.client_addr), a.state,
            extract(epoch FROM clock_timestamp() - a.xact_start)::float8,
            extract(epoch FROM clock_timestamp() - a.state_change)::float8, a.query, held.tables
     FROM pg_stat_activity a JOIN (
       SELECT l.pid, string_agg(DISTINCT c.relname, chr(10)) AS tables FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
       WHERE l.granted AND l.pid <> pg_backend_pid() AND l.mode NOT IN (${harmless}) AND ${named}
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       GROUP BY l.pid
     ) held USING (pid) ORDER BY a.xact_start LIMIT ${shownHolders}`,
    [statement],
  );
  if (rows.length === 0)
    return "Nobody holds it at this moment. See who does: SELECT pid, pg_blocking_pids(pid), query FROM pg_stat_activity";
  const holders = rows.map(holderOf);
  const end = `SELECT pg_terminate_backend(${holders[0]!.process})`;
  return `${holders.map((holder) => capital(holderSentence(holder))).join("\n")}\nWait for its end, or end it, which undoes what it did: ${end}`;
}

const shownHolders = 3;

function holderOf(row: readonly unknown[]): LockHolder {
  const [pid, user, application, host, state, open, unchanged, query, tables] = row;
  const isIdle = String(state).startsWith("idle");
  return {
    process: Number(pid),
    user: String(user),
    from: [
      ...(host === null ? [] : [`from ${host}`]),
      ...(application === "" ? [] : [`named "${application}"`]),
    ],
    openSeconds: open === null ? undefined : Number(open),
    idleSeconds: isIdle ? Number(unchanged) : undefined,
    statement: state === null ? undefined : String(query), // of other users, only for who may see it
    tables: String(tables).split("\n"),
  };
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

async function missingRights(connection: SchemaConnection, statement: string): Promise<string> {
  const [[user, schema, mayCreate, schemas] = []] = await connection.query(
    "SELECT current_user, current_schema(), COALESCE(has_schema_privilege(current_schema(), 'CREATE'), false)::int, current_setting('search_path')",
  );
  const role = quoteName(String(user));
  if (schema === null)
    return `The role ${role} may use none of the schemas of its search path (${schemas}), or none of them is there.\nHave this run by who may grant it: GRANT USAGE, CREATE ON SCHEMA public TO ${role}`;
  const verb = /^\s*(SELECT|INSERT|UPDATE|DELETE)\b/i.exec(statement)?.[1]?.toUpperCase();
  const right = verb ?? "REFERENCES";
  const tables = await connection.query(
    `SELECT c.relname, pg_get_userbyid(c.relowner), pg_has_role(c.relowner, 'USAGE')::int, has_table_privilege(c.oid, ?)::int FROM pg_class c WHERE ${named} ORDER BY 1`,
    [right, statement],
  );
  const lines: string[] = [];
  if (verb === undefined && Number(mayCreate) === 0) {
    const name = quoteName(String(schema));
    lines.push(
      `The role ${role} may not make anything in the schema ${name}. Have this run by who may grant it: GRANT CREATE ON SCHEMA ${name} TO ${role}`,
    );
  }
  for (const [table, owner, isOwn, isGranted] of tables) {
    const [name, holder] = [quoteName(String(table)), quoteName(String(owner))];
    const isChanged = verb === undefined && !isReferred(statement, name);
    if (isChanged && Number(isOwn) === 0) {
      lines.push(
        `The table ${name} belongs to ${holder}, and only its owner may change it. Migrate as ${holder}, or have this run by it: ALTER TABLE ${name} OWNER TO ${role}`,
      );
    } else if (!isChanged && Number(isGranted) === 0) {
      const rights = verb === undefined ? right : "SELECT, INSERT, UPDATE, DELETE";
      lines.push(
        `The role ${role} has no ${right} on ${name}. Have this run by ${holder}: GRANT ${rights} ON ${name} TO ${role}`,
      );
    }
  }
  return lines.length > 0
    ? lines.join("\n")
    : `It is the role ${role} that lacks the right: have it granted by the owner of the database, or migrate as a role that has it.`;
}

/** Whether a table is only named behind REFERENCES: of a table that is made or changed beside it. */
function isReferred(statement: string, name: string): boolean {
  return /^\s*(CREATE|ALTER) TABLE\b/i.test(statement) && statement.includes(`REFERENCES ${name}`);
}

async function whyReadOnly(connection: SchemaConnection): Promise<string> {
  const [[isStandby, source, database, user] = []] = await connection.query(
    "SELECT pg_is_in_recovery()::int, (SELECT source FROM pg_settings WHERE name = 'default_transaction_read_only' AND setting = 'on'), current_database(), current_user",
  );
  if (Number(isStandby) === 1)
    return 'The server is a standby, which follows another one: migrate with the address of its primary in "databases".';
  const [base, role] = [quoteName(String(database)), quoteName(String(user))];
  switch (source) {
    case null:
      return "Its transactions are read-only by their own word: look for SET TRANSACTION READ ONLY in the migration.";
    case "database":
      return `"default_transaction_read_only" is on for the database: ALTER DATABASE ${base} RESET default_transaction_read_only`;
    case "user":
      return `"default_transaction_read_only" is on for the role: ALTER ROLE ${role} RESET default_transaction_read_only`;
    case "database user":
      return `"default_transaction_read_only" is on for the role in this database: ALTER ROLE ${role} IN DATABASE ${base} RESET default_transaction_read_only`;
    case "client":
    case "session":
      return '"default_transaction_read_only" is on for the session: take it out of the connection\'s options in "databases", or of the migration.';
    default:
      return `"default_transaction_read_only" is on for the server (${source}): take it out of its configuration.`;
  }
}

async function spaceNeeded(connection: SchemaConnection, statement: string): Promise<string | undefined> {
  const rows = await connection.query(
    `SELECT c.relname, pg_size_pretty(pg_total_relation_size(c.oid)) FROM pg_class c WHERE ${named} AND pg_total_relation_size(c.oid) > 0 ORDER BY 1`,
    [statement],
  );
  if (rows.length === 0) return undefined;
  const sizes = rows.map(([table, size]) => `${quoteName(String(table))} takes ${size}`);
  return `${sizes.join(", ")}; a table that is written anew is there twice until the end.`;
}
