import type { SchemaConnection } from "../schema-editor.ts";

/** Which of the two servers it is, as far as tables depend on it. */
export interface ServerKind {
  /** It has a type of its own for UUIDs, and no indexes over expressions. */
  readonly isMariaDb: boolean;
}

export async function serverKind(connection: SchemaConnection): Promise<ServerKind> {
  const [[version] = []] = await connection.query("SELECT VERSION()");
  return { isMariaDb: /mariadb/i.test(String(version)) };
}
