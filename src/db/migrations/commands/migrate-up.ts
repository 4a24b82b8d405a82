import { type Command, type CommandCall, CommandError, QuintetError } from "../../../core/index.ts";
import { databaseOf, databaseOption } from "../../connections/database-option.ts";
import { migrationText } from "../graph/migration.ts";
import { migrateAppUp } from "../run/migrate-app.ts";
import { modelChangesWithoutMigration } from "../run/migration-status.ts";
import { moduleNamed } from "./module-argument.ts";
import { progressOn, summary } from "./progress.ts";

/** `quintet migrate up`: applies migrations. */
export const upCommand: Command = {
  name: "migrate up",
  summary: "Apply the migrations that the database lacks.",
  args: [
    { name: "[module]", summary: "Only this module, and what it needs." },
    { name: "[migration]", summary: "Up to this one: its name, or the beginning of it." },
  ],
  options: [databaseOption],
  async run(call) {
    const { app, terminal, args, options } = call;
    const module = args.module === undefined ? undefined : moduleNamed(app, String(args.module)).name;
    const name = args.migration === undefined ? undefined : String(args.migration);
    if (name === "zero") throw new CommandError(`"zero" is a way down: quintet migrate down ${module} zero`);

    const { migrations, unknown } = await migrateAppUp(app, {
      database: databaseOf(options),
      ...(module !== undefined && { module }),
      ...(name !== undefined && { name }),
      report: progressOn(terminal),
    });
    terminal.success(migrations.length === 0 ? "Nothing to apply." : summary(migrations.length, "applied"));
    for (const id of unknown)
      terminal.warn(
        `${migrationText(id)} was applied before, and there is no such file: the database is ahead of the code.`,
      );
    await warnOfChanges(call);
  },
};

/** By now all is applied: what keeps the models from being compared is a warning as well. */
async function warnOfChanges({ app, terminal }: CommandCall): Promise<void> {
  try {
    const { message } = await modelChangesWithoutMigration(app);
    if (message !== undefined) terminal.warn(message);
  } catch (cause) {
    if (!(cause instanceof QuintetError)) throw cause;
    terminal.warn(`The models can't be compared with the migrations: ${cause.message}`);
  }
}
