import { readFile } from "node:fs/promises";
import type { Migration } from "../graph/migration.ts";
import { writeMigration } from "./write-migration.ts";

/** Whether a migration's file holds no more than its operations: no comments, no code, nothing that would get lost. */
export async function isAsWritten(migration: Migration): Promise<boolean> {
  if (migration.file === undefined) return true;
  const text = await readFile(migration.file, "utf8");
  return withoutSpace(text) === withoutSpace(writeMigration(migration));
}

/** Formatters lay out otherwise, and mean the same. */
function withoutSpace(text: string): string {
  return text.replaceAll(/\s+|,(?=\s*[\]})])/g, "");
}
