import { basename } from "node:path";
import { printableText } from "../../../core/index.ts";
import {
  type DatabaseError,
  DatabaseLocked,
  DiskFull,
  ReadOnlyDatabase,
  UniqueViolation,
} from "../../errors.ts";
import type { SchemaConnection } from "../schema-editor.ts";
import { quoteName } from "./quote-name.ts";
import { fileOf } from "./sqlite-turn.ts";

/** What is to be known of an error beside what SQLite says; see `SchemaSession.explain()`. */
export async function explainSqliteError(
  connection: SchemaConnection,
  error: DatabaseError,
): Promise<string | undefined> {
  if (error instanceof UniqueViolation) return sharedValues(connection, error);
  const file = await fileOf(connection);
  if (file === undefined) return undefined;
  if (error instanceof DatabaseLocked)
    return `SQLite doesn't tell which process it is; the system does: lsof "${file}". End the one that hangs.`;
  if (error instanceof ReadOnlyDatabase) {
    const user = process.geteuid?.();
    const who = user === undefined ? "this process" : `user ${user}, as which this process runs,`;
    return `Let ${who} write ${file}, and make files beside it: correct owner and rights, or name another file in "databases".`;
  }
  if (error instanceof DiskFull) {
    const [[pages] = []] = await connection.query("PRAGMA page_count");
    const [[size] = []] = await connection.query("PRAGMA page_size");
    const kilobytes = Math.round((Number(pages) * Number(size)) / 1024);
    return `${basename(file)} takes ${kilobytes} kB. A table that is written anew is there twice until the end, here and in the file that ends in -wal.`;
  }
  return undefined;
}

/** The values that some rows share, which SQLite doesn't name. */
async function sharedValues(
  connection: SchemaConnection,
  { table, columns }: UniqueViolation,
): Promise<string | undefined> {
  if (table === undefined || columns.length === 0) return undefined;
  const names = columns.map(quoteName);
  const present = names.map((name) => `${name} IS NOT NULL`).join(" AND ");
  const rows = await connection.query(
    `SELECT COUNT(*), ${names.join(", ")} FROM ${quoteName(table)} WHERE ${present} GROUP BY ${names.join(", ")} HAVING COUNT(*) > 1 LIMIT 3`,
  );
  const shared = rows.map(([count, ...values]) => `${count} rows have (${values.map(shown).join(", ")})`);
  return shared.length === 0 ? undefined : `Key (${columns.join(", ")}): ${shared.join(", ")}.`;
}

function shown(value: unknown): string {
  const text = value instanceof Uint8Array ? `${value.length} bytes` : printableText(String(value));
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
