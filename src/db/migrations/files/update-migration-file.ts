import { rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { MigrationUpdateError } from "../errors.ts";
import { placeOf } from "../graph/migration.ts";
import type { UpdatedMigration } from "../graph/update-migration.ts";
import { isAsWritten } from "./is-as-written.ts";
import { writeMigration } from "./write-migration.ts";

/**
 * Refuses to write over what a person has added to a file: comments, code, another order.
 * @throws {@link MigrationUpdateError}
 */
export async function refuseEdited({ before }: UpdatedMigration): Promise<void> {
  if (await isAsWritten(before)) return;
  throw new MigrationUpdateError(
    `${placeOf(before)} was edited by hand, and would be written anew.\nWrite a new one without --update, and move its operations there.`,
  );
}

/** Writes the migration in the place of the one before, and gives the file. */
export async function updateMigrationFile({ before, after }: UpdatedMigration): Promise<string> {
  const old = before.file!; // refuseEdited() has read it
  const file = join(dirname(old), `${after.name}.ts`);
  await writeFile(file, writeMigration(after), { flag: file === old ? "w" : "wx" });
  if (file !== old) await rm(old);
  return file;
}
