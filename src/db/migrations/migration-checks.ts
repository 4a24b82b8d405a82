import type { Check, CheckFinding } from "../../core/index.ts";
import { modelChangesWithoutMigration, pendingMigrations } from "./migration-status.ts";

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
      const { message } = await pendingMigrations(app);
      return message === undefined ? [] : [finding("db.W002", message)];
    },
  },
];

/** The last line of a message is the next step. */
function finding(id: string, message: string): CheckFinding {
  const lines = message.split("\n");
  return { id, level: "warning", message: lines.slice(0, -1).join("\n"), hint: lines.at(-1)! };
}
