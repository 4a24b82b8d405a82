import type { CommandValue } from "../../core/index.ts";

/** The option of commands that work on one of several databases. */
export const databaseOption = {
  flags: "--database <key>",
  summary: 'The key of the database in the configuration; "default" by default.',
} as const;

/** The option of commands that ask every database what it has applied, before they change a file. */
export const onlyDatabaseOption = {
  flags: "--database <key>",
  summary: "Ask only this database whether it has the migration; all by default.",
} as const;

/** The key that was given; `undefined` for the default database. */
export function databaseOf(options: Readonly<Record<string, CommandValue>>): string | undefined {
  return options.database as string | undefined; // its flags take one text
}
