/** The option of commands that work on one of several databases. */
export const databaseOption = {
  flags: "--database <key>",
  summary: 'The key of the database in the configuration; "default" by default.',
} as const;
