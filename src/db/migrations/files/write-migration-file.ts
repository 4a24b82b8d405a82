import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Module } from "../../../core/index.ts";
import type { Migration } from "../graph/migration.ts";
import { migrationsFolder } from "./migrations-folder.ts";
import { writeMigration } from "./write-migration.ts";

/** Writes a migration into its module's folder, never over an existing file, and gives the file. */
export async function writeMigrationFile(
  module: Module,
  migration: Migration,
  text = writeMigration(migration, migrationsFolder(module)),
): Promise<string> {
  const folder = migrationsFolder(module);
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${migration.name}.ts`);
  await writeFile(file, text, { flag: "wx" });
  return file;
}
