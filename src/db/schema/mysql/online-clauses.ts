import { DatabaseError } from "../../errors.ts";
import type { SchemaConnection } from "../schema-editor.ts";

/** The server refuses what would stop who writes. */
export const onlineClauses = "ALGORITHM=INPLACE, LOCK=NONE";

// ER_ALTER_OPERATION_NOT_SUPPORTED, and the same with a reason.
const refusals: readonly unknown[] = [1845, 1846];
const notLocked = 1100; // ER_TABLE_NOT_LOCKED

/** Whether the server can do a change only with a copy of the table. */
export function takesCopy(error: unknown): boolean {
  return refusals.includes(errnoOf(error));
}

/** A connection that has tables copied where they can't be changed otherwise: everybody waits who writes. */
export function withCopies(connection: SchemaConnection): SchemaConnection {
  return {
    async query(sql, parameters) {
      try {
        return await connection.query(sql, parameters);
      } catch (error) {
        if (!takesCopy(error) || !sql.endsWith(`, ${onlineClauses}`)) throw error;
        return copied(connection, sql.slice(0, -`, ${onlineClauses}`.length));
      }
    },
  };
}

/** A copy needs the tables that this one refers to as well, which LOCK TABLES has kept from it. */
async function copied(connection: SchemaConnection, sql: string): Promise<readonly (readonly unknown[])[]> {
  try {
    return await connection.query(sql);
  } catch (error) {
    if (errnoOf(error) !== notLocked) throw error;
    await connection.query("UNLOCK TABLES");
    return connection.query(sql);
  }
}

function errnoOf(error: unknown): number | undefined {
  return error instanceof DatabaseError ? (error.cause as { errno?: number } | undefined)?.errno : undefined;
}
