import { type App, type Check, type CheckFinding, QuintetError } from "../../core/index.ts";
import { loadMigrationGraph } from "./files/migration-files.ts";
import { modelChangesWithoutMigration, pendingMigrations } from "./run/migration-status.ts";

/** Models without a migration, and migrations that the database lacks or has too many of. */
export const migrationChecks: readonly Check[] = [
  {
    name: "db.model-changes",
    async run(app): Promise<readonly CheckFinding[]> {
      try {
        const { message } = await modelChangesWithoutMigration(app);
        return message === undefined ? [] : [finding("db.W001", "warning", message)];
      } catch (error) {
        if (!(error instanceof QuintetError)) throw error;
        return [finding(error.code, "error", error.message)]; // one bad file doesn't hide what else there is to find
      }
    },
  },
  {
    name: "db.pending-migrations",
    async run(app): Promise<readonly CheckFinding[]> {
      if (!("default" in app.config.databases)) return missingDatabase(app);
      if (!(await canBeLoaded(app))) return []; // told by the check before
      const { message } = await pendingMigrations(app);
      return message === undefined ? [] : [finding("db.W002", "warning", message)];
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

async function canBeLoaded(app: App): Promise<boolean> {
  return loadMigrationGraph(app.modules).then(
    () => true,
    () => false,
  );
}

/** The last line of a message is the next step. */
function finding(id: string, level: CheckFinding["level"], message: string): CheckFinding {
  const lines = message.split("\n");
  if (lines.length === 1) return { id, level, message };
  return { id, level, message: lines.slice(0, -1).join("\n"), hint: lines.at(-1)! };
}
