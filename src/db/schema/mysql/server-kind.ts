import type { SchemaConnection } from "../schema-editor.ts";

/** Which of the two servers it is, as far as tables depend on it. */
export interface ServerKind {
  readonly isMariaDb: boolean;
  /** A type of its own for UUIDs, since MariaDB 10.7. */
  readonly hasUuid: boolean;
}

export async function serverKind(connection: SchemaConnection): Promise<ServerKind> {
  const [[version] = []] = await connection.query("SELECT VERSION()");
  const isMariaDb = /mariadb/i.test(String(version));
  const [major = 0, minor = 0] = String(version).split(".").map(Number);
  return { isMariaDb, hasUuid: isMariaDb && (major > 10 || (major === 10 && minor >= 7)) };
}
