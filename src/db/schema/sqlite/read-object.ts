import type { SchemaConnection } from "../schema-editor.ts";

/*
 * SQLite keeps any bytes as a text, also in the definition of a table. What is no UTF-8 the driver reads as U+FFFD, the mark of
 * replacement, and what is written again would have that mark in its place.
 */

/** What the file says of a table, an index or a trigger. */
export interface FileObject {
  readonly type: string;
  readonly name: string;
  readonly sql: string | null;
}

/** Whether a name and a definition are what stands in the file. Only what has a mark of replacement has to be asked for. */
export async function isAsRead(
  connection: SchemaConnection,
  { type, name, sql }: FileObject,
): Promise<boolean> {
  if (!`${name}${sql}`.includes("\ufffd")) return true;
  const same = "SELECT 1 FROM sqlite_master WHERE type = ? AND name = ? AND sql IS ?";
  return (await connection.query(same, [type, name, sql])).length > 0;
}
