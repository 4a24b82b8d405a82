import type { Command } from "../../../core/index.ts";
import { databaseOf, databaseOption } from "../../connections/database-option.ts";
import { migrateAppDown } from "../run/migrate-app.ts";
import { moduleNamed } from "./module-argument.ts";
import { progressOn, summary } from "./progress.ts";

/** `quintet migrate down`: undoes migrations. */
export const downCommand: Command = {
  name: "migrate down",
  summary: "Undo migrations of a module, and those of others that depend on them.",
  args: [
    { name: "<module>", summary: "The module." },
    {
      name: "[migration]",
      summary: 'The one to stop at, which stays; "zero" undoes all. Without it, the last one is undone.',
    },
  ],
  options: [databaseOption],
  async run({ app, terminal, args, options }) {
    const done = await migrateAppDown(app, {
      module: moduleNamed(app, String(args.module)).name,
      ...(args.migration !== undefined && { name: String(args.migration) }),
      database: databaseOf(options),
      report: progressOn(terminal),
    });
    terminal.success(done.length === 0 ? "Nothing to undo." : summary(done.length, "undone"));
  },
};
