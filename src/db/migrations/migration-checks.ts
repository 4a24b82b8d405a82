import type { App, Check, CheckFinding } from "../../core/index.ts";
import { modelChangesWithoutMigration, pendingMigrations } from "./run/migration-status.ts";

/** Models without a migration, and migrations that the database lacks or has too many of. */
export const migrationChecks: readonly Check[] = [
  {
    name: "db.model-changes",
    async run(app): Promise<readonly CheckFinding[]> {
      const { message } = await modelChangesWithoutMigration(app);
      return message === undefined ? [] : [finding("db.W001", message)];
    },
  },
  {
    name: "db.pending-migrations",
    async run(app): Promise<readonly CheckFinding[]> {
      if (!("default" in app.config.databases)) return missingDatabase(app);
      const { message } = await pendingMigrations(app);
      return message === undefined ? [] : [finding("db.W002", message)];
    },
  },
];

/** An app without a database is whole as long as none of its modules has a model. */
function missingDatabase(app: App): readonly CheckFinding[] {
  const module = app.modules.find(({ models }) => models !== undefined && models.length > 0);
  if (module === undefined) return [];
  const message = `The module "${module.name}" has models, and the app has no database.`;
  const hint = 'Add databases: { default: sqlite({ file: "db.sqlite3" }) } to quintet.config.ts.';
  return [{ id: "db.E001", level: "error", message, hint }];
}

/** The last line of a message is the next step. */
function finding(id: string, message: string): CheckFinding {
  const lines = message.split("\n");
  return { id, level: "warning", message: lines.slice(0, -1).join("\n"), hint: lines.at(-1)! };
}
