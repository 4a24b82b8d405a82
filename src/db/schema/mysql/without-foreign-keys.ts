import type { SchemaConnection } from "../schema-editor.ts";

/** Runs `work` while references to rows are not looked at. */
export async function withoutForeignKeys(
  connection: SchemaConnection,
  work: () => Promise<void>,
): Promise<void> {
  await connection.query("SET foreign_key_checks = 0");
  try {
    await work();
  } catch (error) {
    await connection.query("SET foreign_key_checks = 1").catch(() => {}); // the first error is the one to tell
    throw error;
  }
  await connection.query("SET foreign_key_checks = 1");
}
